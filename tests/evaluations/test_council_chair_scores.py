"""Who scores is the regulation's: with ``chair_scores`` off the chair opens but has no sheet."""

import pytest

from evaluations.models import ScoreSheet
from tests.factories import council as factory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("chair_scores", "sheets"), ((True, 8), (False, 7)))
def test_chair_gets_a_sheet_only_where_the_regulation_says_so(chair_scores, sheets):
    of = factory.sitting(members=8, regulation_details={"chair_scores": chair_scores})
    rows = ScoreSheet.objects.filter(item=of.item)
    assert rows.count() == sheets
    assert rows.filter(member=of.members[0]).exists() is chair_scores


def test_seven_members_make_the_result_that_a_chair_without_sheet_concludes():
    of = factory.sitting(members=8, regulation_details={"chair_scores": False})
    factory.start(of)
    answers = factory.answers(of.form)
    for index in range(1, 8):
        factory.score(of, index, answers)
    item = factory.open_item(item=of.item, actor=of.chair)
    verdict = factory.conclude_item(item=item, actor=of.chair, on=of.session.held_on)
    assert len(verdict.inputs["members"]) == 7
    assert verdict.result["total"] == "100.00"
