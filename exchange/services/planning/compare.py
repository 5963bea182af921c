"""What a line says that an entry of the register doesn't: before and after, field by field."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from certificates.enums import EntryStatus
from certificates.models import RegisterEntry
from communes.selectors import Gazetteer
from exchange.reading import RegisterRow
from exchange.reading.names import decision_key, producer_key, product_key
from exchange.services.planning.lines import Deed, as_text, place_text
from exchange.services.planning.picture import Picture, plain
from producers.enums import ProducerKind
from products.models import Product

_VAGUE_KINDS = (ProducerKind.UNKNOWN, ProducerKind.ENTERPRISE)
_LABELS = {
    "status": "Trạng thái",
    "stars": "Hạng sao",
    "proposed_stars": "Hạng đề nghị",
    "score": "Điểm",
    "decision_number": "Quyết định số",
    "decided_on": "Ngày ban hành",
    "decided_year": "Năm ban hành",
    "authority": "Cơ quan ban hành",
    "round_text": "Năm, đợt",
    "round_year": "Năm của đợt",
    "notes": "Ghi chú",
}
# Derived from another cell: written with it, not told twice.
_SILENT = ("round_year",)


@dataclass(slots=True)
class Difference:
    """One thing a line would overwrite: of which record, which field, with what."""

    model: str
    field: str
    label: str
    before: object
    after: object


def same_act(row: RegisterRow, entry: RegisterRow | RegisterEntry) -> bool:
    """Whether both speak of one recognition (or refusal …) of the product.

    By the decision's number, its day or its year where both name them, else by the round; two
    lines that name nothing of these are one.
    """
    if entry.status != row.status:
        return False
    number, known = decision_key(row.decision_number), decision_key(entry.decision_number)
    if number and known:
        return (
            number == known
            and _fit(row.decided_on, entry.decided_on)
            and _fit(
                _year(row.decided_on, row.decided_year), _year(entry.decided_on, entry.decided_year)
            )
        )
    if row.decided_on and entry.decided_on:
        return row.decided_on == entry.decided_on
    if number or known or row.decided_on or entry.decided_on:
        return False
    return (
        row.decided_year == entry.decided_year
        and row.round_year == entry.round_year
        and product_key(row.round_text) == product_key(entry.round_text)
    )


def stars_fit(row: RegisterRow, other: RegisterRow | RegisterEntry) -> bool:
    """Whether two lines don't contradict each other's stars."""
    pairs = ((row.stars, other.stars), (row.proposed_stars, other.proposed_stars))
    return all(one is None or two is None or one == two for one, two in pairs)


def _fit(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _year(day: dt.date | None, year: int | None) -> int | None:
    return day.year if day else year


def differences(
    row: RegisterRow,
    entry: RegisterEntry,
    *,
    unit: int | None,
    picture: Picture,
    gazetteer: Gazetteer,
) -> Iterator[Difference]:
    """What ``row`` says otherwise than ``entry``, its product and its producer.

    A blank cell says nothing. A cell that repeats what the old line printed, or what the register
    says now, is no difference: the office may send back an export of either.
    """
    for name, label in _LABELS.items():
        before, after = getattr(entry, name), getattr(row, name)
        if after in (None, "") or before == after:
            continue
        if isinstance(after, str) and plain(after) == plain(str(before)):
            continue
        if name == "status" and not _status_moves(row, entry):
            continue
        yield Difference("entry", name, label, before, after)
    product = picture.products[entry.product_id]
    printed = entry.printed
    if plain(row.name) not in (plain(product.name), plain(printed.get("name", ""))):
        yield Difference("product", "name", "Tên sản phẩm", product.name, row.name)
    if row.group_code and not product.group_code:
        yield Difference("product", "group_code", "Ngành", "", row.group_code)
    if _moves(row, entry, product, unit) and not _says_today(row, product, gazetteer):
        before = gazetteer.full_name(product.unit_id)
        yield Difference("product", "unit", "Nơi", before, place_text(row))
    producer = picture.producers.get(product.producer_id)
    if producer is None:
        return
    names = {producer_key(producer.name), producer_key(printed.get("producer", ""))}
    if row.producer and producer_key(row.producer) not in names:
        yield Difference("producer", "name", "Tên chủ thể", producer.name, row.producer)
    if row.kind and row.kind != producer.kind and producer.kind in _VAGUE_KINDS:
        before, after = producer.get_kind_display(), str(ProducerKind(row.kind).label)
        if row.kind not in _VAGUE_KINDS:
            yield Difference("producer", "kind", "Loại hình chủ thể", before, after)


def _status_moves(row: RegisterRow, entry: RegisterEntry) -> bool:
    """Whether the line's status is news: "recognised" is also what a line says by silence."""
    if row.status != EntryStatus.RECOGNISED:
        return True
    if entry.status in EntryStatus.ended:
        return False
    # Proposed or scored became recognised: then a decision is named that wasn't there.
    decided = bool(row.decision_number or row.decided_on)
    return decided and not (entry.decision_number or entry.decided_on)


def _moves(row: RegisterRow, entry: RegisterEntry, product: Product, unit: int | None) -> bool:
    if unit is None or not (row.commune or row.district):
        return False
    if unit in (product.unit_id, product.current_unit_id):
        return False
    printed = [plain(entry.printed.get(name, "")) for name in ("commune", "district")]
    return [plain(row.commune), plain(row.district)] != printed and plain(place_text(row)) != plain(
        product.recorded_place
    )


def _says_today(row: RegisterRow, product: Product, gazetteer: Gazetteer) -> bool:
    """Whether the line names the place as it is called today, whatever it was called then."""
    now = product.current_unit_id
    return (
        now is not None
        and not row.district
        and plain(row.commune) == plain(gazetteer.full_name(now))
    )


def change_of(found: list[Difference], row: RegisterRow, place: Any) -> Deed:
    """The deed that writes ``found``; the caller fills in the records."""
    writes: dict[str, dict[str, Any]] = {}
    for item in found:
        writes.setdefault(item.model, {})[item.field] = _stored(item, row, place)
    told = [item for item in found if item.field not in _SILENT]
    labels = ", ".join(dict.fromkeys(item.label.lower() for item in told))
    return Deed(
        outcome="change",
        reason=f"Đã có trong sổ; tệp ghi khác ở: {labels}",
        writes=writes,
        changes=[
            {
                "label": item.label,
                "before": _shown(item, item.before),
                "after": _shown(item, item.after),
            }
            for item in told
        ],
    )


def _shown(item: Difference, value: object) -> str:
    if item.field == "status" and value:
        return str(EntryStatus(str(value)).label)
    return as_text(value)


def _stored(item: Difference, row: RegisterRow, place: Any) -> Any:
    if item.field == "unit":
        return {
            "unit": place.recorded,
            "current": place.current[0] if len(place.current) == 1 else None,
            "recorded_place": place_text(row),
        }
    if item.field == "kind":
        return row.kind
    if item.field == "score":
        return str(item.after)
    return item.after.isoformat() if isinstance(item.after, dt.date) else item.after
