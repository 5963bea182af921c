"""What was asked to be completed: the open request, what stays to be replied to and judged."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from common.dates import Calendar, add_working_days
from common.text import lower_first
from communes.models import AdministrativeUnit
from evaluations.enums import DossierState, PointVerdict, RequestLevel
from evaluations.models import Dossier, IntakeItem, SupplementPoint, SupplementRequest
from evaluations.selectors.criteria import parsed
from evaluations.workflow import intake
from evaluations.workflow.requests import PLACES, Point

# Who can judge the replies of which level's request, by where the dossier stands.
JUDGES: dict[str, str] = {
    DossierState.FILED: RequestLevel.COMMUNE,
    DossierState.RECEIVED: RequestLevel.PROVINCE,
}
# Where a request is open, and whose it is.
ASKED: dict[str, str] = {
    DossierState.RETURNED: RequestLevel.COMMUNE,
    DossierState.SUPPLEMENT: RequestLevel.PROVINCE,
}


def requests_of(dossier: Dossier) -> list[SupplementRequest]:
    """The dossier's requests, newest first."""
    return sorted(dossier.requests.all(), key=lambda row: -row.pk)


def open_request(dossier: Dossier) -> SupplementRequest | None:
    """The request that waits for its answer; None once the dossier has moved on."""
    if dossier.state not in ASKED:
        return None
    return next((row for row in dossier.requests.all() if row.answered_on is None), None)


def points_of(request: SupplementRequest) -> list[SupplementPoint]:
    """The points in the order of their numbers."""
    return sorted(request.points.all(), key=lambda point: point.number)


def unanswered(dossier: Dossier) -> list[int]:
    """Numbers of the points of the open request that have no reply yet."""
    asked = open_request(dossier)
    if asked is None:
        return []
    return [point.number for point in points_of(asked) if not point.reply]


def request_to_judge(dossier: Dossier) -> SupplementRequest | None:
    """The last answered request of the office that holds the dossier now, if there is one."""
    level = JUDGES.get(dossier.state)
    if level is None:
        return None
    answered = (row for row in requests_of(dossier) if row.level == level and row.answered_on)
    return next(answered, None)


def unjudged(dossier: Dossier) -> list[int]:
    """Numbers of the replies that the office holding the dossier has not judged yet."""
    asked = request_to_judge(dossier)
    return [] if asked is None else [one.number for one in points_of(asked) if not one.verdict]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A point the form is prefilled with, and where it comes from in words."""

    point: Point
    source: str


def suggestions(dossier: Dossier, level: str) -> list[Suggestion]:
    """Points to begin a request with: what stayed open, what the intake check found lacking."""
    found = []
    last = next((row for row in requests_of(dossier) if row.level == level), None)
    if last is not None and last.answered_on is not None:
        for point in points_of(last):
            if point.verdict == PointVerdict.OPEN:
                note = f" ({point.verdict_note})" if point.verdict_note else ""
                found.append(
                    Suggestion(
                        Point(f"{point.text}{note}", point.step, point.criterion),
                        f"Điểm {point.number} lần {last.number} chưa đạt",
                    )
                )
    if level == RequestLevel.PROVINCE:
        found += [
            Suggestion(Point(f"{line.text}: {row.note}", line.step), "Mục kiểm tra chưa đạt")
            for row in dossier.intake_items.filter(verdict="lacking")
            for line in [intake.BY_ITEM.get(row.item)]
            if line is not None
        ]
    return found


def due_by_default(level: str, on: dt.date, calendar: Calendar) -> dt.date | None:
    """The last day the form proposes; None where the office sets none (settings, forms part 7)."""
    days = (
        settings.OCOP_RETURN_DAYS
        if level == RequestLevel.COMMUNE
        else settings.OCOP_SUPPLEMENT_DAYS
    )
    return add_working_days(on, days, calendar) if days else None


def office_of(request: SupplementRequest, province: AdministrativeUnit) -> str:
    """Who asks, in words."""
    if request.level == RequestLevel.COMMUNE:
        return f"Ủy ban nhân dân {lower_first(request.dossier.unit.full_name)}"
    if province.code == settings.PORTAL["province_code"]:
        return str(settings.PORTAL["office"])
    return f"Văn phòng Điều phối {lower_first(province.full_name)}"


def slip_facts(
    request: SupplementRequest,
    points: Sequence[Point],
    *,
    number: str,
    province: AdministrativeUnit,
) -> dict[str, Any]:
    """Everything the slip shows, JSON-safe."""
    dossier = request.dossier
    product, producer = dossier.product, dossier.product.producer
    commune = f"Ủy ban nhân dân {lower_first(dossier.unit.full_name)}"
    by_commune = request.level == RequestLevel.COMMUNE
    return {
        "parent": "" if by_commune else f"Ủy ban nhân dân {lower_first(province.full_name)}",
        "body": office_of(request, province),
        "number": number,
        "place": dossier.unit.name if by_commune else province.name,
        "date": request.asked_on,
        "level": request.level,
        "round": request.number,
        "to": [producer.name] if by_commune else [commune, producer.name],
        "recipients": ["Như trên", "Lưu: hồ sơ sản phẩm"],
        "signer_title": "CÁN BỘ TIẾP NHẬN",
        "signer_name": request.asked_by.full_name,
        "product": product.name,
        "producer": producer.name,
        "commune": dossier.unit.full_name,
        "receipt": dossier.commune_receipt if by_commune else dossier.province_receipt,
        "received_on": dossier.filed_on if by_commune else dossier.received_on,
        "note": request.note,
        "due_on": request.due_on,
        "points": [
            {
                "number": place,
                "text": point.text,
                "step": PLACES.get(point.step, ""),
                "criterion": point.criterion,
            }
            for place, point in enumerate(points, start=1)
        ],
    }


def intake_lines(dossier: Dossier, *, samples: bool) -> list[intake.Line]:
    """The lines of the province's check for this dossier."""
    return intake.lines_for(dossier.kind, samples=samples)


def intake_rows(dossier: Dossier) -> dict[str, IntakeItem]:
    """What was judged so far, by line."""
    return {row.item: row for row in dossier.intake_items.all()}


def unchecked(dossier: Dossier) -> list[str]:
    """Lines of the province's check that nobody has judged; none where the setting asks none."""
    if not settings.OCOP_INTAKE_CHECK:
        return []
    lines = intake_lines(dossier, samples=parsed(dossier.sheet).requires_samples)
    return intake.unchecked(lines, {row.item: row.verdict for row in dossier.intake_items.all()})
