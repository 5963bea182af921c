"""The expiry ladder: each certificate × step exactly once ever, whatever happens to the job."""

import datetime as dt
import json
import threading
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from accounts.enums import Role
from certificates import services
from certificates.enums import LadderStep
from certificates.models import Certificate, ExpiryNotice
from certificates.tasks import flag_expiring as task
from notifications.models import Heartbeat, Notice
from tests.factories import accounts, certificates, communes, producers
from tests.factories.certificates import TODAY, Scene

END = dt.date(2027, 11, 20)  # 365 days after TODAY
DAY = dt.timedelta(days=1)


def ledger() -> list[tuple[int, str, dt.date]]:
    rows = ExpiryNotice.objects.order_by("certificate", "due_on")
    return list(rows.values_list("certificate", "step", "due_on"))


@pytest.mark.parametrize(
    ("days", "step"),
    [(365, "d365"), (180, "d180"), (150, "d150"), (120, "d120"), (60, "d60"), (30, "d30"),
     (0, "d0"), (-1, "over")],
)  # fmt: skip
def test_each_step_is_due_on_its_day_and_not_before(scene: Scene, days: int, step: str) -> None:
    certificate = certificates.ending_on(scene, END)
    due = END - dt.timedelta(days=days)
    services.flag_expiring(on=due - DAY)
    assert (certificate.pk, step, due) not in ledger()
    result = services.flag_expiring(on=due)
    assert result.by_step == {step: 1}
    assert ledger()[-1] == (certificate.pk, step, due)


def test_second_run_writes_nothing(scene: Scene) -> None:
    certificates.ending_on(scene, END)
    first = services.flag_expiring(on=TODAY)
    again = services.flag_expiring(on=TODAY)
    assert (first.checked, first.notices_written) == (1, 1)
    assert (again.checked, again.notices_written) == (1, 0)
    assert Notice.objects.filter(kind="certificates.expiry").count() == 1


def test_forty_days_late_writes_each_missed_step_once_and_one_notice(scene: Scene) -> None:
    certificate = certificates.ending_on(scene, END)
    services.flag_expiring(on=END - 185 * DAY)
    Notice.objects.all().delete()
    late = services.flag_expiring(on=END - 145 * DAY)
    assert late.by_step == {"d180": 1, "d150": 1}
    assert [step for _pk, step, _due in ledger()] == ["d365", "d180", "d150"]
    notice = Notice.objects.get(recipient=scene.an)
    assert notice.key == f"certificates.expiry:{certificate.pk}:d150"
    assert "hết hạn sau 145 ngày" in notice.subject
    assert "lẽ ra gửi ngày 23/06/2027, thay cho cả 1 lần báo trước đó" in notice.body
    assert services.flag_expiring(on=END - 145 * DAY).notices_written == 0


def test_daily_runs_and_one_late_run_fill_the_ledger_alike(scene: Scene) -> None:
    certificates.ending_on(scene, END)
    for before in range(190, 110, -1):
        services.flag_expiring(on=END - before * DAY)
    daily = ledger()
    ExpiryNotice.objects.all().delete()
    services.flag_expiring(on=END - 111 * DAY)
    assert ledger() == daily


def test_clock_set_back_writes_nothing(scene: Scene) -> None:
    certificates.ending_on(scene, END)
    services.flag_expiring(on=END - 100 * DAY)
    before = ledger()
    for days in (101, 130, 200, 400):
        assert services.flag_expiring(on=END - days * DAY).notices_written == 0
    assert ledger() == before


@pytest.mark.parametrize("kind", ["revoke", "surrender"])
def test_ended_certificate_is_left_alone(scene: Scene, kind: str) -> None:
    certificate = certificates.ending_on(scene, TODAY + 100 * DAY)
    same = {"effective_on": TODAY, "reason": "x", "actor": scene.leader, "on": TODAY}
    if kind == "revoke":
        services.revoke_certificate(
            certificate=certificate,
            ground="law",
            basis_on=TODAY,
            decision_number="1/QĐ",
            **same,  # type: ignore[arg-type]
        )
    else:
        services.surrender_certificate(certificate=certificate, **same)  # type: ignore[arg-type]
    result = services.flag_expiring(on=TODAY)
    assert (result.checked, result.notices_written, ledger()) == (0, 0, [])


def test_suspended_certificate_is_still_warned(scene: Scene) -> None:
    certificate = certificates.ending_on(scene, TODAY + 180 * DAY)
    services.suspend_certificate(
        certificate=certificate,
        effective_on=TODAY,
        decision_number="1/QĐ",
        reason="x",
        actor=scene.leader,
        on=TODAY,
    )
    assert services.flag_expiring(on=TODAY).by_step == {"d365": 1, "d180": 1}


@pytest.mark.parametrize(("ago", "written"), [(180, 8), (181, 0)])
def test_long_expired_certificates_are_not_told_any_more_rule_12_04(
    scene: Scene, ago: int, written: int
) -> None:
    certificates.ending_on(scene, TODAY - ago * DAY)
    assert services.flag_expiring(on=TODAY).notices_written == written


def test_certificate_without_dates_is_not_flagged(scene: Scene) -> None:
    certificates.recorded(scene, decided_on=None)
    result = services.flag_expiring(on=TODAY)
    assert (result.checked, result.notices_written) == (0, 0)


def test_certificate_known_by_its_year_is_warned_from_the_earliest_end(scene: Scene) -> None:
    certificates.recorded(scene, decided_on=None, decided_year=2024)
    services.flag_expiring(on=dt.date(2027, 1, 1) - 60 * DAY)
    notice = Notice.objects.get(recipient=scene.an)
    assert "có thể hết hạn sau 60 ngày" in notice.subject
    assert "Sổ cũ chỉ ghi năm 2024, nên đây là ngày sớm nhất có thể" in notice.body


def test_producer_gets_one_notice_a_certificate_and_officers_one_a_place(scene: Scene) -> None:
    one = certificates.ending_on(scene, TODAY + 100 * DAY)
    two = certificates.ending_on(scene, TODAY + 30 * DAY)
    former = producers.former_member(scene.producer, until=TODAY - DAY)
    stranger = accounts.commune_officer(communes.commune("Xã Hoằng Giang", scene.province))
    services.flag_expiring(on=TODAY)
    told = Counter(Notice.objects.values_list("recipient", "kind"))
    assert told == {
        (scene.an.pk, "certificates.expiry"): 2,
        (scene.binh.pk, "certificates.expiry_digest"): 1,
        (scene.officer.pk, "certificates.expiry_digest"): 1,
    }
    assert {former.pk, stranger.pk} & {pk for pk, _kind in told} == set()
    digest = Notice.objects.get(recipient=scene.binh)
    assert digest.subject == "Xã Hoằng Thanh: 2 giấy chứng nhận cần theo dõi thời hạn"
    assert digest.body.splitlines()[1:] == [
        f"– {row.product} (Hợp tác xã Đặc sản Quế Hương): hết hạn {row.valid_until:%d/%m/%Y}"
        for row in (two, one)
    ]


def test_officers_of_the_merged_commune_are_told_about_products_of_the_former(
    scene: Scene,
) -> None:
    old = communes.commune("Xã Hoằng Lưu", communes.district(parent=scene.province))
    communes.change(scene.commune, old)
    certificate = certificates.ending_on(scene, TODAY + 30 * DAY)
    type(certificate.product).objects.filter(pk=certificate.product_id).update(unit=old)
    services.flag_expiring(on=TODAY)
    kinds = Notice.objects.filter(recipient__in=[scene.binh, scene.officer])
    assert [notice.kind for notice in kinds] == ["certificates.expiry_digest"] * 2


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


def test_job_killed_half_way_does_only_the_lost_batch_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [certificates.ending_on(scene, END) for _ in range(3)]
    monkeypatch.setattr("certificates.services.ladder.BATCH", 2)
    # A notice nobody can store: the second batch falls over after its ledger rows.
    name = "x" * 10
    type(rows[2].product).objects.filter(pk=rows[2].product_id).update(name=name)
    with connection.cursor() as cursor:
        cursor.execute(CUT[connection.vendor].format(name=name))
    with pytest.raises(DatabaseError, match="cut"):
        services.flag_expiring(on=TODAY)
    assert [pk for pk, _step, _due in ledger()] == [rows[0].pk, rows[1].pk]
    with connection.cursor() as cursor:
        cursor.execute(MEND[connection.vendor])
    assert services.flag_expiring(on=TODAY).by_step == {"d365": 1}
    assert [pk for pk, _step, _due in ledger()] == [row.pk for row in rows]
    assert Notice.objects.filter(kind="certificates.expiry").count() == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_do_not_depend_on_rows(
    scene: Scene, rows: int, django_assert_num_queries: object
) -> None:
    for _ in range(rows):
        certificates.ending_on(scene, TODAY + 100 * DAY)
    with django_assert_num_queries(STATEMENTS):  # type: ignore[operator]
        services.flag_expiring(on=TODAY)


STATEMENTS = 25


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_each_step_once() -> None:
    """At once on PostgreSQL; SQLite in memory has one writer, so there one after the other."""
    scene = Scene()
    for _ in range(5):
        certificates.ending_on(scene, TODAY + 100 * DAY)
    threads = 2 if connection.vendor == "postgresql" else 0
    start, results = threading.Barrier(max(threads, 1)), []

    def run() -> None:
        start.wait(timeout=20)
        try:
            results.append(services.flag_expiring(on=TODAY))
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
    assert sorted(result.notices_written for result in results) == [0, 20]
    assert ExpiryNotice.objects.count() == 20
    assert Notice.objects.filter(recipient=scene.an).count() == 5
    assert Notice.objects.filter(recipient=scene.binh).count() == 1


# --- command and task -----------------------------------------------------------------------


def test_command_prints_one_json_object_and_nothing_else(scene: Scene) -> None:
    certificates.ending_on(scene, dt.date(2027, 11, 20))
    out = StringIO()
    call_command("flag_expiring", "--on", "2026-11-20", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {
        "on": "2026-11-20",
        "checked": 1,
        "notices_written": 1,
        "by_step": dict.fromkeys(LadderStep.values, 0) | {"d365": 1},
    }


def test_command_says_in_words_what_it_did(scene: Scene) -> None:
    certificates.ending_on(scene, END)
    out = StringIO()
    call_command("flag_expiring", stdout=out)
    assert out.getvalue().splitlines() == [
        "Ngày 20/11/2026: xét 1 giấy chứng nhận, ghi 1 thông báo",
        "  Còn 365 ngày: 1",
    ]


def test_command_refuses_a_day_it_cannot_read(db: None) -> None:
    with pytest.raises(CommandError, match="ngày phải theo dạng YYYY-MM-DD"):
        call_command("flag_expiring", "--on", "20/11/2026")


def test_task_runs_for_today_and_leaves_a_heartbeat(scene: Scene) -> None:
    certificates.ending_on(scene, END)
    assert task()["notices_written"] == 1
    assert task(on="2026-11-20")["notices_written"] == 0
    assert Heartbeat.objects.filter(name="flag-expiring").count() == 1


def test_officer_of_the_country_is_not_a_place(scene: Scene) -> None:
    centre = accounts.user("Vũ Thị Trung", Role.CENTRAL_OFFICER)
    certificates.ending_on(scene, END)
    services.flag_expiring(on=TODAY)
    assert not Notice.objects.filter(recipient=centre).exists()
    assert Certificate.objects.count() == 1
