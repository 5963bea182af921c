"""Turns a refused rule into a page that says the rule's sentence."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.errors import DomainError


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
        back = request.headers.get("referer", "")
        if not back.startswith(f"{request.scheme}://{request.get_host()}/"):
            back = ""
        context = {"message": error.message, "fields": error.fields, "back": back}
        return render(request, template, context, status=error.status)
