"""Mẫu số 01 and 02: what is empty, and the window of days in which a re-rating is filed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from evaluations.advising.facts import Facts
from evaluations.advising.findings import CHECK, REGISTRATION, REPORT, Hit, Rule, Severity
from evaluations.enums import DossierKind
from evaluations.workflow.forms26 import (
    REGISTRATION as MAU_01,
)
from evaluations.workflow.forms26 import (
    REPORT as MAU_02,
)
from evaluations.workflow.forms26 import (
    Entry,
    missing,
    samples_fault,
)
from evaluations.workflow.windows import late_warning, too_early, too_late

# Đ6.1 a, b, c (rules 6-01, 6-02, 6-03): what the subject prepares for each kind.
ARTICLES: Mapping[str, str] = {
    DossierKind.FIRST: "Điều 6.1.a",
    DossierKind.UPGRADE: "Điều 6.1.b",
    DossierKind.RERATING: "Điều 6.1.c",
}


def _empty(
    facts: Facts, form: str, entries: Iterable[Entry], data: Mapping[str, Any]
) -> Iterator[Hit]:
    samples = facts.sheet.requires_samples
    for entry in missing(entries, data, kind=facts.kind, samples=samples):
        yield Hit(
            f"{form}: {entry.label}",
            remedy="Mục này chưa ghi",
            subject=entry.name,
            reference="Điều 6.2.d" if entry.samples else ARTICLES[facts.kind],
        )


def _registration_empty(facts: Facts) -> Iterator[Hit]:
    return _empty(facts, "Mẫu số 01", MAU_01, facts.registration)


def _samples_few(facts: Facts) -> Iterator[Hit]:
    fault = samples_fault(facts.registration, samples=facts.sheet.requires_samples)
    if fault:
        yield Hit(fault, remedy="Chuẩn bị đủ 05 đơn vị sản phẩm mẫu", subject="samples")


def _report_empty(facts: Facts) -> Iterator[Hit]:
    return _empty(facts, "Mẫu số 02", MAU_02, facts.report)


def _is_new_rerating(facts: Facts) -> bool:
    """A returned dossier is handed in again, not anew: the window was kept the first time."""
    return facts.kind == DossierKind.RERATING and not facts.filed_before


def _outside_window(facts: Facts) -> Iterator[Hit]:
    if facts.expires_on is None or not _is_new_rerating(facts):
        return
    fault = too_early(facts.today, facts.expires_on) or too_late(facts.today, facts.expires_on)
    if fault:
        yield Hit(fault, remedy="Nộp trong thời hạn này, hoặc lập hồ sơ đăng ký lần đầu")


def _late_but_let_pass(facts: Facts) -> Iterator[Hit]:
    told = late_warning(facts.today, facts.expires_on) if _is_new_rerating(facts) else None
    if told:
        yield Hit(told, remedy="Nộp càng sớm càng tốt, giấy chứng nhận chỉ được kéo dài có hạn")


RULES = (
    Rule("outside_window", Severity.BLOCK, "Điều 7.6.a", CHECK, _outside_window),
    Rule("registration_empty", Severity.BLOCK, "Điều 6.1", REGISTRATION, _registration_empty),
    Rule("samples_few", Severity.BLOCK, "Điều 6.2.d", REGISTRATION, _samples_few),
    Rule("report_empty", Severity.BLOCK, "Điều 6.1", REPORT, _report_empty),
    Rule("window_late", Severity.ADVICE, "Điều 12.3", CHECK, _late_but_let_pass),
)
