"""Writing the lines of a plan into the register: everything at once, set by set."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Model

from certificates import services as certificates
from certificates.models import RegisterEntry
from common.bulk import batches
from common.errors import DomainError
from common.text import fold
from communes.models import AdministrativeUnit
from exchange.enums import LineOutcome
from exchange.models import ImportLine
from exchange.services.planning import printed_of
from producers import services as producers
from producers.enums import ProducerKind
from producers.models import Producer
from products import services as products
from products.models import Product

Tell = Callable[[str], None]


def write_lines(lines: Sequence[ImportLine], *, source: str, on: dt.date, tell: Tell) -> None:
    """Do what the deeds of ``lines`` say; each line then knows its records and what to undo.

    Inside the caller's transaction; the lines themselves aren't saved.

    Raises:
        DomainError: for what the register refuses.
        IntegrityError: when the register has changed since the plan.
    """
    new = [line for line in lines if _outcome(line) == LineOutcome.CREATE]
    changed = [line for line in lines if _outcome(line) == LineOutcome.CHANGE]
    units = _units(lines)
    tell("Ghi chủ thể")
    makers = _enter_producers(new, units)
    tell("Ghi sản phẩm")
    goods = _enter_products(new, makers, units)
    tell("Ghi lịch sử và giấy chứng nhận")
    _enter_entries(new, goods, units, source=source, on=on)
    if changed:
        tell("Sửa dòng đã có")
        _correct(changed, units, on=on)


def _outcome(line: ImportLine) -> str:
    deed = line.values["deed"]
    return deed["outcome"] if deed else LineOutcome.CHOOSE


def loaded(model: type[Model], keys: Collection[int], *related: str) -> dict[int, Any]:
    """The rows with these keys, by key."""
    rows = model._default_manager.select_related(*related)  # noqa: SLF001 -- public API of Django
    return {row.pk: row for some in batches(sorted(keys)) for row in rows.filter(pk__in=some)}


def _units(lines: Iterable[ImportLine]) -> dict[int, AdministrativeUnit]:
    """All units that the lines name, each with everything above it."""
    wanted = set()
    for line in lines:
        deed = line.values["deed"] or {}
        place = deed.get("writes", {}).get("product", {}).get("unit") or {}
        found = (line.values["unit"], line.values["current"], deed.get("current"))
        wanted |= {*found, place.get("unit"), place.get("current")} - {None}
    units: dict[int, AdministrativeUnit] = {}
    missing = wanted
    while missing:
        units |= loaded(AdministrativeUnit, missing)
        missing = {unit.parent_id for unit in units.values() if unit.parent_id} - set(units)
    for unit in units.values():
        if unit.parent_id:
            unit.parent = units[unit.parent_id]
    return units


def _province_of(unit: AdministrativeUnit) -> AdministrativeUnit:
    while unit.parent is not None:
        unit = unit.parent
    return unit


def _current(line: ImportLine, units: dict[int, AdministrativeUnit]) -> AdministrativeUnit | None:
    pk = line.values["deed"].get("current") or line.values["current"]
    return units[pk] if pk else None


def _recorded_place(values: dict[str, Any]) -> str:
    parts = (values["commune"], values["district"], values["province"])
    return ", ".join(text for text in parts if text)[:250]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _enter_producers(
    lines: Sequence[ImportLine], units: dict[int, AdministrativeUnit]
) -> dict[int | str, Producer]:
    """The producers of ``lines`` by their refs; new ones are written, each once."""
    refs: dict[int | str, ImportLine] = {}
    for line in lines:
        refs.setdefault(line.values["deed"]["producer"], line)
    makers: dict[int | str, Producer] = dict(
        loaded(Producer, {ref for ref in refs if isinstance(ref, int)}).items()
    )
    fresh = {ref: line for ref, line in refs.items() if isinstance(ref, str)}
    rows = []
    for line in fresh.values():
        values = line.values
        name = _capital(values["producer"])
        rows.append(
            producers.NewProducer(
                name=name or f"Chủ thể của {_capital(values['name'])[:200]} (nguồn không ghi tên)",
                kind=values["kind"] or ProducerKind.UNKNOWN,
                unit=units[values["unit"]],
                current_unit=_current(line, units),
                recorded_place=_recorded_place(values),
                named=bool(name),
            )
        )
    made = producers.enter_producers(rows=rows)
    for (ref, line), row in zip(fresh.items(), made, strict=True):
        makers[ref] = row
        line.done.setdefault("made", []).append("producer")
    for line in lines:
        line.producer_id = makers[line.values["deed"]["producer"]].pk
    return makers


def _enter_products(
    lines: Sequence[ImportLine],
    makers: dict[int | str, Producer],
    units: dict[int, AdministrativeUnit],
) -> dict[int | str, Product]:
    """The products of ``lines`` by their refs; new ones are written, each once."""
    refs: dict[int | str, ImportLine] = {}
    for line in lines:
        refs.setdefault(line.values["deed"]["product"], line)
    known = loaded(
        Product, {ref for ref in refs if isinstance(ref, int)}, "producer", "unit__parent__parent"
    )
    goods: dict[int | str, Product] = dict(known.items())
    fresh = {ref: line for ref, line in refs.items() if isinstance(ref, str)}
    _check_twins(fresh.values())
    rows = []
    for line in fresh.values():
        values = line.values
        rows.append(
            products.NewProduct(
                name=_capital(values["name"]),
                producer=makers[values["deed"]["producer"]],
                unit=units[values["unit"]],
                current_unit=_current(line, units),
                recorded_place=_recorded_place(values),
                group_code=values["group_code"],
            )
        )
    made = products.enter_products(rows=rows)
    for (ref, line), row in zip(fresh.items(), made, strict=True):
        goods[ref] = row
        line.done.setdefault("made", []).append("product")
    for line in lines:
        line.product_id = goods[line.values["deed"]["product"]].pk
    return goods


def _check_twins(lines: Iterable[ImportLine]) -> None:
    """Refuse two new products of a producer that differ in accents only: a choice led to it."""
    seen: dict[tuple[int | str, str], ImportLine] = {}
    for line in lines:
        key = (line.values["deed"]["producer"], fold(line.values["name"]))
        twin = seen.setdefault(key, line)
        if twin is not line:
            raise DomainError(
                f"Dòng {twin.row} và dòng {line.row}: hai sản phẩm của một chủ thể chỉ khác dấu"
                f" ({twin.values['name']}, {line.values['name']}). Hãy bỏ qua một dòng",
                code="invalid",
            )


def _entry_line(
    values: dict[str, Any], product: Product, province: AdministrativeUnit, *, source: str
) -> certificates.EntryLine:
    said = {name: values[name] for name in certificates.SAID}
    said["decided_on"] = _day(said["decided_on"])
    said["score"] = Decimal(said["score"]) if said["score"] else None
    return certificates.EntryLine(
        product=product,
        province=province,
        printed=printed_of(values),
        fingerprint=values["fingerprint"],
        source=source,
        speaks=values["deed"].get("speaks", True),
        **said,
    )


def _day(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None


def _enter_entries(
    lines: Sequence[ImportLine],
    goods: dict[int | str, Product],
    units: dict[int, AdministrativeUnit],
    *,
    source: str,
    on: dt.date,
) -> None:
    provinces = {pk: _province_of(unit) for pk, unit in units.items()}
    rows = [
        _entry_line(
            line.values,
            goods[line.values["deed"]["product"]],
            provinces[line.values["unit"]],
            source=source,
        )
        for line in lines
    ]
    recorded = certificates.record_entries(lines=rows, on=on)
    for line, entry in zip(lines, recorded.entries, strict=True):
        line.entry_id = entry.pk
        _note(line, entry, recorded)
        line.done["made"].append("entry")


def _note(line: ImportLine, entry: RegisterEntry, recorded: certificates.Recorded) -> None:
    """Write down which certificate and decision came with the entry."""
    made = line.done.setdefault("made", [])
    decision = recorded.certificates.get(entry.certificate_id or 0)
    if decision is None:
        return
    made.append("certificate")
    line.done["certificate"] = entry.certificate_id
    if decision in recorded.decisions:
        made.append("decision")
        line.done["decision"] = decision


# --- lines that are there already ---------------------------------------------------------------


def _correct(
    lines: Sequence[ImportLine], units: dict[int, AdministrativeUnit], *, on: dt.date
) -> None:
    entries = loaded(
        RegisterEntry,
        {line.values["deed"]["entry"] for line in lines},
        "certificate",
        "product__producer",
        "product__unit__parent__parent",
        "product__current_unit__parent",
    )
    # The same product and producer are one object, however many lines change them.
    goods = {entry.product_id: entry.product for entry in entries.values()}
    makers = {product.producer_id: product.producer for product in goods.values()}
    for product in goods.values():
        product.producer = makers[product.producer_id]
    product_changes: dict[int, dict[str, Any]] = defaultdict(dict)
    producer_changes: dict[int, dict[str, str]] = defaultdict(dict)
    corrections = []
    for line in lines:
        entry = entries[line.values["deed"]["entry"]]
        entry.product = goods[entry.product_id]
        line.entry, line.product = entry, entry.product
        line.producer = entry.product.producer
        line.done = {"made": [], "before": _before(entry)}
        writes = line.values["deed"]["writes"]
        if "product" in writes:
            line.done["before"]["product"] = kept(entry.product, products.CORRECTED)
            product_changes[entry.product_id] |= _product_fields(writes["product"], units)
        if "producer" in writes:
            line.done["before"]["producer"] = kept(entry.product.producer, producers.CORRECTED)
            producer_changes[entry.product.producer_id] |= writes["producer"]
        corrections.append(_correction(line, entry, writes.get("entry", {})))
    products.correct_products(changes=[(goods[pk], new) for pk, new in product_changes.items()])
    producers.correct_producers(changes=[(makers[pk], new) for pk, new in producer_changes.items()])
    recorded = certificates.correct_entries(corrections=corrections, on=on)
    for line, entry in zip(lines, recorded.entries, strict=True):
        _note(line, entry, recorded)


def _before(entry: RegisterEntry) -> dict[str, Any]:
    before = {"entry": kept(entry, certificates.CORRECTED)}
    if entry.certificate is not None:
        before["certificate"] = kept(entry.certificate, certificates.REWRITTEN)
    return before


def kept(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """The values of ``row`` by column, as JSON keeps them without loss."""
    columns = {field.name: field.attname for field in row._meta.concrete_fields}  # noqa: SLF001
    values = {}
    for name in names:
        value = getattr(row, columns[name])
        values[columns[name]] = value.isoformat() if isinstance(value, dt.date) else value
    return values


def _product_fields(writes: dict[str, Any], units: dict[int, AdministrativeUnit]) -> dict[str, Any]:
    fields = {name: value for name, value in writes.items() if name != "unit"}
    if "name" in fields:
        fields["name"] = _capital(fields["name"])
    if place := writes.get("unit"):
        fields["unit"] = units[place["unit"]]
        fields["current_unit"] = units[place["current"]] if place["current"] else None
        fields["recorded_place"] = place["recorded_place"]
    return fields


def _correction(
    line: ImportLine, entry: RegisterEntry, writes: dict[str, Any]
) -> certificates.Correction:
    said = {name: getattr(entry, name) for name in certificates.SAID} | writes
    if isinstance(said["decided_on"], str):
        said["decided_on"] = _day(said["decided_on"])
    if isinstance(said["score"], str):
        said["score"] = Decimal(said["score"])
    if said["decided_on"] and "decided_year" not in writes:
        said["decided_year"] = said["decided_on"].year if said["decided_year"] else None
    corrected = certificates.EntryLine(
        product=entry.product,
        province=_province_of(entry.product.unit),
        printed=printed_of(line.values),
        fingerprint=line.values["fingerprint"],
        source=entry.source,
        **said,
    )
    return certificates.Correction(entry=entry, line=corrected)
