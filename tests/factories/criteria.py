"""Score sheets in force, through the services that load and publish them."""

from evaluations.models import CriteriaSheet
from evaluations.rating import Sheet
from evaluations.services.criteria import load_reference


def published_sheet(code: str = "QD26-09") -> CriteriaSheet:
    """One sheet that comes with the portal, published; its decision and product set beside it."""
    load_reference(codes=[code])
    return CriteriaSheet.objects.select_related("rule_version", "product_set").get(code=code)


def best_answers(sheet: Sheet) -> dict[str, object]:
    """The answers that reach the maximum of every criterion: 100 points, 5 stars."""
    answers: dict[str, object] = {}
    for criterion in sheet.criteria:
        best = max(criterion.options, key=lambda option: option.points)
        answers[criterion.code] = (
            {"case": best.case, "points": best.points} if criterion.has_cases else best.points
        )
    return answers
