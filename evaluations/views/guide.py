"""The frame of the guided dossier: its steps, what is missing, the prediction."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from common.dates import today
from common.errors import DomainError
from common.http import need
from evaluations.advising import Finding, blocking
from evaluations.models import Dossier
from evaluations.selectors import dossier as selectors
from evaluations.selectors.advising import blocking_of, next_path
from evaluations.selectors.criteria import parsed
from evaluations.views.advice import fix_items
from evaluations.views.dossiers import crumbs, find, head
from evaluations.views.forward import forward_panel
from evaluations.views.moves import PRODUCER_OR_COMMUNE

STEPS = (
    ("registration", "Phiếu đăng ký", "Mẫu số 01"),
    ("report", "Báo cáo tự đánh giá", "Mẫu số 02, phần I, II, IV"),
    ("scores", "Tự chấm điểm", "Mẫu số 02, phần III"),
    ("papers", "Giấy tờ", ""),
    ("check", "Kiểm tra và nộp", ""),
)


def mine(request: HttpRequest, code: str) -> Dossier:
    """The dossier, if the signed-in person may write it: 404 or 403 otherwise."""
    dossier = find(request, code)
    need(request.user, "evaluations.change_dossier", dossier, PRODUCER_OR_COMMUNE)
    return dossier


def must_be_open(dossier: Dossier, states: frozenset[str]) -> None:
    """Refuse with 409 and the state's name outside ``states``."""
    if dossier.state not in states:
        raise DomainError(
            f"Hồ sơ đang ở bước “{dossier.get_state_display()}” nên không sửa phần này được",
            code="state",
        )


def step_url(dossier: Dossier, step: str) -> str:
    """Address of one step of the guided form."""
    return reverse(f"evaluations:dossier_{step}", args=[dossier.code])


def guide(
    dossier: Dossier, current: str, label: str, *, findings: list[Finding] | None = None
) -> dict[str, Any]:
    """Steps left, prediction and what is missing right; ``findings`` where they are known."""
    faults = blocking(findings) if findings is not None else blocking_of(dossier, on=today())
    wrong = {fault.step for fault in faults}
    answers = selectors.answers_of(dossier)
    notes = {
        "scores": f"{len(answers)} trên {len(parsed(dossier.sheet).criteria)} tiêu chí",
        "papers": f"{len(dossier.papers.all())} giấy tờ",
        "check": f"Còn {len(faults)} việc" if faults else "Đủ để nộp",
    }
    return {
        **head(dossier),
        "crumbs": crumbs(dossier, label),
        "steps": [
            {
                "label": name,
                "note": notes.get(step, note),
                "url": step_url(dossier, step),
                "state": ("fix" if wrong else "done")
                if step == "check"
                else ("" if step in wrong else "done"),
                "current": step == current,
            }
            for step, name, note in STEPS
        ],
        "faults": faults,
        "fixes": [
            {**item, "why": "", "link": "Sửa"}
            for item in fix_items(dossier, faults[:4], writes=True)
        ],
        "next_star": next_path(dossier, on=today()),
        "forward": forward_panel(dossier, current),
        "result": selectors.prediction(dossier),
        "sheet": parsed(dossier.sheet),
        "bands": [(band.star, band.min) for band in parsed(dossier.sheet).bands],
    }
