"""The advisory team's appraisal of one dossier (Đ7.3.c, rule 7-10; for a re-rating Đ7.6.c, 7-23).

The law names the steps (evaluate, propose what to add, survey, ask for tests, report to the
Council's chair) and leaves form, days and order to the Council's regulation (forms, part 7 no. 7
and 8): what a report has to say and until when it can be changed are the portal's readings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from common.dates import vn_date
from common.workflow import Step
from evaluations.enums import AppraisalMove, AppraisalState, DossierKind, DossierState

S, M = AppraisalState, AppraisalMove

LONG_MAX = 8_000
REMARK_MAX = 2_000
TESTS_MAX = 20
MEMBERS_MAX = 12
DUE_DAYS_MAX = 366

# A team works on what the province has received and no council has begun to mark.
APPRAISED_IN = frozenset({DossierState.RECEIVED, DossierState.SUPPLEMENT, DossierState.ACCEPTED})
OPEN_IN = APPRAISED_IN | {DossierState.IN_SESSION}


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the form; ``needed`` before the report goes to the chair."""

    name: str
    label: str
    hint: str = ""
    limit: int = LONG_MAX
    rows: int = 4
    needed: bool = False


SURVEY: tuple[Text, ...] = (
    Text("survey_place", "Nơi khảo sát", limit=200, rows=0),
    Text("survey_people", "Thành phần khảo sát", "Ai của Tổ tư vấn, xã, phường, chủ thể", rows=2),
    Text(
        "survey_findings",
        "Kết quả khảo sát",
        "Điều nhìn thấy tại nơi sản xuất, so với hồ sơ",
        rows=6,
    ),
)
CONCLUSION: tuple[Text, ...] = (
    Text("strengths", "Điểm mạnh", needed=True),
    Text("weaknesses", "Hạn chế, điều cần bổ sung", needed=True),
    Text(
        "conclusion",
        "Kết luận, đề xuất với Hội đồng",
        "Không ghi điểm, không ghi hạng sao",
        needed=True,
    ),
)
TEXTS = (*SURVEY, *CONCLUSION)
BY_NAME = {one.name: one for one in TEXTS}


def body_of(kind: str) -> str:
    """Who reports: the advisory team; for a re-rating the advisory body (rule 7-23)."""
    if kind == DossierKind.RERATING:
        return "Cơ quan tham mưu quản lý OCOP cấp tỉnh"
    return "Tổ tư vấn Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh"


def article_of(kind: str) -> str:
    """The article that asks for the report."""
    return "Điều 7.6.c" if kind == DossierKind.RERATING else "Điều 7.3.c"


def team_fault(
    count: int, *, leads_eligible: bool, strangers: Sequence[str], conflicts: Sequence[str]
) -> str | None:
    """Why these people can't appraise the dossier, as a sentence."""
    if not count:
        return "Chọn ít nhất một người thẩm định"
    if count > MEMBERS_MAX:
        return f"Chọn nhiều nhất {MEMBERS_MAX} người, đang là {count}"
    if strangers:
        return f"{', '.join(strangers)} không thuộc Tổ tư vấn của tỉnh"
    if conflicts:
        return "; ".join(conflicts)
    if not leads_eligible:
        return (
            "Đánh giá lại do cơ quan tham mưu chủ trì (Điều 7.6.c): trưởng nhóm phải là cán bộ Văn"
            " phòng Điều phối"
        )
    return None


def missing_of(row: Any) -> list[str]:
    """Labels of what the report still lacks."""
    lacking = [one.label for one in CONCLUSION if not getattr(row, one.name)]
    if not row.findings:
        lacking.append("Nhận xét ở ít nhất một tiêu chí")
    if row.survey_on and not row.survey_findings:
        lacking.append("Kết quả khảo sát")
    if row.survey_findings and not row.survey_on:
        lacking.append("Ngày khảo sát")
    return lacking


def limits_fault(texts: Mapping[str, str], findings: Mapping[str, str]) -> dict[str, list[str]]:
    """Sentences by field for texts that are too long."""
    found = {
        name: [f"{BY_NAME[name].label} dài {len(text)} chữ cái, nhiều nhất {BY_NAME[name].limit}"]
        for name, text in texts.items()
        if len(text) > BY_NAME[name].limit
    }
    return found | {
        f"finding_{code}": [
            f"Nhận xét tiêu chí {code} dài {len(text)} chữ cái, nhiều nhất {REMARK_MAX}"
        ]
        for code, text in findings.items()
        if len(text) > REMARK_MAX
    }


def _is_open(_row: Any, *, dossier_state: str, begun: bool, **_: Any) -> str | None:
    """The council hasn't begun to mark; from then on it reads what was reported."""
    if begun:
        return "Hội đồng đã bắt đầu chấm sản phẩm này nên thẩm định không sửa được nữa"
    if dossier_state not in OPEN_IN:
        label = DossierState(dossier_state).label
        return f"Hồ sơ đang ở bước “{label}” nên không thẩm định được"
    return None


def _is_complete(_row: Any, *, missing: Sequence[str] = (), **_: Any) -> str | None:
    if not missing:
        return None
    return f"Báo cáo còn thiếu ({len(missing)}): {'; '.join(missing)}"


def _is_signed(_row: Any, *, signer: str = "", **_: Any) -> str | None:
    return None if signer.strip() else "Ghi người ký báo cáo"


def _has_reason(_row: Any, *, reason: str = "", **_: Any) -> str | None:
    return None if reason.strip() else "Ghi lý do mở lại, để người thẩm định biết phải sửa gì"


APPRAISAL_MOVES: dict[str, Step] = {
    M.SAVE: Step(str(M.SAVE.label), frozenset({S.ASSIGNED}), S.ASSIGNED, (_is_open,)),
    M.REPORT: Step(
        str(M.REPORT.label),
        frozenset({S.ASSIGNED}),
        S.REPORTED,
        (_is_open, _is_complete, _is_signed),
    ),
    M.REOPEN: Step(
        str(M.REOPEN.label), frozenset({S.REPORTED}), S.ASSIGNED, (_is_open, _has_reason)
    ),
}


def handing_fault(
    *, state: str, dossier_state: str, begun: bool, answered: bool = False
) -> str | None:
    """Why the producer can't hand in the paper of a test that was asked for, as a sentence."""
    closed = "nên không nhận thêm phiếu kết quả"
    if answered:
        return "Tổ tư vấn đã ghi kết quả của kiểm nghiệm này, không nhận thêm phiếu"
    if begun:
        return f"Hội đồng đã bắt đầu chấm sản phẩm này {closed}"
    if state == S.REPORTED:
        return f"Tổ tư vấn đã báo cáo Chủ tịch Hội đồng {closed}"
    if dossier_state not in OPEN_IN:
        return f"Hồ sơ đang ở bước “{DossierState(dossier_state).label}” {closed}"
    return None


def unreported_fault(product: str, *, assigned: bool, kind: str) -> str:
    """The sentence that keeps a dossier out of a sitting where the regulation asks for a report."""
    where = "đang thẩm định, chưa báo cáo" if assigned else "chưa được giao thẩm định"
    return (
        f"{product} {where}: quy chế của Hội đồng yêu cầu có báo cáo thẩm định trước khi họp"
        f" ({article_of(kind)})"
    )


def due_words(due_on: Any) -> str:
    """ " Hạn báo cáo: 05/12/2026." or nothing."""
    return f" Hạn báo cáo: {vn_date(due_on)}." if due_on else ""
