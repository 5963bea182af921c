"""Tables of the evaluations room."""

from evaluations.models.council import (
    Attendance,
    Council,
    CouncilMember,
    CouncilRegulation,
    CouncilSession,
    EvaluationRound,
    SessionItem,
)
from evaluations.models.criteria import CriteriaSheet, RuleVersion
from evaluations.models.dossier import (
    CommuneAssessment,
    Dossier,
    DossierEvent,
    DossierPaper,
    DossierSubmission,
    SelfScore,
)
from evaluations.models.scoring import ScoreLine, ScoreSheet, Verdict

__all__ = [
    "Attendance",
    "CommuneAssessment",
    "Council",
    "CouncilMember",
    "CouncilRegulation",
    "CouncilSession",
    "CriteriaSheet",
    "Dossier",
    "DossierEvent",
    "DossierPaper",
    "DossierSubmission",
    "EvaluationRound",
    "RuleVersion",
    "ScoreLine",
    "ScoreSheet",
    "SelfScore",
    "SessionItem",
    "Verdict",
]
