"""Reminders of deadlines: to whoever holds the dossier, each step once, whatever happens."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import time_machine
from django.db import DatabaseError, connection

from accounts.enums import Role
from accounts.models import User
from evaluations.enums import DossierKind, DossierState, RequestLevel, Seat
from evaluations.models import DeadlineReminder, Dossier, SupplementRequest
from evaluations.services import dossier as moves
from evaluations.services.reminding import JOB, remind_deadlines
from evaluations.tasks import remind_deadlines as task
from notifications.models import Heartbeat, Notice
from programmes.services.calendar import add_day
from tests.factories import accounts, communes, council, evaluations, producers, products

pytestmark = pytest.mark.django_db

D = dt.date
FILED = D(2026, 7, 1)  # fifteen working days end on 22/7/2026


@pytest.fixture(autouse=True)
def _long_after():
    with time_machine.travel(dt.datetime(2026, 10, 1, 3, tzinfo=dt.UTC), tick=False):
        yield


class Scene:
    """Everybody who may hold a dossier of one commune, and some who never do."""

    def __init__(self) -> None:
        self.maker = producers.producer("HTX Tác Huy")
        unit = self.maker.unit
        self.an = producers.member(self.maker)
        self.binh = accounts.commune_officer(unit)
        self.thai = accounts.province_officer(unit.parent)
        self.leader = accounts.user("Chủ tịch tỉnh", Role.PROVINCE_LEADER, unit.parent)
        self.others = [
            producers.member(producers.producer(), "Hoàng Thị Khác"),
            producers.former_member(self.maker, until=D(2026, 6, 30)),
            accounts.commune_officer(communes.commune("Xã Khác")),
            accounts.user("Quản trị", Role.ADMINISTRATOR),
        ]

    def dossier(self, state: str = "filed", on: dt.date = FILED, **values: object) -> Dossier:
        row = evaluations.dossier(products.product(None, self.maker), on=on, **values)
        return evaluations.in_state(state, row=row, on=on)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def ledger() -> list[tuple[dt.date, int]]:
    rows = DeadlineReminder.objects.order_by("pk")
    return list(rows.values_list("due_on", "step"))


def told(kind: str = "dossier_deadline") -> list[tuple[User, str]]:
    rows = Notice.objects.filter(kind__startswith=kind).select_related("recipient")
    return [(row.recipient, row.subject) for row in rows.order_by("pk")]


def ask(row: Dossier, level: str, due_on: dt.date) -> None:
    SupplementRequest.objects.update_or_create(
        dossier=row,
        answered_on=None,
        defaults={
            "level": level,
            "number": 1,
            "asked_on": FILED,
            "asked_by": row.opened_by,
            "due_on": due_on,
        },
    )


def test_each_step_on_its_day_to_the_commune(scene: Scene) -> None:
    name = scene.dossier().product.name
    for day in range(1, 32):
        remind_deadlines(on=D(2026, 7, day))
    assert ledger() == [(D(2026, 7, 22), step) for step in (5, 2, 0, -1, -2)]
    assert told() == [
        (scene.binh, f"Còn 5 ngày làm việc: hồ sơ {name}"),
        (scene.binh, f"Còn 2 ngày làm việc: hồ sơ {name}"),
        (scene.binh, f"Hạn hôm nay: hồ sơ {name}"),
        (scene.binh, f"Quá 1 ngày: hồ sơ {name}"),
        (scene.binh, f"Quá 8 ngày: hồ sơ {name}"),
    ]
    first = Notice.objects.filter(kind="dossier_deadline").order_by("pk")[0]
    assert first.body == (
        f"Hồ sơ “{name}” của HTX Tác Huy ở {scene.maker.unit.full_name} từ 01/07/2026, hạn"
        " 22/07/2026.\nCăn cứ: 15 ngày làm việc từ ngày nhận hồ sơ (Điều 7.2).\nKiểm tra hồ sơ,"
        " viết Mẫu số 03 và gửi đề nghị lên tỉnh."
    )


def test_a_second_run_and_a_day_set_back_remind_nobody_again(scene: Scene) -> None:
    scene.dossier()
    assert remind_deadlines(on=D(2026, 7, 20)).by_step == {2: 1}
    assert remind_deadlines(on=D(2026, 7, 20)).by_step == {}
    assert remind_deadlines(on=D(2026, 7, 16)).by_step == {}
    assert len(told()) == 1


def test_after_days_without_a_run_only_the_newest_step_is_sent(scene: Scene) -> None:
    scene.dossier()
    result = remind_deadlines(on=D(2026, 8, 14))
    assert result.as_dict() == {
        "on": "2026-08-14",
        "checked": 1,
        "reminded": 1,
        "by_step": {"-4": 1},
    }
    assert [subject[:11] for _user, subject in told()] == ["Quá 23 ngày"]


def test_standing_still_stops_the_reminders_and_a_new_end_starts_its_own(scene: Scene) -> None:
    row = scene.dossier()
    remind_deadlines(on=D(2026, 7, 15))
    row = moves.return_dossier(
        dossier=row, reason="Thiếu nhãn", actor=row.opened_by, on=D(2026, 7, 16)
    )
    SupplementRequest.objects.filter(dossier=row).update(due_on=None)
    remind_deadlines(on=D(2026, 7, 22))
    assert ledger() == [(D(2026, 7, 22), 5)]
    SupplementRequest.objects.filter(dossier=row).update(answered_on=D(2026, 7, 27))
    moves.file_dossier(dossier=row, actor=row.opened_by, on=D(2026, 7, 27))
    remind_deadlines(on=D(2026, 7, 27))
    # Eleven days were used; four are left from 27/7.
    assert ledger() == [(D(2026, 7, 22), 5), (D(2026, 7, 31), 5)]


def test_a_day_off_entered_later_moves_the_reminder(scene: Scene) -> None:
    scene.dossier()
    keeper = scene.others[-1]
    add_day(day=D(2026, 7, 14), kind="off", name="Nghỉ bão", basis="Công điện 1", actor=keeper)
    assert remind_deadlines(on=D(2026, 7, 15)).by_step == {}
    assert remind_deadlines(on=D(2026, 7, 16)).by_step == {5: 1}
    assert ledger() == [(D(2026, 7, 23), 5)]


def test_the_producer_is_reminded_of_what_the_commune_asked(scene: Scene) -> None:
    ask(scene.dossier(DossierState.RETURNED), RequestLevel.COMMUNE, D(2026, 7, 10))
    remind_deadlines(on=D(2026, 7, 9))
    assert [user for user, _subject in told()] == [scene.an]


def test_commune_and_producer_are_reminded_of_what_the_province_asked(scene: Scene) -> None:
    ask(scene.dossier(DossierState.SUPPLEMENT), RequestLevel.PROVINCE, D(2026, 7, 10))
    remind_deadlines(on=D(2026, 7, 9))
    assert {user for user, _subject in told()} == {scene.an, scene.binh}


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (DossierState.RECEIVED, "thai"),
        (DossierState.ACCEPTED, "thai"),
        (DossierState.CONCLUDED, "leader"),
    ],
)
def test_rule_7_27_reminds_whoever_holds_the_rerating(scene: Scene, state: str, who: str) -> None:
    on = D(2026, 7, 2)
    scene.dossier(state, on=on, kind=DossierKind.RERATING, expires_on=D(2026, 11, 30))
    remind_deadlines(on=D(2026, 8, 17))
    assert told() == [(getattr(scene, who), told()[0][1])]
    assert ledger() == [(D(2026, 8, 17), 0)]


def test_chair_and_secretary_are_reminded_of_the_round(scene: Scene) -> None:
    of = council.sitting(members=3, dossiers=1)
    before = of.round.held_before
    remind_deadlines(on=before - dt.timedelta(days=1))
    leading = of.council.members.filter(seat__in=(Seat.CHAIR, Seat.SECRETARY))
    assert {user.pk for user, _subject in told()} == set(leading.values_list("user", flat=True))


@pytest.mark.parametrize(
    "state",
    [DossierState.DRAFT, DossierState.PROPOSED, DossierState.RECEIVED, DossierState.WITHDRAWN],
)
def test_where_the_law_sets_no_day_nobody_is_reminded(scene: Scene, state: str) -> None:
    scene.dossier(state)
    assert remind_deadlines(on=D(2026, 9, 30)).by_step == {}
    assert told() == []


def test_several_dossiers_of_one_desk_are_one_notice(scene: Scene) -> None:
    late, near = scene.dossier(), scene.dossier(on=D(2026, 7, 6))
    remind_deadlines(on=D(2026, 7, 24))
    [(user, subject)] = told()
    assert (user, subject) == (scene.binh, "1 hồ sơ quá hạn, 1 hồ sơ sắp đến hạn")
    notice = Notice.objects.get(kind="dossier_deadlines")
    lines = notice.body.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["- Quá 2 ngày", "- Còn 1 ngày làm việc"]
    assert late.product.name in lines[0]
    assert near.product.name in lines[1]
    assert notice.url == "/lam-viec/ho-so/?cho=toi&xep=han"


CUT = {
    "sqlite": "CREATE TRIGGER cut BEFORE INSERT ON notifications_notice"
    " WHEN NEW.subject LIKE '%{name}%' BEGIN SELECT RAISE(ABORT, 'cut'); END",
    "postgresql": "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE notifications_notice"
    " ADD CONSTRAINT cut CHECK (subject NOT LIKE '%{name}%')",
}
MEND = {
    "sqlite": "DROP TRIGGER cut",
    "postgresql": "SET CONSTRAINTS ALL IMMEDIATE;"
    " ALTER TABLE notifications_notice DROP CONSTRAINT cut",
}


def test_a_job_killed_half_way_does_only_the_lost_batch_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluations.services.reminding.TOLD", 1)
    rows = [scene.dossier() for _ in range(3)]
    name = "x" * 10
    type(rows[2].product).objects.filter(pk=rows[2].product_id).update(name=name)
    with connection.cursor() as cursor:
        cursor.execute(CUT[connection.vendor].format(name=name))
    with pytest.raises(DatabaseError, match="cut"):
        remind_deadlines(on=D(2026, 7, 22))
    assert len(ledger()) == len(told()) == 2
    with connection.cursor() as cursor:
        cursor.execute(MEND[connection.vendor])
    assert remind_deadlines(on=D(2026, 7, 22)).by_step == {0: 1}
    assert len(ledger()) == len(told()) == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_do_not_depend_on_rows(
    scene: Scene, rows: int, django_assert_num_queries: Callable
) -> None:
    for _ in range(rows):
        scene.dossier()
    with django_assert_num_queries(28):
        remind_deadlines(on=D(2026, 7, 22))


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_once() -> None:
    """At once on PostgreSQL; SQLite in memory has one writer, so there one after the other."""
    scene = Scene()
    for _ in range(3):
        scene.dossier()
    threads = 2 if connection.vendor == "postgresql" else 0
    start, results = threading.Barrier(max(threads, 1)), []

    def run() -> None:
        start.wait(timeout=20)
        try:
            results.append(remind_deadlines(on=D(2026, 7, 22)))
        finally:
            if threads:
                connection.close()

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if not threads:
        run()
        run()
    assert sorted(sum(result.by_step.values()) for result in results) == [0, 3]
    assert ledger() == [(D(2026, 7, 22), 0)] * 3
    assert len(told()) == 1


def test_the_job_takes_a_day_and_says_that_it_ran(scene: Scene) -> None:
    scene.dossier()
    assert task(on="2026-07-22")["by_step"] == {"0": 1}
    assert task()["by_step"] == {"-11": 1}  # today is 1/10/2026
    assert Heartbeat.objects.filter(name=JOB).count() == 1
