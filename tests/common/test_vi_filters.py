"""Vietnamese dates, numbers and words of templates."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from common.templatetags import vi

NBSP = "\N{NO-BREAK SPACE}"
NIGHT_UTC = dt.datetime(2026, 11, 22, 18, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (dt.date(2025, 7, 1), "01/07/2025"),
        ("2025-07-01", "01/07/2025"),
        ("2026-11-22T18:05:00+00:00", "23/11/2026"),
        (NIGHT_UTC, "23/11/2026"),
        (None, ""),
        ("", ""),
        ("hôm qua", "hôm qua"),
    ],
)
def test_a_day_is_the_day_in_vietnam(value: Any, said: str) -> None:
    assert vi.vn_date(value) == said


def test_a_moment_says_hour_and_day() -> None:
    assert vi.vn_datetime(NIGHT_UTC) == "01:05 ngày 23/11/2026"
    assert vi.vn_time(NIGHT_UTC) == "01:05"
    assert vi.vn_datetime("2026-11-23") == "23/11/2026"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-01-05", "ngày 05 tháng 01 năm 2026"),
        ("2026-02-28", "ngày 28 tháng 02 năm 2026"),
        ("2026-03-16", "ngày 16 tháng 3 năm 2026"),
        ("2026-12-01", "ngày 01 tháng 12 năm 2026"),
    ],
)
def test_official_papers_pad_days_under_ten_and_months_under_three(day: str, said: str) -> None:
    assert vi.vn_long_date(day) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-11-23", "Thứ Hai"), ("2026-11-28", "Thứ Bảy"), ("2026-11-29", "Chủ Nhật")],
)
def test_weekdays(day: str, said: str) -> None:
    assert vi.vn_weekday(day) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal(72), "72,00"),
        ("81.285", "81,29"),
        (Decimal("89.995"), "90,00"),
        (Fraction(569, 7), "81,29"),
        (0, "0,00"),
        (None, ""),
        ("chưa chấm", "chưa chấm"),
    ],
)
def test_points_have_two_decimals_half_up(value: Any, said: str) -> None:
    assert vi.points(value) == said


@pytest.mark.parametrize(
    ("filter_", "value", "said"),
    [
        (vi.vn_int, 1234567, "1.234.567"),
        (vi.vn_int, 999, "999"),
        (vi.vn_number, Decimal("1234.50"), "1.234,5"),
        (vi.vn_number, 20, "20"),
        (vi.money, 43_270_000_000, f"43.270.000.000{NBSP}đồng"),
        (vi.percent, 0.7, f"70,0{NBSP}%"),
        (vi.percent, Fraction(1, 3), f"33,3{NBSP}%"),
        (vi.file_size, 87, f"87{NBSP}byte"),
        (vi.file_size, 319_488, f"312{NBSP}KB"),
        (vi.file_size, 1_572_864, f"1,5{NBSP}MB"),
        (vi.file_size, 25_165_824, f"24{NBSP}MB"),
        (vi.money, None, ""),
        (vi.percent, "", ""),
    ],
)
def test_numbers_are_written_as_in_vietnam(filter_: Any, value: Any, said: str) -> None:
    assert filter_(value) == said


@pytest.mark.parametrize(
    ("stars", "said"), [(3, "ba sao"), ("5", "năm sao"), (0, ""), (6, ""), (None, "")]
)
def test_stars_in_words(stars: Any, said: str) -> None:
    assert vi.star_words(stars) == said


@pytest.mark.parametrize(
    ("authority", "lines"),
    [
        (
            "Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa",
            ["Ủy ban nhân dân", "tỉnh Thanh Hóa"],
        ),
        ("Ủy ban nhân dân thành phố Huế", ["Ủy ban nhân dân", "thành phố Huế"]),
        ("Bộ trưởng Bộ Nông nghiệp và Môi trường", ["Bộ Nông nghiệp và Môi trường"]),
    ],
)
def test_the_letterhead_names_the_body_behind_the_office(authority: str, lines: list[str]) -> None:
    assert vi.agency_lines(vi.agency(authority)) == lines
