"""Tables of the evaluations room."""

from evaluations.models.appraisal import Appraisal, AppraisalMember, RequestedTest
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
from evaluations.models.requests import (
    DeadlineReminder,
    IntakeItem,
    SupplementPoint,
    SupplementRequest,
)
from evaluations.models.scoring import ScoreLine, ScoreSheet, Verdict

__all__ = [
    "Appraisal",
    "AppraisalMember",
    "Attendance",
    "CommuneAssessment",
    "Council",
    "CouncilMember",
    "CouncilRegulation",
    "CouncilSession",
    "CriteriaSheet",
    "DeadlineReminder",
    "Dossier",
    "DossierEvent",
    "DossierPaper",
    "DossierSubmission",
    "EvaluationRound",
    "IntakeItem",
    "RequestedTest",
    "RuleVersion",
    "ScoreLine",
    "ScoreSheet",
    "SelfScore",
    "SessionItem",
    "SupplementPoint",
    "SupplementRequest",
    "Verdict",
]
