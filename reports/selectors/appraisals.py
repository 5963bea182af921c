"""Dossiers that somebody was given to appraise and has not reported on."""

import datetime as dt

from django.urls import reverse

from accounts.models import User
from evaluations.models import Appraisal
from evaluations.selectors.appraisal import waiting_appraisals
from reports.selectors.workrow import WorkRow, about, since, until


def rows(user: User, *, on: dt.date) -> list[WorkRow]:
    """One line each, by its last day where the office set one; three statements at most."""
    return [_row(row, on=on) for row in waiting_appraisals(user)]


def _row(row: Appraisal, *, on: dt.date) -> WorkRow:
    line = {
        "title": "Thẩm định hồ sơ, báo cáo Hội đồng",
        "note": about(row.dossier),
        "url": reverse("evaluations:dossier_appraisal", args=[row.dossier.code]),
        "action": "Thẩm định",
    }
    if row.due_on is not None:
        return WorkRow(**line, **until(row.due_on, on=on, note="báo cáo đến"))  # type: ignore[arg-type]
    return WorkRow(**line, **since(row.assigned_on, on=on, verb="Giao"))  # type: ignore[arg-type]
