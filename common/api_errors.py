"""The one shape of an API error."""

from typing import Any

from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

from common.errors import DomainError


def envelope(error: Exception, context: dict[str, Any]) -> Response | None:
    """``{"error": {"code", "message", "fields"}}`` for every refusal."""
    if isinstance(error, DomainError):
        body = {"code": error.code, "message": error.message, "fields": error.fields}
        return Response({"error": body}, status=error.status)
    response = exception_handler(error, context)
    if response is None:
        return None
    code = error.default_code if isinstance(error, APIException) else "not_found"
    data = response.data
    detail = data.get("detail") if isinstance(data, dict) else None
    fields = data if isinstance(data, dict) and detail is None else {}
    message = str(detail) if detail is not None else "Dữ liệu gửi lên chưa đúng"
    response.data = {"error": {"code": code, "message": message, "fields": fields}}
    return response
