"""What the database itself refuses, each named constraint once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from producers.models import Producer, ProducerMember
from tests.factories import accounts
from tests.factories.producers import ON, producer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "khac"}, "producer_kind_known"),
        ({"name": ""}, "producer_has_name"),
        ({"representative_gender": "x"}, "producer_gender_known"),
    ],
)
def test_a_row_that_can_not_be_is_refused(values: dict[str, str], constraint: str) -> None:
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
