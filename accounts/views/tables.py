"""The list of people as a table to take away: what the page shows, all rows of it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from common.spreadsheets import Column

PEOPLE = (
    Column("Họ và tên", 28),
    Column("Chức vụ", 28),
    Column("Vai trò và nơi", 48),
    Column("Tên đăng nhập", 20),
    Column("Tài khoản", 18),
)


def people_rows(rows: QuerySet[User]) -> Iterator[tuple[object, ...]]:
    """The cells of :data:`PEOPLE` for rows of ``selectors.visible_people``."""
    for person in rows.iterator(chunk_size=1000):
        listed: Any = person
        roles = [
            f"{row.get_role_display()} – {row.unit.full_name}"
            if row.unit
            else str(row.get_role_display())
            for row in listed.current_roles
        ]
        yield (
            person.full_name,
            person.position,
            "; ".join(roles),
            person.username,
            _account(person),
        )


def _account(person: User) -> str:
    if not person.is_active:
        return "Tạm khóa"
    return "Mật khẩu một lần" if person.one_time_until else "Đang dùng"
