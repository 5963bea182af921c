"""Many rows at once: the same rows as Django itself writes, on both databases."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from certificates.enums import EntryStatus
from certificates.models import RegisterEntry
from common.bulk import delete_rows, insert_rows, maker, update_rows, write_back
from exchange.enums import LineOutcome, PlaceOutcome
from exchange.models import ImportLine, ImportRun
from producers.models import Producer
from products.models import Product
from tests.factories.communes import commune
from tests.factories.exchange import import_line, import_run
from tests.factories.producers import producer
from tests.factories.products import product

pytestmark = pytest.mark.django_db

# Signs that a way of transport might take for its own.
ODD = "Mắm\ttôm\nHậu Lộc\r\n\\N \\t \\. \\\\ 'đặc' \"sản\" {x} %s \u2028\u00a0🌾"
# What is new in every row, so that two of them can be compared.
_OWN = {"id", "code", "created_at", "updated_at"}


def contents(rows: list[Any]) -> list[dict[str, Any]]:
    """What the database holds of ``rows``, in their order."""
    model = type(rows[0])
    stored = model.objects.in_bulk([row.pk for row in rows])
    names = [field.attname for field in model._meta.concrete_fields if field.name not in _OWN]
    return [{name: getattr(stored[row.pk], name) for name in names} for row in rows]


def entries(of: Product, said: str) -> list[RegisterEntry]:
    return [
        RegisterEntry(
            product=of,
            fingerprint=f"{said} {number}",
            status=EntryStatus.RECOGNISED,
            stars=3 + number,
            score=score,
            decided_on=day,
            decided_year=2024,
            notes=ODD,
            authority="",
            printed={"name": ODD, "rỗng": None, "số": 1.5, "có": True, "dãy": [1, "hai"]},
            source="Sổ",
        )
        for number, (score, day) in enumerate(
            ((Decimal("75.50"), dt.date(2024, 2, 29)), (None, None))
        )
    ]


def test_rows_are_the_ones_that_django_would_write() -> None:
    goods = [product(), product()]
    copied = insert_rows(entries(goods[0], "như nhau"))
    created = RegisterEntry.objects.bulk_create(entries(goods[1], "như nhau"))
    mine, theirs = contents(copied), contents(created)
    assert [row.pop("product_id") for row in mine] == [goods[0].pk] * 2
    assert [row.pop("product_id") for row in theirs] == [goods[1].pk] * 2
    assert mine == theirs
    assert [row["notes"] for row in mine] == [ODD, ODD]
    assert [row["score"] for row in mine] == [Decimal("75.50"), None]


def test_false_and_true_and_a_record_saved_after_it_was_named() -> None:
    place = commune()
    maker = Producer(
        name="Tổ hợp tác Cói", folded_name="cói", sort_key="c", kind="cooperative_group"
    )
    maker.unit, maker.named = place, False
    goods = Product(name="Chiếu cói", folded_name="chieu", sort_key="c", search_text="chieu")
    goods.unit, goods.producer = place, maker
    assert insert_rows([maker]) == [maker]
    insert_rows([goods])
    stored = Product.objects.select_related("producer").get()
    assert (stored.pk, stored.producer.pk, stored.producer.named) == (goods.pk, maker.pk, False)


def test_what_json_alone_can_not_say_is_said_by_the_fields_own_encoder() -> None:
    run = import_run(commune())
    insert_rows(
        [
            ImportLine(
                run=run,
                row=row,
                outcome=LineOutcome.CREATE,
                reason="Chưa có trong sổ",
                place=PlaceOutcome.RESOLVED,
                values={"ngày": dt.date(2024, 2, 29), "điểm": Decimal("7.5"), "chữ": ODD},
            )
            for row in (6, 7)
        ]
    )
    told = {"ngày": "2024-02-29", "điểm": "7.5", "chữ": ODD}
    assert [line.values for line in ImportRun.objects.get().lines.all()] == [told, told]
    assert ImportLine.objects.filter(values__điểm="7.5").count() == 2


def test_times_are_set_and_a_row_can_be_saved_again_afterwards() -> None:
    (entry,) = insert_rows(entries(product(), "một")[:1])
    stored = RegisterEntry.objects.get()
    assert (stored.created_at, stored.updated_at) == (entry.created_at, entry.updated_at)
    entry.notes = "sửa"
    entry.save()
    later = RegisterEntry.objects.create(
        product=entry.product, fingerprint="khác", status=EntryStatus.RECOGNISED, source="Sổ"
    )
    assert later.pk > entry.pk
    assert list(RegisterEntry.objects.order_by("pk").values_list("notes", flat=True)) == ["sửa", ""]


@pytest.mark.parametrize("fault", ({"stars": 9}, {"status": "lạ"}, {"fingerprint": "hai 0"}))
def test_a_constraint_refuses_all_and_the_transaction_goes_on(fault: dict[str, Any]) -> None:
    rows = entries(product(), "hai")
    for name, value in fault.items():
        setattr(rows[1], name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(rows)
    assert RegisterEntry.objects.count() == 0


def test_a_record_that_was_never_saved_is_not_left_out_silently() -> None:
    goods = product()
    goods.merged_into = Product(name="Chưa ghi")
    goods.pk, goods._state.adding, goods.code = None, True, "K2345678"
    with pytest.raises(ValueError, match="sav"), transaction.atomic():
        insert_rows([goods])
    assert Product.objects.count() == 1


def test_nothing_is_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert insert_rows([]) == []
        update_rows([], ["values"])


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


def test_a_new_row_is_the_one_that_its_model_makes() -> None:
    place, names = commune(), ("unit_id", "name", "named")
    row = maker(Producer, names)(place.pk, "HTX Cói", False)  # noqa: FBT003
    made = Producer(unit=place, name="HTX Cói", named=False)
    same = [field.attname for field in Producer._meta.concrete_fields if field.name not in _OWN]
    assert [getattr(row, name) for name in same] == [getattr(made, name) for name in same]
    assert (row.pk, row._state.adding, row.unit) == (None, True, place)
    assert len({row.code, made.code, maker(Producer, names)(place.pk, "x", True).code}) == 3  # noqa: FBT003


def test_a_new_row_knows_the_records_it_was_made_with(django_assert_num_queries: Any) -> None:
    owner, place = producer(), commune()
    names = ("producer", "unit", "current_unit", "name")
    row = maker(Product, names)(owner, place, None, "Chiếu cói")
    with django_assert_num_queries(0):
        assert (row.producer, row.unit, row.current_unit) == (owner, place, None)
    assert (row.producer_id, row.unit_id, row.current_unit_id) == (owner.pk, place.pk, None)
    with pytest.raises(TypeError, match="owner"):
        maker(Product, ("owner",))


def test_more_rows_than_a_statement_takes_are_written_too() -> None:
    run, makers = import_run(commune()), [producer(), None]
    new = maker(ImportLine, ("run", "row", "outcome", "reason", "place", "values"))
    said = (LineOutcome.CREATE, "Chưa có trong sổ", PlaceOutcome.RESOLVED)
    lines = insert_rows([new(run, number, *said, {"số": number}) for number in range(502)])
    for number, line in enumerate(lines):
        line.producer, line.done = makers[number % 2], {"số": number, "chữ": ODD}
        line.reason = "không ghi"
    update_rows(lines, ["producer", "done"])
    update_rows(lines[:501], ["producer", "done"])
    seen = ImportLine.objects.order_by("pk")
    assert [(line.producer, line.done) for line in seen.select_related("producer")] == [
        (makers[number % 2], {"số": number, "chữ": ODD}) for number in range(502)
    ]
    assert {line.reason for line in seen} == {"Chưa có trong sổ"}


def test_days_times_and_decimals_are_written_as_they_are() -> None:
    rows = insert_rows(entries(product(), "đổi"))
    moment = dt.datetime(2024, 2, 29, 23, 59, 58, 123456, tzinfo=dt.UTC)
    for row in rows:
        row.decided_on, row.updated_at = dt.date(2025, 12, 31), moment
        row.score, row.stars, row.notes = Decimal("0.05"), None, ODD
    names = ["decided_on", "updated_at", "score", "stars", "notes", "printed"]
    update_rows(rows, names)
    seen = RegisterEntry.objects.order_by("pk")
    assert [[getattr(row, name) for name in names] for row in seen] == [
        [getattr(row, name) for name in names] for row in rows
    ]
    assert RegisterEntry.objects.filter(decided_on=dt.date(2025, 12, 31), score__lt=1).count() == 2


def test_earlier_values_come_back_to_the_rows_that_are_meant() -> None:
    one, two, three = (product() for _ in range(3))
    before = {
        row.pk: {"name": row.name, "unit_id": row.unit_id, "updated_at": row.updated_at}
        for row in (one, two, three)
    }
    before[two.pk] = {"name": "Mắm tép"}
    Product.objects.update(name="Khác", unit=commune())
    write_back(Product.objects.exclude(pk=three.pk), before)
    seen = list(Product.objects.order_by("pk"))
    assert [row.name for row in seen] == [one.name, "Mắm tép", "Khác"]
    assert seen[0].updated_at == one.updated_at
    assert [
        row.unit_id == old.unit_id for row, old in zip(seen, (one, two, three), strict=True)
    ] == [
        True,
        False,
        False,
    ]


def test_only_the_rows_that_are_meant_go() -> None:
    one, two, three = (product() for _ in range(3))
    delete_rows(Product.objects.exclude(pk=two.pk), [one.pk, two.pk])
    assert list(Product.objects.order_by("pk")) == [two, three]
