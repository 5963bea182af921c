"""Tables of the evaluations room."""

from evaluations.models.appraisal import Appraisal, AppraisalMember, RequestedTest
from evaluations.models.council import (
    Council,
    CouncilMember,
    CouncilRegulation,
    EvaluationRound,
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
from evaluations.models.package import PackageDocument, SessionPackage
from evaluations.models.requests import (
    DeadlineReminder,
    IntakeItem,
    SupplementPoint,
    SupplementRequest,
)
from evaluations.models.scoring import ScoreLine, ScoreSheet, Verdict
from evaluations.models.sitting import (
    Attendance,
    ConflictDeclaration,
    CouncilSession,
    ItemVote,
    SessionItem,
)

__all__ = [
    "Appraisal",
    "AppraisalMember",
    "Attendance",
    "CommuneAssessment",
    "ConflictDeclaration",
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
    "ItemVote",
    "PackageDocument",
    "RequestedTest",
    "RuleVersion",
    "ScoreLine",
    "ScoreSheet",
    "SelfScore",
    "SessionItem",
    "SessionPackage",
    "SupplementPoint",
    "SupplementRequest",
    "Verdict",
]
