"""The co-pilot: what a dossier lacks, what its papers contradict, what the next star costs.

Pure: no database, no clock. ``facts`` is what the rules look at, ``findings`` how a rule and what
it finds look, ``entries``, ``marks``, ``papers``, ``proof`` and ``identity`` hold the rules,
``review`` runs them all, ``paths`` finds the cheapest way to each star.
"""

from evaluations.advising.facts import Facts, PaperFacts, Register
from evaluations.advising.findings import Finding, Rule, Severity
from evaluations.advising.marks import own_limits
from evaluations.advising.paths import Change, StarPath, star_path, star_paths
from evaluations.advising.review import RULES, blocking, missing_texts, review

__all__ = [
    "RULES",
    "Change",
    "Facts",
    "Finding",
    "PaperFacts",
    "Register",
    "Rule",
    "Severity",
    "StarPath",
    "blocking",
    "missing_texts",
    "own_limits",
    "review",
    "star_path",
    "star_paths",
]
