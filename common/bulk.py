"""Many rows at once, where an import of 20,000 lines would wait for Django's ``bulk_*``."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import islice
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar

from django.db import connections, models, router, transaction
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")
_BATCH = 500
# So many rows are held as text at a time.
_COPIED = 5_000
_NULL = "\\N"
# Values of exactly this type go as they are; others are prepared by their field.
_PLAIN: dict[str, type] = {
    "BooleanField": bool,
    "CharField": str,
    "DateField": dt.date,
    "IntegerField": int,
    "PositiveIntegerField": int,
    "PositiveSmallIntegerField": int,
    "TextField": str,
}
# What PostgreSQL reads as Python prints it.
_TOLD = (bool, int, Decimal, dt.date, dt.time)
_SIGNS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def batches(items: Iterable[T], size: int = _BATCH) -> Iterator[list[T]]:
    """``items`` in lists of what one statement takes on every database."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


@cache
def maker(model: type[M], names: tuple[str, ...]) -> Callable[..., M]:
    """What makes a new row, not saved, of the columns ``names`` (``unit_id`` for a record).

    Like ``model(**…)``, the rest by default, in a fraction of the time; no signal is sent.

    Raises:
        TypeError: for a name that is no column.
    """
    fields: Any = model._meta.concrete_fields  # noqa: SLF001 -- public API of Django models
    rest = [field for field in fields if field.attname not in names]
    called = {
        field.attname: field.default
        for field in rest
        if field.has_default() and callable(field.default)
    }
    blank = {field.attname: field.get_default() for field in fields if field.attname not in called}
    if unknown := set(names) - {field.attname for field in fields}:
        raise TypeError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")

    def make(*values: Any) -> M:
        # As unpickling makes a row: __init__ would look at each column of each row again.
        row = model.__new__(model)
        row.__dict__ = {**blank, **dict(zip(names, values, strict=True)), "_state": ModelState()}
        for name, default in called.items():
            row.__dict__[name] = default()
        return row

    return make


def insert_rows(rows: Sequence[M]) -> list[M]:
    """Enter ``rows`` (one model, new, what they name saved before); each then has its key.

    What ``bulk_create`` does, with its errors; on PostgreSQL by COPY, a fifth of the time. No
    database function can be among the values.

    Raises:
        IntegrityError: when a constraint refuses one; nothing is entered then.
    """
    if not rows:
        return []
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    if connection.vendor != "postgresql":
        return model._base_manager.bulk_create(rows, batch_size=_BATCH)  # noqa: SLF001
    with transaction.atomic(using=connection.alias, savepoint=False):
        for some in batches(rows, _COPIED):
            _copy(some, connection)
    return list(rows)


def _copy(rows: Sequence[models.Model], connection: Any) -> None:
    meta: Any = rows[0]._meta  # noqa: SLF001 -- public API of Django models
    fields = [field for field in meta.concrete_fields if not field.generated]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(meta.db_table), meta.pk.column, len(rows)],
        )
        keys = sorted(key for (key,) in cursor.fetchall())
        for row, key in zip(rows, keys, strict=True):
            row.pk = key
        columns = [_copied(field, rows, connection) for field in fields]
        text = "\n".join(map("\t".join, zip(*columns, strict=True)))
        quote = connection.ops.quote_name
        names = ", ".join(quote(field.column) for field in fields)
        with connection.wrap_database_errors:
            cursor.copy_expert(
                f"COPY {quote(meta.db_table)} ({names}) FROM STDIN", BytesIO(text.encode()), 1 << 16
            )
    for row in rows:
        row._state.adding = False  # noqa: SLF001
        row._state.db = connection.alias  # noqa: SLF001


def _copied(field: Any, rows: Sequence[models.Model], connection: Any) -> list[str]:
    """The values of one column as COPY reads them."""
    values = _values(field, rows)
    if isinstance(field, models.JSONField):
        return _escaped(_encoded(values, field.encoder or json.JSONEncoder))
    plain = int if field.is_relation else _PLAIN.get(field.get_internal_type())
    kinds = {*map(type, values)} - {NoneType}
    if not kinds <= {plain}:
        values = _prepared(field, values, connection)
        kinds = {*map(type, values)} - {NoneType}
    if all(issubclass(kind, str) for kind in kinds):
        return _escaped(values)
    for kind in kinds:
        if not issubclass(kind, (str, *_TOLD)):
            raise TypeError(f"{field}: {kind.__name__} can't be copied")
    return [_NULL if value is None else str(value) for value in values]


def _encoded(values: Iterable[Any], encoder: type[json.JSONEncoder]) -> list[str | None]:
    """Each value as JSON; ``None`` is nothing, not ``null``."""
    encode = encoder(ensure_ascii=False).encode
    return [
        "{}" if value == {} else "[]" if value == [] else None if value is None else encode(value)
        for value in values
    ]


def _prepared(field: Any, values: Iterable[Any], connection: Any) -> list[Any]:
    """Each value as the database takes it, the same one prepared once."""
    known: dict[Any, Any] = {None: None}
    for value in values:
        if value not in known:
            known[value] = field.get_db_prep_save(value, connection)
    return [known[value] for value in values]


def _values(field: Any, rows: Sequence[models.Model]) -> list[Any]:
    """The values of one column; where a time is set on writing, one time for all."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        moment = field.pre_save(rows[0], True)  # noqa: FBT003 -- Django's own
        for row in rows:
            setattr(row, field.attname, moment)
        return [moment] * len(rows)
    if type(field).pre_save is not models.Field.pre_save:
        return [field.pre_save(row, True) for row in rows]  # noqa: FBT003 -- Django's own
    values = list(map(attrgetter(field.attname), rows))
    if field.is_relation and None in values:
        return [
            _related(field, row) if value is None else value
            for row, value in zip(rows, values, strict=True)
        ]
    return values


def _related(field: Any, row: models.Model) -> Any:
    """The key of what ``row`` names, which may have been saved after it was given."""
    if not field.is_cached(row) or not (other := field.get_cached_value(row)):
        return None
    value = getattr(other, field.target_field.attname)
    if value is None:
        raise ValueError(f"{field}: {other} is not saved")
    setattr(row, field.attname, value)
    return value


def _escaped(texts: Sequence[str | None]) -> list[str]:
    """``texts`` as COPY reads them: without the signs that end a column or a row."""
    found = [text for text in texts if text is not None]
    # Most columns need nothing, and one look at all of it says so.
    joined = "".join(found)
    if not any(sign in joined for sign in "\\\t\n\r"):
        return found if len(found) == len(texts) else [_NULL if t is None else t for t in texts]
    return [_NULL if text is None else text.translate(_SIGNS) for text in texts]


def update_rows(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write the fields ``names`` of ``rows`` (one model, all saved), five hundred a statement.

    Like ``bulk_update``, but a table of values beside the real one instead of one CASE for each
    field and row. Nothing is derived: ``auto_now`` doesn't run.
    """
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    meta: Any = model._meta  # noqa: SLF001 -- public API of Django models
    key = meta.pk
    fields = [key, *(meta.get_field(name) for name in names)]
    quote = connection.ops.quote_name
    table = quote(meta.db_table)
    # SQLite would make a number of what is cast to a day, and needs no cast.
    cast = "{}" if connection.vendor == "sqlite" else "CAST({} AS {})"
    columns = ", ".join(
        f"{quote(field.column)} = {cast.format(f'v.column{place}', field.db_type(connection))}"
        for place, field in enumerate(fields[1:], start=2)
    )
    slots = f"({', '.join(['%s'] * len(fields))})"
    with transaction.atomic(using=connection.alias, savepoint=False), connection.cursor() as cursor:
        for some in batches(rows):
            values: list[Any] = [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for row in some
                for field in fields
            ]
            cursor.execute(
                f"UPDATE {table} SET {columns} FROM (VALUES {', '.join([slots] * len(some))}) v"  # noqa: S608 -- names of the model only
                f" WHERE {table}.{quote(key.column)} = v.column1",
                values,
            )


def delete_rows(rows: "models.QuerySet[Any]", keys: Iterable[int]) -> None:
    """Delete those of ``rows`` that have these keys.

    Raises:
        ProtectedError: for a row that something else uses.
    """
    for some in batches(keys):
        rows.filter(pk__in=some).delete()


def write_back(rows: "models.QuerySet[Any]", values: Mapping[int, Mapping[str, Any]]) -> None:
    """Write ``values`` (by key, then by column) over those of ``rows``, exactly as they are."""
    alike: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
    for some in batches(values):
        for row in rows.filter(pk__in=some).order_by("pk"):
            columns = values[row.pk]
            for name, value in columns.items():
                setattr(row, name, value)
            alike[tuple(columns)].append(row)
    for names, same in alike.items():
        update_rows(same, names)
