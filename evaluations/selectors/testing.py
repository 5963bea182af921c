"""Further tests that a team asked for, as the producer learns of them (Đ7.3.c).

The appraisal itself the producer doesn't read: of a test only what is asked, where, since when,
and whether the result has come.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.selectors import Person, is_person
from evaluations.enums import AppraisalState, ItemState
from evaluations.models import Dossier, RequestedTest, SessionItem
from evaluations.selectors.appraisal import appraisal_of, marking_begun
from evaluations.workflow.appraisal import OPEN_IN, handing_fault
from producers.enums import PaperKind
from producers.models import Paper
from producers.selectors import in_use, memberships, papers_of


def tests_of(dossier: Dossier) -> list[RequestedTest]:
    """The tests asked for, each with the paper that was handed in."""
    row = appraisal_of(dossier)
    return list(row.tests.select_related("appraisal", "paper__paper")) if row is not None else []


def faults_of(dossier: Dossier, tests: Iterable[RequestedTest]) -> dict[int, str | None]:
    """By number of the test: why no paper of it is taken any more, as a sentence; or None."""
    begun = marking_begun(dossier)
    return {
        test.number: handing_fault(
            state=test.appraisal.state,
            dossier_state=dossier.state,
            begun=begun,
            answered=bool(test.result),
        )
        for test in tests
    }


def result_papers(dossier: Dossier) -> QuerySet[Paper]:
    """The papers of the producer's vault that may show a result."""
    return in_use(papers_of(dossier.product.producer)).filter(kind=PaperKind.TEST)


def waiting_tests(user: Person, *, on: dt.date) -> QuerySet[RequestedTest]:
    """Tests for which a producer of ``user`` has handed in nothing, while it can; oldest first."""
    if not is_person(user):
        return RequestedTest.objects.none()
    own = memberships(user, on).order_by().values("producer")
    marked = SessionItem.objects.exclude(state=ItemState.WAITING)
    return (
        RequestedTest.objects.filter(
            result="",
            paper=None,
            appraisal__state=AppraisalState.ASSIGNED,
            appraisal__dossier__state__in=OPEN_IN,
            appraisal__dossier__product__producer__in=own,
        )
        .exclude(appraisal__dossier__session_items__in=marked)
        .select_related("appraisal__dossier__product__producer")
        .order_by("asked_on", "pk")
    )
