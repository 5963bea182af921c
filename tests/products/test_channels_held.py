"""Where a product is sold, and which certificates of its producer cover it."""

import datetime as dt

import pytest

from audit.models import AuditEntry
from common.errors import DomainError
from products.enums import ChannelKind, ProductVerb
from products.models import SalesChannel
from products.services import (
    add_channel,
    change_channel,
    check_channel,
    link_held,
    remove_channel,
)
from tests.factories import accounts
from tests.factories.producers import producer
from tests.factories.products import channel, held, product

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 7, 1)


def test_a_place_of_sale_is_entered_with_one_entry() -> None:
    row = product()
    made = add_channel(
        product=row,
        actor=accounts.outsider(),
        kind=ChannelKind.WEBSITE,
        name=" Trang  nhà ",
        url=" https://mamtep.vn/ ",
    )
    assert (made.name, made.url, made.checked_on) == ("Trang nhà", "https://mamtep.vn/", None)
    (entry,) = AuditEntry.objects.filter(verb=ProductVerb.CHANNEL_ADDED)
    assert entry.data == {"channel": made.code, "kind": "website", "name": "Trang nhà"}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "mall"}, "kind"),
        ({"url": "javascript:alert(1)"}, "url"),
    ],
)
def test_wrong_facts_are_refused_at_their_field(facts: dict[str, str], field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        channel(product(), **({"name": "Chợ Còng"} | facts))
    assert list(refusal.value.fields) == [field]
    assert not SalesChannel.objects.exists()


def test_the_same_place_is_not_entered_twice() -> None:
    row = product()
    channel(row, "Chợ Còng")
    with pytest.raises(DomainError) as refusal:
        channel(row, "Chợ Còng")
    assert refusal.value.fields == {"name": ["Sản phẩm đã có nơi bán “Chợ Còng”"]}


def test_looking_today_is_noted_once_a_day() -> None:
    row, person = channel(product()), accounts.outsider()
    check_channel(channel=row, actor=person, on=DAY)
    check_channel(channel=row, actor=person, on=DAY)
    row.refresh_from_db()
    assert (row.checked_on, row.checked_by) == (DAY, person)
    assert AuditEntry.objects.filter(verb=ProductVerb.CHANNEL_CHECKED).count() == 1


def test_a_new_address_has_not_been_looked_at() -> None:
    row, person = channel(product(), "Chợ Còng", url="https://cho.vn/1"), accounts.outsider()
    check_channel(channel=row, actor=person, on=DAY)
    assert change_channel(channel=row, actor=person, name="Chợ Còng mới").checked_on == DAY
    changed = change_channel(channel=row, actor=person, url="https://cho.vn/2")
    assert (changed.checked_on, changed.checked_by) == (None, None)
    change_channel(channel=row, actor=person, url="https://cho.vn/2")
    assert AuditEntry.objects.filter(verb=ProductVerb.CHANNEL_CHANGED).count() == 2


def test_a_place_of_sale_is_removed_once() -> None:
    row, person = channel(product()), accounts.outsider()
    remove_channel(channel=row, actor=person)
    with pytest.raises(DomainError) as refusal:
        remove_channel(channel=row, actor=person)
    assert refusal.value.code == "conflict"
    assert AuditEntry.objects.filter(verb=ProductVerb.CHANNEL_REMOVED).count() == 1


def test_exactly_the_ticked_papers_cover_the_product() -> None:
    owner, person = producer(), accounts.outsider()
    row = product("Mắm tép", owner)
    first, second, third = held(owner), held(owner), held(owner)
    assert link_held(product=row, held=[first, second], actor=person) == 2
    assert link_held(product=row, held=[second, third], actor=person) == 2
    assert link_held(product=row, held=[third, second], actor=person) == 0
    assert set(row.held_certificates.all()) == {second, third}
    entries = AuditEntry.objects.filter(verb=ProductVerb.HELD_LINKED).order_by("seq")
    assert [entry.data["removed"] for entry in entries] == [[], [first.code]]


def test_the_paper_of_another_producer_covers_nothing_here() -> None:
    row = product()
    with pytest.raises(DomainError) as refusal:
        link_held(product=row, held=[held(producer())], actor=accounts.outsider())
    assert list(refusal.value.fields) == ["held"]
    assert not row.held_certificates.exists()
