from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def api_docs(request: HttpRequest) -> HttpResponse:
    """Human-readable page of the API."""
    return render(request, "catalogue/api_docs.html")
