"""Replying to the points of a request, and what the asking office makes of the replies."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from evaluations.enums import EvaluationVerb, PointVerdict
from evaluations.models import Dossier, SupplementPoint, SupplementRequest
from evaluations.selectors.requests import open_request, points_of, request_to_judge
from evaluations.services.dossier.moving import lock_dossier
from evaluations.workflow.requests import REPLY_MAX, Judged, long_text


def _refuse_state(row: Dossier, what: str) -> DomainError:
    return DomainError(
        f"Hồ sơ đang ở bước “{row.get_state_display()}” nên không {what} được", code="state"
    )


def _refuse_long(texts: Mapping[int, str], field: str, what: str) -> None:
    faults = {
        f"{field}_{number}": [f"{what} dài {len(text)} chữ cái, nhiều nhất {REPLY_MAX}"]
        for number, text in texts.items()
        if len(text) > REPLY_MAX
    }
    if faults:
        raise DomainError(next(iter(faults.values()))[0], code="invalid", fields=faults)


@transaction.atomic
def reply_points(
    *,
    dossier: Dossier,
    replies: Mapping[int, str],
    actor: User,
    on: dt.date,
    seen: str = "",
    by_itself: bool = False,
) -> SupplementRequest:
    """Keep the replies to points of the open request, by number; an empty one takes it back.

    ``seen`` is ``updated_at`` of the request as the writer had it in front of them (ISO): when
    somebody changed another reply to the same point since, theirs is not overwritten unseen.
    A form that keeps itself (``by_itself``) leaves no audit entry: refiling freezes the replies.

    Raises:
        DomainError: ``state`` when no request is open, ``invalid`` with fields ``reply_<number>``,
            ``conflict`` when another window saved since.
    """
    row = lock_dossier(dossier)
    asked = open_request(row)
    if asked is None:
        raise _refuse_state(row, "trả lời yêu cầu bổ sung")
    texts = {number: long_text(text) for number, text in replies.items()}
    _refuse_long(texts, "reply", "Trả lời")
    changed = [
        point
        for point in points_of(asked)
        if point.number in texts and texts[point.number] != point.reply
    ]
    _refuse_overwriting(changed, asked, seen)
    moment = now()
    for point in changed:
        point.reply = texts[point.number]
        point.replied_by = actor if point.reply else None
        point.replied_at = moment if point.reply else None
    if changed:
        SupplementPoint.objects.bulk_update(changed, ["reply", "replied_by", "replied_at"])
        asked.save(update_fields=["updated_at"])
    if changed and not by_itself:
        record(
            actor=actor,
            verb=EvaluationVerb.POINTS_REPLIED,
            target=row,
            data={"on": on, "request": asked.code, "points": [one.number for one in changed]},
        )
    return asked


def _refuse_overwriting(
    changed: list[SupplementPoint], asked: SupplementRequest, seen: str
) -> None:
    if not seen or asked.updated_at.isoformat() == seen:
        return
    newer = [
        point
        for point in changed
        if point.replied_at is not None and point.replied_at > dt.datetime.fromisoformat(seen)
    ]
    if not newer:
        return
    last = max(newer, key=lambda point: point.replied_at or asked.created_at)
    at = timezone.localtime(last.replied_at)
    raise DomainError(
        f"Trả lời điểm {', '.join(str(one.number) for one in newer)} đã được"
        f" {last.replied_by} lưu lúc {at:%H:%M} ngày {at:%d/%m/%Y}; chữ vừa gõ vẫn còn ở dưới. Hãy"
        " so lại rồi bấm lưu lần nữa để ghi đè",
        code="conflict",
    )


@transaction.atomic
def judge_points(
    *, dossier: Dossier, judged: Mapping[int, Judged], actor: User, on: dt.date
) -> SupplementRequest:
    """The asking office says of each reply whether the point is settled, with a note.

    Points left open are proposed again in the next request. May be changed while the office holds
    the dossier.

    Raises:
        DomainError: ``state`` when there is nothing to judge, ``invalid`` with fields
            ``verdict_<number>`` (unknown) or ``note_<number>`` (open without words, too long).
    """
    row = lock_dossier(dossier)
    asked = request_to_judge(row)
    if asked is None:
        raise _refuse_state(row, "xét trả lời")
    notes = {number: long_text(one.note) for number, one in judged.items()}
    _refuse_long(notes, "note", "Nhận xét")
    faults: dict[str, list[str]] = {}
    for number, one in judged.items():
        if one.verdict and one.verdict not in PointVerdict.values:
            faults[f"verdict_{number}"] = [f"Điểm {number}: chọn Đã đạt hoặc Chưa đạt"]
        elif one.verdict == PointVerdict.OPEN and not notes[number]:
            faults[f"note_{number}"] = [f"Điểm {number}: ghi còn thiếu gì, để chủ thể biết"]
    if faults:
        raise DomainError(next(iter(faults.values()))[0], code="invalid", fields=faults)
    changed = []
    for point in points_of(asked):
        said = judged.get(point.number)
        if said is None:
            continue
        wanted = (said.verdict, notes[point.number])
        if wanted != (point.verdict, point.verdict_note):
            point.verdict, point.verdict_note = wanted
            changed.append(point)
    if changed:
        SupplementPoint.objects.bulk_update(changed, ["verdict", "verdict_note"])
        record(
            actor=actor,
            verb=EvaluationVerb.POINTS_JUDGED,
            target=row,
            data={
                "on": on,
                "request": asked.code,
                "points": {str(one.number): one.verdict for one in changed},
            },
        )
    return asked


def close_request(dossier: Dossier, *, actor: User, on: dt.date) -> None:
    """The open request has its answer. For the moves that send the dossier back, in their hands."""
    SupplementRequest.objects.filter(dossier=dossier, answered_on__isnull=True).update(
        answered_on=on, answered_by=actor, updated_at=now()
    )
