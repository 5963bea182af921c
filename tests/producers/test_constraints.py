"""What the database itself refuses, each named constraint once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from producers.enums import HeldKind
from producers.models import (
    HeldCertificate,
    Paper,
    PaperPage,
    Producer,
    ProducerMember,
    ProductionSite,
)
from tests.factories import accounts
from tests.factories.papers import paper
from tests.factories.producers import ON, held, producer, site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "khac"}, "producer_kind_known"),
        ({"name": ""}, "producer_has_name"),
        ({"representative_gender": "x"}, "producer_gender_known"),
        ({"representative_disability": "x", "consent_on": ON}, "producer_disability_needs_consent"),
        ({"representative_disability": "yes"}, "producer_disability_needs_consent"),
        ({"merged_into": F("pk")}, "producer_not_merged_into_itself"),
    ],
)
def test_a_row_that_can_not_be_is_refused(values: dict[str, object], constraint: str) -> None:
    row = producer()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Producer.objects.filter(pk=row.pk).update(**values)


def test_the_database_keeps_tax_codes_unique() -> None:
    producer(tax_code="0100109106")
    row = producer()
    with pytest.raises(IntegrityError, match="tax_code"), transaction.atomic():
        Producer.objects.filter(pk=row.pk).update(tax_code="0100109106")


def test_a_membership_does_not_end_before_it_begins() -> None:
    with (
        pytest.raises(IntegrityError, match="producer_member_period"),
        transaction.atomic(),
    ):
        ProducerMember.objects.create(
            producer=producer(),
            user=accounts.outsider(),
            valid_from=ON,
            valid_to=ON - dt.timedelta(days=1),
        )


def test_a_membership_begins_once_a_day() -> None:
    row, person = producer(), accounts.outsider()
    ProducerMember.objects.create(producer=row, user=person, valid_from=ON)
    with pytest.raises(IntegrityError, match=r"user_id|member_once"), transaction.atomic():
        ProducerMember.objects.create(producer=row, user=person, valid_from=ON)


@pytest.mark.parametrize(
    ("values", "constraint"), [({"kind": "x"}, "site_kind_known"), ({"name": ""}, "site_has_name")]
)
def test_a_site_that_can_not_be_is_refused(values: dict[str, str], constraint: str) -> None:
    row = site(producer())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ProductionSite.objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "x"}, "held_kind_known"),
        ({"issuer": ""}, "held_has_issuer"),
        ({"kind": HeldKind.OTHER}, "held_other_has_title"),
        ({"issued_on": ON, "valid_until": ON - dt.timedelta(days=1)}, "held_ends_after_issue"),
    ],
)
def test_a_certificate_that_can_not_be_is_refused(
    values: dict[str, object], constraint: str
) -> None:
    row = held(producer())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        HeldCertificate.objects.filter(pk=row.pk).update(**values)


def test_a_number_of_a_kind_stands_once_at_a_producer() -> None:
    row = producer()
    held(row, number="VG-12")
    other = held(row)
    with pytest.raises(IntegrityError, match=r"number"), transaction.atomic():
        HeldCertificate.objects.filter(pk=other.pk).update(number="VG-12")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "khac"}, "paper_kind_known"),
        ({"title": ""}, "paper_has_title"),
        ({"issued_on": ON, "valid_until": ON - dt.timedelta(days=1)}, "paper_ends_after_issue"),
        ({"withdrawn_on": ON}, "paper_withdrawn_has_reason"),
    ],
)
def test_a_paper_that_can_not_be_is_refused(values: dict[str, object], constraint: str) -> None:
    row = paper(producer())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Paper.objects.filter(pk=row.pk).update(**values)


def test_a_file_stands_once_in_a_vault_until_it_is_withdrawn() -> None:
    row = paper(producer())
    twin = {"producer": row.producer, "file": row.file, "kind": row.kind, "title": "Nữa"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.create(**twin)
    Paper.objects.create(**twin, withdrawn_on=ON, withdrawn_reason="Nhầm")


def test_a_paper_is_renewed_once_and_each_page_drawn_once() -> None:
    row = paper(producer())
    paper(row.producer, replaces=row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper(row.producer).pk).update(replaces=row)
    PaperPage.objects.create(paper=row, number=1, thumbnail=row.file)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperPage.objects.create(paper=row, number=1, thumbnail=row.file)
