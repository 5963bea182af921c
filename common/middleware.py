"""Turns a refused rule, or a body that is too large, into a page that says why."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.errors import DomainError

_MB = 1024 * 1024
# What a form brings beside its files.
_SLACK = 2 * _MB

V = TypeVar("V", bound=Callable[..., Any])


def takes_papers(view: V) -> V:
    """The view takes a body as large as a paper; others what one ordinary upload may have."""
    view.body_limit = settings.PAPER_MAX_BYTES  # type: ignore[attr-defined]
    return view


class BodyLimitMiddleware:
    """Refuses a body by the size it announces, before a byte of it is read.

    Stands before the check of the form's token, which would read all of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        _arguments: Sequence[Any],
        _named: dict[str, Any],
    ) -> HttpResponse | None:
        """The 413 page, with both sizes and what to do."""
        announced = request.META.get("CONTENT_LENGTH") or ""
        size = int(announced) if announced.isdigit() else 0
        limit: int = getattr(view, "body_limit", settings.UPLOAD_MAX_BYTES)
        if size <= limit + _SLACK:
            return None
        context = {
            "message": f"Bạn gửi {size // _MB} MB, mỗi lần gửi nhiều nhất {limit // _MB} MB. Hãy"
            " quét ở 150 dpi, chia thành nhiều giấy tờ, hoặc gửi ít ảnh hơn mỗi lần.",
            "back": own_address(request, request.headers.get("referer", "")),
        }
        return render(request, "errors/413.html", context, status=413)


def own_address(request: HttpRequest, address: str) -> str:
    """``address`` if it is one of this portal, else nothing."""
    ours = f"{request.scheme}://{request.get_host()}/"
    return address if address.startswith(ours) else ""


class DomainErrorMiddleware:
    """A :class:`DomainError` that no view caught becomes the 409 (or 400) page with its sentence.

    Views of forms catch it themselves, to show the sentence at the field and keep what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Render ``errors/409.html`` or ``errors/400.html`` for a refused rule."""
        if not isinstance(error, DomainError):
            return None
        template = f"errors/{error.status}.html"
        back = own_address(request, request.headers.get("referer", ""))
        context = {"message": error.message, "fields": error.fields, "back": back}
        return render(request, template, context, status=error.status)
