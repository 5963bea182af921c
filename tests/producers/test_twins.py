"""Which entries are proposed as one producer written twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import fold
from producers.enums import ProducerKind
from producers.models import Producer
from producers.selectors import likely_pairs, likely_twins
from producers.selectors.twins import NEAR_NAME, SAME_NAME, SAME_PHONE
from producers.validators import core_name, is_persons_name, own_words
from tests.factories import communes
from tests.factories.producers import producer

TAX_CODE, OTHER_CODE = "0100109106", "0101243150"


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("HTX NN Tân Tiến", "nong nghiep tan tien"),
        ("Hợp tác xã nông nghiệp Tân Tiến", "nong nghiep tan tien"),
        ("CTCP Lê Gia", "le gia"),
        ("Công ty CP Lê Gia", "le gia"),
        ("Công ty TNHH MTV Lê Gia", "le gia"),
        ("Công ty trách nhiệm hữu hạn một thành viên Lê Gia", "le gia"),
        ("Hộ SXKD Đồng Thị Huy", "dong thi huy"),
        ("Hộ kinh doanh Đồng Thị Huy", "dong thi huy"),
        ("HTX SX & KD Ba Làng", "san xuat kinh doanh ba lang"),
        ("HTX sản xuất và kinh doanh Ba Làng", "san xuat kinh doanh ba lang"),
        ("Ba Làng", "ba lang"),
        ("Hợp tác xã", "hop tac xa"),
    ],
)
def test_a_name_has_one_core_however_its_form_is_written(name: str, core: str) -> None:
    assert core_name(fold(name)) == core


@given(st.text(max_size=60))
def test_taking_the_core_never_fails_and_leaves_nothing_unfolded(name: str) -> None:
    core = core_name(fold(name))
    assert core == " ".join(core.split())
    assert own_words(core) == own_words(own_words(core))


def test_a_household_is_told_from_a_company() -> None:
    names = (
        "Hộ ông Lê Văn Thành",
        "HKD Lê Thành",
        "Cơ sở Lê Thành",
        "Công ty Lê Thành",
        "Hộp Việt",
    )
    told = [is_persons_name(fold(name)) for name in names]
    assert told == [True, True, True, False, False]


def pairs() -> list[tuple[set[str], str]]:
    names = dict(Producer.objects.values_list("pk", "name"))
    found = likely_pairs(Producer.objects.all())
    return [({names[pair.first], names[pair.second]}, pair.why) for pair in found]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("HTX NN Tân Tiến", "Hợp tác xã nông nghiệp Tân Tiến", SAME_NAME),
        ("Hợp tác xã Ba Làng", "Hợp tác xã Ba Lang", SAME_NAME),
        ("HTX nông lâm nghiệp Bình Sơn", "HTX dịch vụ nông lâm nghiệp Bình Sơn", NEAR_NAME),
        ("HTX nông sản sạch Hoằng Đạt", "HTX nông sản sạch Hoằng Đạtt", NEAR_NAME),
    ],
)
def test_one_name_in_two_spellings_is_proposed(one: str, other: str, why: str) -> None:
    producer(one)
    producer(other)
    producer("Hợp tác xã thêu ren Xuân Lập")
    assert pairs() == [({one, other}, why)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTX dịch vụ nông nghiệp Thành Công", "HTX dịch vụ nông nghiệp Hà Long"),
        ("Hợp tác xã rau sạch số 1", "Hợp tác xã rau sạch số 2"),
        ("Hợp tác xã nông nghiệp", "Hợp tác xã dịch vụ"),
    ],
)
def test_different_names_are_not_proposed(one: str, other: str) -> None:
    producer(one)
    producer(other)
    assert pairs() == []


@pytest.mark.django_db
def test_near_names_of_people_are_different_people() -> None:
    producer("Hộ Nguyễn Văn Anh", kind=ProducerKind.HOUSEHOLD)
    producer("Hộ Nguyễn Văn Ánh", kind=ProducerKind.HOUSEHOLD)
    producer("Hộ Nguyễn Văn Danh", kind=ProducerKind.HOUSEHOLD)
    assert pairs() == [({"Hộ Nguyễn Văn Anh", "Hộ Nguyễn Văn Ánh"}, SAME_NAME)]


@pytest.mark.django_db
def test_two_tax_codes_are_two_producers_and_one_is_none() -> None:
    producer("Công ty Lê Gia", kind=ProducerKind.LLC, tax_code=TAX_CODE)
    producer("Công ty TNHH Lê Gia", kind=ProducerKind.LLC, tax_code=OTHER_CODE)
    assert pairs() == []
    producer("CTY TNHH Lê Gia", kind=ProducerKind.LLC)
    assert len(pairs()) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kinds", "alike"),
    [
        ((ProducerKind.COOPERATIVE, ProducerKind.LLC), False),
        ((ProducerKind.LLC, ProducerKind.JSC), False),
        ((ProducerKind.ENTERPRISE, ProducerKind.JSC), True),
        ((ProducerKind.FARM, ProducerKind.HOUSEHOLD), True),
        ((ProducerKind.UNKNOWN, ProducerKind.COOPERATIVE), True),
    ],
)
def test_a_cooperative_and_a_company_of_one_name_are_two(
    kinds: tuple[str, str], alike: bool
) -> None:
    for kind in kinds:
        producer("Ba Làng", kind=kind)
    assert bool(pairs()) is alike


@pytest.mark.django_db
def test_one_name_in_two_provinces_is_two_unless_one_province_became_the_other() -> None:
    gia_lai = communes.province("Tỉnh Gia Lai", "52", valid_from=communes.MERGER)
    binh_dinh = communes.province("Tỉnh Bình Định", "52x", valid_to=communes.LAST_OLD)
    communes.change(gia_lai, binh_dinh)
    old = communes.district("Huyện Tây Sơn", binh_dinh)
    producer("HTX Tân Tiến", communes.commune("Xã Bình An", gia_lai))
    producer("Hợp tác xã Tân Tiến", communes.commune("Xã Nga Sơn"))
    assert pairs() == []
    producer("Hợp tác xã  TÂN TIẾN", old, on=communes.LAST_OLD)
    assert pairs() == [({"HTX Tân Tiến", "Hợp tác xã TÂN TIẾN"}, SAME_NAME)]


@pytest.mark.django_db
def test_a_telephone_that_many_share_is_an_office() -> None:
    producer("Hợp tác xã Ba Làng", phone="0912345678")
    producer("Hợp tác xã Lê Gia", phone="0912345678")
    assert pairs() == [({"Hợp tác xã Ba Làng", "Hợp tác xã Lê Gia"}, SAME_PHONE)]
    for name in ("Hợp tác xã Xuân Lập", "Hợp tác xã Nghi Sơn"):
        producer(name, phone="0912345678")
    assert pairs() == []


@pytest.mark.django_db
def test_a_name_made_up_by_the_portal_says_nothing() -> None:
    for _ in range(2):
        row = producer("Chủ thể của Mắm tôm (nguồn không ghi tên)", kind=ProducerKind.UNKNOWN)
        Producer.objects.filter(pk=row.pk).update(named=False)
    assert pairs() == []


@pytest.mark.django_db
def test_the_twins_of_one_are_those_of_the_pairs() -> None:
    row = producer("HTX NN Tân Tiến", phone="0912345678")
    producer("Hợp tác xã nông nghiệp Tân Tiến")
    producer("Hợp tác xã Ba Làng", phone="0912345678")
    producer("Hợp tác xã Lê Gia")
    rows = Producer.objects.all()
    own = {(pair.second, pair.why) for pair in likely_twins(row, rows)}
    listed = {
        (pair.second if pair.first == row.pk else pair.first, pair.why)
        for pair in likely_pairs(rows)
    }
    assert own == listed
    assert len(own) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_proposing_asks_two_questions_however_many_there_are(
    rows: int, django_assert_num_queries: object
) -> None:
    for number in range(rows):
        producer(f"HTX Tân Tiến {number}")
    with django_assert_num_queries(2):  # type: ignore[operator]
        likely_pairs(Producer.objects.all())


@pytest.mark.django_db
def test_an_entry_out_of_sight_has_no_twins_there() -> None:
    row = producer("HTX Tân Tiến")
    producer("Hợp tác xã Tân Tiến")
    assert likely_twins(row, Producer.objects.exclude(pk=row.pk)) == []


@pytest.mark.django_db
def test_two_tax_codes_are_no_twins_of_one_another_on_the_record_either() -> None:
    row = producer("Công ty Lê Gia", kind=ProducerKind.LLC, tax_code=TAX_CODE)
    producer("Công ty TNHH Lê Gia", kind=ProducerKind.LLC, tax_code=OTHER_CODE)
    near = producer("Công ty TNHH dịch vụ Lê Gia", kind=ProducerKind.LLC)
    found = likely_twins(row, Producer.objects.all())
    assert [(pair.second, pair.why) for pair in found] == [(near.pk, NEAR_NAME)]
