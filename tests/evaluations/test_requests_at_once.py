"""Two officers at the same moment: one request, one sentence."""

import pytest

from evaluations.models import Dossier, SupplementRequest
from evaluations.services import dossier as moves
from evaluations.workflow.requests import Judged, Point
from tests.evaluations.test_council_at_once import at_once
from tests.factories import accounts, evaluations

pytestmark = pytest.mark.django_db(transaction=True)
ON = evaluations.ON


def test_two_requests_at_once_make_one() -> None:
    row = evaluations.in_state("received")
    first, second = accounts.user("Lê Một"), accounts.user("Lê Hai")
    told = at_once(
        *(
            lambda by=by: moves.ask_supplement(
                dossier=Dossier.objects.get(pk=row.pk), reason="Nhãn", actor=by, on=ON
            )
            for by in (first, second)
        )
    )
    assert sorted(told) == ["done", "state"]
    assert SupplementRequest.objects.filter(dossier=row).count() == 1


def test_replies_to_different_points_at_once_are_both_kept() -> None:
    row = evaluations.in_state("filed")
    points = [Point("Nhãn"), Point("Phiếu")]
    moves.return_dossier(dossier=row, points=points, actor=row.opened_by, on=ON)
    seen = row.requests.get().updated_at.isoformat()
    told = at_once(
        *(
            lambda number=number: moves.reply_points(
                dossier=row,
                replies={number: f"Trả lời {number}"},
                actor=row.opened_by,
                on=ON,
                seen=seen,
            )
            for number in (1, 2)
        )
    )
    assert told == ["done", "done"]
    replies = row.requests.get().points.values_list("reply", flat=True)
    assert list(replies) == ["Trả lời 1", "Trả lời 2"]


def test_a_judgement_and_the_next_request_at_once_leave_no_half() -> None:
    row = moves.file_dossier(
        dossier=evaluations.in_state("returned"),
        actor=evaluations.accounts.user("Đồng Thị An"),
        on=ON,
    )
    told = at_once(
        lambda: moves.judge_points(
            dossier=row, judged={1: Judged("open", "Còn thiếu")}, actor=row.opened_by, on=ON
        ),
        lambda: moves.return_dossier(dossier=row, reason="Nhãn", actor=row.opened_by, on=ON),
    )
    assert "done" in told
    asked = list(SupplementRequest.objects.filter(dossier=row).order_by("pk"))
    assert [one.answered_on is None for one in asked] == [False, True]
