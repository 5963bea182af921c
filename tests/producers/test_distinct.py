"""Two entries that look like one and are two: proposed once, decided by a person, taken back."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEntry
from common.errors import DomainError
from producers.enums import ProducerKind, ProducerVerb
from producers.models import DistinctProducers, Producer
from producers.selectors import distinct_within, likely_pairs, likely_twins
from producers.services import (
    change_producer,
    mark_distinct,
    merge_producers,
    reconsider,
    split_producer,
)
from tests.factories import accounts, communes
from tests.factories.producers import ON, member, producer

pytestmark = pytest.mark.django_db
TAX_CODE = "0100109106"


class Pair:
    """HTX Tân Tiến and Hợp tác xã Tân Tiến, with the officer of their commune."""

    def __init__(self) -> None:
        self.here = communes.commune("Phường Nghi Sơn")
        self.one = producer("HTX Tân Tiến", self.here)
        self.other = producer("Hợp tác xã Tân Tiến", self.here)
        self.officer = accounts.commune_officer(self.here)

    def mark(self) -> DistinctProducers:
        return mark_distinct(one=self.other, other=self.one, actor=self.officer)


@pytest.fixture
def pair() -> Pair:
    return Pair()


def proposed() -> list[tuple[int, int]]:
    return [(found.first, found.second) for found in likely_pairs(Producer.objects.all())]


def entries(verb: str) -> list[str]:
    return sorted(AuditEntry.objects.filter(verb=verb).values_list("target_label", flat=True))


def test_a_pair_said_to_be_two_is_proposed_nowhere(pair: Pair) -> None:
    third = producer("HTX  TÂN TIẾN.", pair.here)
    decision = pair.mark()
    assert (decision.first, decision.second) == (pair.one, pair.other)
    assert proposed() == [(pair.one.pk, third.pk), (pair.other.pk, third.pk)]
    twins = likely_twins(pair.one, Producer.objects.all())
    assert [found.second for found in twins] == [third.pk]


def test_saying_it_and_taking_it_back_tell_both_histories(pair: Pair) -> None:
    pair.mark()
    both = ["HTX Tân Tiến", "Hợp tác xã Tân Tiến"]
    assert entries(ProducerVerb.DISTINCT) == both
    reconsider(one=pair.one, other=pair.other, actor=pair.officer)
    assert entries(ProducerVerb.RECONSIDERED) == both
    assert proposed() == [(pair.one.pk, pair.other.pk)]
    data = AuditEntry.objects.filter(verb=ProducerVerb.DISTINCT, target_id=str(pair.one.pk)).get()
    assert data.data == {"other": pair.other.code, "name": "Hợp tác xã Tân Tiến"}


def test_said_again_nothing_is_written(pair: Pair) -> None:
    first = pair.mark()
    again = mark_distinct(one=pair.one, other=pair.other, actor=accounts.outsider())
    assert (again.pk, again.decided_by) == (first.pk, pair.officer)
    assert len(entries(ProducerVerb.DISTINCT)) == 2


@pytest.mark.parametrize("change", [{"name": "HTX Tân Tiến 1"}, {"tax_code": TAX_CODE}])
def test_it_is_asked_again_once_a_name_or_tax_code_changed(
    pair: Pair, change: dict[str, str]
) -> None:
    pair.mark()
    change_producer(producer=pair.one, actor=pair.officer, on=ON, **change)
    assert distinct_within(Producer.objects.all()) == []
    third = accounts.user("Lê Thị Ba")
    decision = mark_distinct(one=pair.one, other=pair.other, actor=third)
    assert DistinctProducers.objects.get() == decision
    assert decision.decided_by == third
    assert distinct_within(Producer.objects.all()) == [decision]
    assert len(entries(ProducerVerb.DISTINCT)) == 4


def test_another_telephone_asks_nothing_again(pair: Pair) -> None:
    pair.mark()
    change_producer(producer=pair.one, actor=pair.officer, on=ON, phone="0912345678")
    assert proposed() == []


def test_a_changed_name_that_still_looks_alike_is_proposed_again(pair: Pair) -> None:
    pair.mark()
    change_producer(producer=pair.one, actor=pair.officer, on=ON, name="HTX. Tân Tiến")
    assert proposed() == [(pair.one.pk, pair.other.pk)]


def test_the_row_keeps_no_tax_code(pair: Pair) -> None:
    person = producer("Hộ Lê Hoa", kind=ProducerKind.HOUSEHOLD, tax_code="038085001234")
    decision = mark_distinct(one=pair.one, other=person, actor=pair.officer)
    assert "038085001234" not in f"{vars(decision)}"
    assert len(decision.second_known) == 64


def test_one_and_the_same_entry_is_refused(pair: Pair) -> None:
    for act in (mark_distinct, reconsider):
        with pytest.raises(DomainError) as refusal:
            act(one=pair.one, other=pair.one, actor=pair.officer)
        assert refusal.value.code == "invalid"


def test_a_merged_entry_and_a_decision_that_is_gone_are_refused(pair: Pair) -> None:
    with pytest.raises(DomainError) as refusal:
        reconsider(one=pair.one, other=pair.other, actor=pair.officer)
    assert refusal.value.code == "state"
    merge_producers(keep=pair.one, absorb=pair.other, take=[], actor=pair.officer, on=ON)
    with pytest.raises(DomainError) as refusal:
        pair.mark()
    assert refusal.value.message == "Hợp tác xã Tân Tiến đã được gộp trước đó"


def test_a_decision_outlives_a_merger_taken_back(pair: Pair) -> None:
    pair.mark()
    merge_producers(keep=pair.one, absorb=pair.other, take=["name"], actor=pair.officer, on=ON)
    pair.other.refresh_from_db()
    split_producer(absorbed=pair.other, actor=pair.officer)
    assert proposed() == []


def test_the_database_keeps_one_decision_in_one_order(pair: Pair) -> None:
    known = {"first_known": "a" * 64, "second_known": "b" * 64, "decided_by": pair.officer}
    with pytest.raises(IntegrityError), transaction.atomic():
        DistinctProducers.objects.create(first=pair.other, second=pair.one, **known)
    DistinctProducers.objects.create(first=pair.one, second=pair.other, **known)
    with pytest.raises(IntegrityError), transaction.atomic():
        DistinctProducers.objects.create(first=pair.one, second=pair.other, **known)


@pytest.mark.parametrize("rows", [1, 3])
def test_decisions_cost_one_question_however_many(
    pair: Pair, rows: int, django_assert_num_queries: object
) -> None:
    pair.mark()
    for number in range(rows):
        for name in ("HTX", "Hợp tác xã"):
            producer(f"{name} Ba Làng {number}", pair.here)
    with django_assert_num_queries(3):  # type: ignore[operator]
        likely_pairs(Producer.objects.all())
    with django_assert_num_queries(1):  # type: ignore[operator]
        distinct_within(Producer.objects.all())


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_officer_says_it_sees_it_and_takes_it_back_on_the_pages(pair: Pair) -> None:
    client = signed_in(pair.officer)
    both = {"chon": [pair.one.code, pair.other.code]}
    listed = reverse("producers:twins_list")
    answer = client.post(reverse("producers:twins_distinct"), both)
    assert (answer.status_code, answer["Location"]) == (302, listed)
    assert client.get(listed).context["pairs"] == []
    (shown,) = client.get(listed, {"xem": "khac"}).context["pairs"]
    assert shown["both"] == (pair.one, pair.other)
    assert [tab["count"] for tab in client.get(listed).context["tabs"]] == [0, 1]
    page = client.get(reverse("producers:producer_detail", kwargs={"code": pair.one.code}))
    assert [row for row, _ in page.context["distinct"]] == [pair.other]
    assert page.context["twins"] == []
    merge = client.get(reverse("producers:producer_merge"), both)
    assert merge.context["decision"].decided_by == pair.officer
    answer = client.post(reverse("producers:twins_reconsider"), both)
    assert answer["Location"] == (
        f"{reverse('producers:producer_merge')}?chon={pair.one.code}&chon={pair.other.code}"
    )
    (shown,) = client.get(listed).context["pairs"]
    assert shown["both"] == (pair.one, pair.other)
    assert client.post(reverse("producers:twins_reconsider"), both).status_code == 409


@pytest.mark.parametrize("name", ["twins_distinct", "twins_reconsider"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("member", 403),
        ("administrator", 403),
        ("officer_elsewhere", 404),
        ("officer_of_one_only", 404),
        ("province_officer", 302),
    ],
)
def test_who_may_decide(pair: Pair, name: str, who: str, status: int) -> None:
    province = pair.here.parent
    there = communes.commune("Xã Các Sơn", province)
    far = producer("HTX Tân Tiến Các Sơn", there)
    other = far if who == "officer_of_one_only" else pair.other
    mark_distinct(one=pair.one, other=other, actor=pair.officer)
    before = AuditEntry.objects.count()
    person = {
        "member": lambda: member(pair.one),
        "administrator": lambda: accounts.user("Vai", "administrator", None),
        "officer_elsewhere": lambda: accounts.commune_officer(there),
        "officer_of_one_only": lambda: pair.officer,
        "province_officer": lambda: accounts.province_officer(province),
    }[who]()
    written = AuditEntry.objects.count() - before
    client, address = signed_in(person), reverse(f"producers:{name}")
    both = {"chon": [pair.one.code, other.code]}
    assert client.post(address, both).status_code == status
    assert client.get(address).status_code == 405
    told = 2 if (status, name) == (302, "twins_reconsider") else 0
    assert AuditEntry.objects.count() - before - written == told


@pytest.mark.parametrize("codes", [[], ["one"], ["one", "other", "third"], ["one", "khong-co"]])
def test_not_two_of_the_register_is_404(pair: Pair, codes: list[str]) -> None:
    known = {"one": pair.one.code, "other": pair.other.code}
    known["third"] = producer("HTX Ba Làng", pair.here).code
    chosen = {"chon": [known.get(code, code) for code in codes]}
    client = signed_in(pair.officer)
    assert client.post(reverse("producers:twins_distinct"), chosen).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_however_many_pairs(
    pair: Pair, rows: int, django_assert_num_queries: object
) -> None:
    client = signed_in(pair.officer)
    pair.mark()
    for number in range(rows):
        one, other = (producer(f"{kind} Ba Làng {number}") for kind in ("HTX", "Hợp tác xã"))
        Producer.objects.filter(pk__in=[one.pk, other.pk]).update(
            unit=pair.here, current_unit=pair.here
        )
        one, other = (
            producer(f"{kind} Lê Gia {number}", pair.here) for kind in ("HTX", "Hợp tác xã")
        )
        mark_distinct(one=one, other=other, actor=pair.officer)
    listed = reverse("producers:twins_list")
    client.get(listed)
    with django_assert_num_queries(9):  # type: ignore[operator]
        client.get(listed)
    with django_assert_num_queries(8):  # type: ignore[operator]
        client.get(listed, {"xem": "khac"})
