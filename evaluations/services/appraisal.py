"""The appraisal of dossiers: giving it to people, writing it, reporting to the chair (Đ7.3.c)."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.selectors import timeline
from audit.services import record
from common.dates import now, today, vn_date
from common.errors import DomainError
from common.workflow import require
from documents.services import canonical_json, next_number, snapshot_digest
from evaluations.enums import AppraisalMove, AppraisalState, EvaluationVerb
from evaluations.models import Appraisal, AppraisalMember, Dossier
from evaluations.notices import appraisal as notices
from evaluations.selectors.appraisal import (
    chairs_of,
    conflicts_of,
    eligible,
    evenly,
    loads_of,
    marking_begun,
    may_lead,
    report_facts,
)
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import province_of, province_people
from evaluations.services.dossier import lock_dossier
from evaluations.services.dossier.moving import tell
from evaluations.services.intake import QUIET
from evaluations.workflow.appraisal import (
    APPRAISAL_MOVES,
    APPRAISED_IN,
    DUE_DAYS_MAX,
    TEXTS,
    limits_fault,
    missing_of,
    team_fault,
)
from evaluations.workflow.requests import long_text

_SEQUENCE = "appraisal_report"


def lock_appraisal(appraisal: Appraisal) -> tuple[Dossier, Appraisal]:
    """Dossier and appraisal, locked in this order until the transaction ends."""
    dossier = lock_dossier(Dossier(pk=appraisal.dossier_id))
    row = Appraisal.objects.select_for_update(of=("self",)).get(pk=appraisal.pk)
    row.dossier = dossier
    return dossier, row


def _require(move: str, row: Appraisal, dossier: Dossier, **facts: Any) -> str:
    facts |= {"dossier_state": dossier.state, "begun": marking_begun(dossier)}
    return require(APPRAISAL_MOVES, move, row, **facts).target


def require_open(row: Appraisal, dossier: Dossier) -> None:
    """Refuse (``state``) what would change a reported appraisal, or one the council marks by."""
    _require(AppraisalMove.SAVE, row, dossier)


# --- who ------------------------------------------------------------------------------------------


@transaction.atomic
def assign_appraisal(
    *,
    dossier: Dossier,
    lead: User,
    members: Iterable[User] = (),
    due_on: dt.date | None = None,
    actor: User,
    on: dt.date,
) -> Appraisal:
    """Give the dossier to a team, or change the team; from then on they read the dossier.

    Who newly comes and who goes is told. For a re-rating the advisory body leads (rule 7-23).

    Raises:
        DomainError: ``state`` when the province doesn't hold it, the report is written or marking
            has begun; ``invalid`` on ``members`` for a stranger or an interest, on ``due_on``.
    """
    row = lock_dossier(dossier)
    known = Appraisal.objects.select_for_update().filter(dossier=row).first()
    if known is not None:
        _require(AppraisalMove.SAVE, known, row)
    elif row.state not in APPRAISED_IN:
        raise DomainError(
            f"Hồ sơ đang ở bước “{row.get_state_display()}” nên không giao thẩm định được",
            code="state",
        )
    people = {person.pk: person for person in [lead, *members]}
    _check_team(row, lead, people, on)
    since = known.assigned_on if known else on
    if due_on is not None and not 0 <= (due_on - since).days <= DUE_DAYS_MAX:
        late = f"Hạn báo cáo phải từ {vn_date(since)} đến một năm sau, đang là {vn_date(due_on)}"
        raise DomainError(late, code="invalid", fields={"due_on": [late]})
    found = known or Appraisal(dossier=row, assigned_on=on, assigned_by=actor)
    found.due_on = due_on
    found.save()
    came, went = _seat(found, lead, people)
    record(
        actor=actor,
        verb=EvaluationVerb.APPRAISAL_ASSIGNED,
        target=found,
        new=lead.username[:60],
        data={
            "on": on,
            "due_on": due_on,
            "members": sorted(person.username for person in people.values()),
        },
    )
    tell(row, people=came, letter=notices.assigned(row, on=on, due_on=due_on), actor=actor)
    tell(row, people=went, letter=notices.taken_back(row, on=on), actor=actor)
    return found


def _check_team(row: Dossier, lead: User, people: Mapping[int, User], on: dt.date) -> None:
    known = set(eligible(row, on=on).values_list("pk", flat=True))
    clash = conflicts_of(row, people.values())
    fault = team_fault(
        len(people),
        leads_eligible=lead.pk in may_lead(row, on=on),
        strangers=[person.full_name for key, person in people.items() if key not in known],
        conflicts=[clash[key] for key in people if key in clash],
    )
    if fault:
        raise DomainError(fault, code="invalid", fields={"members": [fault]})


def _seat(row: Appraisal, lead: User, people: Mapping[int, User]) -> tuple[list[User], list[User]]:
    """Write the team; who came and who went."""
    before = {one.user_id: one.user for one in row.members.select_related("user")}
    row.members.all().delete()
    AppraisalMember.objects.bulk_create(
        AppraisalMember(appraisal=row, user=person, leads=key == lead.pk)
        for key, person in people.items()
    )
    came = [person for key, person in people.items() if key not in before]
    return came, [person for key, person in before.items() if key not in people]


@transaction.atomic
def assign_appraisals(
    *,
    dossiers: Collection[Dossier],
    people: Collection[User],
    due_on: dt.date | None = None,
    actor: User,
    on: dt.date,
) -> list[Appraisal]:
    """Give each of ``dossiers`` to the one of ``people`` with the least to do; all or none.

    An interest passes a dossier on to the next. A dossier that has a team already changes it.

    Raises:
        DomainError: ``invalid`` without dossiers or people, or when nobody is left for one of
            them; what :func:`assign_appraisal` refuses, the product named.
    """
    if not dossiers or not people:
        raise DomainError("Chọn ít nhất một hồ sơ và một người thẩm định", code="invalid")
    by_key = {person.pk: person for person in people}
    loads = loads_of(people)
    done = []
    for dossier in sorted(dossiers, key=lambda row: row.pk):
        leaders = [key for key in sorted(by_key) if key in may_lead(dossier, on=on)]
        clash = conflicts_of(dossier, people)
        chosen = evenly(leaders, loads, clash)
        if chosen is None:
            told = next(iter(clash.values()), "không ai trong những người đã chọn chủ trì được")
            raise DomainError(f"{dossier.product.name}: {told}", code="invalid")
        try:
            done.append(
                assign_appraisal(
                    dossier=dossier, lead=by_key[chosen], due_on=due_on, actor=actor, on=on
                )
            )
        except DomainError as refused:
            raise DomainError(
                f"{dossier.product.name}: {refused.message}", code=refused.code
            ) from refused
        loads[chosen] += 1
    return done


# --- what it says ---------------------------------------------------------------------------------


@transaction.atomic
def save_appraisal(
    *,
    appraisal: Appraisal,
    texts: Mapping[str, str],
    findings: Mapping[str, str],
    survey_on: dt.date | None,
    version: int,
    actor: User,
    on: dt.date,
    by_itself: bool = False,
) -> Appraisal:
    """Keep what the team has written so far, complete or not.

    ``texts`` by the names of ``workflow.appraisal.TEXTS``, ``findings`` by criterion; an empty
    remark takes it back. ``by_itself`` is a save that nobody pressed for: the audit tells it once
    an hour.

    Raises:
        DomainError: ``conflict`` when another window saved since ``version``, ``invalid`` with
            ``fields``, ``state`` when it is reported or the council marks already.
    """
    dossier, row = lock_appraisal(appraisal)
    _require(AppraisalMove.SAVE, row, dossier)
    said = {one.name: long_text(texts.get(one.name, "")) for one in TEXTS}
    known = parsed(dossier.sheet).by_code
    remarks = {
        code: text
        for code, given in findings.items()
        if code in known and (text := long_text(given))
    }
    faults = limits_fault(said, remarks)
    if survey_on is not None and survey_on > min(on, today()):
        faults["survey_on"] = [f"Ngày {vn_date(survey_on)} ở sau hôm nay {vn_date(today())}"]
    if faults:
        raise DomainError(next(iter(faults.values()))[0], code="invalid", fields=faults)
    given = {**said, "findings": remarks, "survey_on": survey_on}
    if all(getattr(row, name) == value for name, value in given.items()):
        return row
    if row.version != version:
        raise DomainError(
            "Thẩm định đã được lưu ở cửa sổ khác; chữ vừa gõ vẫn còn ở dưới. Hãy so lại rồi bấm"
            " lưu lần nữa để ghi đè",
            code="conflict",
        )
    for name, value in given.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*given, "version", "updated_at"])
    lately = timeline(row).filter(
        actor=actor, verb=EvaluationVerb.APPRAISAL_SAVED, at__gte=now() - QUIET
    )
    if not (by_itself and lately.exists()):
        data = {"on": on, "save": row.version, "criteria": sorted(remarks)}
        record(actor=actor, verb=EvaluationVerb.APPRAISAL_SAVED, target=row, data=data)
    return row


@transaction.atomic
def report_appraisal(
    *,
    appraisal: Appraisal,
    signer: str,
    number: str = "",
    version: int | None = None,
    actor: User,
    on: dt.date,
) -> Appraisal:
    """Hand the report to the Council's chair: what it says is frozen with its digest.

    An empty ``number`` takes the next one of the province and year.

    Raises:
        DomainError: ``state`` while something is missing, ``conflict`` when another window saved
            since ``version``, ``invalid`` on ``number`` or ``signer`` that are too long.
    """
    dossier, row = lock_appraisal(appraisal)
    signer, number = " ".join(signer.split()), " ".join(number.split())
    for name, text, limit in (("signer", signer, 120), ("number", number, 60)):
        if len(text) > limit:
            fault = f"Dài {len(text)} chữ cái, nhiều nhất {limit}"
            raise DomainError(fault, code="invalid", fields={name: [fault]})
    old = row.state
    target = _require(AppraisalMove.REPORT, row, dossier, missing=missing_of(row), signer=signer)
    if version is not None and row.version != version:
        raise DomainError(
            "Thẩm định đã được lưu ở cửa sổ khác; hãy đọc lại rồi báo cáo", code="conflict"
        )
    row.signer, row.reported_on = signer, on
    row.report_number = number or row.report_number or _next_number(dossier, on)
    facts = report_facts(dossier, row, number=row.report_number, signer=signer, on=on)
    row.snapshot = json.loads(canonical_json(facts))
    row.digest = snapshot_digest(row.snapshot)
    row.state = target
    row.version += 1
    row.save()
    record(
        actor=actor,
        verb=EvaluationVerb.APPRAISAL_REPORTED,
        target=row,
        old=old,
        new=row.state,
        data={"on": on, "number": row.report_number, "digest": row.digest},
    )
    people = {person.pk: person for person in province_people(dossier, on=on)}
    people |= {person.pk: person for person in chairs_of(dossier, on=on)}
    letter = notices.reported(row, dossier, on=on)
    tell(dossier, people=people.values(), letter=letter, actor=actor)
    return row


def _next_number(dossier: Dossier, on: dt.date) -> str:
    order = next_number(kind=_SEQUENCE, year=on.year, unit=province_of(dossier.unit))
    return f"{order:02d}/{on.year}/BC-TTV"


@transaction.atomic
def reopen_appraisal(*, appraisal: Appraisal, reason: str, actor: User, on: dt.date) -> Appraisal:
    """Let the team correct its report, until the council begins to mark; its number stays.

    The frozen text goes; the audit keeps its digest.

    Raises:
        DomainError: ``invalid`` on ``reason`` without one, ``state`` once marking has begun.
    """
    dossier, row = lock_appraisal(appraisal)
    reason = long_text(reason)
    old, digest = row.state, row.digest
    if not reason and row.state == AppraisalState.REPORTED:
        fault = "Ghi lý do mở lại, để người thẩm định biết phải sửa gì"
        raise DomainError(fault, code="invalid", fields={"reason": [fault]})
    row.state = _require(AppraisalMove.REOPEN, row, dossier, reason=reason)
    row.reported_on, row.snapshot, row.digest = None, None, ""
    row.version += 1
    row.save()
    record(
        actor=actor,
        verb=EvaluationVerb.APPRAISAL_REOPENED,
        target=row,
        old=old,
        new=row.state,
        reason=reason,
        data={"on": on, "digest": digest},
    )
    people = [one.user for one in row.members.select_related("user")]
    tell(
        dossier, people=people, letter=notices.reopened(dossier, on=on, reason=reason), actor=actor
    )
    return row
