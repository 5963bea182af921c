"""The drill: eleven members score twenty products at the same moment, and nothing is lost.

SQLite has one writer at a time: there fewer members score fewer products one after another.
"""

import random
import threading
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from evaluations.enums import ScoreSheetState
from evaluations.models import ScoreLine, ScoreSheet, SessionItem
from evaluations.rating import Sheet
from evaluations.selectors.criteria import parsed
from evaluations.services.council.scoring import save_answers, sign_sheet
from evaluations.workflow.order import order_of
from tests.factories import council as factory

MEMBERS, PRODUCTS, SEED = 11, 20, 26_2026
pytestmark = pytest.mark.django_db(transaction=True)


def choices(form: Sheet, chance: random.Random) -> list[dict[str, Any]]:
    """A whole sheet in four goes, as somebody sends it who has paused over it."""
    given = factory.answers(form, chance.choice((0.4, 0.6, 0.8, 1.0)))
    codes = list(given)
    chance.shuffle(codes)
    return [{code: given[code] for code in codes[start::4]} for start in range(4)]


class Member(threading.Thread):
    """One member with a connection of his own, in his own order, some sheets open in turn."""

    def __init__(self, number: int, user: User, items: list[SessionItem], line: threading.Barrier):
        super().__init__()
        self.number, self.user, self.items, self.line = number, user, items, line
        self.sent: dict[str, dict[str, Any]] = {}
        self.fault = ""

    def run(self) -> None:
        try:
            self.line.wait()
            self.score()
        except Exception as fault:  # noqa: BLE001 -- told by the test, which has the thread's result
            self.fault = repr(fault)
        finally:
            connection.close()

    def score(self) -> None:
        chance = random.Random(SEED + self.number)  # noqa: S311 -- marks, no secrets
        for item in self.items:
            sheet = ScoreSheet.objects.select_related("member__user", "item__dossier__sheet").get(
                item=item, member__user=self.user
            )
            self.sent[item.code] = {}
            for part in choices(parsed(item.dossier.sheet), chance):
                sheet = save_answers(
                    sheet=sheet, answers=part, version=sheet.version, actor=self.user
                )
                self.sent[item.code] |= part
            sign_sheet(sheet=sheet, version=sheet.version, actor=self.user)


def points(answers: dict[str, Any]) -> dict[str, int]:
    return {code: given["points"] if isinstance(given, dict) else given
            for code, given in answers.items()}  # fmt: skip


def test_eleven_members_and_twenty_products_at_once() -> None:
    threaded = connection.vendor == "postgresql"
    of = factory.sitting(members=MEMBERS if threaded else 3, dossiers=PRODUCTS if threaded else 2)
    factory.start(of)
    items = {item.code: item for item in of.items}
    for index in range(len(of.members)):
        factory.declare(of, index)
    parsed(of.dossiers[0].sheet)
    line = threading.Barrier(len(of.members))
    members = [
        Member(
            number,
            seat.user,
            [items[code] for code in order_of(of.session.order_seed, seat.code, items)],
            line,
        )
        for number, seat in enumerate(of.members)
    ]
    for member in members:
        member.start() if threaded else member.score()
    for member in members if threaded else ():
        member.join()
    assert [member.fault for member in members if member.fault] == []
    states = set(ScoreSheet.objects.values_list("state", flat=True))
    assert states == {ScoreSheetState.SIGNED}
    kept: dict[tuple[int, str], dict[str, int]] = {}
    for user, code, criterion, mark in ScoreLine.objects.values_list(
        "sheet__member__user", "sheet__item__code", "criterion", "points"
    ):
        kept.setdefault((user, code), {})[criterion] = mark
    sent = {
        (member.user.pk, code): points(answers)
        for member in members
        for code, answers in member.sent.items()
    }
    assert len(sent) == len(members) * len(items)
    assert kept == sent
    # Of each product the chair hears once that all have signed.
    assert of.chair.notices.filter(kind="item_signed").count() == len(items)
