"""Many rows at once: the same rows as Django itself writes, on both databases."""

from typing import Any

import pytest
from django.db import models

from common.bulk import update_rows
from exchange.models import ImportLine
from tests.factories.communes import commune
from tests.factories.exchange import import_line, import_run
from tests.factories.producers import producer

pytestmark = pytest.mark.django_db

# Signs that a way of transport might take for its own.
ODD = "Mắm\ttôm\nHậu Lộc\r\n\\N \\t \\. \\\\ 'đặc' \"sản\" {x} %s \u2028\u00a0🌾"


def test_only_the_named_fields_of_these_rows_are_written(django_assert_num_queries: Any) -> None:
    run = import_run(commune())
    lines = [import_line(run) for _ in range(3)]
    maker = producer()
    lines[0].producer, lines[0].done, lines[0].reason = maker, {"chữ": ODD, "có": True}, "khác"
    lines[1].done, lines[2].done = {"made": []}, {"made": ["entry"]}
    with django_assert_num_queries(1):
        update_rows(lines[:2], ["producer", "done"])
    seen: models.QuerySet[ImportLine] = ImportLine.objects.order_by("pk")
    assert [(line.producer_id, line.done) for line in seen] == [
        (maker.pk, {"chữ": ODD, "có": True}),
        (None, {"made": []}),
        (None, {}),
    ]
    assert {line.reason for line in seen} == {"Chưa có trong sổ."}
