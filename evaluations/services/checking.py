"""The province's check of components and contents, and the samples that came with the dossier."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.services import record
from common.dates import now, today, vn_date
from common.errors import DomainError
from evaluations.enums import DossierState, EvaluationVerb, IntakeVerdict
from evaluations.models import Dossier, IntakeItem
from evaluations.selectors.dossier import needs_samples
from evaluations.selectors.requests import intake_lines, intake_rows
from evaluations.services.dossier import lock_dossier
from evaluations.workflow.intake import SAMPLES_MAX, Line, line_fault
from evaluations.workflow.requests import Judged, long_text


@transaction.atomic
def check_intake(
    *,
    dossier: Dossier,
    judged: Mapping[str, Judged],
    actor: User,
    on: dt.date,
    samples: int | None = None,
    samples_on: dt.date | None = None,
    seen: str = "",
) -> Dossier:
    """Keep what the office found, line by line; an empty verdict takes a line back (rule 7-06).

    ``samples`` and ``samples_on``: how many of the five came and when (Đ6.2.d); both or neither,
    and left alone where the product set hands in none (rule 6-05). ``seen`` is the moment (ISO) of
    the newest judgement the officer had in front of them.

    Raises:
        DomainError: ``state`` when the office doesn't hold the dossier, ``invalid`` with fields
            ``note_<item>``, ``samples``, ``samples_on``; ``conflict`` when a colleague judged one
            of the changed lines otherwise since.
    """
    row = lock_dossier(dossier)
    if row.state != DossierState.RECEIVED:
        raise DomainError(
            f"Hồ sơ đang ở bước “{row.get_state_display()}” nên không kiểm tra thành phần được",
            code="state",
        )
    wanted = needs_samples(row)
    lines = {line.item: line for line in intake_lines(row, samples=wanted)}
    given = {item: Judged(one.verdict, long_text(one.note)) for item, one in judged.items()}
    faults = _faults(lines, given)
    if wanted:
        faults |= _samples_faults(row, given, samples, samples_on)
    if faults:
        raise DomainError(next(iter(faults.values()))[0], code="invalid", fields=faults)
    _write_lines(row, {item: one for item, one in given.items() if item in lines}, actor, on, seen)
    if wanted and (samples, samples_on) != (row.samples_received, row.samples_on):
        row.samples_received, row.samples_on = samples, samples_on
        row.save(update_fields=["samples_received", "samples_on", "updated_at"])
        record(
            actor=actor,
            verb=EvaluationVerb.SAMPLES_RECEIVED,
            target=row,
            data={"on": on, "samples": samples, "samples_on": samples_on},
        )
    return row


def _faults(lines: Mapping[str, Line], given: Mapping[str, Judged]) -> dict[str, list[str]]:
    found = {}
    for item, line in lines.items():
        one = given.get(item)
        fault = line_fault(line, one.verdict, one.note) if one else None
        if fault:
            found[f"note_{item}"] = [fault]
    return found


def _samples_faults(
    row: Dossier, given: Mapping[str, Judged], samples: int | None, on: dt.date | None
) -> dict[str, list[str]]:
    if samples is not None and not 0 <= samples <= SAMPLES_MAX:
        return {"samples": [f"Số mẫu phải từ 0 đến {SAMPLES_MAX}, đang là {samples}"]}
    if (samples is None) != (on is None):
        missing = "samples" if samples is None else "samples_on"
        return {missing: ["Ghi cả số mẫu và ngày nhận mẫu"]}
    if on is not None and on > today():
        return {"samples_on": [f"Ngày {vn_date(on)} ở sau hôm nay {vn_date(today())}"]}
    if on is not None and row.filed_on and on < row.filed_on:
        return {"samples_on": [f"Ngày {vn_date(on)} ở trước ngày nộp {vn_date(row.filed_on)}"]}
    line = given.get("samples")
    if line is not None and line.verdict == IntakeVerdict.OK and samples is None:
        return {"samples": ["Ghi số mẫu đã nhận"]}
    return {}


def _write_lines(
    row: Dossier, given: Mapping[str, Judged], actor: User, on: dt.date, seen: str
) -> None:
    kept = intake_rows(row)
    changed = {
        item: one
        for item, one in given.items()
        if (one.verdict, one.note if one.verdict else "")
        != ((kept[item].verdict, kept[item].note) if item in kept else ("", ""))
    }
    if not changed:
        return
    _refuse_overwriting([kept[item] for item in changed if item in kept], seen)
    row.intake_items.filter(item__in=changed).delete()
    moment = now()
    IntakeItem.objects.bulk_create(
        IntakeItem(
            dossier=row,
            item=item,
            verdict=one.verdict,
            note=one.note,
            checked_by=actor,
            checked_at=moment,
        )
        for item, one in changed.items()
        if one.verdict
    )
    record(
        actor=actor,
        verb=EvaluationVerb.INTAKE_CHECKED,
        target=row,
        data={"on": on, "lines": {item: one.verdict for item, one in changed.items()}},
    )


def _refuse_overwriting(kept: list[IntakeItem], seen: str) -> None:
    since = dt.datetime.fromisoformat(seen) if seen else None
    newer = [one for one in kept if since is not None and one.checked_at > since]
    if not newer:
        return
    last = max(newer, key=lambda one: one.checked_at)
    at = timezone.localtime(last.checked_at)
    raise DomainError(
        f"{last.checked_by} đã ghi kết quả khác lúc {at:%H:%M} ngày {at:%d/%m/%Y}. Hãy so lại rồi"
        " bấm lưu lần nữa để ghi đè",
        code="conflict",
    )
