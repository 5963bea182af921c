"""A new dossier takes over what the product's earlier one said and proved."""

from accounts.models import User
from evaluations.models import Dossier, DossierPaper, SelfScore
from evaluations.selectors.criteria import parsed
from evaluations.selectors.forward import Carried


def carry_over(dossier: Dossier, carried: Carried, *, actor: User) -> None:
    """Give the new ``dossier`` the marks and the uses of papers of ``carried``.

    For :func:`evaluations.services.intake.open_dossier`, inside its transaction; forms are
    written there.
    """
    criteria = parsed(dossier.sheet).by_code
    SelfScore.objects.bulk_create(
        SelfScore(
            dossier=dossier,
            criterion=code,
            case=answer["case"] if isinstance(answer, dict) else "",
            points=answer["points"] if isinstance(answer, dict) else answer,
            max_points=criteria[code].max_points,
            explanation=carried.words.get(code, ""),
        )
        for code in {**carried.answers, **carried.words}
        for answer in [carried.answers.get(code)]
    )
    DossierPaper.objects.bulk_create(
        DossierPaper(dossier=dossier, paper=paper, criteria=criteria_of, added_by=actor)
        for paper, criteria_of in carried.papers
    )
