"""Decisions and score sheets in the database: loading, publishing, what is in force when."""

import datetime as dt
import io
import json
from copy import deepcopy

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from audit.models import AuditEntry
from common.errors import DomainError
from evaluations.enums import SheetState
from evaluations.models import CriteriaSheet, RuleVersion
from evaluations.rating import reference_data
from evaluations.selectors.criteria import parsed, rule_version_on, sheet_for
from evaluations.services.criteria import digest_of, load_reference, load_sheet, publish_sheet
from tests.evaluations.test_rating_sheets import UNSOUND, criterion_of
from tests.factories.accounts import user
from tests.factories.criteria import published_sheet

pytestmark = pytest.mark.django_db


SOME = ("QD26-07", "QD26-09", "QD148-07", "QD148-09", "QD1048-09")


@pytest.fixture
def reference():
    """Everything that comes with the portal."""
    return load_reference()


@pytest.fixture
def some():
    """Sheets of all three decisions, one of them (QD148-07) unsound."""
    load_reference(codes=SOME)


@pytest.fixture
def fish_sauce():
    """Sheet 9 of Decision 26/2026, published."""
    return published_sheet("QD26-09")


@pytest.fixture
def bare():
    """The corrected data of tea under 148, with decisions and classification but no sheet."""
    load_reference(codes=[])
    data = deepcopy(reference_data("QD148-11"))
    # what a corrected transcript would say: three points more in part C
    row = criterion_of(data, "11")
    row["max_points"] += 3
    row["options"][-1]["points"] += 3
    for section in data["parts"][2]["sections"]:
        if section["code"] == "11":
            section["max_points"] += 3
    for star, points in row.get("required_min", {}).items():
        if points == row["options"][-1]["points"] - 3:
            row["required_min"][star] = points + 3
    return data


def entries(verb):
    return AuditEntry.objects.filter(verb=verb)


# --- loading the reference -------------------------------------------------------------------


def test_the_reference_is_three_decisions_77_sheets_and_69_of_them_published(reference):
    assert reference == {"rule_versions": 3, "sheets": 77, "published": 69}
    drafts = CriteriaSheet.objects.filter(state=SheetState.DRAFT)
    assert set(drafts.values_list("code", flat=True)) == set(UNSOUND)
    assert entries("criteria.loaded").count() == 77
    assert entries("criteria.published").count() == 69


def test_loading_the_reference_again_writes_nothing(reference, django_assert_max_num_queries):
    before = AuditEntry.objects.count()
    with django_assert_max_num_queries(12):
        assert load_reference() == {"rule_versions": 0, "sheets": 0, "published": 0}
    assert AuditEntry.objects.count() == before


def test_a_draft_keeps_what_is_wrong_with_it(some):
    sheet = CriteriaSheet.objects.get(code="QD148-07")
    assert sheet.error_count == 1
    assert sheet.problems[0] == {
        "severity": "error",
        "where": "tiêu chí 6.4",
        "message": "In điểm tối đa 4 nhưng mức cao nhất chỉ có 3 điểm.",
    }


def test_content_in_the_database_is_the_file_and_has_its_digest(fish_sauce):
    assert fish_sauce.content == reference_data("QD26-09")
    assert fish_sauce.digest == digest_of(reference_data("QD26-09"))
    assert fish_sauce.digest == digest_of(fish_sauce.content)


def test_sheets_with_concluded_values_say_so(reference):
    values = dict(CriteriaSheet.objects.values_list("code", "reconstructed"))
    # the bilingual label of 22 sheets and one misprint of sheet 23
    assert sorted(code for code, value in values.items() if value) == sorted(
        [f"QD26-{n:02}" for n in range(1, 24)] + ["QD148-17", "QD148-18"]
    )


# --- loading and publishing one sheet --------------------------------------------------------


def test_the_same_sheet_again_is_the_same_row_without_an_entry(fish_sauce):
    before = AuditEntry.objects.count()
    assert load_sheet(data=reference_data("QD26-09")) == fish_sauce
    assert AuditEntry.objects.count() == before


def test_a_published_sheet_is_not_replaced_by_other_content(fish_sauce):
    data = deepcopy(reference_data("QD26-09"))
    criterion_of(data, "1.1")["name_vi"] = "Nguồn nguyên liệu khác"
    with pytest.raises(DomainError) as refused:
        load_sheet(data=data)
    assert refused.value.message == (
        "Phiếu QD26-09 đã công bố nên không sửa được; nội dung trong tệp khác với phiếu đã công bố."
    )
    fish_sauce.refresh_from_db()
    assert fish_sauce.content == reference_data("QD26-09")


def test_a_draft_is_replaced_by_a_corrected_transcript_and_then_published(bare):
    chi = user("Trần Thị Chi")
    draft = load_sheet(data=reference_data("QD148-11"), actor=chi)
    assert (draft.state, draft.error_count) == ("draft", 1)
    corrected = load_sheet(data=bare, actor=chi)
    assert (corrected.pk, corrected.error_count) == (draft.pk, 0)
    published = publish_sheet(sheet=corrected, actor=chi)
    assert published.state == "published"
    assert published.published_at is not None
    entry = entries("criteria.published").latest("seq")
    assert (entry.actor, entry.old, entry.new) == (chi, "draft", "published")
    assert entry.data == {"digest": digest_of(bare)}
    loaded = entries("criteria.loaded").latest("seq")
    assert (loaded.old, loaded.new) == ("draft", "draft")
    assert loaded.data == {
        "digest": digest_of(bare),
        "digest_before": digest_of(reference_data("QD148-11")),
        "errors": 0,
    }


@pytest.mark.parametrize("code", UNSOUND)
def test_an_unsound_sheet_is_not_published_and_the_reasons_are_listed(code):
    load_reference(codes=[code])
    sheet = CriteriaSheet.objects.get(code=code)
    with pytest.raises(DomainError) as refused:
        publish_sheet(sheet=sheet, actor=None)
    assert refused.value.message == f"Phiếu {code} còn lỗi nên chưa công bố được."
    assert refused.value.fields == {
        "problems": [f"{where}: {message}" for where, message in UNSOUND[code]]
    }
    sheet.refresh_from_db()
    assert (sheet.state, sheet.published_at) == ("draft", None)


def test_a_published_sheet_is_not_published_twice(fish_sauce):
    with pytest.raises(DomainError, match=r"^Phiếu QD26-09 đã công bố rồi\.$"):
        publish_sheet(sheet=fish_sauce, actor=None)


def test_data_that_are_no_sheet_are_refused(some):
    with pytest.raises(DomainError) as refused:
        load_sheet(data={"product_set_code": "QD26-09"})
    assert refused.value.code == "invalid"
    assert refused.value.message.startswith(
        'Tệp không phải phiếu chấm điểm: phiếu: thiếu khóa "product_set_no"'
    )


@pytest.mark.parametrize(
    ("code", "number", "sentence"),
    [
        (
            "QD30-09",
            9,
            "Danh mục chưa có bộ sản phẩm QD30-09; nạp danh mục bộ sản phẩm trước.",
        ),
        (
            "QD26-99",
            99,
            "Danh mục chưa có bộ sản phẩm QD26-99; nạp danh mục bộ sản phẩm trước.",
        ),
    ],
)
def test_a_sheet_of_an_unknown_set_is_refused(some, code, number, sentence):
    data = reference_data("QD26-09") | {"product_set_code": code, "product_set_no": number}
    with pytest.raises(DomainError) as refused:
        load_sheet(data=data)
    assert refused.value.message == sentence
    assert not CriteriaSheet.objects.filter(code=code).exists()


# --- a published sheet never changes ---------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"content": {}},
        {"digest": "0" * 64},
        {"code": "QD26-99"},
        {"state": "draft", "published_at": None},
        {"published_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_the_database_refuses_to_change_a_published_sheet(fish_sauce, values):
    with (
        pytest.raises(DatabaseError, match="a published criteria sheet never changes"),
        transaction.atomic(),
    ):
        CriteriaSheet.objects.filter(pk=fish_sauce.pk).update(**values)
    fish_sauce.refresh_from_db()
    assert fish_sauce.digest == digest_of(reference_data("QD26-09"))
    assert fish_sauce.state == "published"


def test_the_database_refuses_to_delete_a_published_sheet(fish_sauce):
    with (
        pytest.raises(DatabaseError, match="a published criteria sheet never changes"),
        transaction.atomic(),
    ):
        CriteriaSheet.objects.filter(pk=fish_sauce.pk).delete()
    assert CriteriaSheet.objects.filter(pk=fish_sauce.pk).exists()


def test_a_draft_may_be_deleted(some):
    assert CriteriaSheet.objects.filter(code="QD148-07").delete()[0] == 1


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        (
            {"state": "published", "published_at": dt.datetime(2026, 6, 1, tzinfo=dt.UTC)},
            "criteria_sheet_published_is_sound",
        ),
        ({"state": "published", "error_count": 0}, "criteria_sheet_published_has_moment"),
        (
            {"published_at": dt.datetime(2026, 6, 1, tzinfo=dt.UTC)},
            "criteria_sheet_published_has_moment",
        ),
        # two constraints refuse it; the databases don't agree on which one speaks first
        ({"state": "burnt"}, "criteria_sheet_(state_known|published_has_moment)"),
        ({"digest": "x"}, "criteria_sheet_digest_is_sha256"),
    ],
)
def test_the_database_refuses_a_sheet_that_cannot_be(some, values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CriteriaSheet.objects.filter(code="QD148-07").update(**values)


def test_one_set_has_one_published_sheet_under_one_decision(fish_sauce):
    twin = {
        "rule_version": fish_sauce.rule_version,
        "product_set": fish_sauce.product_set,
        "content": {},
        "digest": "0" * 64,
    }
    # a second draft may lie beside the published sheet
    draft = CriteriaSheet.objects.create(code="QD26-09b", **twin)
    with pytest.raises(IntegrityError), transaction.atomic():
        CriteriaSheet.objects.filter(pk=draft.pk).update(
            state="published", published_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
        )


def test_a_decision_does_not_end_before_it_begins(some):
    with pytest.raises(IntegrityError, match="rule_version_period"), transaction.atomic():
        RuleVersion.objects.filter(code="QD26").update(valid_to=dt.date(2026, 5, 21))


# --- what is in force when -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (dt.date(2019, 8, 20), None),
        (dt.date(2019, 8, 21), "QD1048"),
        (dt.date(2023, 2, 23), "QD1048"),
        (dt.date(2023, 2, 24), "QD148"),
        (dt.date(2026, 5, 21), "QD148"),
        (dt.date(2026, 5, 22), "QD26"),
        (dt.date(2026, 7, 21), "QD26"),
        (dt.date(2026, 11, 21), "QD26"),
    ],
)
def test_the_decision_in_force_on_a_day(some, day, code):
    version = rule_version_on(day)
    assert (version.code if version else None) == code


def test_the_sheet_in_force_on_a_day(some):
    assert sheet_for(9, on=dt.date(2026, 6, 1)).code == "QD26-09"
    assert sheet_for(9, on=dt.date(2024, 6, 1)).code == "QD148-09"
    # in 1048 set 9 was something else; the number is the number of that decision
    assert sheet_for(9, on=dt.date(2021, 6, 1)).product_set.name == "Chế biến từ thủy, hải sản"


def test_12_02_a_dossier_of_the_transition_asks_for_the_old_decision(some):
    during = dt.date(2026, 7, 21)
    assert sheet_for(9, on=during, rule_version="QD148").code == "QD148-09"
    assert sheet_for(9, on=during + dt.timedelta(days=1), rule_version="QD148") is None


def test_an_unsound_sheet_is_never_in_force(some):
    assert sheet_for(7, on=dt.date(2024, 6, 1)) is None
    assert sheet_for(7, on=dt.date(2026, 6, 1)).code == "QD26-07"
    assert sheet_for(3, on=dt.date(2021, 6, 1)) is None


def test_before_the_first_decision_there_is_no_sheet(some):
    assert sheet_for(9, on=dt.date(2018, 1, 1)) is None


def test_finding_a_sheet_takes_two_statements(some, django_assert_num_queries):
    with django_assert_num_queries(2):
        sheet = sheet_for(9, on=dt.date(2026, 6, 1))
        assert sheet.product_set.group.name == "Thực phẩm"
        assert sheet.rule_version.number == "26/2026/QĐ-TTg"


def test_a_sheet_is_parsed_once_per_process(fish_sauce):
    first = parsed(fish_sauce)
    assert first.code == "QD26-09"
    assert parsed(CriteriaSheet.objects.get(pk=fish_sauce.pk)) is first


# --- the command -----------------------------------------------------------------------------


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load_criteria", *arguments, stdout=out, stderr=err, no_color=True)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def write(tmp_path):
    def write(data, name="phieu.json"):
        path = tmp_path / name
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        return str(path)

    return write


def test_load_criteria_prints_what_is_wrong_and_keeps_the_draft(bare, write):
    path = write(reference_data("QD148-11"))
    status, out, err = run(path)
    assert (status, err) == (0, "")
    assert out.splitlines()[:2] == [
        f"{path}: phiếu QD148-11: 1 lỗi, 3 ghi chú.",
        "  Lỗi, phần C: Phần C in 35 điểm nhưng các tiêu chí cộng lại được 32.",
    ]
    assert CriteriaSheet.objects.get(code="QD148-11").state == "draft"


def test_load_criteria_publishes_only_when_asked(bare, write):
    path = write(bare)
    assert run(path)[0] == 0
    assert CriteriaSheet.objects.get(code="QD148-11").state == "draft"
    status, out, err = run(path, "--publish")
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == f"{path}: đã công bố phiếu QD148-11."
    assert CriteriaSheet.objects.get(code="QD148-11").state == "published"
    assert run(path, "--publish")[1].splitlines()[-1] == (
        f"{path}: phiếu QD148-11 đã công bố từ trước."
    )


def test_load_criteria_fails_when_a_sheet_to_publish_has_an_error(bare, write):
    bad, good = write(reference_data("QD148-12"), "a.json"), write(bare, "b.json")
    status, out, err = run(bad, good, "--publish")
    assert (status, err) == (1, f"{bad}: Phiếu QD148-12 còn lỗi nên chưa công bố được.\n")
    # the other file is published all the same
    assert out.splitlines()[-1] == f"{good}: đã công bố phiếu QD148-11."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "Tệp không phải JSON: dòng 1, cột 2."),
        ('{"a": 1.5}', 'Tệp không phải phiếu chấm điểm: phiếu: thiếu khóa "product_set_code"'),
    ],
)
def test_load_criteria_refuses_a_file_that_is_no_sheet(some, write, text, sentence):
    path = write(text)
    status, out, err = run(path)
    assert (status, out) == (1, "")
    assert err.startswith(f"{path}: {sentence}")


def test_load_criteria_says_which_file_it_cannot_read(some, tmp_path):
    path = str(tmp_path / "khong-co.json")
    assert run(path) == (1, "", f"{path}: không đọc được tệp: No such file or directory.\n")
