"""Two people at the same moment, each with a connection of his own."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from common.dates import today
from common.errors import DomainError
from evaluations.models import Verdict
from evaluations.services.council.scoring import save_answers, sign_sheet
from evaluations.services.council.sitting import open_item
from evaluations.services.council.verdict import conclude_item
from tests.factories import council as factory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Each act in a thread of its own from one starting line; "done" or the refusal's code.

    SQLite has one writer at a time: there the same stale objects act one after another.
    """
    threaded = connection.vendor == "postgresql"
    line = threading.Barrier(len(acts))
    told = [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        if threaded:
            line.wait()
        try:
            act()
            told[place] = "done"
        except DomainError as refused:
            told[place] = refused.code
        finally:
            if threaded:
                connection.close()

    if not threaded:
        for pair in enumerate(acts):
            run(*pair)
        return told
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_two_members_save_at_once_and_both_are_kept() -> None:
    of = factory.sitting(members=2)
    factory.start(of)
    sheets = [factory.declare(of, index) for index in range(2)]
    full = factory.answers(of.form)
    told = at_once(
        *(
            lambda sheet=sheet, member=member: save_answers(
                sheet=sheet, answers=full, version=sheet.version, actor=member.user
            )
            for sheet, member in zip(sheets, of.members, strict=True)
        )
    )
    assert told == ["done", "done"]
    assert [of.sheet(index).lines.count() for index in range(2)] == [31, 31]


def test_one_member_in_two_windows_at_once_is_kept_once() -> None:
    of = factory.sitting(members=1)
    factory.start(of)
    sheet = factory.declare(of, 0)
    told = at_once(
        *(
            lambda points=points: save_answers(
                sheet=sheet, answers={"1.1": points}, version=sheet.version, actor=of.chair
            )
            for points in (1, 5)
        )
    )
    assert sorted(told) == ["conflict", "done"]


def test_two_members_sign_at_once_and_the_chair_hears_once() -> None:
    of = factory.sitting(members=2)
    factory.start(of)
    full = factory.answers(of.form)
    for index in range(2):
        factory.declare(of, index)
        factory.fill(of, index, full)
    told = at_once(
        *(
            lambda index=index: sign_sheet(
                sheet=of.sheet(index),
                version=of.sheet(index).version,
                actor=of.members[index].user,
            )
            for index in range(2)
        )
    )
    assert told == ["done", "done"]
    assert of.chair.notices.filter(kind="item_signed").count() == 1


def test_opening_and_concluding_twice_at_once_happens_once() -> None:
    of = factory.sitting(members=1)
    factory.start(of)
    factory.score(of, 0, factory.answers(of.form))
    item = of.item
    opening = at_once(*[lambda: open_item(item=item, actor=of.chair)] * 2)
    assert sorted(opening) == ["done", "state"]
    concluding = at_once(*[lambda: conclude_item(item=item, actor=of.chair, on=today())] * 2)
    assert sorted(concluding) == ["done", "state"]
    assert Verdict.objects.count() == 1
