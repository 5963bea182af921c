"""A finding, and the rules that make them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from evaluations.advising.facts import Facts


class Severity(StrEnum):
    """What a finding means. Only ``BLOCK`` keeps a dossier from being filed."""

    BLOCK = "block"  # the law asks for it before the dossier is handed in
    RISK = "risk"  # the law lets it be filed, and names it as a reason to reject or not recognise
    ADVICE = "advice"  # what commune, province or council are likely to ask about


# Where something is repaired: steps of the guided dossier.
STEPS = ("registration", "report", "scores", "papers", "check")
REGISTRATION, REPORT, SCORES, PAPERS, CHECK = STEPS


@dataclass(frozen=True, slots=True)
class Hit:
    """What one rule found once: ``subject`` is the entry, criterion or paper it is about.

    ``criteria`` are the codes a missing paper would prove, ``column`` what of a paper's details is
    to be looked at ("holder").
    """

    text: str
    remedy: str = ""
    subject: str = ""
    reference: str = ""
    criteria: tuple[str, ...] = ()
    column: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to repair, or to know, before the dossier goes on.

    ``text`` says what is wrong, ``remedy`` what to do; neither ends with a full stop. ``reference``
    is the article of law and never empty for what blocks. ``step`` and ``subject`` say where: an
    entry's name, a criterion's code, a paper's code, or a kind of paper that is not there yet, then
    with the ``criteria`` it would prove; ``column`` is the detail of a paper that is meant.
    """

    code: str
    severity: Severity
    text: str
    remedy: str
    reference: str
    step: str
    subject: str
    criteria: tuple[str, ...] = ()
    column: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the finding is, whatever its words."""
        return self.code, self.subject


Check = Callable[[Facts], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its code, what it means, the law behind it, where it is repaired, how it looks."""

    code: str
    severity: Severity
    reference: str
    step: str
    check: Check

    def findings(self, facts: Facts) -> list[Finding]:
        """What the rule finds, in the order of the form, the sheet or the papers."""
        return [
            Finding(
                code=self.code,
                severity=self.severity,
                text=hit.text,
                remedy=hit.remedy,
                reference=hit.reference or self.reference,
                step=self.step,
                subject=hit.subject,
                criteria=hit.criteria,
                column=hit.column,
            )
            for hit in self.check(facts)
        ]


def quoted(text: str) -> str:
    """``text`` in quotation marks, cut where it is long."""
    return f"“{text[:80]}…”" if len(text) > 80 else f"“{text}”"
