"""What every template knows: the office that runs the portal, and the person's menu."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.enums import Role
from accounts.selectors import roles_of
from common.dates import today
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
    ("evaluations:session_list", "Hội đồng", frozenset({*_SITTING, Role.CENTRAL_OFFICER})),
    ("producers:producer_list", "Chủ thể", frozenset({*_OFFICE})),
    ("products:product_list", "Sản phẩm", frozenset({*_OFFICE, Role.PRODUCER})),
    ("certificates:list", "Giấy chứng nhận", frozenset({*_OFFICE, Role.PRODUCER, Role.INSPECTOR})),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """The ``portal`` settings, and for somebody signed in ``work_nav`` and ``unread``."""
    context: dict[str, Any] = {"portal": settings.PORTAL, "demo": settings.DEMO}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not request.path.startswith("/lam-viec/"):
        return context
    held = roles_of(user, on=today())
    context["work_nav"] = [
        {"url": url, "label": label, "current": _is_current(url, request.path)}
        for name, label, roles in _MENU
        if not roles or roles & held
        for url in [reverse(name)]
    ]
    context["unread"] = unread_count(user)
    context["role_labels"] = [Role(role).label for role in sorted(held)]
    return context


def _is_current(url: str, path: str) -> bool:
    return path == url if url == "/lam-viec/" else path.startswith(url)
