"""Lines of old registers, many at once: entered, corrected, taken back.

These run inside the transaction of the import, which writes the one audit entry for all lines.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from certificates.enums import DecisionKind, DecisionState, EntryStatus, Origin
from certificates.models import Certificate, Decision, RegisterEntry
from certificates.services.entry_lines import (
    SAID,
    EntryLine,
    Identities,
    Identity,
    level_of,
    source_of,
)
from certificates.services.register import Places, recorded, recording_fault, seal
from certificates.validators import decision_key
from common.bulk import batches, delete_rows, insert_rows, maker, update_rows, write_back
from common.dates import now
from common.errors import DomainError
from common.text import normalise

# What of a recorded certificate follows from its line.
REWRITTEN = (
    "decision",
    "stars",
    "issued_on",
    "issued_year",
    "valid_until",
    "ends_earliest",
    "ends_latest",
    "snapshot",
    "snapshot_digest",
    "updated_at",
)
_ENTERED = ("product", "certificate", "printed", "fingerprint", "source", *SAID)
CORRECTED = (*SAID, "printed", "fingerprint", "certificate", "updated_at")
# Of these the certificate is made.
_CERTIFIED = {*SAID} - {"proposed_stars", "score", "notes", "row_key"}


@dataclass(slots=True, kw_only=True)
class Correction:
    """An entry and the line as it should stand; ``line.product`` is the entry's own."""

    entry: RegisterEntry
    line: EntryLine


@dataclass(slots=True)
class Recorded:
    """What came of the lines, in their order, and the keys of what is new beside them.

    A new certificate leads to its decision, which may be new too.
    """

    entries: list[RegisterEntry] = field(default_factory=list)
    certificates: dict[int, int] = field(default_factory=dict)
    decisions: set[int] = field(default_factory=set)


def record_entries(*, lines: Sequence[EntryLine], on: dt.date) -> Recorded:
    """Enter ``lines``; a recognised one with stars also gets its certificate, as it was decided.

    One decision is one row and the same product, stars and decision one certificate: what is
    there already is used again. Five stars are the centre's (Art. 4.1). A constant number of
    statements for every five hundred lines.

    Raises:
        DomainError: ``invalid`` for a certificate that can't be (see ``recording_fault``).
    """
    certificates, made = _certificates(lines, on=on)
    new, said = maker(RegisterEntry, _ENTERED), attrgetter(*SAID)
    made.entries = [
        new(line.product, certificate, line.printed, line.fingerprint, line.source, *said(line))
        for line, certificate in zip(lines, certificates, strict=True)
    ]
    insert_rows(made.entries)
    return made


def correct_entries(*, corrections: Sequence[Correction], on: dt.date) -> Recorded:
    """Write what the lines say over what the entries said.

    The recorded certificate of an entry is a copy of the same line: it is written again with it
    and keeps its code. Whoever calls has asked ``correction_fault`` first.

    Raises:
        DomainError: ``invalid`` as :func:`record_entries`.
    """
    again: list[Correction] = []
    for correction in corrections:
        entry, line = correction.entry, correction.line
        changed = {name for name in SAID if getattr(entry, name) != getattr(line, name)}
        for name in changed:
            setattr(entry, name, getattr(line, name))
        entry.printed, entry.fingerprint = line.printed, line.fingerprint
        # A line that was kept out of today's stars stays out unless it says something else now.
        had = entry.certificate_id is not None
        line.speaks = line.speaks and (had or bool(changed & {"status", "stars"}))
        if line.certifies and (changed & _CERTIFIED or not had):
            again.append(correction)
    made = Recorded(entries=[correction.entry for correction in corrections])
    places = Places()
    identities = Identities(places, on=on)
    decisions = _decisions([row.line for row in again], made, on=on, identities=identities)
    new: list[Certificate] = []
    rewritten: list[Certificate] = []
    for correction in again:
        entry, line = correction.entry, correction.line
        decision = decisions[identities.of(line)]
        fresh = _recorded(line, decision, on=on, places=places, known=entry.certificate)
        if entry.certificate is None:
            entry.certificate = fresh
            new.append(fresh)
        else:
            seal(fresh)
            for name in REWRITTEN[:-1]:
                setattr(entry.certificate, name, getattr(fresh, name))
            entry.certificate.updated_at = now()
            rewritten.append(entry.certificate)
    made.certificates = _entered(new)
    update_rows(rewritten, REWRITTEN)
    moment = now()
    for entry in made.entries:
        entry.updated_at = moment
    update_rows(made.entries, CORRECTED)
    return made


def correction_fault(
    entry: RegisterEntry, line: EntryLine, *, acted: Collection[int]
) -> str | None:
    """Why the entry can't be corrected so: a sentence, or None.

    ``acted`` are the keys of the certificates that somebody acted on or was told about.
    """
    if entry.certificate_id is None:
        return None
    if line.status != EntryStatus.RECOGNISED or line.stars is None:
        return (
            "Dòng này đã có giấy chứng nhận trên cổng. Thu hồi, hết hạn thì ghi ở trang giấy"
            " chứng nhận, không sửa qua tệp"
        )
    if entry.certificate_id not in acted:
        return None
    if all(getattr(entry, name) == getattr(line, name) for name in _CERTIFIED):
        return None
    return (
        "Giấy chứng nhận của dòng này đã có việc ghi trên cổng (thu hồi, tạm đình chỉ, báo hạn …)."
        " Hãy sửa ở trang giấy chứng nhận, không qua tệp"
    )


def withdraw_entries(
    *, entries: Sequence[int], certificates: Sequence[int], decisions: Sequence[int]
) -> None:
    """Take out again what an import made (keys); a decision only when nothing names it any more.

    Raises:
        ProtectedError: for a row that something else uses.
    """
    delete_rows(RegisterEntry.objects.all(), entries)
    delete_rows(Certificate.objects.filter(origin=Origin.RECORDED), certificates)
    unused = Decision.objects.filter(certificates__isnull=True, items__isnull=True)
    delete_rows(unused, decisions)


def restore_entries(
    *,
    entries: Mapping[int, Mapping[str, Any]],
    certificates: Mapping[int, Mapping[str, Any]],
) -> None:
    """Put earlier values back, by key, exactly as they were before :func:`correct_entries`."""
    write_back(Certificate.objects.filter(origin=Origin.RECORDED), certificates)
    write_back(RegisterEntry.objects.all(), entries)


def _certificates(
    lines: Sequence[EntryLine], *, on: dt.date
) -> tuple[list[Certificate | None], Recorded]:
    """For each line its certificate or None; new ones and their decisions are written."""
    made = Recorded()
    places = Places()
    identities = Identities(places, on=on)
    certifying = [line for line in lines if line.certifies]
    decisions = _decisions(certifying, made, on=on, identities=identities)
    taken = _taken([row for row in decisions.values() if row.pk not in made.decisions])
    known: dict[tuple[int, int, int], Certificate] = {}
    new: list[Certificate] = []
    result: list[Certificate | None] = []
    for line in lines:
        if not line.certifies:
            result.append(None)
            continue
        assert line.stars is not None
        decision = decisions[identities.of(line)]
        triple = (line.product.pk, decision.pk, line.stars)
        # One certificate belongs to one entry; a second line about it stays history.
        if triple in taken:
            result.append(taken[triple])
            taken[triple] = None
            continue
        if triple in known:
            result.append(None)
            continue
        certificate = _recorded(line, decision, on=on, places=places)
        known[triple] = certificate
        new.append(certificate)
        result.append(certificate)
    made.certificates = _entered(new)
    return result, made


def _entered(certificates: list[Certificate]) -> dict[int, int]:
    """Seal and write ``certificates``; returns their keys with those of their decisions."""
    sealed = [seal(certificate) for certificate in certificates]
    insert_rows(certificates, encoded={"snapshot": sealed})
    return {row.pk: row.decision_id for row in certificates if row.decision_id}


def _recorded(
    line: EntryLine,
    decision: Decision,
    *,
    on: dt.date,
    places: Places,
    known: Certificate | None = None,
) -> Certificate:
    assert line.stars is not None
    return recorded(
        product=line.product,
        decision=decision,
        stars=line.stars,
        ends=places.ends(decision.decided_on, decision.decided_year, line.round_year),
        on=on,
        naming=places,
        code=known.code if known else "",
    )


def _decisions(
    lines: Sequence[EntryLine], made: Recorded, *, on: dt.date, identities: Identities
) -> dict[Identity, Decision]:
    """The decisions of ``lines`` by identity; missing ones are written."""
    units = {line.province.pk for line in lines}
    found: dict[Identity, Decision] = {}
    stored = Decision.objects.filter(state=DecisionState.ISSUED, kind=DecisionKind.RECOGNISE)
    for row in [
        *stored.filter(unit__in=units).select_related("unit").order_by("-pk"),
        *stored.filter(unit__isnull=True).order_by("-pk"),
    ]:
        number = decision_key(row.number)
        apart = "" if number or row.decided_on else row.source
        authority = row.authority.casefold()
        # The first decision wins: of older and newer spellings the older row.
        found[(row.unit_id, authority, number, row.decided_on, row.decided_year, apart)] = row
    new: dict[Identity, Decision] = {}
    for line in lines:
        assert line.stars is not None
        fault = recording_fault(
            stars=line.stars,
            decided_on=line.decided_on,
            decided_year=line.decided_year,
            source=line.source,
            on=on,
        )
        if fault:
            raise DomainError(f"{line.product}: {fault}", code="invalid")
        key = identities.of(line)
        if key in found or key in new:
            continue
        if known := _of_round(line, key, found):
            found[key] = known
            continue
        level, unit = level_of(line)
        new[key] = Decision(
            kind=DecisionKind.RECOGNISE,
            level=level,
            unit=unit,
            state=DecisionState.ISSUED,
            number=normalise(line.decision_number),
            decided_on=line.decided_on,
            decided_year=key[4],
            authority=identities.authority(line),
            source=source_of(line),
        )
    insert_rows(list(new.values()))
    made.decisions = {row.pk for row in new.values()}
    return found | new


def _of_round(
    line: EntryLine, key: Identity, found: Mapping[Identity, Decision]
) -> Decision | None:
    """The one known decision of this number for a line that gives only the year of its round."""
    if not key[2] or key[4] is not None or line.round_year is None:
        return None
    years = (line.round_year, line.round_year + 1)
    fitting = {row.pk: row for other, row in found.items() if other[:3] == key[:3]}
    rows = [row for row in fitting.values() if row.decided_year in years]
    return rows[0] if len(rows) == 1 else None


def _taken(
    decisions: Sequence[Decision],
) -> dict[tuple[int, int, int], Certificate | None]:
    """Recorded certificates of ``decisions``; None where an entry has one already."""
    found: dict[tuple[int, int, int], Certificate | None] = {}
    for some in batches(decisions):
        rows = Certificate.objects.filter(decision__in=some, origin=Origin.RECORDED).select_related(
            "register_entry"
        )
        for row in rows:
            assert row.decision_id
            triple = (row.product_id, row.decision_id, row.stars)
            found[triple] = None if hasattr(row, "register_entry") else row
    return found
