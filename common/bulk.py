"""Many rows at once, where an import of 20,000 lines would wait for Django's ``bulk_*``."""

import datetime as dt
import gc
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import islice, starmap
from operator import attrgetter, itemgetter
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
    "BigAutoField": int,
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
# What a row holds is what is written; of days and times see ``auto_now``.
_AS_IT_IS = (
    models.Field.pre_save,
    models.DateField.pre_save,
    models.DateTimeField.pre_save,
    models.TimeField.pre_save,
)
_SIGNS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def batches(items: Iterable[T], size: int = _BATCH) -> Iterator[list[T]]:
    """``items`` in lists of what one statement takes on every database."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


@contextmanager
def nothing_thrown_away() -> Iterator[None]:
    """Inside, Python doesn't look again and again for rows that could be forgotten.

    A job that holds 20,000 lines until it ends would spend a sixth of its time on it. What nobody
    names any more goes at once all the same; only rings of objects wait until the end.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@cache
def maker(model: type[M], names: tuple[str, ...]) -> Callable[..., M]:
    """What makes a new row, not saved, of what is called ``names``.

    That is a column (``unit_id``), or what it leads to (``unit``: a record or None). Like
    ``model(**…)``, the rest by default, in a fraction of the time; no signal is sent.

    Raises:
        TypeError: for a name that is neither.
    """
    fields: Any = model._meta.concrete_fields  # noqa: SLF001 -- public API of Django models
    leading = {field.name: field for field in fields if field.is_relation}
    led = [
        (place, name, leading[name].attname, leading[name].target_field.attname)
        for place, name in enumerate(names)
        if name in leading
    ]
    columns = tuple(leading[name].attname if name in leading else name for name in names)
    rest = [field for field in fields if field.attname not in columns]
    called = {
        field.attname: field.default
        for field in rest
        if field.has_default() and callable(field.default)
    }
    blank = {field.attname: field.get_default() for field in fields if field.attname not in called}
    if unknown := set(columns) - {field.attname for field in fields}:
        raise TypeError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")

    def make(*values: Any) -> M:
        # As unpickling makes a row: __init__ would look at each column of each row again.
        row = model.__new__(model)
        state = ModelState()
        said = {**blank, **dict(zip(columns, values, strict=True)), "_state": state}
        if led:
            known = state.fields_cache = {}
            for place, name, column, key in led:
                known[name] = other = values[place]
                said[column] = None if other is None else getattr(other, key)
        for name, default in called.items():
            said[name] = default()
        row.__dict__ = said
        return row

    return make


def read_rows(rows: "models.QuerySet[M]", *columns: str) -> Iterator[M]:
    """``rows`` as what stands in these columns (``unit_id`` for a record), to look at.

    Like ``only``, in a third of the time; but what isn't read is as in a new row, so these are
    not for saving.
    """
    return starmap(maker(rows.model, columns), rows.values_list(*columns))


def insert_rows(
    rows: Sequence[M], *, encoded: Mapping[str, Sequence[str]] | None = None
) -> list[M]:
    """Enter ``rows`` (one model, new, what they name saved before); each then has its key.

    What ``bulk_create`` does, with its errors; on PostgreSQL by COPY, a fifth of the time. No
    database function can be among the values. Where a caller has the values of a JSON column as
    text, for a digest, ``encoded`` spares making it again.

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
        for first in range(0, len(rows), _COPIED):
            some = slice(first, first + _COPIED)
            told = {name: texts[some] for name, texts in (encoded or {}).items()}
            _copy(rows[some], told, connection)
    return list(rows)


def _copy(
    rows: Sequence[models.Model], encoded: Mapping[str, Sequence[str]], connection: Any
) -> None:
    meta: Any = rows[0]._meta  # noqa: SLF001 -- public API of Django models
    fields = [field for field in meta.concrete_fields if not field.generated]
    with connection.cursor() as cursor:
        cursor.execute(
            # The name of the sequence is looked up once for all rows.
            "SELECT nextval((SELECT pg_get_serial_sequence(%s, %s)::regclass))"
            " FROM generate_series(1, %s)",
            [connection.ops.quote_name(meta.db_table), meta.pk.column, len(rows)],
        )
        keys = sorted(key for (key,) in cursor.fetchall())
        for row, key in zip(rows, keys, strict=True):
            setattr(row, meta.pk.attname, key)
        columns = [
            _escaped(encoded[field.name])
            if field.name in encoded
            else _copied(field, _values(field, rows), connection)
            for field in fields
        ]
        _send(cursor, meta.db_table, [field.column for field in fields], columns)
    for row in rows:
        row._state.adding = False  # noqa: SLF001
        row._state.db = connection.alias  # noqa: SLF001


def _send(cursor: Any, table: str, names: Sequence[str], columns: Sequence[list[str]]) -> None:
    """Have the rows of ``columns`` (of texts as COPY reads them) entered in ``table``."""
    connection = cursor.db
    quote = connection.ops.quote_name
    text = "\n".join(map("\t".join, zip(*columns, strict=True)))
    with connection.wrap_database_errors:
        cursor.copy_expert(
            f"COPY {quote(table)} ({', '.join(map(quote, names))}) FROM STDIN",
            BytesIO(text.encode()),
            1 << 16,
        )


def _copied(field: Any, values: list[Any], connection: Any) -> list[str]:
    """The values of one column as COPY reads them."""
    if isinstance(field, models.JSONField):
        return _escaped(_encoded(values, field.encoder or json.JSONEncoder))
    if len(values) > 1 and values.count(values[0]) == len(values):
        # Most columns of what is brought in are blank.
        return _copied(field, values[:1], connection) * len(values)
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
    if type(field).pre_save not in _AS_IT_IS:
        return [field.pre_save(row, True) for row in rows]  # noqa: FBT003 -- Django's own
    # A new row holds all its columns itself; asking it by name is slow for keys of others.
    values = list(map(itemgetter(field.attname), map(vars, rows)))
    if field.is_relation and None in values:
        return [
            _related(field, row)
            if value is None and field.cache_name in row._state.fields_cache  # noqa: SLF001
            else value
            for row, value in zip(rows, values, strict=True)
        ]
    return values


def _related(field: Any, row: models.Model) -> Any:
    """The key of what ``row`` names, which may have been saved after it was given."""
    if not (other := field.get_cached_value(row)):
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
    field and row; on PostgreSQL more rows than that go there by COPY. Nothing is derived:
    ``auto_now`` doesn't run.
    """
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    meta: Any = model._meta  # noqa: SLF001 -- public API of Django models
    fields = [meta.pk, *(meta.get_field(name) for name in names)]
    with transaction.atomic(using=connection.alias, savepoint=False), connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > _BATCH:
            _update_copied(cursor, meta.db_table, fields, rows)
            return
        # SQLite would make a number of what is cast to a day, and needs no cast.
        cast = "{}" if connection.vendor == "sqlite" else "CAST({} AS {})"
        slots = f"({', '.join(['%s'] * len(fields))})"
        for some in batches(rows):
            values: list[Any] = [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for row in some
                for field in fields
            ]
            table = f"(VALUES {', '.join([slots] * len(some))})"
            cursor.execute(_update(connection, meta.db_table, fields, table, cast), values)


def _update(connection: Any, name: str, fields: Sequence[Any], values: str, cast: str) -> str:
    """The statement that writes ``values`` (a table of the key and the other ``fields``)."""
    quote = connection.ops.quote_name
    columns = ", ".join(
        f"{quote(field.column)} = {cast.format(f'v.column{place}', field.db_type(connection))}"
        for place, field in enumerate(fields[1:], start=2)
    )
    key = f"{quote(name)}.{quote(fields[0].column)}"
    return f"UPDATE {quote(name)} SET {columns} FROM {values} v WHERE {key} = v.column1"  # noqa: S608 -- names of the model only


def _update_copied(
    cursor: Any, name: str, fields: Sequence[Any], rows: Sequence[models.Model]
) -> None:
    connection = cursor.db
    quote = connection.ops.quote_name
    beside = f"{name}_changes"
    names = [f"column{place}" for place in range(1, len(fields) + 1)]
    types = [field.rel_db_type(connection) for field in fields[:1]]
    types += [field.db_type(connection) for field in fields[1:]]
    told = ", ".join(map(" ".join, zip(names, types, strict=True)))
    cursor.execute(f"CREATE TEMPORARY TABLE {quote(beside)} ({told}) ON COMMIT DROP")
    for some in batches(rows, _COPIED):
        columns = [
            _copied(field, list(map(attrgetter(field.attname), some)), connection)
            for field in fields
        ]
        _send(cursor, beside, names, columns)
    cursor.execute(_update(connection, name, fields, quote(beside), "{}"))
    cursor.execute(f"DROP TABLE {quote(beside)}")


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
