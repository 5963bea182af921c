"""What every template knows: the office that runs the portal, and the person's menu."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import assignments_of, roles_of
from common.dates import today
from common.text import lower_first
from notifications.selectors import unread_count

_OFFICE = {Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER}
_SITTING = {Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.COUNCIL, Role.ADVISER}

# (address, label, roles that see it; an empty set means everybody who signed in)
_MENU: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("reports:worklist", "Việc của tôi", frozenset()),
    (
        "evaluations:dossier_list",
        "Hồ sơ",
        frozenset({*_OFFICE, Role.PRODUCER, Role.CENTRAL_OFFICER}),
    ),
    ("evaluations:appraisal_list", "Thẩm định", frozenset({Role.ADVISER})),
    ("evaluations:session_list", "Hội đồng", frozenset({*_SITTING, Role.CENTRAL_OFFICER})),
    ("producers:producer_list", "Chủ thể", frozenset({*_OFFICE})),
    ("products:product_list", "Sản phẩm", frozenset({*_OFFICE, Role.PRODUCER})),
    ("certificates:list", "Giấy chứng nhận", frozenset({*_OFFICE, Role.PRODUCER, Role.INSPECTOR})),
    (
        "inspections:complaint_list",
        "Kiểm tra",
        frozenset({Role.PROVINCE_OFFICER, Role.INSPECTOR}),
    ),
    (
        "reports:report",
        "Báo cáo",
        frozenset({Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.CENTRAL_OFFICER}),
    ),
    # The office, whose line is full, finds these in its own menu (base_work.html).
    ("exchange:run_list", "Nhập liệu", frozenset({Role.ADMINISTRATOR, Role.CENTRAL_OFFICER})),
    ("accounts:person_list", "Người dùng", frozenset({Role.ADMINISTRATOR})),
    (
        "programmes:home",
        "Chương trình",
        frozenset({*_OFFICE, Role.PRODUCER, Role.CENTRAL_OFFICER, Role.ADMINISTRATOR}),
    ),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """``portal`` and ``demo`` on every page; the person's menu, role and notices in the work area.

    Public pages ask the database nothing here.
    """
    context: dict[str, Any] = {"portal": settings.PORTAL, "demo": settings.DEMO}
    user = getattr(request, "user", None)
    if not request.path.startswith("/lam-viec/") or user is None or not user.is_authenticated:
        return context
    on = today()
    held = roles_of(user, on=on)
    context["work_nav"] = [
        {"url": url, "label": label, "current": _is_current(url, request.path)}
        for name, label, roles in _MENU
        if not roles or roles & held
        for url in [reverse(name)]
    ]
    context["work_role"] = _role_words(user, on)
    context["brings_in"] = bool({Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER} & held)
    context["takes_in"] = Role.PROVINCE_OFFICER in held
    context["proposes"] = Role.COMMUNE_OFFICER in held
    context["keeps_people"] = Role.PROVINCE_OFFICER in held
    context["notice_count"] = unread_count(user)
    return context


# Said beside the name of the place, which the full label would name twice.
_AT_A_PLACE = {Role.COMMUNE_OFFICER: "Cán bộ OCOP", Role.PROVINCE_OFFICER: "Văn phòng Điều phối"}


def _role_words(user: User, on: dt.date) -> str:
    """ "Cán bộ OCOP, xã Hoằng Thanh"; the position where the office wrote one."""
    if user.position:
        return user.position
    rows = assignments_of(user, on=on)
    if not rows:
        return ""
    row = min(rows, key=lambda held: (held.valid_from, held.pk))
    label = str(_AT_A_PLACE.get(Role(row.role), Role(row.role).label))
    if row.unit is None:
        return label
    return f"{label}, {lower_first(row.unit.full_name)}"


def _is_current(url: str, path: str) -> bool:
    return path == url if url == "/lam-viec/" else path.startswith(url)
