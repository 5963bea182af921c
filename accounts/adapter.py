"""allauth's door as this portal has it: nobody signs up, a handed-out password opens it once."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from accounts.models import User
from accounts.services import set_own_password
from common.dates import today, vn_date


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by the office (``services.open_account``)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """A one-time password that was not used in time opens nothing."""
        if user.one_time_until is not None and user.one_time_until < today():
            clear_login(request)
            messages.error(
                request,
                f"Mật khẩu một lần đã hết hạn ngày {vn_date(user.one_time_until)}."
                " Hãy xin mật khẩu mới ở nơi đã cấp tài khoản.",
            )
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, **options)
        return answer

    def set_password(self, user: User, password: str) -> None:
        """Through the service, so that it is recorded."""
        set_own_password(user=user, password=password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """On to work."""
        return resolve_url("reports:worklist")
