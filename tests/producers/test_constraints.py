"""What the database itself refuses, each named constraint once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from producers.enums import HeldKind
from producers.models import HeldCertificate, Producer, ProducerMember, ProductionSite
from tests.factories import accounts
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
