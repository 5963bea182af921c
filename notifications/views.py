"""The person's own notices."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from common.http import page_of
from notifications import selectors, services


@login_required
def notice_list(request: HttpRequest) -> HttpResponse:
    """Newest first; unread ones are marked."""
    page = page_of(request, selectors.notices_of(request.user))
    return render(request, "notifications/notice_list.html", {"page": page})


@login_required
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all of one's own notices as read."""
    services.mark_read(user=request.user)
    return redirect("notifications:list")
