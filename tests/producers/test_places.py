"""Where producers lie today: what follows, what somebody chooses, one and many at once."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from common.dates import today
from common.errors import DomainError
from communes.models import AdministrativeUnit
from producers.enums import ProducerVerb
from producers.models import Producer
from producers.selectors import candidates_of, place_today, visible_to
from producers.services import change_producer, choose_place, choose_places, refresh_places
from tests.factories import accounts, communes
from tests.factories.producers import ON, producer

pytestmark = pytest.mark.django_db


class Split:
    """Xã Hoằng Ngọc, of which one part went to Xã Hoằng Thanh, the other to Xã Hoằng Tiến."""

    def __init__(self) -> None:
        self.province = communes.province()
        self.district = communes.district("Huyện Hoằng Hóa", self.province)
        self.old = communes.commune("Xã Hoằng Ngọc", self.district)
        self.first = communes.commune("Xã Hoằng Thanh", self.province)
        self.second = communes.commune("Xã Hoằng Tiến", self.province)
        self.other = communes.commune("Xã Nga Sơn", self.province)
        communes.change(self.first, parts=(self.old,))
        communes.change(self.second, parts=(self.old,))

    def recorded(self, name: str = "", unit: AdministrativeUnit | None = None) -> Producer:
        """A producer whose paper names the old commune, with no place of today."""
        row = producer(name, self.first)
        Producer.objects.filter(pk=row.pk).update(unit=unit or self.old, current_unit=None)
        return Producer.objects.get(pk=row.pk)


@pytest.fixture
def split() -> Split:
    return Split()


def test_a_commune_of_today_is_its_own_place() -> None:
    row = producer()
    assert row.current_unit == row.unit


def test_a_commune_with_one_successor_lies_in_it(split: Split) -> None:
    whole = communes.commune("Xã Hoằng Yến", split.district)
    communes.change(split.other, whole)
    assert place_today(whole, on=ON) == split.other


def test_a_split_commune_a_district_and_a_province_have_no_place_of_their_own(
    split: Split,
) -> None:
    units = (split.old, split.district, split.province)
    assert [place_today(unit, on=ON) for unit in units] == [None, None, None]


def test_candidates_follow_from_commune_district_and_province(split: Split) -> None:
    assert candidates_of(split.first, on=ON) == [split.first]
    assert candidates_of(split.old, on=ON) == [split.first, split.second]
    assert candidates_of(split.district, on=ON) == [split.first, split.second]
    assert candidates_of(split.province, on=ON) == [split.first, split.second, split.other]


def test_a_new_unit_brings_its_own_place(split: Split) -> None:
    row = split.recorded()
    change_producer(producer=row, actor=accounts.outsider(), on=ON, unit=split.second)
    row.refresh_from_db()
    assert (row.unit, row.current_unit) == (split.second, split.second)


def test_choosing_keeps_what_the_paper_says_and_writes_one_entry(split: Split) -> None:
    row, officer = split.recorded(), accounts.province_officer(split.province)
    choose_place(producer=row, unit=split.second, actor=officer, on=ON)
    choose_place(producer=row, unit=split.second, actor=officer, on=ON)
    row.refresh_from_db()
    assert (row.unit, row.current_unit) == (split.old, split.second)
    (entry,) = AuditEntry.objects.filter(verb=ProducerVerb.PLACE_CHOSEN)
    assert (entry.actor, entry.old, entry.new) == (officer, "", "Xã Hoằng Tiến")
    assert entry.data == {"recorded": split.old.key, "unit": split.second.key}


def test_a_choice_may_be_made_again(split: Split) -> None:
    row, officer = split.recorded(), accounts.province_officer(split.province)
    for unit in (split.second, split.first):
        choose_place(producer=row, unit=unit, actor=officer, on=ON)
    row.refresh_from_db()
    assert row.current_unit == split.first


def test_a_commune_that_is_no_candidate_is_refused(split: Split) -> None:
    row = split.recorded()
    with pytest.raises(DomainError, match="Xã Hoằng Ngọc không có phần nào thuộc Xã Nga Sơn"):
        choose_place(producer=row, unit=split.other, actor=accounts.outsider(), on=ON)
    row.refresh_from_db()
    assert row.current_unit is None
    assert not AuditEntry.objects.filter(verb=ProducerVerb.PLACE_CHOSEN).exists()


def test_refreshing_writes_what_follows_and_leaves_choices(split: Split) -> None:
    whole = communes.commune("Xã Hoằng Yến", split.district)
    communes.change(split.other, whole)
    follows, chosen = split.recorded(unit=whole), split.recorded()
    open_row, merged = split.recorded(), split.recorded(unit=whole)
    Producer.objects.filter(pk=merged.pk).update(merged_into=chosen)
    choose_place(producer=chosen, unit=split.second, actor=accounts.outsider(), on=ON)
    assert refresh_places(ON) == 1
    assert refresh_places(ON) == 0
    places = dict(Producer.objects.values_list("pk", "current_unit"))
    assert places == {
        follows.pk: split.other.pk,
        chosen.pk: split.second.pk,
        open_row.pk: None,
        merged.pk: None,
    }


def test_both_parts_see_an_open_producer_and_one_of_them_a_chosen_one(split: Split) -> None:
    row = split.recorded()
    officers = [accounts.commune_officer(unit) for unit in (split.first, split.second, split.other)]
    sees = [row in visible_to(officer, on=today()) for officer in officers]
    assert sees == [True, True, False]
    choose_place(producer=row, unit=split.second, actor=officers[1], on=ON)
    sees = [row in visible_to(officer, on=today()) for officer in officers]
    assert sees == [False, True, False]


def test_many_are_chosen_at_once_or_none(split: Split) -> None:
    rows, actor = [split.recorded() for _ in range(3)], accounts.outsider()
    with pytest.raises(DomainError):
        choose_places(
            choices=[(rows[:2], split.first), (rows[2:], split.other)], actor=actor, on=ON
        )
    assert not Producer.objects.filter(current_unit__isnull=False).exists()
    choices = [(rows[:2], split.first), (rows[2:], split.second)]
    assert choose_places(choices=choices, actor=actor, on=ON) == 3
    assert len(AuditEntry.objects.filter(verb=ProducerVerb.PLACE_CHOSEN)) == 3


def test_a_choice_made_meanwhile_is_not_overwritten_by_many(split: Split) -> None:
    row, actor = split.recorded(), accounts.outsider()
    choose_place(producer=row, unit=split.second, actor=actor, on=ON)
    assert choose_places(choices=[([row], split.first)], actor=actor, on=ON) == 0
    row.refresh_from_db()
    assert row.current_unit == split.second


# --- pages ----------------------------------------------------------------------------------------


def detail(row: Producer) -> str:
    return reverse("producers:producer_detail", kwargs={"code": row.code})


def choose(row: Producer) -> str:
    return reverse("producers:place_choose", kwargs={"code": row.code})


def test_the_record_offers_the_candidates_to_those_who_keep_it(
    client: Client, split: Split
) -> None:
    row = split.recorded()
    Producer.objects.filter(pk=row.pk).update(recorded_place="xã Hoằng Ngọc, Hoằng Hóa")
    client.force_login(accounts.commune_officer(split.second))
    text = client.get(detail(row)).text
    assert "xã Hoằng Ngọc, Hoằng Hóa" in text
    assert "Xã Hoằng Ngọc nay chia vào 2 xã, phường" in text
    assert 'type="radio" name="xa"' in text
    client.force_login(accounts.user("Lãnh đạo", "province_leader", split.province))
    text = client.get(detail(row)).text
    assert "Xã Hoằng Ngọc nay thuộc: Xã Hoằng Thanh; Xã Hoằng Tiến" in text
    assert 'type="radio" name="xa"' not in text


def test_a_place_that_is_clear_has_no_part_of_its_own(client: Client, split: Split) -> None:
    row = producer(unit=split.first)
    client.force_login(accounts.commune_officer(split.first))
    assert "Nơi theo giấy, nơi hiện nay" not in client.get(detail(row)).text


def test_an_officer_chooses_on_the_record(client: Client, split: Split) -> None:
    row = split.recorded()
    client.force_login(accounts.commune_officer(split.second))
    answer = client.post(choose(row), {"xa": split.second.key})
    assert answer["Location"] == detail(row)
    row.refresh_from_db()
    assert row.current_unit == split.second


def test_choosing_nothing_is_said_at_the_field_and_a_stranger_is_a_conflict(
    client: Client, split: Split
) -> None:
    row = split.recorded()
    client.force_login(accounts.commune_officer(split.second))
    answer = client.post(choose(row), {"xa": ""})
    assert (answer.status_code, answer.context["place_form"].errors) == (
        400,
        {"xa": ["Chưa chọn xã, phường"]},
    )
    answer = client.post(choose(row), {"xa": split.other.key})
    assert answer.status_code == 409
    assert "không có phần nào thuộc Xã Nga Sơn" in answer.text


BULK = "/lam-viec/chu-the/chon-noi/"


def test_ticked_producers_are_grouped_by_the_recorded_unit(client: Client, split: Split) -> None:
    rows = [split.recorded(f"Hộ {number}") for number in range(2)]
    clear = producer("Hộ rõ", split.first)
    client.force_login(accounts.province_officer(split.province))
    answer = client.get(BULK, {"chon": [row.code for row in (*rows, clear)]})
    (group,) = answer.context["groups"]
    assert (group["unit"], group["rows"]) == (split.old, rows)
    assert (answer.context["total"], answer.context["passed"]) == (3, 1)


def test_all_that_match_are_chosen_with_a_count_that_must_still_hold(
    client: Client, split: Split
) -> None:
    rows = [split.recorded(f"Hộ {number}") for number in range(2)]
    client.force_login(accounts.province_officer(split.province))
    key = split.old.key
    sent = {"tat-ca": "1", "q": "ho", f"so-{key}": "2", f"xa-{key}": split.first.key}
    split.recorded("Hộ mới ghi")
    answer = client.post(BULK, sent)
    assert answer.status_code == 409
    assert "Số chủ thể ghi Xã Hoằng Ngọc đã khác lúc mở trang" in answer.text
    assert answer.context["groups"][0]["picked"] == split.first.key
    assert not Producer.objects.filter(current_unit__isnull=False).exists()
    answer = client.post(BULK, sent | {f"so-{key}": "3"})
    assert answer["Location"] == "/lam-viec/chu-the/?q=ho"
    assert {row.current_unit for row in Producer.objects.all()} == {split.first}
    assert len(rows) == 2


@pytest.mark.parametrize("choice", ["", "OTHER"])
def test_many_without_a_right_choice_write_nothing(
    client: Client, split: Split, choice: str
) -> None:
    row = split.recorded()
    client.force_login(accounts.province_officer(split.province))
    key = split.old.key
    picked = split.other.key if choice else ""
    answer = client.post(BULK, {"chon": row.code, f"so-{key}": "1", f"xa-{key}": picked})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.current_unit is None


def test_rows_of_others_are_not_offered(client: Client, split: Split) -> None:
    row = split.recorded()
    client.force_login(accounts.commune_officer(split.other))
    answer = client.get(BULK, {"chon": row.code})
    assert (answer.context["total"], answer.context["groups"]) == (0, [])
    client.force_login(accounts.user("Lãnh đạo", "province_leader", split.province))
    assert client.get(BULK, {"chon": row.code}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_for_many_asks_the_same_number_of_questions(
    client: Client, split: Split, rows: int, django_assert_num_queries: object
) -> None:
    for number in range(rows):
        old = communes.commune(f"Xã Cũ {number}", split.district)
        for name in ("Xã Đông", "Xã Tây"):
            communes.change(communes.commune(f"{name} {number}", split.province), parts=(old,))
        split.recorded(unit=old)
    client.force_login(accounts.province_officer(split.province))
    with django_assert_num_queries(11):  # type: ignore[operator]
        client.get(BULK, {"tat-ca": "1"})
