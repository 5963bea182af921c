"""All rules over one dossier."""

from collections.abc import Iterable

from evaluations.advising import entries, identity, marks, papers, proof
from evaluations.advising.facts import Facts
from evaluations.advising.findings import STEPS, Finding, Severity

# The order within one step of the guided dossier: what is wrong before what lacks proof.
RULES = (*entries.RULES, *marks.RULES, *papers.RULES, *identity.RULES, *proof.RULES)

# What the guard of filing tells with a sentence of its own (``workflow.dossier.is_in_window``).
OUTSIDE_WINDOW = "outside_window"

_SEVERITIES = tuple(Severity)


def review(facts: Facts) -> list[Finding]:
    """Everything the rules find: what blocks first, then risks, then advice; within each by step.

    The same facts give the same list in the same order, and the rules change nothing.
    """
    found = [finding for rule in RULES for finding in rule.findings(facts)]
    return sorted(
        found,
        key=lambda finding: (_SEVERITIES.index(finding.severity), STEPS.index(finding.step)),
    )


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those that keep the dossier from being filed."""
    return [finding for finding in findings if finding.severity == Severity.BLOCK]


def missing_texts(findings: Iterable[Finding]) -> list[str]:
    """What is missing, as the guard of filing tells it; the window of days has its own guard."""
    return [finding.text for finding in blocking(findings) if finding.code != OUTSIDE_WINDOW]
