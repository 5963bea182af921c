"""The co-pilot on pages: findings as a fix list whose links land on the place, stars as cards."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from common.dates import today
from evaluations.advising import Finding, Severity, StarPath
from evaluations.advising.findings import PAPERS, REGISTRATION, REPORT, SCORES
from evaluations.enums import DossierState
from evaluations.models import Dossier
from evaluations.rating import Sheet
from evaluations.selectors.advising import findings_of, paths_of
from evaluations.selectors.criteria import parsed
from evaluations.workflow.dossier import FORMS_OPEN, PAPERS_OPEN

_STATUS = {Severity.BLOCK: "bad", Severity.RISK: "warn", Severity.ADVICE: "info"}
_STEP_WORDS = {
    REGISTRATION: "Mở phiếu đăng ký",
    REPORT: "Mở báo cáo",
    SCORES: "Mở tự chấm",
    PAPERS: "Mở giấy tờ",
}
# The printed form in which a reader who may not write finds the place.
_PRINTED = {
    REGISTRATION: ("dossier_form_01", "Xem Mẫu số 01"),
    REPORT: ("dossier_form_02", "Xem Mẫu số 02"),
    SCORES: ("dossier_form_02", "Xem Mẫu số 02"),
}
ADVISED = frozenset(DossierState.values) - frozenset(DossierState.closed)


def criterion_anchor(code: str) -> str:
    """Id of a criterion on the page of the self-score."""
    return f"c-{code.replace('.', '-')}"


def criterion_url(dossier: Dossier, sheet: Sheet, code: str) -> str:
    """Where a criterion is marked: the part of the sheet that holds it, at its place."""
    url = reverse("evaluations:dossier_scores", args=[dossier.code])
    if code not in sheet.by_code:
        return url
    return f"{url}?phan={sheet.by_code[code].part}#{criterion_anchor(code)}"


def fix_items(
    dossier: Dossier, findings: Iterable[Finding], *, writes: bool
) -> list[dict[str, Any]]:
    """Findings for ``<c-fix-list>``; ``writes``: whoever reads may repair it in the guided form."""
    return [
        {
            "status": _STATUS[finding.severity],
            "title": finding.text,
            "why": _why(finding),
            "url": url,
            "link": words,
        }
        for finding in findings
        for url, words in [_place(dossier, finding, writes=writes)]
    ]


def _why(finding: Finding) -> str:
    beside = f" ({finding.reference})" if finding.reference else ""
    return f"{finding.remedy or 'Căn cứ'}{beside}."


def _place(dossier: Dossier, finding: Finding, *, writes: bool) -> tuple[str, str]:
    """Address and words of the link; both empty where there is nothing to open."""
    step, subject = finding.step, finding.subject
    if step == PAPERS:
        return _paper_place(dossier, finding, writes=writes and dossier.state in PAPERS_OPEN)
    if not writes or dossier.state not in FORMS_OPEN:
        name, words = _PRINTED.get(step, ("", ""))
        return (reverse(f"evaluations:{name}", args=[dossier.code]), words) if name else ("", "")
    if step == SCORES:
        return criterion_url(dossier, parsed(dossier.sheet), subject), _STEP_WORDS[step]
    if step not in _STEP_WORDS:
        return "", ""
    anchor = f"#id_{subject}" if subject else ""
    return reverse(f"evaluations:dossier_{step}", args=[dossier.code]) + anchor, _STEP_WORDS[step]


def _paper_place(dossier: Dossier, finding: Finding, *, writes: bool) -> tuple[str, str]:
    url = reverse("evaluations:dossier_papers", args=[dossier.code])
    use = next((use for use in dossier.papers.all() if use.code == finding.subject), None)
    if use and not writes:
        return reverse("evaluations:dossier_paper", args=[dossier.code, use.code]), "Mở giấy này"
    if not writes:
        return "", ""
    if use and finding.column:
        # What is printed on a paper is kept in the vault, beside the paper.
        back = urlencode({"ve": reverse("evaluations:dossier_check", args=[dossier.code])})
        edit = reverse("producers:paper_edit", args=[dossier.product.producer.code, use.paper.code])
        return f"{edit}?{back}#id_{finding.column}", "Sửa thông tin giấy này"
    if use:
        return f"{url}#giay-{use.code}", "Mở giấy tờ"
    wanted = [("loai", finding.subject), *(("tieu-chi", code) for code in finding.criteria)]
    query = urlencode([pair for pair in wanted if pair[1]])
    return f"{url}{'?' if query else ''}{query}#them", "Thêm giấy tờ"


def grouped(dossier: Dossier, findings: list[Finding], *, writes: bool) -> dict[str, Any]:
    """The fix list in its three groups, for the page of checking and ``_advice.html``."""
    return {
        name: fix_items(
            dossier, [one for one in findings if one.severity == severity], writes=writes
        )
        for name, severity in (
            ("blocks", Severity.BLOCK),
            ("risks", Severity.RISK),
            ("advice", Severity.ADVICE),
        )
    }


# --- stars ----------------------------------------------------------------------------------------


def star_cards(dossier: Dossier, *, writes: bool) -> list[dict[str, Any]]:
    """One card per star: whether the self-score reaches it, what holds it back, the cheapest way.

    Empty before the first mark.
    """
    sheet = parsed(dossier.sheet)
    linked = writes and dossier.state in FORMS_OPEN
    paths = paths_of(dossier, on=today())
    ahead = next((path.star for path in paths if not path.reached), None)
    return [
        {**_card(dossier, sheet, path, linked=linked), "open": path.star == ahead} for path in paths
    ]


def _card(dossier: Dossier, sheet: Sheet, path: StarPath, *, linked: bool) -> dict[str, Any]:
    return {
        "star": path.star,
        "reached": path.reached,
        "held": _held_back(path),
        "possible": path.changes is not None,
        "after": path.after,
        "steps": [
            {
                "code": change.criterion,
                "name": change.name,
                "before": change.before,
                "after": change.after,
                "label": change.label,
                "url": criterion_url(dossier, sheet, change.criterion) if linked else "",
            }
            for change in path.changes or ()
        ],
    }


def _held_back(path: StarPath) -> list[str]:
    """Why the star isn't reached, a sentence each; a criterion once, with its highest minimum."""
    told = []
    if path.short:
        told.append(f"Đang có {path.total} điểm, {path.star} sao cần từ {path.needs}")
    least = {held.criterion: held for held in path.unmet}
    told += [
        f"Tiêu chí {held.criterion} mới {int(held.got)} điểm, cần ít nhất {held.needs}"
        for held in least.values()
    ]
    return told


# --- the record page ------------------------------------------------------------------------------


def advice_panel(dossier: Dossier, user: Any) -> dict[str, Any] | None:
    """What ``_advice.html`` shows to producer, commune and province; None for everybody else.

    Council and leaders get no machine's opinion beside the dossier; closed ones need none.
    """
    writes = user.has_perm("evaluations.change_dossier", dossier)
    if dossier.state not in ADVISED:
        return None
    if not writes and not user.has_perm("evaluations.receive_dossier", dossier):
        return None
    findings = findings_of(dossier, on=today())
    return {
        **grouped(dossier, findings, writes=writes),
        "count": len(findings),
        "cards": star_cards(dossier, writes=writes),
    }
