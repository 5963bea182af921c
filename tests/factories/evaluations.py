"""Dossiers in any state, walked there through the services."""

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from communes.models import AdministrativeUnit
from evaluations.enums import DossierKind, DossierState, Level
from evaluations.models import Dossier, EvaluationRound
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import needs_samples
from evaluations.selectors.requests import ASKED, intake_lines, open_request
from evaluations.services import dossier as moves
from evaluations.services.checking import check_intake
from evaluations.services.intake import (
    open_dossier,
    save_assessment,
    save_registration,
    save_report,
    save_self_scores,
)
from evaluations.services.papers import add_paper
from evaluations.workflow.requests import Judged
from producers.enums import PaperKind
from products.models import Product
from tests.factories import accounts, criteria, products

ON = products.ON
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages"
    b"/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 283]"
    b">>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
_numbers = itertools.count(1)

REGISTRATION: dict[str, Any] = {
    "unit_name": "Hợp tác xã Tác Huy",
    "representative": "Đồng Thị Huy",
    "position": "Giám đốc",
    "contact_address": "Tổ dân phố Liên Đình",
    "phone": "0912 345 678",
    "email": "",
    "product_name": "Mắm tép đặc biệt",
    "classification": "Thực phẩm; Gia vị; 9. Tương, nước mắm",
    "samples": 5,
    "place": "Nghi Sơn",
    "signed_on": "2026-06-30",
}
REPORT: dict[str, Any] = {
    "producer_name": "Hợp tác xã Tác Huy",
    "organisation": "Hợp tác xã",
    "address": "Tổ dân phố Liên Đình",
    "phone": "0912 345 678",
    "representative": "Đồng Thị Huy",
    "gender": "female",
    "ethnicity": "Kinh",
    "permanent_address": "Phường Nghi Sơn",
    "founded_on": "2015-03-02",
    "description": "Mắm tép đóng chai 250 ml, TCVN 5107:2018",
    "ticks": ["business", "trademark"],
    "history": "Thành lập năm 2015 từ nhóm hộ làm mắm.",
    "structure": "Hội đồng quản trị 3 người, 12 xã viên.",
    "result_material": "Tép moi biển Nghi Sơn, ủ chum sành.",
    "result_quality": "Đổi chai thủy tinh, nhãn có mã truy xuất.",
    "result_market": "7 đại lý trong và ngoài tỉnh.",
    "result_business": "Doanh thu 2025: 1.234.000.000 đồng.",
    "changes": "Thêm nhãn hiệu đã được cấp văn bằng.",
    "updates": "Phiếu kiểm nghiệm 2026, sản lượng tăng.",
    "plan": "Mở thêm hai kênh siêu thị.",
    "place": "Nghi Sơn",
    "signed_on": "2026-06-30",
}
ASSESSMENT: dict[str, Any] = {
    "material": "Tép moi khai thác tại phường, chiếm trên 75%.",
    "labour": "11 trên 12 lao động thường trú tại phường.",
    "idea": "Nghề mắm truyền thống của làng Ba Làng.",
    "identity": "Cách ủ chum sành, phơi nắng sáu tháng.",
    "report_number": "12/BC-UBND",
    "letter_number": "45/UBND-KT",
    "signer": "Lê Văn Thành",
}


def pdf(name: str = "giay.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """A small PDF; its bytes differ from call to call unless given."""
    body = PDF.replace(b"\n1 0", b"\n%% " + str(next(_numbers)).encode() + b"\n1 0", 1)
    return SimpleUploadedFile(name, body if content is None else content, "application/pdf")


def dossier(
    product: Product | None = None,
    *,
    actor: User | None = None,
    kind: str = DossierKind.FIRST,
    on: dt.date = ON,
    expires_on: dt.date | None = None,
) -> Dossier:
    """A new draft; its score sheet is published beside it."""
    criteria.published_sheet("QD26-09")
    return open_dossier(
        product=product or products.product(),
        kind=kind,
        actor=actor or accounts.user("Đồng Thị An"),
        on=on,
        expires_on=expires_on,
    )


def round_of(
    province: AdministrativeUnit,
    *,
    year: int = 2026,
    number: int = 2,
    before: dt.date | None = None,
    **values: Any,
) -> EvaluationRound:
    """A round of the province; round 2 of the year unless told (rule 5-03)."""
    row, _made = EvaluationRound.objects.get_or_create(
        level=Level.PROVINCE,
        unit=province,
        year=year,
        number=number,
        defaults={
            "proposals_before": before or dt.date(year, 10, 30),
            "held_before": (before or dt.date(year, 10, 30)) + dt.timedelta(days=60),
            **values,
        },
    )
    return row


def answers(row: Dossier) -> dict[str, object]:
    """The best options of the whole sheet: 100 points."""
    return criteria.best_answers(parsed(row.sheet))


def fill_in(
    row: Dossier,
    *,
    on: dt.date = ON,
    registration: Mapping[str, Any] = REGISTRATION,
    report: Mapping[str, Any] = REPORT,
    scores: Mapping[str, Any] | None = None,
    paper: bool = True,
) -> Dossier:
    """Everything that a filing asks for."""
    by = row.opened_by
    row = save_registration(dossier=row, data=registration, actor=by, on=on, version=row.version)
    row = save_report(dossier=row, data=report, actor=by, on=on, version=row.version)
    row = save_self_scores(
        dossier=row,
        answers=answers(row) if scores is None else scores,
        actor=by,
        on=on,
        version=row.version,
    )
    if paper:
        add_paper(
            dossier=row,
            upload=pdf(),
            kind=PaperKind.BUSINESS,
            title="Giấy đăng ký hợp tác xã",
            criteria=["1.1"],
            actor=by,
            on=on,
        )
    return row


def assess(row: Dossier, *, on: dt.date = ON) -> Dossier:
    """A complete Mẫu số 03."""
    return save_assessment(
        dossier=row, data=ASSESSMENT, actor=row.opened_by, on=on, version=row.version
    )


def reply(row: Dossier, *, on: dt.date = ON, text: str = "Đã bổ sung") -> Dossier:
    """Each point of the open request replied to."""
    asked = open_request(row)
    assert asked is not None
    replies = {point.number: text for point in asked.points.all()}
    moves.reply_points(dossier=row, replies=replies, actor=row.opened_by, on=on)
    return row


def check(row: Dossier, *, on: dt.date = ON, **lacking: str) -> Dossier:
    """The province's check with every line in order, but those named with what they lack."""
    samples = needs_samples(row)
    judged = {
        line.item: Judged("lacking", lacking[line.item]) if line.item in lacking else Judged("ok")
        for line in intake_lines(row, samples=samples)
    }
    given = {"samples": 5, "samples_on": on} if samples else {}
    return check_intake(dossier=row, judged=judged, actor=row.opened_by, on=on, **given)


_WAY = (
    DossierState.DRAFT,
    DossierState.FILED,
    DossierState.PROPOSED,
    DossierState.RECEIVED,
    DossierState.ACCEPTED,
    DossierState.IN_SESSION,
    DossierState.CONCLUDED,
)


def _step_to(state: str, row: Dossier, on: dt.date) -> Dossier:
    by = row.opened_by
    if state == DossierState.FILED:
        return moves.file_dossier(dossier=fill_in(row, on=on), actor=by, on=on)
    if state == DossierState.PROPOSED:
        return moves.propose_dossier(dossier=assess(row, on=on), actor=by, on=on)
    if state == DossierState.RECEIVED:
        return moves.receive_dossier(dossier=row, actor=by, on=on)
    if state == DossierState.ACCEPTED:
        entered = round_of(row.unit.parent)
        row = check(row, on=on)
        return moves.accept_dossier(dossier=row, evaluation_round=entered, actor=by, on=on)
    if state == DossierState.IN_SESSION:
        return moves.put_in_session(dossier=row, actor=by, on=on)
    return moves.conclude(dossier=row, actor=by, on=on)


def central_round(on: dt.date = ON) -> EvaluationRound:
    """A round of the centre that takes what was sent up by ``on``."""
    days = {"proposals_before": on + dt.timedelta(1), "held_before": on + dt.timedelta(60)}
    row, _made = EvaluationRound.objects.get_or_create(
        level=Level.CENTRAL, unit=None, year=on.year, number=1, defaults=days
    )
    return row


def taken_up(row: Dossier, *, on: dt.date = ON) -> Dossier:
    """What the province sent up, in a round of the centre that takes it."""
    (row,) = moves.take_up_dossiers(
        dossiers=[row], evaluation_round=central_round(on), actor=row.opened_by, on=on
    )
    return row


def in_state(state: str, *, row: Dossier | None = None, on: dt.date = ON, **values: Any) -> Dossier:
    """A dossier that has come to ``state`` by the moves that lead there.

    Asked for a supplement, it has replied to the one point: nothing but the move is missing.
    """
    row = row or dossier(on=on, **values)
    by = row.opened_by
    if state in (DossierState.AT_CENTRE, DossierState.SENT_BACK):
        row = taken_up(in_state(DossierState.FORWARDED, row=row, on=on), on=on)
        if state == DossierState.SENT_BACK:
            for move in (moves.put_in_session, moves.conclude, moves.send_back):
                row = move(dossier=row, actor=by, on=on)
        return row
    ends = {
        DossierState.RETURNED: (DossierState.FILED, moves.return_dossier),
        DossierState.SUPPLEMENT: (DossierState.RECEIVED, moves.ask_supplement),
        DossierState.WITHDRAWN: (DossierState.DRAFT, moves.withdraw_dossier),
        DossierState.DECIDED: (DossierState.CONCLUDED, moves.decide),
        DossierState.FORWARDED: (DossierState.CONCLUDED, moves.forward),
        DossierState.NOT_RECOGNISED: (DossierState.CONCLUDED, moves.not_recognise),
    }
    goal, last = ends.get(DossierState(state), (state, None))
    for step in _WAY[1 : _WAY.index(DossierState(goal)) + 1]:
        row = _step_to(step, row, on)
    if last is not None:
        row = last(dossier=row, actor=by, on=on, reason="Bổ sung phiếu kiểm nghiệm")
    if state in ASKED:
        row = reply(row, on=on)
    return row
