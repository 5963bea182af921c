"""An import step by step: taken in, planned, chosen, written in one act, taken back in one."""

import datetime as dt
import itertools
import threading
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, connections
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from catalogue.selectors.overview import version
from certificates.models import Certificate, Decision, RegisterEntry
from certificates.services import suspend_certificate
from common.dates import now, today
from common.errors import DomainError
from documents.models import StoredFile
from exchange import services
from exchange.enums import LineOutcome, RunMove, RunState
from exchange.models import ImportLine, ImportRun
from exchange.services import progress
from exchange.services.runs import STALE
from exchange.workflow import IMPORT_MOVES
from notifications.models import Notice
from producers.models import Producer
from producers.services import change_producer
from products.models import Product
from products.services import register_product
from tests.exchange.test_import_worked_case import contents
from tests.exchange.workbooks import upload
from tests.factories import accounts, communes
from tests.factories import exchange as imports

WRITTEN = (Producer, Product, RegisterEntry, Certificate, Decision)


@pytest.fixture
def place(db):
    district = communes.district()
    now_there = communes.commune("Xã Hoằng Tiến")
    communes.change(now_there, communes.commune("Xã Hoằng Thanh", district))
    return communes.province()


@pytest.fixture
def thai(place):
    return accounts.province_officer(place)


@pytest.fixture
def jobs(django_capture_on_commit_callbacks):
    """Run a service and then the jobs it asks for, as the worker would."""

    def run(service, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return service(**arguments)

    return run


@pytest.fixture
def bring(jobs, thai, place):
    """Take in a workbook of these lines and plan it."""

    def bring(*lines):
        run = jobs(services.upload_workbook, actor=thai, upload=upload(*lines), unit=place)
        run.refresh_from_db()
        return run

    return bring


@pytest.fixture
def write(jobs, thai):
    def write(run):
        jobs(services.start, run=run, actor=thai)
        run.refresh_from_db()
        return run

    return write


def empty():
    return all(not model.objects.exists() for model in WRITTEN)


def test_upload_is_planned_by_a_job(bring, thai, place):
    run = bring({}, {"name": "Chả cá"})
    assert (run.state, run.unit, run.started_by) == (RunState.PLANNED, place, thai)
    assert (run.sheet, run.header_row, run.mapping["name"]) == ("Sheet", 1, 0)
    assert (run.counts["rows"], run.counts["create"]) == (2, 2)
    assert (run.busy_since, run.fault) == (None, "")
    assert empty()


def test_no_workbook_is_refused_before_anything_is_stored(thai, place):
    file = SimpleUploadedFile("so.xlsx", b"STT,Ten san pham\n1,Mam tep\n")
    with pytest.raises(DomainError) as refused:
        services.upload_workbook(actor=thai, upload=file, unit=place)
    assert list(refused.value.fields) == ["file"]
    assert not ImportRun.objects.exists()
    assert not StoredFile.objects.exists()


def test_workbook_without_header_says_so_and_other_columns_help(bring, jobs, thai):
    run = bring({})
    jobs(
        services.map_columns, run=run, actor=thai, sheet="Sheet", header_row=1, mapping={"stars": 5}
    )
    run.refresh_from_db()
    assert run.state == RunState.UNREADABLE
    assert run.fault
    assert not run.lines.exists()
    assert Notice.objects.get().recipient == thai
    mapping = {"name": 1, "stars": 5}
    jobs(services.map_columns, run=run, actor=thai, sheet="Sheet", header_row=1, mapping=mapping)
    run.refresh_from_db()
    assert (run.state, run.fault) == (RunState.PLANNED, "")
    assert run.lines.get().values["name"] == "HTX Hà Yên"


def test_choice_decides_what_a_line_comes_to_and_may_be_taken_back(bring, thai):
    run = bring({"name": "Yến sấy thô"}, {"name": "Yến sấy khô"})
    line = run.lines.get(outcome=LineOutcome.CHOOSE)
    values = [option["value"] for option in line.options]
    assert values == ["row:2", "new", "skip"]
    for value, outcome in (("skip", "skip"), ("row:2", "create"), ("", "choose")):
        assert services.choose(run=run, actor=thai, choices={line.pk: value}) == 1
        line.refresh_from_db()
        run.refresh_from_db()
        assert (line.outcome, line.choice) == (outcome, value)
        assert run.counts[outcome] == run.lines.filter(outcome=outcome).count()
    assert services.choose(run=run, actor=thai, choices={line.pk: ""}) == 0
    with pytest.raises(DomainError) as refused:
        services.choose(run=run, actor=thai, choices={line.pk: "row:99"})
    assert refused.value.code == "invalid"


def test_choices_survive_a_new_plan(bring, thai):
    run = bring({"name": "Yến sấy thô"}, {"name": "Yến sấy khô"})
    line = run.lines.get(outcome=LineOutcome.CHOOSE)
    services.choose(run=run, actor=thai, choices={line.pk: "new"})
    services.plan_run(run.pk)
    again = run.lines.get(row=line.row)
    assert (again.choice, again.outcome) == ("new", "create")


def test_lines_nobody_chose_for_are_left_out_and_come_back_with_the_file(bring, write, thai):
    later = {"decision_number": "200/QĐ-UBND", "decided_on": "1/6/2026"}
    lines = ({"name": "Yến sấy thô"}, {"name": "Yến sấy khô", **later})
    run = write(bring(*lines))
    assert run.state == RunState.DONE
    assert Product.objects.get().name == "Yến sấy thô"
    again = bring(*lines)
    assert (again.counts["match"], again.counts["choose"]) == (1, 1)
    line = again.lines.get(outcome=LineOutcome.CHOOSE)
    linked = f"product:{Product.objects.get().code}"
    services.choose(run=again, actor=thai, choices={line.pk: linked})
    write(again)
    assert Product.objects.get().register_entries.count() == 2
    assert bring(*lines).counts["match"] == 2


def test_chosen_commune_of_today_is_written(bring, write, thai, place):
    split = communes.commune("Xã Hoằng Phụ", communes.district("Huyện Hậu Lộc"))
    first, second = communes.commune("Xã Hoằng Hải"), communes.commune("Xã Hoằng Sơn")
    communes.change(first, parts=(split,))
    communes.change(second, parts=(split,))
    run = bring({"commune": "Xã Hoằng Phụ", "district": "Huyện Hậu Lộc"})
    line = run.lines.get()
    services.choose(run=run, actor=thai, choices={line.pk: f"unit:{second.pk}"})
    write(run)
    product = Product.objects.get()
    assert (product.unit, product.current_unit) == (split, second)
    assert product.producer.current_unit == second


def test_written_import_stands_with_one_audit_entry_and_a_notice(bring, write, thai):
    run = bring({"commune": "Xã Hoằng Thanh"}, {"name": "Chả cá"}, {"name": ""})
    entries = AuditEntry.objects.count()
    public = version()
    write(run)
    assert version() != public
    assert (run.state, run.executed_by, run.busy_since) == (RunState.DONE, thai, None)
    assert AuditEntry.objects.count() == entries + 1
    told = AuditEntry.objects.latest("seq")
    assert (told.verb, told.target_id) == ("import.executed", str(run.pk))
    assert told.data["counts"]["create"] == 2
    assert Notice.objects.get().recipient == thai
    assert [model.objects.count() for model in WRITTEN] == [1, 2, 2, 2, 1]
    line = run.lines.get(row=2)
    assert line.entry.certificate.product == line.product
    assert line.done["made"] == ["producer", "product", "certificate", "decision", "entry"]
    assert progress.read(run) is None
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().startswith("Đã kiểm tra")


def test_job_that_comes_twice_writes_once(bring, write, thai):
    run = write(bring({}))
    services.execute_run(run.pk, thai.pk)
    assert Product.objects.count() == 1


@pytest.mark.parametrize("statement", (1, 2, 4, 6))
def test_killed_half_way_nothing_is_written_and_it_can_be_written_again(
    bring, jobs, thai, statement
):
    run = bring({}, {"name": "Chả cá"})
    with _breaking(KeyboardInterrupt(), statement), pytest.raises(KeyboardInterrupt):
        jobs(services.start, run=run, actor=thai)
    run.refresh_from_db()
    # Killed: nobody could give it back any more.
    assert run.state == RunState.EXECUTING
    assert empty()
    assert services.give_back_stale(now()) == []
    assert services.give_back_stale(now() + STALE + dt.timedelta(minutes=1)) == [run.pk]
    run.refresh_from_db()
    assert (run.state, run.busy_since) == (RunState.PLANNED, None)
    assert run.fault == (
        "Việc ghi bị dừng giữa chừng, chưa ghi gì vào sổ. Anh chị có thể bấm ghi lại."
    )
    jobs(services.start, run=run, actor=thai)
    assert Product.objects.count() == 2


# Entering rows (SQLite; PostgreSQL asks for their keys first), and telling lines what came of them.
_LARGE = ("INSERT INTO", "SELECT nextval", 'UPDATE "exchange_importline" SET "product_id"')


def _breaking(error, statement):
    """That one of the large statements fails: 1 the producers … 5 the entries, 6 the lines."""
    told = itertools.count(1)

    def broken(execute, sql, *more):
        if sql.startswith(_LARGE) and next(told) == statement:
            raise error
        return execute(sql, *more)

    return connection.execute_wrapper(broken)


def test_unexpected_error_gives_back_and_is_not_hidden(bring, jobs, thai):
    run = bring({})
    with _breaking(ZeroDivisionError(), 3), pytest.raises(ZeroDivisionError):
        jobs(services.start, run=run, actor=thai)
    run.refresh_from_db()
    assert run.state == RunState.PLANNED
    assert run.fault.startswith("Có lỗi khi ghi nên chưa ghi gì vào sổ")
    assert empty()


def test_product_that_somebody_enters_meanwhile_gives_back(bring, write):
    run = bring({})
    with _breaking(IntegrityError("product_once_per_producer"), 2):
        write(run)
    assert run.state == RunState.PLANNED
    assert run.fault.startswith("Sổ trên cổng đã thay đổi sau khi lập kế hoạch")
    assert Notice.objects.count() == 1
    assert empty()


def test_choices_that_contradict_each_other_are_given_back_with_a_sentence(bring, write, thai):
    near = {"producer": "HTX Hà Yến"}
    run = bring({}, {"name": "Mắm tôm", **near}, {"name": "Mâm tôm", **near})
    lines = run.lines.filter(outcome=LineOutcome.CHOOSE).values_list("pk", flat=True)
    services.choose(run=run, actor=thai, choices=dict.fromkeys(lines, "new"))
    write(run)
    assert run.state == RunState.PLANNED
    assert "Dòng 3 và dòng 4: hai sản phẩm của một chủ thể chỉ khác dấu" in run.fault
    assert empty()
    services.choose(run=run, actor=thai, choices={run.lines.get(row=4).pk: "skip"})
    assert write(run).state == RunState.DONE


def test_register_changed_since_the_plan_asks_for_another_look(bring, write, thai, place):
    run = bring({})
    other = bring({"name": "Chả cá"})
    write(run)
    write(other)
    assert other.state == RunState.PLANNED
    assert other.fault.startswith("Sổ trên cổng đã thay đổi sau khi lập kế hoạch, nên chưa ghi gì")
    assert Product.objects.count() == 1
    # Planned anew: the maker is known by now.
    assert other.lines.get().producer == Producer.objects.get()
    write(other)
    assert (other.state, other.fault) == (RunState.DONE, "")
    assert (Producer.objects.count(), Product.objects.count()) == (1, 2)


def test_another_provinces_register_changes_no_stamp(bring, write, jobs, thai):
    run = bring({})
    gia_lai = communes.province("Tỉnh Gia Lai", "52")
    line = {"district": "", "authority": "UBND tỉnh Gia Lai"}
    there = jobs(services.upload_workbook, actor=thai, upload=upload(line), unit=gia_lai)
    write(there)
    assert write(run).state == RunState.DONE


def test_nothing_to_write_is_not_started(bring, thai):
    run = bring({"name": ""})
    with pytest.raises(DomainError, match="không có dòng nào để ghi"):
        services.start(run=run, actor=thai)


def test_discarded_import_keeps_its_file_and_loses_its_lines(bring, thai):
    run = bring({})
    services.discard(run=run, actor=thai)
    run.refresh_from_db()
    assert (run.state, run.lines.count()) == (RunState.DISCARDED, 0)
    assert AuditEntry.objects.latest("seq").verb == "import.discarded"


def test_reading_that_died_is_begun_again(bring, jobs):
    run = bring({})
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.UPLOADED, busy_since=now() - STALE)
    given = jobs(services.give_back_stale, moment=now() + dt.timedelta(minutes=1))
    run.refresh_from_db()
    assert (given, run.state) == ([run.pk], RunState.PLANNED)


# --- taking back ---------------------------------------------------------------------------------


def test_undo_leaves_the_register_as_before(bring, write, thai):
    write(bring({"row_key": "TH-1"}))
    before = contents()
    run = bring(
        {"row_key": "TH-1", "stars": "4 sao", "notes": "thôn Nam"},
        {"name": "Chả cá"},
        {"name": "Chả mực", "producer": "HTX Khác", "decision_number": "7/QĐ-UBND"},
    )
    assert (run.counts["change"], run.counts["create"]) == (1, 2)
    write(run)
    assert contents() != before
    assert services.undo_blockers(run) == []
    public = version()
    services.undo_run(run=run, actor=thai)
    assert version() != public
    assert contents() == before
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert run.undone_at is not None
    assert AuditEntry.objects.latest("seq").verb == "import.undone"
    # No constraint of the database keeps a line from leading to what is gone.
    led = run.lines.filter(outcome="create").values_list("product_id", "entry_id")
    assert list(led) == [(None, None)] * 2
    # The same file may come again.
    assert bring({"name": "Chả cá"}).counts["create"] == 1


def test_undo_puts_back_names_and_places(bring, write, thai):
    write(bring({"commune": "Xã Hoằng Thanh"}))
    before = contents()
    code = RegisterEntry.objects.get().code
    changed = {"name": "Mắm tép mới", "producer": "HTX Đổi Tên", "commune": "", "row_key": code}
    run = write(bring(changed | {"district": "Huyện Không Có"}))
    assert Product.objects.get().name == "Mắm tép mới"
    assert Product.objects.get().unit.full_name == "Tỉnh Thanh Hóa"
    services.undo_run(run=run, actor=thai)
    assert contents() == before


def _use_product(run, thai):
    register_product(
        actor=thai, on=today(), producer=Producer.objects.get(), name="Mắm chua", unit=None
    )


def _change_producer(run, thai):
    change_producer(producer=Producer.objects.get(), actor=thai, on=today(), phone="0912345678")


def _act(run, thai):
    certificate = Certificate.objects.get()
    suspend_certificate(
        certificate=certificate,
        effective_on=certificate.issued_on,
        reason="Kiểm tra",
        decision_number="9/QĐ",
        actor=thai,
        on=today(),
    )


@pytest.mark.parametrize(
    ("use", "sentence"),
    (
        (_use_product, "dòng 2: chủ thể đã có sản phẩm"),
        (_change_producer, "dòng 2: chủ thể HTX Hà Yên đã được sửa sau đó"),
        (_act, "dòng 2: giấy chứng nhận đã có việc trên giấy chứng nhận"),
    ),
)
def test_undo_of_what_is_used_since_is_refused_with_the_list(bring, write, thai, use, sentence):
    run = write(bring({}))
    use(run, thai)
    before = contents()
    assert services.undo_blockers(run) == [sentence]
    with pytest.raises(DomainError) as refused:
        services.undo_run(run=run, actor=thai)
    assert (refused.value.code, sentence in refused.value.message) == ("state", True)
    assert contents() == before


def test_undo_waits_for_the_later_import_that_built_on_it(bring, write, thai):
    first = write(bring({}))
    second = write(bring({"name": "Chả cá"}))
    assert services.undo_blockers(first) == [
        "dòng 2: chủ thể đã có sản phẩm",
        "dòng 2: chủ thể đã có dòng nhập",
    ]
    services.undo_run(run=second, actor=thai)
    assert services.undo_blockers(first) == []
    services.undo_run(run=first, actor=thai)
    assert empty()


# --- the table of moves --------------------------------------------------------------------------

SERVICES = {
    RunMove.START: lambda run, by: services.start(run=run, actor=by),
    RunMove.UNDO: lambda run, by: services.undo_run(run=run, actor=by),
    RunMove.DISCARD: lambda run, by: services.discard(run=run, actor=by),
    RunMove.REMAP: lambda run, by: services.map_columns(
        run=run, actor=by, sheet="Sheet", header_row=1, mapping={"name": 0}
    ),
}


@pytest.mark.parametrize("state", RunState.values)
@pytest.mark.parametrize("move", SERVICES)
def test_each_move_starts_only_where_the_table_says(place, thai, state, move):
    run = imports.import_run(place, state, by=thai)
    line = imports.import_line(run)
    ImportLine.objects.filter(pk=line.pk).update(done={"made": []})
    if state in IMPORT_MOVES[move].sources:
        if move == RunMove.UNDO:
            run.lines.all().delete()
        SERVICES[move](run, thai)
        run.refresh_from_db()
        assert run.state == IMPORT_MOVES[move].target
        return
    with pytest.raises(DomainError) as refused:
        SERVICES[move](run, thai)
    assert refused.value.code == "state"
    run.refresh_from_db()
    assert run.state == state


# --- two at once ---------------------------------------------------------------------------------


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_follow_each_other():
    district = communes.district()
    assert district.parent is not None
    by = accounts.province_officer(district.parent)
    runs = [
        services.upload_workbook(actor=by, upload=upload({"name": name}), unit=district.parent)
        for name in ("Chả cá", "Chả mực")
    ]
    ImportRun.objects.update(state=RunState.EXECUTING, executed_by=by)
    barrier = threading.Barrier(2)

    def work(pk):
        barrier.wait()
        try:
            services.execute_run(pk, by.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(run.pk,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    states = sorted(ImportRun.objects.values_list("state", flat=True))
    assert states == [RunState.DONE, RunState.PLANNED]
    assert (Producer.objects.count(), Product.objects.count()) == (1, 1)


def test_more_lines_are_written_with_no_more_statements(bring, thai):
    counts = []
    for time, size in enumerate((1, 1, 3)):
        run = bring(
            *(
                {
                    "name": f"Mắm loại {time}{number}",
                    "producer": f"HTX Số {time}{number}",
                    "decision_number": f"{time}/QĐ-UBND",
                }
                for number in range(size)
            )
        )
        assert run.counts["create"] == size
        ImportRun.objects.filter(pk=run.pk).update(state=RunState.EXECUTING)
        with CaptureQueriesContext(connection) as captured:
            services.execute_run(run.pk, thai.pk)
        counts.append(len(captured))
    # The first time the register was empty.
    assert counts[1] == counts[2]
    assert RegisterEntry.objects.count() == 5
