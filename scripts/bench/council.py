"""A council at work: saving one answer alone and among fifty people, the table of a sitting."""

import random
import statistics
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from evaluations.models import ScoreLine
from evaluations.selectors.criteria import parsed
from evaluations.services.council.sitting import open_item
from scripts.bench.meter import Figure, against, each, number, once, seconds, statements
from scripts.bench.people import Office
from tests.factories import council as factory

MEMBERS, PRODUCTS = 11, 20
# People who choose an answer a second each: more than any council has.
PEOPLE, CHOICES = 50, 12
_ALONE = 60
_SCRIPT = {"X-Requested-With": "fetch"}


class Desk:
    """One sheet in one browser."""

    def __init__(self, of: factory.Sitting, member: int, item: Any) -> None:
        self.client = Client()
        self.client.force_login(of.members[member].user)
        self.form = parsed(item.dossier.sheet)
        self.url = reverse("evaluations:sheet_save", args=[of.session.code, item.code])
        self.version = of.sheet(member, item).version
        self.chance = random.Random(member)  # noqa: S311 -- marks, no secrets
        self.took: list[float] = []
        self.turn = 0

    def save(self) -> None:
        """Choose one option and send it, as the page does."""
        self.turn += 1
        criterion = self.form.criteria[self.turn % 10]
        points = criterion.options[self.turn // 10 % 2].points
        sent = {f"c-{criterion.code}": str(points), "version": str(self.version)}
        began = time.perf_counter()
        answer = self.client.post(self.url, sent, headers=_SCRIPT)
        self.took.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.content
        self.version = answer.json()["version"]

    def sit(self) -> None:
        """A person who chooses about once a second."""
        try:
            for _ in range(CHOICES):
                time.sleep(self.chance.uniform(0.5, 1.5))
                self.save()
        finally:
            connection.close()


def _slowest(times: list[float]) -> float:
    """95 of 100 are faster."""
    return statistics.quantiles(times, n=20)[-1]


def measure(_office: Office) -> Iterator[Figure]:
    """One sitting of eleven members and twenty products."""
    of = factory.sitting(members=MEMBERS, dossiers=PRODUCTS)
    factory.start(of)
    items = of.items
    for index in range(MEMBERS):
        factory.declare(of, index)
    desks = [Desk(of, member, item) for item in items for member in range(MEMBERS)][: PEOPLE + 1]
    yield from _saving(desks)
    yield from _table(of)


def _saving(desks: list[Desk]) -> Iterator[Figure]:
    alone, *others = desks
    asked = statements(alone.save)
    line = partial(ScoreLine.objects.filter(pk=ScoreLine.objects.first().pk).update, points=1)
    cost, floor = each(alone.save, times=_ALONE), each(line, times=_ALONE)
    yield against(
        f"Lưu một lựa chọn: {asked} câu lệnh cả phiên và quyền",
        cost,
        floor,
        of="một câu lệnh sửa một dòng điểm",
        budget="≤ 15 câu lệnh" + ("" if asked <= 15 else " (KHÔNG ĐẠT)"),
    )
    threads = [threading.Thread(target=desk.sit) for desk in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together = [took for desk in others for took in desk.took]
    assert len(together) == PEOPLE * CHOICES
    single = _slowest(alone.took)
    crowd = _slowest(together)
    yield Figure(
        f"{PEOPLE} người cùng lúc, mỗi người một lựa chọn mỗi giây, một tiến trình web:"
        f" {number(len(together))} lần lưu, không mất lần nào",
        f"95 % dưới {seconds(crowd)}",
        f"một người: 95 % dưới {seconds(single)}",
        crowd / single,
    )


def _table(of: factory.Sitting) -> Iterator[Figure]:
    full = factory.answers(of.form, 0.8)
    items = of.items
    chair = Client()
    chair.force_login(of.chair)
    whole = reverse("evaluations:session_tally", args=[of.session.code])
    found: dict[int, list[int]] = {}
    for done, item in enumerate(items, start=1):
        for member in range(MEMBERS):
            factory.score(of, member, full, item)
        open_item(item=item, actor=of.chair)
        if done in (1, 3, PRODUCTS):
            one = reverse("evaluations:item_tally", args=[of.session.code, item.code])
            found[done] = [statements(partial(_get, chair, url)) for url in (one, whole)]
    marks = ScoreLine.objects.count()
    floor = once(lambda: list(ScoreLine.objects.values_list("sheet", "criterion", "points")))
    for place, words in enumerate(("một sản phẩm", "cả phiên họp")):
        url = (one, whole)[place]
        counts = [row[place] for row in found.values()]
        yield against(
            f"Mở bảng tổng hợp {words}: {'/'.join(map(str, counts))} câu lệnh khi đã mở"
            f" 1/3/{PRODUCTS} sản phẩm, {MEMBERS} phiếu mỗi sản phẩm",
            each(partial(_get, chair, url), times=5),
            floor,
            of=f"đọc {number(marks)} dòng điểm",
            budget="số câu lệnh không đổi" + ("" if len(set(counts)) == 1 else " (KHÔNG ĐẠT)"),
        )


def _get(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
