"""What the office may write on a sitting's papers before they are made, and what is proposed."""

from collections.abc import Iterable

from django.conf import settings

from common.text import lower_first
from evaluations.enums import Level, Seat
from evaluations.models import Attendance, CouncilSession, SessionPackage
from evaluations.selectors.council.sittings import attendance_of, presiding_seat

MINISTRY = "Bộ Nông nghiệp và Môi trường"
# What the office may write, with the field's length; lines of recipients one below another.
INPUTS: dict[str, int] = {
    "place": 80,
    "dated_on": 10,
    "minutes_number": 60,
    "report_number": 60,
    "submission_number": 60,
    "decision_number": 60,
    "approval_number": 60,
    "publication_number": 60,
    "chair_title": 160,
    "chair_name": 120,
    "secretary_title": 160,
    "secretary_name": 120,
    "office_parent": 160,
    "office": 160,
    "office_title": 160,
    "office_name": 120,
    "authority_title": 160,
    "authority_name": 120,
    "report_to": 1000,
    "submission_to": 1000,
    "decision_to": 1000,
    "publication_to": 1000,
    "remarks": 4000,
}


def proposed_inputs(session: CouncilSession) -> dict[str, str]:
    """What the form shows first: the words of the last package, else the usual ones."""
    last = SessionPackage.objects.filter(session=session).order_by("-version").first()
    return {**default_inputs(session), **(last.facts["inputs"] if last else {})}


def default_inputs(session: CouncilSession) -> dict[str, str]:
    """What the form proposes: the names the register has, the usual numbers and recipients."""
    central = session.council.level == Level.CENTRAL
    unit = session.council.unit
    chair = presiding_seat(session)
    secretary = _secretary(attendance_of(session))
    vice = chair is not None and chair.seat != Seat.CHAIR
    authority = "BNNMT" if central else "UBND"
    head = MINISTRY if unit is None else f"UBND {lower_first(unit.full_name)}"
    own = unit is not None and unit.code == settings.PORTAL["province_code"]
    return {
        "place": unit.name if unit else "Hà Nội",
        "dated_on": "",
        "minutes_number": "…/BB-HĐ",
        "report_number": "…/BC-HĐ",
        "submission_number": "…/TTr-VPĐP",
        "decision_number": f"…/QĐ-{authority}",
        "approval_number": f"…/QĐ-{authority}",
        "publication_number": f"…/TB-{authority}",
        "chair_title": (
            "KT. CHỦ TỊCH HỘI ĐỒNG\nPHÓ CHỦ TỊCH HỘI ĐỒNG" if vice else "CHỦ TỊCH HỘI ĐỒNG"
        ),
        "chair_name": chair.user.full_name if chair else "",
        "secretary_title": "THƯ KÝ HỘI ĐỒNG",
        "secretary_name": secretary.member.user.full_name if secretary else "",
        "office_parent": "",
        "office": settings.PORTAL["office"] if own else "Cơ quan tham mưu quản lý OCOP",
        "office_title": "CHÁNH VĂN PHÒNG",
        "office_name": "",
        "authority_title": "BỘ TRƯỞNG" if central else "CHỦ TỊCH",
        "authority_name": "",
        "report_to": f"Như trên\nThành viên Hội đồng\n{settings.PORTAL['office'] if own else head}"
        "\nLưu: hồ sơ Hội đồng",
        "submission_to": "Như trên\nLưu: VT, hồ sơ",
        "decision_to": f"Như Điều 3\n{head}\nLưu: VT, hồ sơ",
        "publication_to": "Chủ thể có tên trong danh sách\nỦy ban nhân dân các xã, phường\n"
        f"{'Cổng thông tin điện tử của Bộ' if central else 'Cổng thông tin điện tử tỉnh'}\nLưu: VT",
        "remarks": "",
    }


def _secretary(seats: Iterable[Attendance]) -> Attendance | None:
    rows = [row for row in seats if row.member.seat == Seat.SECRETARY]
    return next((row for row in rows if row.present), rows[0] if rows else None)
