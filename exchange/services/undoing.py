"""Taking an import back as one act: what it made goes, what it changed is as before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from audit.services import record
from certificates import services as certificates
from certificates.models import Certificate, RegisterEntry
from common.bulk import batches
from common.dates import now
from common.errors import DomainError
from common.workflow import require
from exchange.enums import ExchangeVerb, LineOutcome, RunMove
from exchange.models import ImportLine, ImportRun
from exchange.services.executing import take_turn
from exchange.services.writing import loaded
from exchange.workflow import IMPORT_MOVES
from producers import services as producers
from producers.models import Producer
from products import services as products
from products.models import Product

_MOST_TOLD = 10
_WORDS: dict[type[Model], str] = {
    Producer: "chủ thể",
    Product: "sản phẩm",
    RegisterEntry: "dòng sổ",
    Certificate: "giấy chứng nhận",
}


class _Made:
    """What an import made (keys by model) and what it changed, from its lines."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.made: dict[type[Model], dict[int, int]] = defaultdict(dict)
        self.decisions: set[int] = set()
        self.before: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        self.touched: dict[type[Model], dict[int, int]] = defaultdict(dict)
        self.moved: list[ImportLine] = []
        lines = run.lines.filter(outcome__in=LineOutcome.writes).order_by("row")
        for line in lines.select_related("entry").iterator(chunk_size=2000):
            self._add(line)

    def _add(self, line: ImportLine) -> None:
        made = line.done.get("made", [])
        keys = {
            Producer: line.producer_id,
            Product: line.product_id,
            RegisterEntry: line.entry_id,
            Certificate: line.done.get("certificate"),
        }
        names = {
            Producer: "producer",
            Product: "product",
            RegisterEntry: "entry",
            Certificate: "certificate",
        }
        for model, name in names.items():
            key = keys[model]
            if name in made and key is None:
                self.moved.append(line)
            elif name in made and key is not None:
                self.made[model][key] = line.row
        if "decision" in line.done:
            self.decisions.add(line.done["decision"])
        entry = line.entry
        if entry is None or entry.product_id != line.product_id:
            self.moved.append(line)
            return
        keys[Certificate] = entry.certificate_id
        for model, name in names.items():
            values = line.done.get("before", {}).get(name)
            key = keys[model]
            if values is not None and key is not None:
                # Of several lines about one record the first knows how it was.
                self.before[name].setdefault(key, values)
                self.touched[model].setdefault(key, line.row)


def undo_blockers(run: ImportRun) -> list[str]:
    """Why the import can't be taken back: what it wrote is used or changed since. Empty: it can."""
    return list(_blockers(_Made(run)))


@transaction.atomic
def undo_run(*, run: ImportRun, actor: User) -> ImportRun:
    """Take away what the import made and put back what it changed, all in one act.

    Raises:
        DomainError: ``state`` when it isn't written, or with the list of what is used since.
    """
    take_turn()
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    step = require(IMPORT_MOVES, RunMove.UNDO, row)
    made = _Made(row)
    if blockers := list(_blockers(made)):
        raise DomainError(
            "Không rút lại được, vì những gì đã ghi nay đã được dùng hoặc sửa: "
            + "; ".join(blockers),
            code="state",
        )
    _take_away(made)
    _put_back(made)
    old, row.state = row.state, step.target
    row.undone_at = now()
    row.save(update_fields=["state", "undone_at", "updated_at"])
    record(
        actor=actor,
        verb=ExchangeVerb.IMPORT_UNDONE,
        target=row,
        old=old,
        new=row.state,
        data={"code": row.code, "counts": row.counts},
    )
    return row


def _take_away(made: _Made) -> None:
    # Changed entries first: one may hold a certificate that goes.
    keys = {model: sorted(rows) for model, rows in made.made.items()}
    entries = _restorable(RegisterEntry, made.before["entry"])
    certificates.restore_entries(entries=entries, certificates={})
    certificates.withdraw_entries(
        entries=keys.get(RegisterEntry, []),
        certificates=keys.get(Certificate, []),
        decisions=[],
    )
    certificates.restore_entries(
        entries={}, certificates=_restorable(Certificate, made.before["certificate"])
    )
    certificates.withdraw_entries(entries=[], certificates=[], decisions=sorted(made.decisions))
    products.withdraw_products(products=keys.get(Product, []))
    producers.withdraw_producers(producers=keys.get(Producer, []))


def _put_back(made: _Made) -> None:
    products.restore_products(values=_restorable(Product, made.before["product"]))
    producers.restore_producers(values=_restorable(Producer, made.before["producer"]))
    renamed = Producer.objects.filter(pk__in=list(made.before["producer"])).order_by("pk")
    for producer in renamed:
        products.refresh_search_text(producer=producer)


def _restorable(
    model: type[Model], before: Mapping[int, Mapping[str, Any]]
) -> dict[int, dict[str, Any]]:
    """Values that JSON kept, as the columns take them."""
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    return {
        pk: {name: fields[name].to_python(value) for name, value in values.items()}
        for pk, values in before.items()
    }


def _blockers(made: _Made) -> Iterator[str]:
    found = [*_moved(made), *_used(made), *_changed(made)]
    yield from found[:_MOST_TOLD]
    if len(found) > _MOST_TOLD:
        yield f"và {len(found) - _MOST_TOLD} chỗ khác"


def _moved(made: _Made) -> Iterator[str]:
    for line in made.moved:
        yield f"dòng {line.row}: {line.values['name']} đã được gộp, chuyển hoặc bỏ"


def _used(made: _Made) -> Iterator[str]:
    """What else in the portal points at the records that would go."""
    for model, keys in made.made.items():
        for relation in model._meta.related_objects:  # noqa: SLF001 -- public API of Django models
            other = relation.related_model
            assert isinstance(other, type)
            own = made.made.get(other, {})
            field = relation.field.name
            for some in batches(keys):
                rows = other._default_manager.filter(**{f"{field}__in": some})  # noqa: SLF001
                if other is ImportLine:
                    rows = rows.exclude(run=made.run).filter(
                        run__state="done", outcome__in=LineOutcome.writes
                    )
                pairs = rows.order_by("pk").values_list("pk", f"{field}__pk")
                for pk, key in pairs:
                    if pk not in own:
                        what = str(other._meta.verbose_name)  # noqa: SLF001
                        yield f"dòng {keys[key]}: {_WORDS[model]} đã có {what}"


def _changed(made: _Made) -> Iterator[str]:
    """Which of the records were written by somebody after the import."""
    assert made.run.executed_at is not None
    for model in _WORDS:
        rows = {**made.made[model], **made.touched[model]}
        for row in _written_after(model, rows, made.run.executed_at):
            yield f"dòng {rows[row.pk]}: {_WORDS[model]} {row} đã được sửa sau đó"


def _written_after(
    model: type[Model], keys: Collection[int], moment: dt.datetime
) -> Iterator[Model]:
    for row in loaded(model, keys).values():
        if row.updated_at > moment:
            yield row
