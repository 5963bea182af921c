"""The council's conclusion on one product: computed from frozen inputs, and computable again."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from common.workflow import require
from documents.enums import DocumentKind
from documents.services import canonical_json, issue_document, next_number, snapshot_digest
from evaluations.enums import EvaluationVerb, ItemMove
from evaluations.models import Dossier, SessionItem, Verdict
from evaluations.notices import council as notices
from evaluations.rating import Result, fixed, rate
from evaluations.selectors.council.marks import answers_of, counted_sheets
from evaluations.selectors.council.room import concluding
from evaluations.selectors.council.sittings import people_told_of
from evaluations.selectors.council.verdict import (
    frozen_regulation,
    letter_facts,
    result_sentence,
)
from evaluations.selectors.criteria import parsed
from evaluations.services.council.locking import lock_item
from evaluations.services.dossier import conclude
from evaluations.workflow.council import ITEM_MOVES
from notifications.services import queue

LETTER_SEQUENCE = "result_letter"


def frozen_inputs(item: SessionItem) -> dict[str, Any]:
    """Everything a result follows from, JSON-safe: the sheet and its digest, the regulation, the
    gates, every counted member's answers.
    """
    sheet, regulation = item.dossier.sheet, item.session.regulation
    return {
        "sheet": sheet.code,
        "sheet_digest": sheet.digest,
        "scoring_round": item.scoring_round,
        "regulation": {
            "number": regulation.number,
            "minima": regulation.minima,
            "inherit_minima": regulation.inherit_minima,
            "spread_max": str(regulation.spread_max),
            "aggregation": regulation.aggregation,
            "rounding": regulation.rounding,
            "quorum_percent": regulation.quorum_percent,
            "chair_required": regulation.chair_required,
        },
        "gates": sorted(item.gates),
        "members": [
            {
                "sheet": row.code,
                "name": row.member.user.full_name,
                "organisation": row.member.organisation,
                "seat": row.member.seat,
                "answers": answers_of(row.lines.all()),
            }
            for row in counted_sheets(item)
        ],
    }


def _rate(item: SessionItem, inputs: dict[str, Any]) -> Result:
    return rate(
        parsed(item.dossier.sheet),
        [member["answers"] for member in inputs["members"]],
        frozen_regulation(inputs),
        inputs["gates"],
    )


def _stored(result: Result) -> dict[str, Any]:
    return {
        **result.as_dict(),
        "gates": list(result.gates),
        "means": {code: fixed(mean) for code, mean in result.means.items()},
    }


def compute_verdict(item: SessionItem) -> tuple[dict[str, Any], dict[str, Any]]:
    """Inputs and result of a product as its signed sheets stand, without writing anything.

    Raises:
        DomainError: ``state`` when no sheet is signed.
    """
    inputs = frozen_inputs(item)
    if not inputs["members"]:
        raise DomainError("Chưa có phiếu nào được ký", code="state")
    return inputs, _stored(_rate(item, inputs))


def recompute(verdict: Verdict) -> bytes:
    """The result computed again from the frozen inputs, in the one text form of JSON.

    Equal, byte by byte, to ``canonical_json(verdict.result)`` as long as nobody has touched the
    row. Raises DomainError when the inputs do not carry their digest any more.
    """
    inputs = verdict.inputs
    if snapshot_digest(inputs) != verdict.inputs_digest:
        raise DomainError("Căn cứ tính không khớp mã băm đã lưu")
    sheet = verdict.item.dossier.sheet
    if sheet.digest != inputs["sheet_digest"]:
        raise DomainError("Phiếu chấm không còn là phiếu lúc kết luận")
    return canonical_json(_stored(_rate(verdict.item, inputs))).encode()


@transaction.atomic
def conclude_item(
    *,
    item: SessionItem,
    actor: User,
    on: dt.date,
    note: str = "",
    spread_reason: str = "",
) -> Verdict:
    """Conclude a product: the verdict is frozen, the letter issued, the dossier is concluded.

    Where members are further apart than the regulation allows there must be a second scoring, or
    a reason for keeping the result. Producer and commune are told (7-15).

    Raises:
        DomainError: ``state`` unless the marks are open and enough sheets count.
    """
    Dossier.objects.select_for_update().get(pk=item.dossier_id)
    row, count = lock_item(item)
    inputs, result = compute_verdict(row)
    step = require(
        ITEM_MOVES,
        ItemMove.CONCLUDE,
        row,
        **concluding(row, count),
        spread_exceeded=result["spread_exceeded"],
        spread_reason=spread_reason,
    )
    old, row.state = row.state, step.target
    row.save(update_fields=["state", "updated_at"])
    verdict = Verdict(
        item=row,
        dossier=row.dossier,
        total=Decimal(result["total"]),
        band=result["band"],
        stars=result["stars"],
        outcome=result["outcome"],
        inputs=inputs,
        inputs_digest=snapshot_digest(inputs),
        result=result,
        note=note.strip(),
        spread_reason=spread_reason.strip(),
        concluded_at=now(),
        concluded_by=actor,
    )
    _issue_letter(verdict, actor, on)
    verdict.save(force_insert=True)
    form = parsed(row.dossier.sheet)
    sentence = result_sentence(form, result)
    conclude(dossier=row.dossier, actor=actor, on=on, reason=sentence)
    record(
        actor=actor,
        verb=EvaluationVerb.ITEM_CONCLUDED,
        target=row,
        old=old,
        new=row.state,
        reason=verdict.spread_reason,
        data={
            "total": result["total"],
            "stars": result["stars"],
            "outcome": result["outcome"],
            "digest": verdict.inputs_digest,
        },
    )
    queue(to=people_told_of(row.dossier, on=on), **notices.result(verdict, sentence))
    return verdict


def _issue_letter(verdict: Verdict, actor: User, on: dt.date) -> None:
    unit = verdict.item.session.council.unit
    order = next_number(kind=LETTER_SEQUENCE, year=on.year, unit=unit)
    # The number names its place: two provinces may share a portal.
    place = unit.code if unit else "TW"
    number = f"{order}/{on.year}/TB-HĐOCOP-{place}"
    verdict.letter = issue_document(
        kind=DocumentKind.RESULT_LETTER,
        number=number,
        template="evaluations/pdf/result_letter.html",
        snapshot=letter_facts(verdict, number=number, on=on),
        actor=actor,
    )
