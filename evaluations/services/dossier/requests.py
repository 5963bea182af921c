"""Asking for what is missing, point by point: the commune returns, the province requests."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from common.dates import vn_date
from common.errors import DomainError
from documents.enums import DocumentKind
from documents.services import issue_document, next_number
from evaluations.enums import DossierMove, RequestLevel
from evaluations.models import Dossier, SupplementPoint, SupplementRequest
from evaluations.notices import dossier as notices
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import commune_people, producers_people, province_of
from evaluations.selectors.requests import slip_facts
from evaluations.services.dossier.moving import make, tell
from evaluations.workflow.requests import (
    DUE_DAYS_MAX,
    Point,
    joined,
    long_text,
    points_fault,
    points_of,
)

SLIP = "evaluations/pdf/supplement_slip.html"
_SEQUENCE = "supplement_slip"


@transaction.atomic
def return_dossier(
    *,
    dossier: Dossier,
    actor: User,
    on: dt.date,
    reason: str = "",
    points: Iterable[Point] = (),
    due_on: dt.date | None = None,
    note: str = "",
) -> Dossier:
    """The commune gives the dossier back to be completed; its fifteen days stand still.

    Makes a numbered request with one row for each of ``points`` (``reason`` alone is one point),
    issues its slip and tells the producer's people.

    Raises:
        DomainError: ``invalid`` on ``reason`` when nothing is said, on ``points`` or ``due_on``;
            ``state``.
    """
    said = _checked(dossier, points, reason, due_on, on)
    row = make(dossier=dossier, move=DossierMove.RETURN, actor=actor, on=on, reason=joined(said))
    asked = _ask(row, RequestLevel.COMMUNE, said, actor=actor, on=on, due_on=due_on, note=note)
    letter = notices.returned(row, on=on, reason=joined(said), due_on=asked.due_on)
    tell(row, people=producers_people(row, on=on), letter=letter, actor=actor)
    return row


@transaction.atomic
def ask_supplement(
    *,
    dossier: Dossier,
    actor: User,
    on: dt.date,
    reason: str = "",
    points: Iterable[Point] = (),
    due_on: dt.date | None = None,
    note: str = "",
) -> Dossier:
    """The province asks commune and producer to complete the dossier (Đ7.3.a, rule 7-06).

    As :func:`return_dossier`; tells the commune's officers and the producer's people.
    """
    said = _checked(dossier, points, reason, due_on, on)
    row = make(
        dossier=dossier, move=DossierMove.ASK_SUPPLEMENT, actor=actor, on=on, reason=joined(said)
    )
    asked = _ask(row, RequestLevel.PROVINCE, said, actor=actor, on=on, due_on=due_on, note=note)
    people = {user.pk: user for user in commune_people(row, on=on)}
    people |= {user.pk: user for user in producers_people(row, on=on)}
    letter = notices.supplement_asked(row, on=on, reason=joined(said), due_on=asked.due_on)
    tell(row, people=people.values(), letter=letter, actor=actor)
    return row


def _checked(
    dossier: Dossier, points: Iterable[Point], reason: str, due_on: dt.date | None, on: dt.date
) -> list[Point]:
    said = points_of(points, reason)
    fault = points_fault(said)
    known = parsed(dossier.sheet).by_code
    strange = [one.criterion for one in said if one.criterion and one.criterion not in known]
    if fault is None and strange:
        fault = f"Phiếu chấm của hồ sơ không có tiêu chí {', '.join(strange)}"
    if fault:
        raise DomainError(fault, code="invalid", fields={"points": [fault]})
    if due_on is not None and not 0 <= (due_on - on).days <= DUE_DAYS_MAX:
        late = f"Hạn trả lời phải từ {vn_date(on)} đến một năm sau, đang là {vn_date(due_on)}"
        raise DomainError(late, code="invalid", fields={"due_on": [late]})
    return said


def _ask(
    dossier: Dossier,
    level: str,
    points: list[Point],
    *,
    actor: User,
    on: dt.date,
    due_on: dt.date | None,
    note: str,
) -> SupplementRequest:
    """The request and its points, and the slip as it was issued."""
    asked = SupplementRequest(
        dossier=dossier,
        level=level,
        number=SupplementRequest.objects.filter(dossier=dossier, level=level).count() + 1,
        asked_on=on,
        asked_by=actor,
        due_on=due_on,
        note=long_text(note),
    )
    province = province_of(dossier.unit)
    unit = dossier.unit if level == RequestLevel.COMMUNE else province
    order = next_number(kind=_SEQUENCE, year=on.year, unit=unit)
    number = f"{order:02d}/{on.year}/YCBS-{unit.code}"
    asked.slip = issue_document(
        kind=DocumentKind.SUPPLEMENT_SLIP,
        number=number,
        template=SLIP,
        snapshot=slip_facts(asked, points, number=number, province=province),
        actor=actor,
    )
    asked.save(force_insert=True)
    SupplementPoint.objects.bulk_create(
        SupplementPoint(
            request=asked,
            number=place,
            text=point.text,
            step=point.step,
            criterion=point.criterion,
        )
        for place, point in enumerate(points, start=1)
    )
    return asked
