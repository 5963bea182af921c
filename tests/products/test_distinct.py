"""Two entries that look like one product and are two: said once, proposed no more."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEntry
from common.errors import DomainError
from producers.services import mark_distinct as mark_distinct_producers
from products.enums import ProductVerb
from products.models import DistinctProducts, Product
from products.selectors import distinct_from, likely_twins, twins_among
from products.services import (
    change_product,
    mark_distinct,
    merge_products,
    reconsider,
    split_product,
)
from tests.factories import accounts, communes
from tests.factories.producers import ON, member, producer
from tests.factories.products import product

pytestmark = pytest.mark.django_db


class Pair:
    """Mắm tép in a jar and Mắm tép in a bottle of one producer, and the officer there."""

    def __init__(self) -> None:
        self.here = communes.commune("Phường Nghi Sơn")
        self.owner = producer("Hộ Tác Huy", self.here)
        self.one = product("Mắm tép", self.owner, packaging="hũ")
        self.other = product("Mắm tép", self.owner, packaging="chai")
        self.officer = accounts.commune_officer(self.here)

    def mark(self) -> DistinctProducts:
        return mark_distinct(one=self.other, other=self.one, actor=self.officer)


@pytest.fixture
def pair() -> Pair:
    return Pair()


def proposed() -> list[tuple[int, int]]:
    return [twin.both for twin in twins_among(Product.objects.all())]


def test_a_pair_said_to_be_two_is_proposed_nowhere(pair: Pair) -> None:
    third = product("Mắm tép", pair.owner, packaging="túi")
    decision = pair.mark()
    assert (decision.first, decision.second) == (pair.one, pair.other)
    assert proposed() == [(pair.one.pk, third.pk), (pair.other.pk, third.pk)]
    assert [row for row, _ in likely_twins(pair.one, Product.objects.all())] == [third]
    assert distinct_from(pair.other, Product.objects.all()) == [(pair.one, decision)]
    assert distinct_from(pair.other, Product.objects.exclude(pk=pair.one.pk)) == []


def test_saying_it_and_taking_it_back_tell_both_histories(pair: Pair) -> None:
    pair.mark()
    pair.mark()
    reconsider(one=pair.one, other=pair.other, actor=pair.officer)
    verbs = (ProductVerb.DISTINCT, ProductVerb.RECONSIDERED)
    told = AuditEntry.objects.filter(verb__in=verbs).order_by("seq")
    assert [(entry.verb, entry.target_id) for entry in told] == [
        (verb, str(row.pk)) for verb in verbs for row in (pair.one, pair.other)
    ]
    assert proposed() == [(pair.one.pk, pair.other.pk)]
    with pytest.raises(DomainError) as refusal:
        reconsider(one=pair.one, other=pair.other, actor=pair.officer)
    assert refusal.value.code == "state"


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"name": "Mắm  tép."}, True),
        ({"packaging": "hũ 200 g"}, True),
        ({"story": "Chuyện"}, False),
    ],
)
def test_it_is_asked_again_once_name_or_packaging_changed(
    pair: Pair, change: dict[str, str], asked: bool
) -> None:
    pair.mark()
    change_product(product=pair.one, actor=pair.officer, on=ON, **change)
    assert proposed() == ([(pair.one.pk, pair.other.pk)] if asked else [])
    if asked:
        decision = pair.mark()
        assert proposed() == []
        assert DistinctProducts.objects.get() == decision


def test_producers_said_to_be_two_have_two_products(pair: Pair) -> None:
    near = producer("Hộ  TÁC HUY.", pair.here)
    theirs = product("Mắm tép", near, packaging="hũ")
    assert (pair.one.pk, theirs.pk) in proposed()
    mark_distinct_producers(one=pair.owner, other=near, actor=pair.officer)
    assert proposed() == [(pair.one.pk, pair.other.pk)]


def test_one_and_the_same_and_a_merged_entry_are_refused(pair: Pair) -> None:
    for act in (mark_distinct, reconsider):
        with pytest.raises(DomainError) as refusal:
            act(one=pair.one, other=pair.one, actor=pair.officer)
        assert refusal.value.code == "invalid"
    merge_products(keep=pair.one, absorb=pair.other, actor=pair.officer, on=ON)
    with pytest.raises(DomainError) as refusal:
        pair.mark()
    assert refusal.value.code == "state"


def test_a_decision_about_a_third_does_not_stop_taking_a_merger_back(pair: Pair) -> None:
    third = product("Mắm tép", pair.owner, packaging="túi")
    merge_products(keep=pair.one, absorb=pair.other, actor=pair.officer, on=ON)
    mark_distinct(one=pair.one, other=third, actor=pair.officer)
    pair.other.refresh_from_db()
    assert split_product(absorbed=pair.other, actor=pair.officer).merged_into is None


def test_the_database_keeps_one_decision_in_one_order(pair: Pair) -> None:
    known = {"first_known": "a" * 64, "second_known": "b" * 64, "decided_by": pair.officer}
    with pytest.raises(IntegrityError), transaction.atomic():
        DistinctProducts.objects.create(first=pair.other, second=pair.one, **known)
    DistinctProducts.objects.create(first=pair.one, second=pair.other, **known)
    with pytest.raises(IntegrityError), transaction.atomic():
        DistinctProducts.objects.create(first=pair.one, second=pair.other, **known)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_officer_says_it_sees_it_and_takes_it_back_on_the_pages(pair: Pair) -> None:
    client = signed_in(pair.officer)
    two = {"code": pair.one.code, "other": pair.other.code}
    record = reverse("products:product_detail", kwargs={"code": pair.one.code})
    merge = reverse("products:product_merge", kwargs=two)
    answer = client.post(reverse("products:product_distinct", kwargs=two))
    assert (answer.status_code, answer["Location"]) == (302, record)
    page = client.get(record)
    assert [row for row, _ in page.context["distinct"]] == [pair.other]
    assert page.context["twins"] == []
    assert client.get(merge).context["decision"].decided_by == pair.officer
    assert (
        list(client.get(reverse("products:product_list"), {"can": "trung"}).context["page"]) == []
    )
    answer = client.post(reverse("products:product_reconsider", kwargs=two))
    assert (answer.status_code, answer["Location"]) == (302, merge)
    assert client.get(record).context["distinct"] == []
    assert client.post(reverse("products:product_reconsider", kwargs=two)).status_code == 409


@pytest.mark.parametrize("name", ["product_distinct", "product_reconsider"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("member", 403),
        ("administrator", 403),
        ("officer_elsewhere", 404),
        ("province_officer", 302),
    ],
)
def test_who_may_decide(pair: Pair, name: str, who: str, status: int) -> None:
    pair.mark()
    province = pair.here.parent
    person = {
        "member": lambda: member(pair.owner),
        "administrator": lambda: accounts.user("Vai", "administrator", None),
        "officer_elsewhere": lambda: accounts.commune_officer(
            communes.commune("Xã Các Sơn", province)
        ),
        "province_officer": lambda: accounts.province_officer(province),
    }[who]()
    before = AuditEntry.objects.count()
    two = {"code": pair.one.code, "other": pair.other.code}
    client, address = signed_in(person), reverse(f"products:{name}", kwargs=two)
    assert client.post(address).status_code == status
    assert client.get(address).status_code == 405
    told = 2 if (status, name) == (302, "product_reconsider") else 0
    assert AuditEntry.objects.count() - before == told


@pytest.mark.parametrize("name", ["product_distinct", "product_reconsider", "product_merge"])
def test_a_product_beside_itself_is_404(pair: Pair, name: str) -> None:
    same = {"code": pair.one.code, "other": pair.one.code}
    client = signed_in(pair.officer)
    assert client.post(reverse(f"products:{name}", kwargs=same)).status_code == 404
