"""The first page of everybody who signs in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def worklist(request: HttpRequest) -> HttpResponse:
    """What waits for this person, most urgent first."""
    return render(request, "reports/worklist.html", {})
