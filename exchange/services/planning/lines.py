"""One line of the plan: what the workbook says, what it comes to, and how it is stored."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
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
_PLAIN: tuple[str, ...] = (
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
_plain_values = attrgetter(*_PLAIN)
# Printed cells that a line says word for word under a name of its own: kept once.
_SAID_ANYWAY = {name: name for name in ("name", "producer", "commune", "district", "province")}
_SAID_ANYWAY |= {"authority": "authority", "round": "round_text", "notes": "notes"}

_PLANNED = (
    "run",
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

    def stored(self, short: dict[str, str]) -> dict[str, Any]:
        """For JSON, without what is as by default; ``short`` gives the names shorter ones."""
        kept: dict[str, Any] = {"outcome": self.outcome}
        for name, ref in (("producer", self.producer), ("product", self.product)):
            if isinstance(ref, str):
                kept[name] = short.setdefault(ref, f"+{len(short)}")
            elif ref is not None:
                kept[name] = ref
        if self.entry is not None:
            kept["entry"] = self.entry
        if not self.speaks:
            kept["speaks"] = False
        if self.current is not None:
            kept["current"] = self.current
        if self.writes:
            kept["writes"] = self.writes
        if self.changes:
            kept["changes"] = self.changes
        return kept


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


_as_json = json.JSONEncoder(ensure_ascii=False).encode


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
    return hashlib.sha256(_as_json(said).encode()).hexdigest()


def place_text(row: RegisterRow) -> str:
    """The place as the line prints it."""
    return ", ".join(text for text in (row.commune, row.district, row.province) if text)[:250]


def printed_of(values: Mapping[str, Any]) -> dict[str, str]:
    """``RegisterRow.printed`` again, from the ``values`` of a line."""
    said = {key: values[name] for key, name in _SAID_ANYWAY.items() if values[name]}
    printed: dict[str, str] = values["printed"]
    return said | printed


def line_of(draft: Draft, run: ImportRun, short: dict[str, str]) -> ImportLine:
    """``draft`` as a row of ``run``, not saved; ``short``: see ``Deed.stored``."""
    row, place = draft.row, draft.place
    base = draft.deed.stored(short) if draft.deed else None
    values: dict[str, Any] = dict(zip(_PLAIN, _plain_values(row), strict=True))
    values["score"] = str(row.score) if row.score is not None else ""
    values["decided_on"] = row.decided_on.isoformat() if row.decided_on else ""
    values["printed"] = {key: text for key, text in row.printed.items() if key not in _SAID_ANYWAY}
    values["fingerprint"] = draft.fingerprint
    values["unit"] = place.recorded
    values["current"] = place.current[0] if len(place.current) == 1 else None
    values["folded"] = fold(
        f"{row.name} {row.producer} {row.commune} {row.district} {row.province}"
    )
    values["deed"] = base
    if draft.choices:
        # What follows when a choice is taken back.
        values["base"] = base
        values["choices"] = {value: deed.stored(short) for value, _label, deed in draft.choices}
    deed = draft.deed
    if deed and deed.changes:
        values["changes"] = deed.changes
    line: ImportLine = maker(ImportLine, _PLANNED)(
        run,
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
    return line


def apply_choice(line: ImportLine, choice: str) -> None:
    """Let ``line`` come to what follows from ``choice``, "" to what the plan alone said."""
    values = line.values
    deed = values["choices"][choice] if choice else values["base"]
    values["deed"] = deed
    deed = deed or {"outcome": LineOutcome.CHOOSE}
    values["changes"] = deed.get("changes", [])
    line.choice = choice
    line.outcome = deed["outcome"]
    line.product_id = _key(deed.get("product"))
    line.producer_id = _key(deed.get("producer"))
    line.entry_id = deed.get("entry")


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
