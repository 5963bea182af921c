"""The facts of a sitting's papers for signing: frozen once, every paper is made from them.

No figure is typed by hand: totals, spreads and stars come from the verdicts, attendance and votes
from the sitting. What the office may write are names, titles, numbers and days of the papers, the
recipients and a remark for the minutes.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localtime

from audit.models import AuditEntry
from common.errors import DomainError
from common.text import lower_first
from communes.models import AdministrativeUnit
from documents.services import canonical_json, text_digest
from evaluations.enums import EvaluationVerb, ItemState, Level, ScoreSheetState, SessionState
from evaluations.models import (
    Attendance,
    ConflictDeclaration,
    CouncilSession,
    ItemVote,
    ScoreSheet,
    SessionItem,
)
from evaluations.rating import EFFECT_LABELS, Sheet, rate
from evaluations.selectors.council.marks import answers_of, sheets_of_ended
from evaluations.selectors.council.package_inputs import INPUTS, MINISTRY
from evaluations.selectors.council.sittings import (
    attendance_of,
    items_in,
    quorum_of,
    seat_order,
)
from evaluations.selectors.council.verdict import (
    frozen_regulation,
    gate_texts,
    held_back_lines,
    how_counted,
    result_sentence,
)
from evaluations.selectors.criteria import parsed
from evaluations.workflow.package import way_of

# What the shape of the facts is called; raised when a paper could not be made from older ones.
FORM = 1


def facts_digest(facts: Mapping[str, Any]) -> str:
    """SHA-256 over the one text form of the facts."""
    return text_digest(canonical_json(facts))


def short_digest(digest: str) -> str:
    """What stands in the foot of every paper: the first sixteen digits in fours."""
    return " ".join(digest[place : place + 4] for place in range(0, 16, 4))


def package_facts(session: CouncilSession, inputs: Mapping[str, str]) -> dict[str, Any]:
    """Everything the papers of a sitting tell, JSON-safe; the same sitting gives the same facts.

    Raises:
        DomainError: ``state`` while the sitting isn't over: marks are sealed until then.
    """
    if session.state != SessionState.CONCLUDED:
        raise DomainError(
            "Phiên họp chưa bế mạc; bộ văn bản lập khi mọi sản phẩm đã có kết luận", code="state"
        )
    rows = list(items_in(session))
    items = [item for item in rows if item.state == ItemState.CONCLUDED]
    sheets = sheets_of_ended(session)
    seats = attendance_of(session)
    products = _products(session, items, sheets)
    return {
        "form": FORM,
        "level": session.council.level,
        "inputs": {name: inputs.get(name, "") for name in INPUTS},
        "body": _body(session),
        "session": _session(session),
        "attendance": [_seat(row, seats) for row in seats],
        "quorum": _quorum(session, seats),
        "declared": _declared(session, sheets),
        "members": _members(items, sheets),
        "products": products,
        # Taken from written opinions to a meeting (Đ7.6.d): nothing was decided, no mark is told.
        "referred": [_referred(item) for item in rows if item.state != ItemState.CONCLUDED],
        "counts": _counts(products),
    }


def _referred(item: SessionItem) -> dict[str, Any]:
    dossier = item.dossier
    return {
        "position": item.position,
        "name": dossier.product.name,
        "producer": dossier.product.producer.name,
        "commune": dossier.unit.full_name,
    }


def _body(session: CouncilSession) -> dict[str, str]:
    council, unit = session.council, session.council.unit
    authority = MINISTRY if unit is None else f"Ủy ban nhân dân {lower_first(unit.full_name)}"
    head = f"Bộ trưởng {MINISTRY}" if unit is None else f"Chủ tịch {authority}"
    return {
        "authority": authority,
        "head": head,
        "unit": unit.full_name if unit else "",
        "council": council.name,
        "decision_number": council.decision_number,
        "decided_on": council.decided_on.isoformat(),
    }


def _moment(value: dt.datetime | None) -> str:
    """A moment in Vietnamese time, to the minute."""
    return localtime(value).isoformat(timespec="minutes") if value else ""


def _session(session: CouncilSession) -> dict[str, Any]:
    rules = session.regulation
    return {
        "code": session.code,
        "round": str(session.round),
        "mode": session.mode,
        "held_on": session.held_on.isoformat(),
        "place": session.place,
        "answers_until": session.answers_until.isoformat() if session.answers_until else "",
        "started_at": _moment(session.started_at),
        "concluded_at": _moment(session.concluded_at),
        "regulation": {
            "number": rules.number,
            "valid_from": rules.valid_from.isoformat(),
            "quorum_percent": rules.quorum_percent,
            "spread_max": f"{rules.spread_max.normalize():f}",
            "vote_required": rules.vote_required,
        },
    }


def _seat(row: Attendance, seats: list[Attendance]) -> dict[str, Any]:
    names = {seat.member_id: seat.member.user.full_name for seat in seats}
    instead = [seat for seat in seats if seat.stands_in_for_id == row.member_id]
    return {
        "name": row.member.user.full_name,
        "seat": row.member.seat,
        "seat_name": row.member.get_seat_display(),
        "organisation": row.member.organisation,
        "present": row.present,
        "arrived_at": _moment(row.arrived_at),
        "left_at": _moment(row.left_at),
        "absence_reason": row.absence_reason,
        "stands_in_for": names.get(row.stands_in_for_id or 0, ""),
        "replaced_by": instead[0].member.user.full_name if instead else "",
    }


def _quorum(session: CouncilSession, seats: list[Attendance]) -> dict[str, int]:
    quorum = quorum_of(session, seats)
    return {"seats": quorum.seats, "present": quorum.present, "needed": quorum.needed}


def _declared(session: CouncilSession, sheets: list[ScoreSheet]) -> int:
    """How many people said before scoring whether an interest ties them."""
    signed = ConflictDeclaration.objects.filter(session=session).values_list("member_id", flat=True)
    return len({*signed, *(sheet.member_id for sheet in sheets if sheet.declared_at)})


def _members(items: list[SessionItem], sheets: list[ScoreSheet]) -> list[dict[str, Any]]:
    """Everybody with a sheet, in the order of seats, and each signed sheet as it was signed."""
    forms = {item.pk: parsed(item.dossier.sheet) for item in items}
    last = {item.pk: item.scoring_round for item in items}
    found: dict[int, dict[str, Any]] = {}
    for sheet in sorted(
        sheets, key=lambda row: (seat_order(row.member), row.item.position, row.scoring_round)
    ):
        member = found.setdefault(
            sheet.member_id,
            {
                "code": sheet.member.code,
                "name": sheet.member.user.full_name,
                "seat_name": sheet.member.get_seat_display(),
                "organisation": sheet.member.organisation,
                "sheets": [],
            },
        )
        if sheet.state != ScoreSheetState.SIGNED:
            continue
        answers = answers_of(sheet.lines.all())
        member["sheets"].append(
            {
                "product": sheet.item.position,
                "round": sheet.scoring_round,
                "final": sheet.scoring_round == last[sheet.item_id],
                "signed_at": _moment(sheet.signed_at),
                "comment": sheet.comment,
                "answers": answers,
                "total": rate(forms[sheet.item_id], [answers]).member_totals[0],
            }
        )
    return list(found.values())


def _products(
    session: CouncilSession, items: list[SessionItem], sheets: list[ScoreSheet]
) -> list[dict[str, Any]]:
    votes = {
        (vote.item_id, vote.scoring_round): vote
        for vote in ItemVote.objects.filter(item__session=session)
    }
    reasons = _rescore_reasons(items)
    places = _places(session, items)
    return [
        _product(
            session,
            item,
            places[item.pk],
            [sheet for sheet in sheets if sheet.item_id == item.pk],
            votes.get((item.pk, item.scoring_round)),
            reasons,
        )
        for item in items
    ]


def _places(session: CouncilSession, items: list[SessionItem]) -> dict[int, str]:
    """The commune of each product; before the central council with its province."""
    units = {item.pk: item.dossier.unit for item in items}
    if session.council.level != Level.CENTRAL:
        return {pk: unit.full_name for pk, unit in units.items()}
    parents = AdministrativeUnit.objects.in_bulk({unit.parent_id for unit in units.values()})
    return {
        pk: f"{unit.full_name}, {lower_first(parents[unit.parent_id].full_name)}"
        for pk, unit in units.items()
    }


def _rescore_reasons(items: list[SessionItem]) -> dict[tuple[int, int], str]:
    """Why a product was scored again, by its key and the scoring round that came of it."""
    entries = AuditEntry.objects.filter(
        verb=EvaluationVerb.ITEM_RESCORE, target_id__in=[str(item.pk) for item in items]
    )
    return {
        (int(entry.target_id), int(entry.data["scoring_round"])): entry.reason for entry in entries
    }


def _product(
    session: CouncilSession,
    item: SessionItem,
    place: str,
    sheets: list[ScoreSheet],
    vote: ItemVote | None,
    reasons: dict[tuple[int, int], str],
) -> dict[str, Any]:
    dossier, verdict = item.dossier, item.verdict
    product, producer = dossier.product, dossier.product.producer
    form, result = parsed(dossier.sheet), verdict.result
    codes = {sheet.code: sheet.member.code for sheet in sheets}
    recused = {
        sheet.member.code: {"name": sheet.member.user.full_name, "reason": sheet.conflict_reason}
        for sheet in sheets
        if sheet.state == ScoreSheetState.RECUSED
    }
    scores = {
        codes[member["sheet"]]: total
        for member, total in zip(verdict.inputs["members"], result["member_totals"], strict=True)
    }
    return {
        "position": item.position,
        "name": product.name,
        "number": dossier.product_number,
        "producer": producer.name,
        "phone": producer.phone,
        "address": producer.address,
        "commune": place,
        "dossier": dossier.code,
        "kind": dossier.get_kind_display(),
        "set": {"number": form.number, "name": form.name, "group": form.group},
        "sheet": {"code": form.code, "decision": form.decision, "digest": dossier.sheet.digest},
        "scores": scores,
        "recused": recused,
        "scoring_round": item.scoring_round,
        "earlier": [
            _earlier(form, item, sheets, number, verdict.inputs, reasons)
            for number in range(1, item.scoring_round)
        ],
        "total": result["total"],
        "spread": result["spread"],
        "spread_exceeded": result["spread_exceeded"],
        "spread_reason": verdict.spread_reason,
        "band": result["band"],
        "stars": result["stars"],
        "outcome": result["outcome"],
        "outcome_text": EFFECT_LABELS.get(result["outcome"], ""),
        "way": way_of(
            level=session.council.level,
            outcome=result["outcome"],
            band=result["band"],
            stars=result["stars"],
        ),
        "gates": gate_texts(form, result),
        "gate_reason": item.gate_reason,
        "held_back": held_back_lines(form, result),
        "how_counted": how_counted(verdict.inputs),
        "sentence": result_sentence(form, result),
        "note": verdict.note,
        "concluded_at": _moment(verdict.concluded_at),
        "vote": _vote(vote),
        "verdict_digest": verdict.inputs_digest,
    }


def _vote(vote: ItemVote | None) -> dict[str, Any] | None:
    if vote is None:
        return None
    return {
        "in_favour": vote.in_favour,
        "against": vote.against,
        "abstained": vote.abstained,
        "note": vote.note,
    }


def _earlier(
    form: Sheet,
    item: SessionItem,
    sheets: list[ScoreSheet],
    number: int,
    inputs: dict[str, Any],
    reasons: dict[tuple[int, int], str],
) -> dict[str, Any]:
    """A scoring round that another one followed: what it came to and why it was done again."""
    signed = [
        sheet
        for sheet in sheets
        if sheet.scoring_round == number and sheet.state == ScoreSheetState.SIGNED
    ]
    answers = [answers_of(sheet.lines.all()) for sheet in signed]
    result = rate(form, answers, frozen_regulation(inputs)).as_dict()
    codes = [sheet.member.code for sheet in signed]
    totals: Any = result["member_totals"]
    return {
        "round": number,
        "reason": reasons.get((item.pk, number + 1), ""),
        "total": result["total"],
        "spread": result["spread"],
        "spread_exceeded": result["spread_exceeded"],
        "scores": dict(zip(codes, totals, strict=True)),
    }


def _counts(products: list[dict[str, Any]]) -> dict[str, int]:
    stars = [row["stars"] for row in products]
    return {
        "products": len(products),
        "five": stars.count(5),
        "four": stars.count(4),
        "three": stars.count(3),
        "none": sum(
            star is None and row["outcome"] == "rated"
            for star, row in zip(stars, products, strict=True)
        ),
        "gated": sum(row["outcome"] != "rated" for row in products),
        "recognise": sum(row["way"] == "recognise" for row in products),
        "approve": sum(row["way"] == "approve" for row in products),
        "producers": len({(row["producer"], row["address"]) for row in products}),
        "communes": len({row["commune"] for row in products}),
    }
