"""Roles that work with sealed marks and decisions must have a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.selectors import roles_of
from common.dates import today


class RequireTwoFactorMiddleware:
    """Sends a person of a role in ``TWO_FACTOR_ROLES`` to set up the second factor first.

    The work area and the API stay closed until then; signing out and setting up stay open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.TWO_FACTOR_ROLES and self._must_set_up(request):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    @staticmethod
    def _must_set_up(request: HttpRequest) -> bool:
        if not request.path.startswith(("/lam-viec/", "/api/")):
            return False
        if not request.user.is_authenticated:
            return False
        needed = roles_of(request.user, on=today()) & set(settings.TWO_FACTOR_ROLES)
        return bool(needed) and not is_mfa_enabled(request.user)
