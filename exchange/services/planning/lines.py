"""One line of the plan: what the workbook says, what it comes to, and how it is stored."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from certificates.enums import EntryStatus
from common.bulk import maker
from common.dates import vn_date
from common.text import fold
from communes.selectors import Resolution
from exchange.enums import LineOutcome
from exchange.models import ImportLine, ImportRun
from exchange.reading import RegisterRow
from exchange.reading.names import decision_key, producer_key, product_key

SKIP, NEW, HISTORY, REPLACE = "skip", "new", "history", "replace"
_LONGEST_REASON = 500
# Of a line, what JSON keeps as it is.
_PLAIN = (
    "name",
    "producer",
    "kind",
    "commune",
    "district",
    "province",
    "group_code",
    "status",
    "stars",
    "proposed_stars",
    "decision_number",
    "decided_year",
    "authority",
    "round_text",
    "round_year",
    "notes",
    "row_key",
)

_PLANNED = (
    "row",
    "outcome",
    "reason",
    "place",
    "values",
    "faults",
    "options",
    "product_id",
    "producer_id",
    "entry_id",
)

# A record: its key, or while it isn't there yet the name under which the lines of a file share it.
Ref = int | str


@dataclass(slots=True, kw_only=True)
class Deed:
    """What is done with a line: all that writing it needs, ready for JSON."""

    outcome: str
    reason: str
    producer: Ref | None = None
    product: Ref | None = None
    entry: int | None = None
    # False: kept in the history, without a certificate.
    speaks: bool = True
    # The commune of today, where a person chose it.
    current: int | None = None
    # What of an existing record is overwritten: {"product": {"name": "…"}}.
    writes: dict[str, dict[str, Any]] = field(default_factory=dict)
    # The same for people: label, before, after.
    changes: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; nothing is copied."""
        return {name: getattr(self, name) for name in _DEED}


_DEED = tuple(item.name for item in fields(Deed))


@dataclass(slots=True)
class Draft:
    """A line of the plan while it is made."""

    row: RegisterRow
    place: Resolution
    fingerprint: str
    deed: Deed | None = None
    # Between what a person may choose: value, label, and what then follows.
    choices: list[tuple[str, str, Deed]] = field(default_factory=list)
    # Why a person has to choose; empty where a deed stands without a choice.
    question: str = ""

    @property
    def outcome(self) -> str:
        """The outcome before anybody chooses."""
        return self.deed.outcome if self.deed else LineOutcome.CHOOSE

    @property
    def reason(self) -> str:
        """Why, in a sentence."""
        text = self.deed.reason if self.deed else self.question
        return text if len(text) <= _LONGEST_REASON else f"{text[: _LONGEST_REASON - 2]} …"


def fingerprint_of(row: RegisterRow) -> str:
    """The digest of what a line says; spelling of blanks, accents' places and styles aside."""
    said = [
        product_key(row.name),
        producer_key(row.producer),
        *(product_key(text) for text in (row.commune, row.district, row.province)),
        row.kind,
        row.group_code,
        row.status,
        row.stars,
        row.proposed_stars,
        str(row.score.normalize()) if row.score is not None else "",
        decision_key(row.decision_number),
        row.decided_on.isoformat() if row.decided_on else "",
        row.decided_year,
        *(product_key(text) for text in (row.authority, row.round_text, row.notes)),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def place_text(row: RegisterRow) -> str:
    """The place as the line prints it."""
    return ", ".join(text for text in (row.commune, row.district, row.province) if text)[:250]


def line_of(draft: Draft, run: ImportRun) -> ImportLine:
    """``draft`` as a row of ``run``, not saved."""
    row, place = draft.row, draft.place
    base = draft.deed.as_dict() if draft.deed else None
    values: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    values["score"] = str(row.score) if row.score is not None else ""
    values["decided_on"] = row.decided_on.isoformat() if row.decided_on else ""
    values["printed"] = row.printed
    values["fingerprint"] = draft.fingerprint
    values["unit"] = place.recorded
    values["current"] = place.current[0] if len(place.current) == 1 else None
    values["place_reason"] = place.reason
    values["folded"] = fold(
        f"{row.name} {row.producer} {row.commune} {row.district} {row.province}"
    )
    values["deed"] = base
    # What follows when a choice is taken back.
    values["base"] = base if draft.choices else None
    values["changes"] = base["changes"] if base else []
    values["choices"] = {value: deed.as_dict() for value, _label, deed in draft.choices}
    deed = draft.deed
    line: ImportLine = maker(ImportLine, _PLANNED)(
        row.number,
        draft.outcome,
        draft.reason,
        place.outcome,
        values,
        [
            {"column": fault.column, "level": fault.level, "text": fault.text}
            for fault in row.faults
        ],
        [{"value": value, "label": label} for value, label, _deed in draft.choices],
        _key(deed.product if deed else None),
        _key(deed.producer if deed else None),
        deed.entry if deed else None,
    )
    line.run = run
    return line


def apply_choice(line: ImportLine, choice: str) -> None:
    """Let ``line`` come to what follows from ``choice``, "" to what the plan alone said."""
    values = line.values
    deed = values["choices"][choice] if choice else values["base"]
    values["deed"] = deed
    values["changes"] = deed["changes"] if deed else []
    line.choice = choice
    line.outcome = deed["outcome"] if deed else LineOutcome.CHOOSE
    line.product_id = _key(deed["product"] if deed else None)
    line.producer_id = _key(deed["producer"] if deed else None)
    line.entry_id = deed["entry"] if deed else None


def _key(ref: Ref | None) -> int | None:
    return ref if isinstance(ref, int) else None


def count(lines: "list[ImportLine] | list[Draft]") -> dict[str, Any]:
    """The counts of a plan, as ``import_register --json`` prints them."""
    counts: dict[str, Any] = {"rows": len(lines)}
    counts |= {str(outcome): 0 for outcome in LineOutcome.values}
    stars = {"3": 0, "4": 0, "5": 0, "none": 0}
    status = {str(value.label): 0 for value in EntryStatus}
    places = {"resolved": 0, "ambiguous": 0, "not_found": 0, "none": 0}
    labels = {value.value: str(value.label) for value in EntryStatus}
    for line in lines:
        if isinstance(line, Draft):
            said = (line.row.stars, line.row.status, line.place.outcome)
        else:
            said = (line.values["stars"], line.values["status"], line.place)
        counts[line.outcome] += 1
        stars[str(said[0]) if said[0] in (3, 4, 5) else "none"] += 1
        status[labels[said[1]]] += 1
        places[said[2]] += 1
    counts["by_stars"] = stars
    counts["by_status"] = {label: number for label, number in status.items() if number}
    counts["communes"] = places
    return counts


def as_text(value: object) -> str:
    """A value as people read it in before and after."""
    if value is None or value == "":
        return "(trống)"
    if isinstance(value, dt.date):
        return vn_date(value)
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)
