"""What a new dossier takes over from the product's earlier one, and what of it to look at again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from common.dates import add_months, vn_date
from evaluations.models import Dossier, DossierPaper, DossierSubmission
from evaluations.rating import Criterion, Sheet
from evaluations.selectors.criteria import parsed
from evaluations.selectors.dossier import answers_of
from evaluations.selectors.papers import prefilled_registration, prefilled_report
from evaluations.signals import recognition_asked
from evaluations.workflow.forms26 import LONG, REGISTRATION, REPORT, Entry, asked, shown
from evaluations.workflow.kinds import Held
from producers.models import Paper
from products.models import Product

# Đ4.3: a recognition lasts 36 months; a text from before says what was then.
STALE_MONTHS = 36
# Known to the register only as a few words, or to be written anew at every registration.
_OWN_WORDS = frozenset({"description"})
_ANEW = frozenset({"signed_on", "changes", "updates"})


def recognitions(products: QuerySet[Product], *, on: dt.date) -> dict[int, Held]:
    """By key of the product the certificate that speaks for it on ``on``; one statement."""
    answers: list[tuple[Any, Any]] = recognition_asked.send(
        sender=Product, products=products, on=on
    )
    found: dict[int, Held] = {}
    for _receiver, answer in answers:
        found |= answer
    return found


def earlier_submission(dossier: Dossier) -> DossierSubmission | None:
    """What was last filed for the product before ``dossier`` (which may not be saved yet).

    A dossier withdrawn before anybody received it filed nothing and is passed over.
    """
    filed = DossierSubmission.objects.filter(dossier__product_id=dossier.product_id)
    if dossier.pk is not None:
        filed = filed.filter(dossier_id__lt=dossier.pk)
    return filed.select_related("dossier__sheet").order_by("-filed_at", "-pk").first()


@dataclass(frozen=True, slots=True)
class Carried:
    """What a new dossier begins with. ``papers`` are papers of the vault with their criteria."""

    registration: dict[str, Any]
    report: dict[str, Any]
    answers: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    papers: list[tuple[Paper, list[str]]] = field(default_factory=list)
    source: DossierSubmission | None = None


def carried_into(dossier: Dossier, *, on: dt.date) -> Carried:
    """The register of today over what was last filed; papers that are still valid; marks whose
    criterion stands unchanged in the sheet of today.
    """
    today = Carried(prefilled_registration(dossier), prefilled_report(dossier))
    source = earlier_submission(dossier)
    if source is None:
        return today
    old = source.snapshot
    same = unchanged(parsed(source.dossier.sheet), parsed(dossier.sheet))
    rows = [row for row in old.get("scores", []) if row["criterion"] in same]
    return Carried(
        _over(old.get("registration", {}), today.registration),
        _over(old.get("report", {}), today.report),
        {row["criterion"]: _answer(row) for row in rows if row["points"] is not None},
        {row["criterion"]: row["explanation"] for row in rows if row["explanation"]},
        _valid_papers(source.dossier, dossier, on),
        source,
    )


def _over(old: Mapping[str, Any], register: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in old.items() if name not in _ANEW}
    known = {name: value for name, value in register.items() if value not in (None, "")}
    own = {name: old[name] for name in _OWN_WORDS if old.get(name)}
    return {**kept, **known, **own}


def _answer(row: Mapping[str, Any]) -> Any:
    return {"case": row["case"], "points": row["points"]} if row["case"] else row["points"]


def unchanged(old: Sheet, new: Sheet) -> set[str]:
    """Codes of the criteria that ask the same in both sheets: name, cases, options, points."""
    before = {item.code: _shape(item) for item in old.criteria}
    return {item.code for item in new.criteria if before.get(item.code) == _shape(item)}


def _shape(item: Criterion) -> tuple[Any, ...]:
    options = tuple((one.case, one.points, one.label) for one in item.options)
    return (item.name, item.max_points, item.applies_if, options)


def _uses(dossier: Dossier) -> list[DossierPaper]:
    return list(
        DossierPaper.objects.filter(dossier=dossier).select_related(
            "paper__file", "paper__replaced_by__file"
        )
    )


def _now(paper: Paper) -> Paper:
    """The paper, or the renewed one in its place."""
    return getattr(paper, "replaced_by", None) or paper


def _end(paper: Paper, on: dt.date) -> str:
    """Why a paper can't be used on ``on``; empty when it can."""
    if paper.withdrawn_on is not None and paper.withdrawn_on <= on:
        return f"đã rút ngày {vn_date(paper.withdrawn_on)}"
    if paper.valid_until is not None and paper.valid_until < on:
        return f"hết hạn ngày {vn_date(paper.valid_until)}"
    return ""


def _valid_papers(earlier: Dossier, dossier: Dossier, on: dt.date) -> list[tuple[Paper, list[str]]]:
    known = parsed(dossier.sheet).by_code
    found: dict[int, tuple[Paper, list[str]]] = {}
    for use in _uses(earlier):
        paper = _now(use.paper)
        if _end(paper, on) or paper.producer_id != dossier.product.producer_id:
            continue
        criteria = [code for code in use.criteria if code in known]
        _paper, before = found.get(paper.pk, (paper, []))
        found[paper.pk] = (paper, [*before, *(code for code in criteria if code not in before)])
    return list(found.values())


# --- what to look at again ------------------------------------------------------------------------

STALE, CHANGED, NEW = "stale", "changed", "new"


@dataclass(frozen=True, slots=True)
class Note:
    """Something taken over that somebody should look at: of which kind, where, what.

    ``step`` is a step of the guided form, ``name`` an entry, a criterion's code or empty.
    """

    kind: str
    step: str
    name: str
    text: str


def forward_notes(dossier: Dossier, *, on: dt.date) -> tuple[DossierSubmission | None, list[Note]]:
    """The earlier filing and what of it is stale, changed or newly asked; worked out each time,
    so a note goes away when its matter is settled.
    """
    source = earlier_submission(dossier)
    if source is None:
        return None, []
    notes = _extra(dossier)
    for step, entries in (("registration", REGISTRATION), ("report", REPORT)):
        wanted = asked(entries, kind=dossier.kind, samples=True)
        notes += _entry_notes(dossier, source, step, wanted, on)
    return source, [*notes, *_criterion_notes(dossier, source), *_paper_notes(dossier, source, on)]


def _extra(dossier: Dossier) -> list[Note]:
    return [
        Note(NEW, "report", entry.name, f"{entry.label}: lần đăng ký này phải viết mới")
        for entry in REPORT
        if dossier.kind in entry.only and not dossier.report.get(entry.name)
    ]


def _entry_notes(
    dossier: Dossier, source: DossierSubmission, step: str, entries: list[Entry], on: dt.date
) -> list[Note]:
    old, now = source.snapshot.get(step, {}), getattr(dossier, step)
    filed = source.filed_at.date()
    stale = add_months(filed, STALE_MONTHS) <= on
    notes = []
    for entry in entries:
        before, value = old.get(entry.name), now.get(entry.name)
        if entry.name in _ANEW or not before or not value:
            continue
        if entry.kind == LONG and before == value and stale:
            text = f"{entry.label}: viết từ hồ sơ nộp ngày {vn_date(filed)}, đã quá 3 năm"
            notes.append(Note(STALE, step, entry.name, text))
        elif entry.kind != LONG and before != value:
            text = f"{entry.label}: hồ sơ trước ghi “{shown(entry, before)}”, nay là"
            notes.append(Note(CHANGED, step, entry.name, f"{text} “{shown(entry, value)}”"))
    return notes


def _criterion_notes(dossier: Dossier, source: DossierSubmission) -> list[Note]:
    old, new = parsed(source.dossier.sheet), parsed(dossier.sheet)
    same, marked = unchanged(old, new), set(answers_of(dossier))
    return [
        Note(
            NEW,
            "scores",
            item.code,
            f"Tiêu chí {item.code} {item.name}: "
            + ("mức điểm khác phiếu trước" if item.code in old.by_code else "phiếu trước chưa có"),
        )
        for item in new.criteria
        if item.code not in same and item.code not in marked
    ]


def _paper_notes(dossier: Dossier, source: DossierSubmission, on: dt.date) -> list[Note]:
    used = {use.paper_id for use in dossier.papers.all()}
    kinds = {use.kind for use in dossier.papers.all()}
    notes = []
    for use in _uses(source.dossier):
        paper = _now(use.paper)
        ended = _end(paper, on)
        if ended and paper.pk not in used and paper.kind not in kinds:
            text = f"“{paper.title}” của hồ sơ trước {ended}, chưa có giấy thay"
            notes.append(Note(STALE, "papers", paper.code, text))
    return notes
