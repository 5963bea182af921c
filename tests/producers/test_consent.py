"""Sensitive data of the representative: only with consent, only for those who need them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from common.errors import DomainError
from producers.enums import ProducerVerb
from producers.models import Producer
from producers.services import change_producer, register_producer, withdraw_consent
from producers.validators import NEEDS_CONSENT
from tests.factories import accounts, communes
from tests.factories.producers import ON, member, producer

pytestmark = pytest.mark.django_db
SENSITIVE = [{"representative_ethnicity": "Thổ"}, {"representative_disability": "yes"}]


def test_the_sentence_names_the_law() -> None:
    assert "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15" in NEEDS_CONSENT


@pytest.mark.parametrize("given", SENSITIVE)
def test_nothing_sensitive_is_entered_without_a_day_of_consent(given: dict[str, str]) -> None:
    facts = {"name": "Hộ Tác Huy", "kind": "household", "unit": communes.commune()}
    with pytest.raises(DomainError) as refusal:
        register_producer(actor=None, on=ON, **facts, **given)
    assert refusal.value.fields == {"consent_on": [NEEDS_CONSENT]}
    row = register_producer(actor=None, on=ON, **facts, **given, consent_on=ON)
    assert row.consent_on == ON


@pytest.mark.parametrize("given", SENSITIVE)
def test_nothing_sensitive_is_added_without_a_day_of_consent(given: dict[str, str]) -> None:
    row = producer()
    with pytest.raises(DomainError) as refusal:
        change_producer(producer=row, actor=accounts.outsider(), on=ON, **given)
    assert refusal.value.fields == {"consent_on": [NEEDS_CONSENT]}


def test_consent_can_not_be_given_tomorrow() -> None:
    with pytest.raises(DomainError) as refusal:
        producer(representative_ethnicity="Thổ", consent_on=ON + dt.timedelta(days=1))
    assert refusal.value.fields == {"consent_on": ["Ngày đồng ý không thể sau hôm nay, 01/07/2026"]}


def test_the_day_can_not_go_while_the_data_stay() -> None:
    row = producer(representative_ethnicity="Thổ")
    with pytest.raises(DomainError):
        change_producer(producer=row, actor=accounts.outsider(), on=ON, consent_on=None)


def test_an_entry_from_before_may_be_changed_elsewhere() -> None:
    row = producer()
    Producer.objects.filter(pk=row.pk).update(representative_ethnicity="Thổ")
    row.refresh_from_db()
    change_producer(producer=row, actor=accounts.outsider(), on=ON, phone="0912345678")
    row.refresh_from_db()
    assert (row.phone, row.representative_ethnicity) == ("0912345678", "Thổ")


def test_withdrawing_clears_and_the_chain_says_only_that() -> None:
    row = producer(representative_ethnicity="Thổ", representative_disability="no")
    withdraw_consent(producer=row, actor=accounts.outsider())
    row.refresh_from_db()
    kept = (row.representative_ethnicity, row.representative_disability, row.consent_on)
    assert kept == ("", "", None)
    (entry,) = AuditEntry.objects.filter(verb=ProducerVerb.CONSENT_WITHDRAWN)
    assert (entry.data, entry.old, entry.new, entry.reason) == ({}, "", "", "")
    with pytest.raises(DomainError) as refusal:
        withdraw_consent(producer=row, actor=accounts.outsider())
    assert refusal.value.code == "state"


def test_no_entry_of_the_chain_ever_holds_a_sensitive_value() -> None:
    row = producer(representative_ethnicity="Si La", representative_disability="yes")
    change_producer(
        producer=row, actor=accounts.outsider(), on=ON, representative_ethnicity="Pu Péo"
    )
    withdraw_consent(producer=row, actor=accounts.outsider())
    told = " ".join(f"{entry.data} {entry.old} {entry.new}" for entry in AuditEntry.objects.all())
    assert [value for value in ("Si La", "Pu Péo", "yes") if value in told] == []


# --- pages ----------------------------------------------------------------------------------------


def address(name: str, row: Producer) -> str:
    return reverse(f"producers:{name}", kwargs={"code": row.code})


def test_only_own_people_and_the_offices_of_the_place_see_it(client: Client) -> None:
    here = communes.commune("Phường Nghi Sơn")
    row = producer("Hộ", here, representative_ethnicity="Si La", representative_disability="yes")
    people = {
        "own": member(row),
        "commune": accounts.commune_officer(here),
        "province": accounts.province_officer(communes.province()),
        "leader": accounts.user("Lãnh đạo", "province_leader", communes.province()),
        "inspector": accounts.user("Em", "inspector", communes.province()),
        "centre": accounts.user("Trung ương", "central_officer"),
        "administrator": accounts.user("Quản trị", "administrator"),
    }
    seen = {}
    for name, person in people.items():
        client.force_login(person)
        text = client.get(address("producer_detail", row)).text
        seen[name] = ("Si La" in text, "Là người khuyết tật" in text)
    own = {"own", "commune", "province"}
    assert seen == {name: (name in own, name in own) for name in people}


def test_the_form_asks_for_the_day_and_keeps_what_was_typed(client: Client) -> None:
    here = communes.commune()
    row = producer("Hộ Tác Huy", here)
    client.force_login(accounts.commune_officer(here))
    typed = {
        "name": row.name,
        "kind": row.kind,
        "unit": here.key,
        "representative_ethnicity": "Thổ",
    }
    answer = client.post(address("producer_edit", row), typed)
    assert answer.context["form"].errors == {"consent_on": [NEEDS_CONSENT]}
    assert 'value="Thổ"' in answer.text
    assert client.post(address("producer_edit", row), typed | {"consent_on": "01/07/2026"}).url
    row.refresh_from_db()
    assert (row.representative_ethnicity, row.consent_on) == ("Thổ", ON)


def test_an_old_entry_without_a_day_is_not_held_up(client: Client) -> None:
    here = communes.commune()
    row = producer("Hộ Tác Huy", here)
    Producer.objects.filter(pk=row.pk).update(representative_ethnicity="Thổ")
    client.force_login(accounts.commune_officer(here))
    typed = {
        "name": "Hộ Huy",
        "kind": row.kind,
        "unit": here.key,
        "representative_ethnicity": "Thổ",
    }
    assert client.post(address("producer_edit", row), typed).status_code == 302
    row.refresh_from_db()
    assert row.name == "Hộ Huy"


def test_own_people_withdraw_on_the_page_and_readers_do_not(client: Client) -> None:
    row = producer(representative_ethnicity="Thổ")
    client.force_login(accounts.user("Lãnh đạo", "province_leader", communes.province()))
    assert client.post(address("consent_withdraw", row)).status_code == 403
    client.force_login(accounts.outsider())
    assert client.post(address("consent_withdraw", row)).status_code == 404
    client.force_login(member(row))
    assert client.post(address("consent_withdraw", row)).status_code == 302
    row.refresh_from_db()
    assert row.representative_ethnicity == ""
    assert client.post(address("consent_withdraw", row)).status_code == 409
