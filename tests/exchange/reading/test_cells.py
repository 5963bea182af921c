"""One cell at a time: stars, days, decisions, kinds, groups, scores, rounds."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.enums import EntryStatus
from exchange.enums import FaultLevel
from exchange.reading.cells import (
    clean,
    join_days,
    parse_day,
    parse_decision,
    parse_group,
    parse_kind,
    parse_score,
    parse_stars,
    parse_status,
    status_of_notes,
    text_of,
    year_of_round,
)
from producers.enums import ProducerKind

ON = dt.date(2026, 11, 21)
ERROR, LOOK = FaultLevel.ERROR, FaultLevel.LOOK


@pytest.mark.parametrize(
    ("written", "stars"),
    (
        *((value, 3) for value in ("3 sao", "3*", "★★★", "☆☆☆", "★★★☆☆", 3, 3.0, "03 sao")),
        *((value, 3) for value in ("Đạt 3 sao", "ba sao", "hạng 3", "*** ", "3 sao (***)", "3.0")),
        *(
            (value, 3)
            for value in ("OCOP 3 sao", "3 sao năm 2021", "⭐️⭐️⭐️", "Hạng ba", "3sao", "3")
        ),
        *((value, 4) for value in ("4 (****)", "bốn sao", "four-star", "4 SAO", "Đạt 4 sao")),
        *((value, 5) for value in ("năm sao", "5 sao cấp quốc gia", "★★★★★", 5)),
        *((value, None) for value in ("", None, "-", "–", "không", "Chưa có")),
    ),
)
def test_stars_in_every_way_of_writing_them(written, stars):
    assert parse_stars(written) == (stars, None, "", "")


@pytest.mark.parametrize(
    ("written", "stars"),
    (
        ("Tiềm năng 5 sao", 5),
        ("Đề nghị 5 sao", 5),
        ("Trình nâng hạng 4 sao", 4),
        ("Đề xuất Trung ương 5 sao", 5),
        ("đề nghị/tiềm năng 5 sao", 5),
    ),
)
def test_a_wish_is_no_recognition(written, stars):
    assert parse_stars(written) == (None, stars, "", "")


def test_stars_reached_and_wished_for_are_both_read_and_shown():
    found = parse_stars("4 sao, đề nghị Trung ương 5 sao")
    assert (found.recognised, found.proposed, found.level) == (4, 5, LOOK)


@pytest.mark.parametrize("written", (6, 2, 0, "1 sao", "6 sao", "*", "★★", "★★★★★★"))
def test_other_numbers_of_stars_are_no_stars(written):
    found = parse_stars(written)
    assert (found.recognised, found.proposed, found.level) == (None, None, ERROR)
    assert found.text.endswith("chỉ có 3, 4 hoặc 5 sao.")


@pytest.mark.parametrize(
    "written",
    (
        "abc",
        "3 - 4 sao",
        "3 sao (****)",
        "Không đạt",
        3.5,
        True,
        "5/8/2021",
        "đề nghị",
        "3 sao?!x",
        "đạt, đề nghị 5 sao",
    ),
)  # fmt: skip
def test_unclear_stars_are_a_fault(written):
    found = parse_stars(written)
    assert (found.recognised, found.proposed, found.level) == (None, None, ERROR)
    assert found.text.startswith("Không hiểu hạng sao")


@given(st.one_of(st.text(), st.integers(), st.floats(allow_nan=False), st.none()))
def test_stars_are_three_to_five_or_a_fault_or_nothing(written):
    found = parse_stars(written)
    assert found.recognised in {None, 3, 4, 5}
    assert found.proposed in {None, 3, 4, 5}
    if found.level == ERROR:
        assert (found.recognised, found.proposed) == (None, None)


@given(st.integers(3, 5), st.sampled_from(["{} sao", "0{} sao", "Đạt {} sao", "{}*", "hạng {}"]))
def test_stars_survive_blanks_and_case(stars, pattern):
    written = f"  {pattern.format(stars).upper()}\u00a0"
    assert parse_stars(written).recognised == stars


@pytest.mark.parametrize(
    "written",
    (
        dt.date(2021, 8, 5),
        dt.datetime(2021, 8, 5, 13, 30),  # noqa: DTZ001 -- cells carry no zone
        44413,
        44413.0,
        "44413",
        "5/8/2021",
        "05/08/2021",
        "5.8.2021",
        "5-8-2021",
        " 5 / 8 / 2021 ",
        "2021-08-05",
        "2021-08-05 00:00:00",
        "ngày 5/8/2021",
        "ngày 5 tháng 8 năm 2021",
        "Ngày 05 tháng 08 năm 2021",
    ),
)
def test_a_day_in_every_way_of_writing_it(written):
    assert parse_day(written, ON) == (dt.date(2021, 8, 5), None, "", "")


@pytest.mark.parametrize("written", (2021, 2021.0, "2021", "năm 2021", "Năm 2021"))
def test_a_year_alone_stays_a_year(written):
    assert parse_day(written, ON) == (None, 2021, "", "")


@pytest.mark.parametrize("written", ("", None, "-", "không rõ", "ngày    tháng    năm    ", "…"))
def test_a_day_that_nobody_wrote(written):
    assert parse_day(written, ON) == (None, None, "", "")


@pytest.mark.parametrize(
    ("written", "day", "year"),
    (
        ("5/8/21", dt.date(2021, 8, 5), None),
        ("5/8/2030", dt.date(2030, 8, 5), None),
        (dt.date(2026, 11, 22), dt.date(2026, 11, 22), None),
        ("5/8/2011", dt.date(2011, 8, 5), None),
        # A year typed into a cell that is formatted as a date.
        (dt.date(1905, 7, 13), None, 2021),
        ("tháng 8/2021", None, 2021),
        ("8/2021", None, 2021),
        ("quý III/2021", None, 2021),
        (2030, None, 2030),
        (1999, None, 1999),
    ),
)
def test_doubtful_days_are_read_and_shown(written, day, year):
    found = parse_day(written, ON)
    assert (found.on, found.year, found.level) == (day, year, LOOK)
    assert found.text.endswith(".")


@pytest.mark.parametrize(
    "written",
    (
        "31/02/2021", "12/31/2021", "22/05/202", "0/8/2021", dt.date(1900, 1, 5), 12, -5, 99999999,
        "năm 1800", "hôm qua", "5/8/2021 và 6/8/2021", True, "tháng 8", "8/1900",
    ),
)  # fmt: skip
def test_impossible_days_are_faults(written):
    found = parse_day(written, ON)
    assert (found.on, found.year, found.level) == (None, None, ERROR)


@given(st.dates(dt.date(2013, 1, 1), dt.date(2026, 11, 21)), st.sampled_from("/.-"))
def test_written_days_come_back(day, separator):
    written = f"{day.day}{separator}{day.month}{separator}{day.year}"
    assert parse_day(written, ON).on == day
    assert parse_day(text_of(day), ON).on == day
    assert parse_day((day - dt.date(1899, 12, 30)).days, ON).on == day


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.datetimes()))
def test_a_day_or_a_year_or_a_fault_or_nothing(written):
    found = parse_day(written, ON)
    assert found.on is None or found.year is None
    if found.level == ERROR:
        assert (found.on, found.year) == (None, None)


@pytest.mark.parametrize(
    ("written", "number", "day"),
    (
        ("1114/QĐ-UBND", "1114/QĐ-UBND", None),
        ("Số 1114/QĐ-UBND ngày 06/4/2021", "1114/QĐ-UBND", dt.date(2021, 4, 6)),
        ("1114/QĐ-UBND (06/4/2021)", "1114/QĐ-UBND", dt.date(2021, 4, 6)),
        ("Quyết định số 377 ngày 17/1/2025", "377", dt.date(2025, 1, 17)),
        ("quyết định 12/QĐ-UBND", "12/QĐ-UBND", None),
        ("QĐ số 12/QĐ-UBND", "12/QĐ-UBND", None),
        ("715/QĐ – UBND", "715/QĐ-UBND", None),
        ("2890/QĐ-BNN-VPĐP (30.6.2021)", "2890/QĐ-BNN-VPĐP", dt.date(2021, 6, 30)),
        ("1850/QĐ-UBND-HC, ngày 07/12/2020", "1850/QĐ-UBND-HC", dt.date(2020, 12, 7)),
        ("2942/QĐ-UBND ngày 5 tháng 8 năm 2021", "2942/QĐ-UBND", dt.date(2021, 8, 5)),
        ("852/QĐ-UBND ngày 31-12-2019", "852/QĐ-UBND", dt.date(2019, 12, 31)),
        (377.0, "377", None),
        ("-", "", None),
        ("", "", None),
        ("590/QĐ-UBND ngày    tháng    năm", "590/QĐ-UBND", None),
        ("12/QĐ-UBND ngày 5/8/2021 của UBND tỉnh", "12/QĐ-UBND", dt.date(2021, 8, 5)),
        ("ngày 06/4/2021", "", dt.date(2021, 4, 6)),
    ),
)
def test_number_of_a_decision_and_the_day_inside(written, number, day):
    found = parse_decision(written, ON)
    assert (found.number, found.day.on, found.level, found.day.level) == (number, day, "", "")


@pytest.mark.parametrize(
    ("written", "level"),
    (
        ("1580/QĐ-UBND-HC; 1446/QĐ-UBND-HC ngày 29/12/2022", LOOK),
        ("Quyết định của Ủy ban nhân dân tỉnh", LOOK),
        ("9" * 61, ERROR),
        (dt.date(2021, 8, 5), ERROR),
    ),
)
def test_odd_numbers_of_decisions_are_shown(written, level):
    assert parse_decision(written, ON).level == level


def test_a_day_inside_the_number_that_lost_a_digit_is_a_fault():
    assert parse_decision("2942/QĐ-UBND ngày 22/05/202", ON).day.level == ERROR


def test_day_of_the_cell_and_day_inside_have_to_agree():
    cell, inside = parse_day("5/8/2021", ON), parse_day("05.8.2021", ON)
    assert join_days(cell, inside).on == dt.date(2021, 8, 5)
    assert join_days(parse_day(2021, ON), inside).on == dt.date(2021, 8, 5)
    assert join_days(cell, parse_day("", ON)) == cell
    assert join_days(parse_day("", ON), inside) == inside
    for other in ("6/8/2021", 2020):
        joined = join_days(parse_day(other, ON), inside)
        assert (joined.on, joined.year, joined.level) == (None, None, ERROR)


@pytest.mark.parametrize(
    ("cell", "producer", "kind"),
    (
        ("doanh nghiệp", "Công ty TNHH Việt Trang", "llc"),
        ("DN", "Công ty trách nhiệm hữu hạn MTV An", "llc"),
        ("DN", "CTCP Trà", "jsc"),
        ("DN", "Công ty CP Trà", "jsc"),
        ("DN", "Công ty cổ phần Trà", "jsc"),
        ("DN", "Doanh nghiệp Tư Nhân Bùi Thanh Tú", "private"),
        ("DN", "An Thanh Dat HD Company Limited", "llc"),
        ("DN", "Công ty Minh Anh", "enterprise"),
        ("doanh nghiệp", "", "enterprise"),
        ("HTX", "", "cooperative"),
        ("hợp tác xã", "HTX Xoài", "cooperative"),
        ("", "Liên hiệp hợp tác xã Sen", "cooperative"),
        ("", "Tan Minh Duc Cooperative", "cooperative"),
        ("THT", "Tổ hợp tác trồng sen", "cooperative_group"),
        ("", "THT rau", "cooperative_group"),
        ("Hộ KD", "Trại gà Bảy", "household"),
        ("hộ kinh doanh", "Cơ sở Lê Gia", "household"),
        ("", "Hộ kinh doanh Trần Thị Về", "household"),
        ("", "Trang trại Hoa", "farm"),
        ("", "Hội phụ nữ xã", "association"),
        ("khác (cá nhân/cơ sở tôn giáo)", "Nguyễn Thị Tâm", ""),
        ("", "Hồ Văn An", ""),
        ("", "Hồi Long", ""),
        ("", "", ""),
    ),
)
def test_kind_from_cell_and_name(cell, producer, kind):
    assert parse_kind(cell, producer) == (kind, "", "")


@pytest.mark.parametrize("kind", ProducerKind)
def test_kind_as_the_portal_prints_it(kind):
    said = "" if kind == ProducerKind.UNKNOWN else kind
    assert parse_kind(str(kind.label), "") == (said, "", "")


@pytest.mark.parametrize("status", EntryStatus)
def test_status_as_the_portal_prints_it(status):
    assert parse_status(str(status.label)) == (status, "", "")


def test_kind_that_contradicts_the_name_or_is_unknown_is_shown():
    contradiction = parse_kind("HTX", "Công ty CP Chè")
    assert (contradiction.value, contradiction.level) == ("jsc", LOOK)
    assert parse_kind("lạ", "HTX Sen")[:2] == ("cooperative", LOOK)


@pytest.mark.parametrize(
    ("written", "code"),
    (
        ("Thực phẩm", "I"),
        ("I. Thực phẩm", "I"),
        ("Nhóm ngành hàng thực phẩm", "I"),
        ("NHÓM II", "II"),
        ("Ngành đồ uống", "II"),
        ("Thảo dược", "III"),
        ("Dược liệu và sản phẩm từ dược liệu", "III"),
        ("Vải, may mặc", "IV"),
        ("Hàng thủ công mỹ nghệ", "IV"),
        ("Sinh vật cảnh", "V"),
        ("Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch", "VI"),
        ("", ""),
    ),
)
def test_group_by_its_name_of_any_year(written, code):
    assert parse_group(written) == (code, "", "")


def test_unknown_group_is_shown():
    assert parse_group("Máy bay")[:2] == ("", LOOK)


@pytest.mark.parametrize(
    ("notes", "status"),
    (
        ("Đã thu hồi theo Quyết định số 3763/QĐ-UBND", "revoked"),
        ("Đã thu hồi. Đã thu hồi giấy chứng nhận", "revoked"),
        ("Đã đưa khỏi danh sách. Hết hạn", "delisted"),
        ("Hết hạn, đã đưa ra khỏi danh sách; nguồn không ghi sao", "delisted"),
        ("Hết hiệu lực từ 1-1-2023, không đánh giá lại", "expired"),
        ("Hội đồng đã chấm, chờ quyết định. Sẽ ban hành", "scored"),
        ("Giấy chứng nhận có thời hạn đến hết ngày 10/01/2023", ""),
        ("Chủ thể theo bài về 22 sản phẩm hết thời hạn", ""),
        ("Đánh giá lại", ""),
        ("", ""),
    ),
)
def test_status_is_how_the_notes_begin(notes, status):
    assert status_of_notes(notes) == status


def test_status_of_its_own_column():
    assert parse_status("Đã công nhận") == ("recognised", "", "")
    assert parse_status("đề nghị") == ("proposed", "", "")
    assert parse_status("Hết hạn") == ("expired", "", "")
    assert parse_status("") == ("", "", "")
    assert parse_status("tốt")[:2] == ("", LOOK)


@pytest.mark.parametrize(
    ("written", "points"),
    (
        (94, "94"), ("92,4", "92.4"), ("92.4", "92.4"), ("90,00", "90"), ("94 điểm", "94"),
        ("64/100", "64"), (92.39999999999999, "92.4"), (0, "0"), (100, "100"),
    ),
)  # fmt: skip
def test_score_as_number_or_text(written, points):
    assert parse_score(written) == (Decimal(points), "", "")


@pytest.mark.parametrize(
    ("written", "points", "level"),
    (
        ("từ 93 – 95", None, LOOK),
        ("trên 55 điểm", None, LOOK),
        (92.456, Decimal("92.46"), LOOK),
        (101, None, ERROR),
        (-1, None, ERROR),
        ("450", None, ERROR),
    ),
)
def test_odd_scores_are_shown(written, points, level):
    assert parse_score(written)[:2] == (points, level)


@given(st.one_of(st.text(), st.integers(), st.floats()))
def test_a_score_lies_within_the_scale(written):
    found = parse_score(written)
    assert found.value is None or 0 <= found.value <= 100


def test_no_score_is_no_fault():
    assert parse_score("") == parse_score("-") == (None, "", "")


@pytest.mark.parametrize(
    ("text", "year"),
    (
        ("đợt 1 - năm 2020", 2020),
        ("đợt 2/2022", 2022),
        ("2020", 2020),
        ("đợt 1,2 năm 2022", 2022),
        ("second evaluation round of 2025", 2025),
        ("năm 2019 (đợt bổ sung)", 2019),
        ("giai đoạn 2021 - 2025", None),
        ("2021, 2022", None),
        ("đến năm 2023", None),
        ("tính đến năm 2022", None),
        ("từ năm 2018 đến 2022", None),
        ("2020-21", None),
        ("đợt 3", None),
        ("", None),
    ),
)
def test_year_of_a_round_where_exactly_one_is_named(text, year):
    assert year_of_round(text) == year


@pytest.mark.parametrize(
    ("value", "text"),
    (
        ("  Giò\u00a0lụa\n Vinh  Lài ", "Giò lụa Vinh Lài"),
        ("a\u0300o\u200b\ufeff", "ào"),
        ("'=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("'-12", "-12"),
        ("'tis", "'tis"),
        (3.0, "3"),
        (92.4, "92,4"),
        (dt.date(2021, 8, 5), "05/08/2021"),
        (dt.time(7, 30), "07:30"),
        (dt.timedelta(hours=50), "2 days, 2:00:00"),
        (True, "Đúng"),
        (None, ""),
    ),
)
def test_a_cell_as_text(value, text):
    assert text_of(value) == text


@given(st.text())
def test_clean_text_is_stable(text):
    once = clean(text)
    assert once == " ".join(once.split())
    # An apostrophe that an export put there is taken off once, not every time.
    assert clean(once) == once or once.startswith("'")
