"""What the plan says of each line: one of six outcomes, with a reason."""

import datetime as dt

import pytest

from certificates.models import RegisterEntry
from certificates.services import suspend_certificate
from common.errors import DomainError
from communes.models import AdministrativeUnit
from exchange.models import ImportRun
from exchange.services import import_file, make_plan
from producers.models import Producer
from products.models import Product
from tests.exchange.workbooks import workbook
from tests.factories import communes

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    for module in ("planning.runs", "executing", "commanding"):
        monkeypatch.setattr(f"exchange.services.{module}.today", lambda: TODAY)


@pytest.fixture
def thanh_hoa(db):
    province = communes.province()
    district = communes.district(parent=province)
    old = communes.commune("Xã Hoằng Thanh", district)
    now = communes.commune("Xã Hoằng Tiến", province)
    communes.change(now, old)
    split = communes.commune("Xã Hoằng Phụ", district)
    other = communes.commune("Xã Hoằng Hải", province)
    communes.change(other, parts=(split,))
    line = communes.change(communes.commune("Xã Hoằng Sơn", province), parts=(split,))
    assert line.lines.count() == 1
    return province


def planned(province: AdministrativeUnit | None, *lines):
    plan = make_plan(ImportRun(filename="so.xlsx", unit=province), workbook(*lines))
    return plan.drafts


def outcomes(drafts):
    return [draft.outcome for draft in drafts]


def execute(province, *lines):
    return import_file(
        content=workbook(*lines), filename="so.xlsx", province=province.key, execute=True
    )


def test_first_line_of_a_maker_is_new_and_the_second_names_the_same_maker(thanh_hoa):
    drafts = planned(thanh_hoa, {}, {"name": "Chả cá", "producer": "Hợp tác xã Hà Yên"})
    assert outcomes(drafts) == ["create", "create"]
    assert drafts[0].deed.producer == drafts[1].deed.producer
    assert drafts[0].deed.product != drafts[1].deed.product


def test_old_commune_leads_to_the_one_of_today_and_both_are_kept(thanh_hoa):
    execute(thanh_hoa, {"commune": "xã Hoằng Thanh"})
    product = Product.objects.get()
    assert product.unit.full_name == "Xã Hoằng Thanh"
    assert product.current_unit.full_name == "Xã Hoằng Tiến"
    assert product.recorded_place == "xã Hoằng Thanh, Huyện Hoằng Hóa"
    assert product.producer.current_unit == product.current_unit


def test_split_commune_is_written_without_one_of_today_and_may_be_chosen(thanh_hoa):
    (draft,) = planned(thanh_hoa, {"commune": "Xã Hoằng Phụ"})
    assert (draft.outcome, draft.place.outcome) == ("create", "ambiguous")
    labels = [label for _value, label, _deed in draft.choices]
    assert labels == ["Xã Hoằng Hải", "Xã Hoằng Sơn"]
    execute(thanh_hoa, {"commune": "Xã Hoằng Phụ"})
    assert Product.objects.get().current_unit is None


def test_line_without_maker_gets_one_that_says_so(thanh_hoa):
    execute(thanh_hoa, {"producer": ""})
    producer = Producer.objects.get()
    assert producer.name == "Chủ thể của Mắm tép Hà Yên (nguồn không ghi tên)"
    assert (producer.named, producer.kind) == (False, "unknown")
    assert outcomes(planned(thanh_hoa, {"producer": ""})) == ["match"]


def test_line_without_maker_asks_whether_it_is_the_known_makers_product(thanh_hoa):
    drafts = planned(thanh_hoa, {}, {"producer": "", "decision_number": "7/QĐ-UBND"})
    assert outcomes(drafts) == ["create", "choose"]
    assert [value for value, _label, _deed in drafts[1].choices] == ["row:2", "new", "skip"]
    assert drafts[1].choices[0][2].product == drafts[0].deed.product
    execute(thanh_hoa, {})
    (draft,) = planned(thanh_hoa, {"producer": "", "decision_number": "7/QĐ-UBND"})
    assert draft.choices[0][0] == f"product:{Product.objects.get().code}"
    # In another district it is another product.
    communes.district("Huyện Hậu Lộc", thanh_hoa)
    elsewhere = {"producer": "", "district": "Huyện Hậu Lộc"}
    assert outcomes(planned(thanh_hoa, elsewhere)) == ["create"]


def test_same_line_twice_in_the_file_is_passed_over(thanh_hoa):
    drafts = planned(thanh_hoa, {}, {"stars": "★★★"})
    assert outcomes(drafts) == ["create", "skip"]
    assert drafts[1].reason == "Trùng hoàn toàn với dòng 2 trong tệp này"


def test_one_recognition_told_twice_is_one(thanh_hoa):
    drafts = planned(thanh_hoa, {}, {"notes": "thôn Nam"})
    assert outcomes(drafts) == ["create", "skip"]
    assert drafts[1].reason == "Cùng một lần công nhận với dòng 2 trong tệp"


def test_several_recognitions_of_a_product_become_its_history(thanh_hoa):
    earlier = {"decision_number": "7/QĐ-UBND", "decided_on": "20/3/2022"}
    execute(thanh_hoa, {}, earlier)
    assert Product.objects.count() == 1
    assert RegisterEntry.objects.filter(certificate__isnull=False).count() == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    (
        ({"name": ""}, "Dòng có nội dung nhưng không có tên sản phẩm"),
        ({"province": "Tỉnh Không Có"}, "Danh mục không có tỉnh, thành phố “Tỉnh Không Có”."),
        ({"authority": "U" * 201}, "Ô dài quá 200 chữ; xin viết ngắn lại."),
        ({"decided_on": "1/2/2009"}, "Năm quyết định 2009 không hợp lý"),
    ),
)
def test_line_that_can_not_be_is_an_error_with_its_reason(thanh_hoa, line, reason):
    (draft,) = planned(thanh_hoa, line)
    assert (draft.outcome, draft.reason) == ("error", reason)


@pytest.mark.parametrize("line", ({"stars": "7 sao"}, {"decided_on": "31/02/2025"}))
def test_unreadable_cell_is_an_error(thanh_hoa, line):
    assert outcomes(planned(thanh_hoa, line)) == ["error"]


def test_line_of_another_province_is_refused_and_of_a_merged_one_is_not(thanh_hoa):
    gia_lai = communes.province("Tỉnh Gia Lai", "52")
    binh_dinh = communes.province("Tỉnh Bình Định", "51", valid_to=communes.LAST_OLD)
    communes.change(gia_lai, binh_dinh)
    drafts = planned(gia_lai, {"province": "Bình Định", "district": ""}, {"province": "Thanh Hóa"})
    assert outcomes(drafts) == ["create", "error"]
    assert drafts[1].reason == (
        "Dòng này thuộc Tỉnh Thanh Hóa, ngoài Tỉnh Gia Lai là tỉnh của lần nhập này"
    )
    assert drafts[0].place.recorded == binh_dinh.pk


def test_country_import_needs_a_province_in_each_line(thanh_hoa):
    drafts = planned(None, {}, {"province": "tỉnh Thanh Hóa"})
    assert outcomes(drafts) == ["error", "create"]
    assert drafts[0].reason == "Không ghi tỉnh."


def test_near_name_of_a_product_is_asked_about(thanh_hoa):
    execute(thanh_hoa, {"name": "Yến sấy thô"})
    (draft,) = planned(thanh_hoa, {"name": "Yến sấy khô"})
    code = Product.objects.get().code
    assert draft.outcome == "choose"
    assert [value for value, _label, _deed in draft.choices] == [f"product:{code}", "new", "skip"]
    # Not "new" where only accents differ: the register can't tell the two apart.
    (draft,) = planned(thanh_hoa, {"name": "Yến sảy thô"})
    assert [value for value, _label, _deed in draft.choices] == [f"product:{code}", "skip"]
    assert draft.question == (
        "Tên gần giống sản phẩm khác của chủ thể: Yến sấy thô."
        " Tên chỉ khác dấu nên không ghi thành hai sản phẩm"
    )


def test_near_name_of_a_maker_is_asked_about_in_every_line_of_it(thanh_hoa):
    lines = ({}, {"producer": "HTX Hà Yến", "name": "Chả"}, {"producer": "HTX Hà Yến"})
    drafts = planned(thanh_hoa, *lines)
    assert outcomes(drafts) == ["create", "choose", "choose"]
    values = [[value for value, _label, _deed in draft.choices] for draft in drafts[1:]]
    assert values == [["row:2", "new", "skip"]] * 2
    # Linked, the third line is the first once more.
    assert drafts[2].choices[0][2].product == drafts[0].deed.product


def test_same_maker_name_in_another_province_is_another_maker(thanh_hoa):
    execute(thanh_hoa, {})
    gia_lai = communes.province("Tỉnh Gia Lai", "52")
    (draft,) = planned(gia_lai, {"district": "", "authority": "UBND tỉnh Gia Lai"})
    assert (draft.outcome, draft.deed.producer) == (
        "create",
        f"chủ thể:{gia_lai.pk}:hợp tác xã hà yên",
    )


def test_one_decision_with_two_stars_is_asked_about_in_both_lines(thanh_hoa):
    drafts = planned(thanh_hoa, {}, {"stars": "4 sao"})
    assert outcomes(drafts) == ["choose", "choose"]
    assert drafts[1].reason == (
        "Cùng một quyết định nhưng khác hạng: dòng này ghi 4 sao, dòng 2 ghi 3 sao"
    )


def test_other_stars_than_the_register_are_asked_about(thanh_hoa):
    execute(thanh_hoa, {})
    (draft,) = planned(thanh_hoa, {"stars": "4 sao"})
    assert [value for value, _label, _deed in draft.choices] == ["replace", "skip"]
    assert draft.choices[0][2].changes == [{"label": "Hạng sao", "before": "3", "after": "4"}]


def test_valid_recognition_that_another_line_calls_revoked_is_asked_about(thanh_hoa):
    revoked = {"notes": "Đã thu hồi giấy chứng nhận", "stars": ""}
    drafts = planned(thanh_hoa, {}, revoked)
    assert outcomes(drafts) == ["choose", "create"]
    assert [value for value, _label, _deed in drafts[0].choices] == ["new", "history", "skip"]
    # A later decision than the one revoked stands.
    earlier = {"decision_number": "1/QĐ-UBND", "decided_on": "5/1/2021", **revoked}
    assert outcomes(planned(thanh_hoa, {}, earlier)) == ["create", "create"]


def test_blank_cells_never_overwrite_and_filled_ones_are_told(thanh_hoa):
    execute(thanh_hoa, {"row_key": "TH-1", "notes": "thôn Nam"})
    drafts = planned(thanh_hoa, {"row_key": "TH-1", "authority": "UBND tỉnh"})
    assert outcomes(drafts) == ["change"]
    assert drafts[0].deed.changes == [
        {"label": "Cơ quan ban hành", "before": "UBND tỉnh Thanh Hóa", "after": "UBND tỉnh"}
    ]
    assert outcomes(planned(thanh_hoa, {"row_key": "TH-1", "authority": ""})) == ["match"]


def test_portal_code_finds_the_line_whatever_it_is_called_now(thanh_hoa):
    execute(thanh_hoa, {})
    entry = RegisterEntry.objects.get()
    changed = {"name": "Mắm tép hảo hạng", "producer": "HTX Hà Yên 2", "row_key": entry.code}
    done = execute(thanh_hoa, changed)
    assert done.counts["change"] == 1
    product = Product.objects.get()
    assert (product.name, product.producer.name) == ("Mắm tép hảo hạng", "HTX Hà Yên 2")
    assert "mam tep hao hang" in product.search_text
    assert "htx ha yen 2" in product.search_text
    assert execute(thanh_hoa, changed).counts["match"] == 1


def test_corrected_stars_and_day_reach_the_certificate_under_its_old_code(thanh_hoa):
    execute(thanh_hoa, {"row_key": "TH-1"})
    code = RegisterEntry.objects.get().certificate.code
    done = execute(thanh_hoa, {"row_key": "TH-1", "stars": "4 sao", "decided_on": "16/01/2026"})
    assert done.counts["change"] == 1
    certificate = RegisterEntry.objects.get().certificate
    assert (certificate.code, certificate.stars) == (code, 4)
    assert certificate.issued_on == dt.date(2026, 1, 16)
    assert certificate.valid_until == dt.date(2029, 1, 16)
    assert certificate.snapshot["stars"] == 4
    assert certificate.decision.decided_on == dt.date(2026, 1, 16)


def test_certificate_with_an_act_is_not_corrected_by_a_file(thanh_hoa):
    execute(thanh_hoa, {"row_key": "TH-1"})
    suspend_certificate(
        certificate=RegisterEntry.objects.get().certificate,
        effective_on=dt.date(2026, 2, 1),
        reason="Kiểm tra lại",
        decision_number="9/QĐ-UBND",
        actor=None,
        on=TODAY,
    )
    (draft,) = planned(thanh_hoa, {"row_key": "TH-1", "stars": "4 sao"})
    assert draft.outcome == "error"
    assert "Hãy sửa ở trang giấy chứng nhận" in draft.reason


def test_revoking_is_no_matter_of_a_file(thanh_hoa):
    execute(thanh_hoa, {"row_key": "TH-1"})
    (draft,) = planned(thanh_hoa, {"row_key": "TH-1", "notes": "Đã thu hồi giấy chứng nhận"})
    # Another status is another line of the history, unless it names this very line.
    code = RegisterEntry.objects.get().code
    (named,) = planned(thanh_hoa, {"row_key": code, "notes": "Đã thu hồi giấy chứng nhận"})
    assert (draft.outcome, named.outcome) == ("create", "error")


def test_round_year_alone_bounds_the_end(thanh_hoa):
    line = {"decision_number": "", "decided_on": "", "round": "đợt 1 năm 2020"}
    execute(thanh_hoa, line)
    certificate = RegisterEntry.objects.get().certificate
    assert (certificate.issued_on, certificate.issued_year) == (None, None)
    assert certificate.ends_earliest == dt.date(2023, 1, 1)
    assert certificate.ends_latest == dt.date(2024, 12, 31)
    assert certificate.decision.decided_year is None


def test_five_stars_are_the_centres(thanh_hoa):
    execute(thanh_hoa, {"stars": "5 sao", "authority": ""})
    decision = RegisterEntry.objects.get().certificate.decision
    assert (decision.level, decision.unit) == ("central", None)
    assert decision.authority == "Bộ trưởng Bộ Nông nghiệp và Môi trường"


def test_unknown_province_key_is_refused(db):
    with pytest.raises(DomainError, match="Không có tỉnh nào có khóa “p-99”"):
        import_file(content=workbook({}), filename="so.xlsx", province="p-99", execute=False)
