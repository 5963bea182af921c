"""Further tests that a producer was asked for and has handed in nothing."""

import datetime as dt

from django.urls import reverse

from accounts.models import User
from evaluations.selectors.testing import waiting_tests
from reports.selectors.workrow import WorkRow, about, since


def rows(user: User, *, on: dt.date) -> list[WorkRow]:
    """One line each; one statement."""
    found = []
    for test in waiting_tests(user, on=on):
        dossier = test.appraisal.dossier
        found.append(
            WorkRow(
                title=f"Kiểm nghiệm tỉnh yêu cầu: {test.what}",
                note=about(dossier),
                url=reverse("evaluations:dossier_test", args=[dossier.code, test.number]),
                action="Nộp phiếu",
                **since(test.asked_on, on=on, verb="Yêu cầu"),  # type: ignore[arg-type]
            )
        )
    return found
