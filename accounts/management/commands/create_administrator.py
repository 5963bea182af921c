"""``manage.py create_administrator``: the first account of a new installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services
from common.dates import today
from common.errors import DomainError


class Command(BaseCommand):
    """Prints a one-time password. Further administrators are made in the portal."""

    help = "Mở tài khoản quản trị đầu tiên và in mật khẩu một lần"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="tên đăng nhập, chữ thường không dấu")
        parser.add_argument("--full-name", required=True, help="họ và tên")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            user, password = services.open_first_administrator(
                username=options["username"], full_name=options["full_name"], on=today()
            )
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"Tên đăng nhập: {user.username}\nMật khẩu một lần: {password}")
        self.stdout.write(f"Dùng được {services.ONE_TIME_DAYS} ngày, để đặt mật khẩu riêng.")
