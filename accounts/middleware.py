"""What stands between signing in and working: a password of one's own, a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from accounts.selectors import roles_of
from common.dates import today

CHOOSE_ONES_OWN = "Mật khẩu đang dùng do cơ quan cấp. Hãy đặt mật khẩu của riêng mình để bắt đầu."
SECOND_FACTOR = (
    "Vai trò của anh/chị xem và ký kết quả đánh giá nên cần xác thực hai lớp."
    " Hãy bật ứng dụng xác thực hoặc thêm khóa bảo mật, rồi mở lại khu làm việc."
)


class ReadyToWorkMiddleware:
    """Keeps work area and API closed until the person has an own password and, where the role
    asks for it (``TWO_FACTOR_ROLES``), a second factor.

    Setting up and signing out stay open. The API answers 403 with the same sentence.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/lam-viec/", "/api/")) and request.user.is_authenticated:
            if request.user.one_time_until is not None:
                return self._sent_to(request, "account_change_password", CHOOSE_ONES_OWN)
            if settings.TWO_FACTOR_ROLES and self._lacks_second_factor(request):
                return self._sent_to(request, "mfa_index", SECOND_FACTOR)
        return self.get_response(request)

    @staticmethod
    def _lacks_second_factor(request: HttpRequest) -> bool:
        needed = roles_of(request.user, on=today()) & set(settings.TWO_FACTOR_ROLES)
        return bool(needed) and not is_mfa_enabled(request.user)

    @staticmethod
    def _sent_to(request: HttpRequest, name: str, sentence: str) -> HttpResponse:
        if request.path.startswith("/api/"):
            error = {"code": "not_ready", "message": sentence, "fields": {}}
            return JsonResponse({"error": error}, status=403)
        messages.warning(request, sentence)
        return redirect(name)
