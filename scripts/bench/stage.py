"""An empty database of its own with the country in it, and a register to fill it with."""

import contextlib
import datetime as dt
import io
import itertools
import os
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg2
import xlsxwriter
from django.core.management import call_command

SEED = 26_2026
PROVINCE_CODE = "38"  # Thanh Hóa
HEADERS = 15
_IN_A_DECISION = 25  # products that one decision names
_GOODS = (
    "Mắm tôm", "Mắm tép", "Nước mắm", "Nem chua", "Chè lam", "Bánh gai", "Bánh đa", "Miến dong",
    "Gạo nếp", "Gạo tẻ", "Mật ong", "Rượu nếp", "Trà xanh", "Trà thảo mộc", "Cà phê", "Bưởi",
    "Cam sành", "Dưa vàng", "Măng khô", "Nấm hương", "Tinh bột nghệ", "Tinh dầu sả", "Cao gắm",
    "Chiếu cói", "Mành trúc", "Gốm", "Thổ cẩm", "Giò lụa", "Chả cá", "Trứng gà", "Homestay",
    "Cá khô", "Sứa ăn liền", "Moi khô", "Kẹo lạc", "Tương", "Dầu lạc", "Hạt sen", "Viên nghệ",
)  # fmt: skip
_FORMS = (
    ("Hợp tác xã", "HTX"), ("HTX", "hợp tác xã"), ("Công ty TNHH", "doanh nghiệp"),
    ("Công ty cổ phần", "DN"), ("Hộ kinh doanh", "Hộ KD"), ("Tổ hợp tác", "THT"),
)  # fmt: skip
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đỗ", "Bùi", "Đặng", "Ngô", "Hà", "Trịnh")
_MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Thanh", "Quang", "Ngọc", "Hữu")
_GIVEN = (
    "An", "Bình", "Chi", "Dũng", "Giang", "Hạnh", "Huy", "Khánh", "Lan", "Long", "Mai", "Nam",
    "Oanh", "Phúc", "Quế", "Sơn", "Thảo", "Tuấn", "Uyên", "Vinh", "Xuân", "Yến",
)  # fmt: skip
_STARS = ("3 sao", "3*", "★★★", "03 sao", "Đạt 3 sao", "4 sao", "4*", "★★★★")
_GROUPS = ("Thực phẩm", "Đồ uống", "Thủ công mỹ nghệ", "Dược liệu và sản phẩm từ dược liệu")


@contextlib.contextmanager
def database() -> Iterator[None]:
    """A database beside the one of ``DATABASE_URL``, dropped at the end; Django is set up on it."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = f"{parts.path.strip('/')}_bench"
    server = urlunsplit(parts._replace(path="/postgres"))
    _statement(server, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
    os.environ.pop("REDIS_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ocop_portal.settings.test"
    django.setup()
    from django.db import connection  # noqa: PLC0415 -- needs the settings above

    try:
        call_command("migrate", verbosity=0)
        call_command("seed_reference", stdout=io.StringIO())
        yield
    finally:
        connection.close()
        _statement(server, f'DROP DATABASE "{name}"')


def _statement(server: str, *texts: str) -> None:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        for text in texts:
            cursor.execute(text)


def register(count: int, *, first: int = 0) -> bytes:
    """A workbook of ``count`` lines over real names of places; the same bytes of content always.

    A producer has four products on average, a decision names 25; one line in ten is a product
    recognised again.
    """
    lines = itertools.islice(_lines(), first, first + count)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet("Danh sách")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    from exchange.reading.layout import PRINTED  # noqa: PLC0415 -- needs Django set up

    sheet.write_string(2, 0, "DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN")
    for column, field in enumerate(PRINTED):
        sheet.write_string(4, column, field.header)
    sheet.write_string(5, 0, f"I. TỈNH THANH HÓA ({count} sản phẩm)")
    for row, cells in enumerate(lines, start=6):
        sheet.write_number(row, 0, row - 5)
        for column, value in enumerate(cells, start=1):
            if isinstance(value, dt.date):
                sheet.write_datetime(row, column, value, day)
            elif isinstance(value, float):
                sheet.write_number(row, column, value)
            elif value:
                sheet.write_string(row, column, value)
    book.close()
    return buffer.getvalue()


def _lines() -> Iterator[list[Any]]:
    chance = random.Random(SEED)  # noqa: S311 -- names, no secrets
    known = places()
    past: list[list[Any]] = []
    makers: list[tuple[str, str, str, str]] = []
    for number in itertools.count(1):
        again = past and number % 10 == 0
        if again:
            line = list(chance.choice(past))
        else:
            if not makers or chance.random() < 0.25:
                makers.append(_maker(chance, known, len(makers) + 1))
            maker, kind, commune, district = chance.choice(makers[-400:])
            good = f"{chance.choice(_GOODS)} {chance.choice(known)[2]} số {number}"
            line = [good, maker, kind, commune, district, chance.choice(_GROUPS)]
        decision = number // _IN_A_DECISION
        year = 2019 + decision % 6
        day = dt.date(year, 1 + decision % 12, 1 + decision % 28)
        paper = [
            chance.choice(_STARS),
            round(50 + chance.random() * 39, 1) if number % 3 else "",
            f"{100 + decision}/QĐ-UBND",
            day if number % 4 else f"{day:%d/%m/%Y}",
            "UBND tỉnh Thanh Hóa",
            f"đợt {1 + decision % 2} năm {year}",
            "" if number % 7 else "đánh giá lại",
            f"B{number:05d}",
        ]
        if not again:
            past.append(line)
        yield line[:6] + paper


def _maker(
    chance: random.Random, known: list[tuple[str, str, str]], number: int
) -> tuple[str, str, str, str]:
    form, kind = chance.choice(_FORMS)
    commune, district, place = chance.choice(known)
    person = f"{chance.choice(_FAMILY)} {chance.choice(_MIDDLE)} {chance.choice(_GIVEN)}"
    return f"{form} {person} {place} {number}", kind, commune, district


def places() -> list[tuple[str, str, str]]:
    """Communes of before 1/7/2025 with their districts, and those of today, of one province."""
    from communes.models import AdministrativeUnit  # noqa: PLC0415 -- needs Django set up

    rows = AdministrativeUnit.objects.filter(level="commune").select_related("parent__parent")
    found = []
    for unit in rows.order_by("pk"):
        above = unit.parent
        if above.level == "district" and above.parent.code == PROVINCE_CODE:
            found.append((unit.full_name, above.full_name, unit.name))
        elif above.level == "province" and above.code == PROVINCE_CODE:
            found.append((unit.full_name, "", unit.name))
    return found
