"""Why a line can't be written, and what a person must be asked about it."""

import datetime as dt
from collections.abc import Sequence

from certificates.enums import EntryStatus
from certificates.models import RegisterEntry
from certificates.services import (
    SAID,
    EntryLine,
    correction_fault,
    possible_ends,
    recording_fault,
)
from communes.models import AdministrativeUnit
from communes.selectors import Gazetteer, Resolution
from exchange.enums import FaultLevel
from exchange.reading import RegisterRow
from exchange.reading.names import producer_key
from exchange.services.planning.compare import same_act, stars_fit
from exchange.services.planning.lines import Deed, Draft
from exchange.services.planning.picture import Picture


def line_fault(
    row: RegisterRow,
    place: Resolution,
    *,
    province: int | None,
    gazetteer: Gazetteer,
    on: dt.date,
) -> str | None:
    """Why nothing can be written of the line: a sentence, or None. ``province``: the limit."""
    if not row.name:
        return "Dòng có nội dung nhưng không có tên sản phẩm"
    if faults := [item.text for item in row.faults if item.level == FaultLevel.ERROR]:
        return " ".join(dict.fromkeys(faults))
    if place.province is None or place.recorded is None:
        return place.reason
    if province is not None and place.province != province:
        here, there = gazetteer.full_name(province), gazetteer.full_name(place.province)
        return f"Dòng này thuộc {there}, ngoài {here} là tỉnh của lần nhập này"
    return _not_recordable(row, on)


def _not_recordable(row: RegisterRow, on: dt.date) -> str | None:
    if row.status != EntryStatus.RECOGNISED or row.stars is None:
        return None
    return recording_fault(
        stars=row.stars,
        decided_on=row.decided_on,
        decided_year=row.decided_year,
        source="tệp",
        on=on,
    )


def change_fault(draft: Draft, entry: RegisterEntry, deed: Deed, picture: Picture) -> str | None:
    """Why the entry and its records can't be changed as ``deed`` says: a sentence, or None."""
    changed = {name: getattr(entry, name) for name in SAID}
    changed |= {name: getattr(draft.row, name) for name in deed.writes.get("entry", {})}
    product = picture.products[entry.product_id]
    line = EntryLine(
        product=product,
        # Whose decision it is doesn't matter here, and need not be read for each line.
        province=AdministrativeUnit(pk=product.unit_id),
        printed={},
        fingerprint="",
        source="tệp",
        **changed,
    )
    if fault := correction_fault(entry, line, acted=picture.acted):
        return fault
    if name := deed.writes.get("product", {}).get("name"):
        others = picture.goods[product.producer_id].alike(name)
        if any(ref != product.pk for ref in others):
            return "Chủ thể này đã có sản phẩm tên như vậy. Hãy gộp hai sản phẩm ở trang sản phẩm"
    if name := deed.writes.get("producer", {}).get("name"):
        province = draft.place.province
        assert province is not None
        if picture.makers[province].exact.get(producer_key(name)):
            return f"“{name}” là chủ thể khác đã có trong sổ. Nếu là một, hãy gộp ở trang chủ thể"
    return None


def other_stars(row: RegisterRow, others: Sequence[RegisterRow]) -> str | None:
    """The question when other lines of the file give the same decision other stars, or None."""
    if row.status != EntryStatus.RECOGNISED or row.stars is None:
        return None
    if not (row.decision_number or row.decided_on):
        return None
    rivals = [other for other in others if same_act(row, other) and not stars_fit(row, other)]
    if not rivals:
        return None
    said = ", ".join(f"dòng {other.number} ghi {other.stars} sao" for other in rivals)
    return f"Cùng một quyết định nhưng khác hạng: dòng này ghi {row.stars} sao, {said}"


def ended_elsewhere(
    row: RegisterRow, others: Sequence[RegisterRow | RegisterEntry], *, on: dt.date
) -> str | None:
    """The question when the line would show as valid on ``on`` and another says it ended."""
    if row.status != EntryStatus.RECOGNISED or row.stars is None:
        return None
    against = [
        other for other in others if other.status in EntryStatus.ended and not _after(row, other)
    ]
    if not against:
        return None
    earliest, _latest = possible_ends(row.decided_on, row.decided_year, row.round_year)
    if earliest is None or earliest < on:
        return None
    label = EntryStatus(against[0].status).label
    return (
        f"Ghi vào thì sản phẩm hiện còn hạng {row.stars} sao, nhưng {_name(against[0])} ghi {label}"
    )


def _name(other: RegisterRow | RegisterEntry) -> str:
    if isinstance(other, RegisterRow):
        return f"dòng {other.number}"
    return f"dòng {other.code} trong sổ"


def _after(row: RegisterRow, other: RegisterRow | RegisterEntry) -> bool:
    """Whether ``row`` was surely decided after ``other``."""
    mine = row.decided_on.year if row.decided_on else row.decided_year or row.round_year
    its = other.decided_on.year if other.decided_on else other.decided_year or other.round_year
    if row.decided_on and other.decided_on:
        return row.decided_on > other.decided_on
    return mine is not None and its is not None and mine > its
