"""Moves on the access of one account: each asks first on a page of its own, then is a POST."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms import ReasonForm
from accounts.models import User
from accounts.views.people import ABOVE, crumbs_of, visible_person
from common.dates import today
from common.errors import DomainError
from common.http import need, show_refusal


def _managed(request: HttpRequest, username: str) -> User:
    person = visible_person(request, username)
    need(request.user, "accounts.manage_person", person, ABOVE)
    return person


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def password_issue(request: HttpRequest, username: str) -> HttpResponse:
    person = _managed(request, username)
    crumbs = crumbs_of(person, "Mật khẩu mới")
    if request.method == "POST":
        password = services.issue_password(user=person, actor=request.user, on=today())
        context = {"person": person, "password": password, "crumbs": crumbs}
        return render(request, "accounts/password_issued.html", context)
    context = {
        "question": f"Cấp mật khẩu một lần cho {person}?",
        "effects": [
            "Mật khẩu đang dùng không mở được nữa; người này bị đăng xuất ở mọi máy",
            f"Mật khẩu mới hiện một lần, dùng {services.ONE_TIME_DAYS} ngày để đặt mật khẩu riêng",
        ],
        "submit": "Cấp mật khẩu",
    }
    return _asked(request, person, context | {"crumbs": crumbs})


@login_required
@require_http_methods(["GET", "POST"])
def second_factor_remove(request: HttpRequest, username: str) -> HttpResponse:
    def act(person: User) -> str:
        services.remove_second_factor(user=person, actor=request.user, on=today())
        return f"Đã gỡ xác thực hai lớp của {person}"

    context = {
        "question": "Gỡ xác thực hai lớp của {person}?",
        "intro": "Chỉ làm khi đã gặp hoặc gọi đúng người: mất điện thoại, mất khóa.",
        "effects": [
            "Ứng dụng xác thực, khóa bảo mật và mã dự phòng không dùng được nữa",
            "Vai trò cần hai lớp phải cài lại ở lần đăng nhập tới",
        ],
        "submit": "Gỡ xác thực hai lớp",
        "grave": True,
    }
    return _moved(request, username, context, act, "Gỡ xác thực hai lớp")


@login_required
@require_http_methods(["GET", "POST"])
def reactivate(request: HttpRequest, username: str) -> HttpResponse:
    def act(person: User) -> str:
        services.reactivate(user=person, actor=request.user, on=today())
        return f"Đã mở lại tài khoản của {person}"

    context = {
        "question": "Mở lại tài khoản của {person}?",
        "effects": ["Đăng nhập lại được bằng mật khẩu cũ; các vai trò còn hạn có hiệu lực ngay"],
        "submit": "Mở lại tài khoản",
    }
    return _moved(request, username, context, act, "Mở lại")


@login_required
@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, username: str) -> HttpResponse:
    person = _managed(request, username)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.deactivate(user=person, actor=request.user, on=today(), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Đã tạm khóa tài khoản của {person}")
            return redirect("accounts:person_detail", username=username)
    context = {
        "form": form,
        "question": f"Tạm khóa tài khoản của {person}?",
        "effects": [
            "Người này bị đăng xuất ngay và không đăng nhập được",
            "Vai trò, hồ sơ và nhật ký giữ nguyên; mở lại được bất cứ lúc nào",
        ],
        "submit": "Tạm khóa tài khoản",
        "grave": True,
        "crumbs": crumbs_of(person, "Tạm khóa"),
    }
    return _asked(request, person, context)


def _moved(
    request: HttpRequest,
    username: str,
    context: dict[str, object],
    act: Callable[[User], str],
    here: str,
) -> HttpResponse:
    person = _managed(request, username)
    if request.method == "POST":
        messages.success(request, act(person))
        return redirect("accounts:person_detail", username=username)
    question = str(context["question"]).format(person=person)
    shown = context | {"question": question, "crumbs": crumbs_of(person, here)}
    return _asked(request, person, shown)


def _asked(request: HttpRequest, person: User, context: dict[str, object]) -> HttpResponse:
    return render(request, "accounts/person_confirm.html", {"person": person, **context})
