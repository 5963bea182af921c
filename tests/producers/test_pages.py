"""The pages of the register of producers, as people use them."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from producers.enums import ProducerKind
from producers.models import Producer
from producers.services import change_producer
from tests.factories import accounts, communes
from tests.factories.producers import ON, member, producer

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/chu-the/"
CREATE = "/lam-viec/chu-the/moi/"


def names(answer: object) -> list[str]:
    return [row.name for row in answer.context["page"]]  # type: ignore[attr-defined]


def signed_in(client: Client, user: object) -> Client:
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_the_addresses_are_those_of_the_contract() -> None:
    assert reverse("producers:producer_list") == LIST
    assert reverse("producers:producer_create") == CREATE
    assert reverse("producers:producer_detail", kwargs={"code": "ABCD2345"}) == (
        "/lam-viec/chu-the/ABCD2345/"
    )
    assert reverse("producers:producer_edit", kwargs={"code": "ABCD2345"}) == (
        "/lam-viec/chu-the/ABCD2345/sua/"
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "dac san"}, ["Đặc sản Nghi Sơn"]),
        ({"q": "ĐẶC SẢN nghi"}, ["Đặc sản Nghi Sơn"]),
        ({"q": "son dac"}, ["Đặc sản Nghi Sơn"]),
        ({"q": "0100109106"}, ["Công ty Ba Làng"]),
        ({"q": "0100 109 106"}, ["Công ty Ba Làng"]),
        ({"q": "%"}, []),
        ({"q": "  "}, ["Công ty Ba Làng", "Đặc sản Nghi Sơn"]),
        ({"loai": "llc"}, ["Công ty Ba Làng"]),
        ({"loai": "khong-co"}, ["Công ty Ba Làng", "Đặc sản Nghi Sơn"]),
        ({"noi": "HERE"}, ["Đặc sản Nghi Sơn"]),
        ({"noi": "HERE", "loai": "llc"}, []),
        ({"trang": "99"}, ["Công ty Ba Làng", "Đặc sản Nghi Sơn"]),
    ],
)
def test_the_list_finds_with_and_without_accents(
    client: Client, asked: dict[str, str], found: list[str]
) -> None:
    here = communes.commune("Phường Nghi Sơn")
    producer("Đặc sản Nghi Sơn", here)
    producer("Công ty Ba Làng", kind=ProducerKind.LLC, tax_code="0100109106")
    producer("Đặc sản tỉnh bạn", communes.commune(parent=communes.province("Tỉnh Nghệ An", "40")))
    signed_in(client, accounts.province_officer(communes.province()))
    asked = {name: here.key if value == "HERE" else value for name, value in asked.items()}
    assert names(client.get(LIST, asked)) == found


def test_an_empty_search_offers_to_drop_the_filters(client: Client) -> None:
    producer("Đặc sản Nghi Sơn", communes.commune())
    signed_in(client, accounts.province_officer(communes.province()))
    text = client.get(LIST, {"q": "khong co gi"}).text
    assert "Không có chủ thể nào khớp" in text
    assert 'value="khong co gi"' in text


def test_the_centre_filters_by_province(client: Client) -> None:
    nghe_an = communes.province("Tỉnh Nghệ An", "40")
    producer("Ở Thanh Hóa")
    producer("Ở Nghệ An", communes.commune("Xã Nghi Xuân", nghe_an))
    signed_in(client, accounts.user("Trung ương", "central_officer"))
    answer = client.get(LIST, {"noi": nghe_an.key})
    assert names(answer) == ["Ở Nghệ An"]
    assert [label for _, label in answer.context["form"].fields["noi"].choices] == [
        "Mọi nơi",
        "Tỉnh Nghệ An",
        "Tỉnh Thanh Hóa",
    ]


def test_the_list_is_paged(client: Client) -> None:
    unit = communes.commune()
    for number in range(26):
        producer(f"Hộ số {number:02d}", unit)
    signed_in(client, accounts.commune_officer(unit))
    assert len(names(client.get(LIST))) == 25
    assert names(client.get(LIST, {"trang": "2"})) == ["Hộ số 25"]


def test_a_commune_officer_registers_a_producer(client: Client) -> None:
    unit = communes.commune("Phường Nghi Sơn")
    signed_in(client, accounts.commune_officer(unit))
    typed = {
        "name": "Hộ Tác Huy",
        "kind": "household",
        "unit": unit.key,
        "tax_code": "038085001234",
        "registered_on": "05/11/2018",
        "phone": "0912 345 678",
    }
    answer = client.post(CREATE, typed)
    row = Producer.objects.get()
    assert (row.unit, row.phone, f"{row.registered_on}") == (unit, "0912345678", "2018-11-05")
    assert answer["Location"] == f"/lam-viec/chu-the/{row.code}/"
    assert "Đã ghi Hộ Tác Huy vào sổ chủ thể" in client.get(answer["Location"]).text
    assert AuditEntry.objects.count() == 1


def test_the_only_commune_is_chosen_already(client: Client) -> None:
    unit = communes.commune("Phường Nghi Sơn")
    signed_in(client, accounts.commune_officer(unit))
    choices = list(client.get(CREATE).context["form"].fields["unit"].choices)
    assert [(f"{value}", label) for value, label in choices] == [(unit.key, "Phường Nghi Sơn")]


def test_a_commune_of_another_officer_is_refused_at_the_field(client: Client) -> None:
    other = communes.commune("Xã Các Sơn")
    signed_in(client, accounts.commune_officer(communes.commune("Phường Nghi Sơn")))
    answer = client.post(CREATE, {"name": "Hộ Lạ", "kind": "household", "unit": other.key})
    assert answer.context["form"].errors == {"unit": ["Chọn xã, phường có trong danh sách"]}
    assert not Producer.objects.exists()


def test_typed_text_survives_a_refusal_of_the_form_and_of_the_service(client: Client) -> None:
    unit = communes.commune("Phường Nghi Sơn")
    signed_in(client, accounts.commune_officer(unit))
    typed = {"name": "Hộ “Tác Huy” <b>", "kind": "llc", "unit": unit.key, "phone": "09 12"}
    for tax_code, day in (("280214733", ""), ("280214733", "31/31/2018")):
        answer = client.post(CREATE, typed | {"tax_code": tax_code, "registered_on": day})
        assert 'value="Hộ “Tác Huy” &lt;b&gt;"' in answer.text
        assert 'value="280214733"' in answer.text
        assert 'value="09 12"' in answer.text
        assert '<option value="llc" selected>' in answer.text
    assert not Producer.objects.exists()


def test_a_fault_stands_in_the_summary_and_at_the_field(client: Client) -> None:
    unit = communes.commune("Phường Nghi Sơn")
    signed_in(client, accounts.commune_officer(unit))
    typed = {"name": "Công ty", "kind": "llc", "unit": unit.key, "tax_code": "280214733"}
    answer = client.post(CREATE, typed)
    sentence = "Mã số thuế phải có 10 hoặc 13 chữ số, đang có 9"
    assert answer.context["form"].errors == {"tax_code": [sentence]}
    assert f'<a href="#id_tax_code">{sentence}</a>' in answer.text
    assert answer.text.count(sentence) == 2
    assert "Có 1 chỗ cần sửa" in answer.text


def test_a_kind_that_an_old_register_left_out_must_be_chosen_at_the_next_change(
    client: Client,
) -> None:
    unit = communes.commune()
    row = producer("Hộ Tác Huy", unit, kind=ProducerKind.UNKNOWN, tax_code="038085001234")
    signed_in(client, accounts.commune_officer(unit))
    typed = {"name": "Hộ Tác Huy", "unit": unit.key, "kind": "unknown"}
    answer = client.post(f"{LIST}{row.code}/sua/", typed)
    assert list(answer.context["form"].errors) == ["kind"]
    client.post(f"{LIST}{row.code}/sua/", typed | {"kind": "household"})
    row.refresh_from_db()
    assert row.kind == ProducerKind.HOUSEHOLD


def test_kinds_of_old_registers_are_not_offered_anew_but_a_company_may_stay_one(
    client: Client,
) -> None:
    unit = communes.commune()
    row = producer("Doanh nghiệp Ba Làng", unit, kind=ProducerKind.ENTERPRISE)
    signed_in(client, accounts.commune_officer(unit))
    offered = dict(client.get(CREATE).context["form"].fields["kind"].choices)
    assert {"enterprise", "unknown"} & set(offered) == set()
    typed = {"name": row.name, "unit": unit.key, "kind": "enterprise", "phone": "0912345678"}
    assert client.post(f"{LIST}{row.code}/sua/", typed).status_code == 302


def test_all_faults_show_at_once(client: Client) -> None:
    signed_in(client, accounts.commune_officer(communes.commune()))
    typed = {"name": "", "kind": "", "tax_code": "28", "phone": "12", "registered_on": "31/2/2018"}
    assert list(client.post(CREATE, typed).context["form"].errors) == [
        "name",
        "kind",
        "unit",
        "registered_on",
        "tax_code",
        "phone",
    ]


def test_a_fault_only_the_service_finds_stands_at_its_field_too(client: Client) -> None:
    unit = communes.commune("Phường Nghi Sơn")
    producer("Công ty Ba Làng", unit, tax_code="0100109106")
    signed_in(client, accounts.commune_officer(unit))
    typed = {"name": "Công ty khác", "kind": "llc", "unit": unit.key, "tax_code": "0100109106"}
    answer = client.post(CREATE, typed | {"phone": "0912 345 678"})
    sentence = "Mã số thuế này đã có trong sổ: Công ty Ba Làng, Phường Nghi Sơn"
    assert answer.context["form"].errors == {"tax_code": [sentence]}
    assert 'value="0912 345 678"' in answer.text
    assert Producer.objects.count() == 1


def test_the_record_hides_personal_data_from_those_who_only_read(client: Client) -> None:
    unit = communes.commune("Phường Nghi Sơn")
    row = producer(
        "Hộ Tác Huy",
        unit,
        kind=ProducerKind.HOUSEHOLD,
        tax_code="038085001234",
        representative="Đồng Thị Huy",
        representative_ethnicity="Thổ",
        representative_address="Thôn Bãi Sậy 7",
    )
    address = f"{LIST}{row.code}/"
    secrets = ("038085001234", "Thổ", "Thôn Bãi Sậy 7")
    leader = accounts.user("Lãnh đạo", "province_leader", communes.province())
    signed_in(client, leader)
    shown = client.get(address).text
    assert "Đồng Thị Huy" in shown
    assert [secret for secret in secrets if secret in shown] == []
    signed_in(client, accounts.commune_officer(unit))
    shown = client.get(address).text
    assert [secret for secret in secrets if secret in shown] == list(secrets)


def test_the_record_shows_its_history_to_those_who_keep_it(client: Client) -> None:
    unit = communes.commune()
    officer = accounts.commune_officer(unit, "Lê Thị Bình")
    row = producer("Hộ Tác Huy", unit, actor=officer)
    change_producer(producer=row, actor=officer, on=ON, name="Cơ sở Tác Huy")
    signed_in(client, officer)
    history = client.get(f"{LIST}{row.code}/").context["history"]
    assert [(line["title"], line["note"]) for line in history] == [
        ("Sửa thông tin chủ thể", "Tên chủ thể · Lê Thị Bình"),
        ("Ghi chủ thể vào sổ", "Lê Thị Bình"),
    ]


def test_a_member_changes_contacts_but_not_what_identifies(client: Client) -> None:
    row = producer("Hộ Tác Huy", communes.commune("Phường Nghi Sơn"))
    signed_in(client, member(row))
    address = f"{LIST}{row.code}/sua/"
    assert "name" not in client.get(address).context["form"].fields
    typed = {"name": "Tên khác", "kind": "llc", "tax_code": "0100109106", "phone": "0912345678"}
    assert client.post(address, typed).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.kind, row.tax_code) == ("Hộ Tác Huy", "cooperative", "")
    assert row.phone == "0912345678"


def test_the_edit_page_starts_from_what_is_stored(client: Client) -> None:
    unit = communes.commune("Phường Nghi Sơn")
    row = producer("Hộ Tác Huy", unit, registered_on=ON, phone="0912345678")
    signed_in(client, accounts.commune_officer(unit))
    text = client.get(f"{LIST}{row.code}/sua/").text
    assert 'value="01/07/2026"' in text
    assert f'<option value="{unit.key}" selected>Phường Nghi Sơn</option>' in text


def test_a_page_opened_before_another_saved_keeps_its_text_and_may_save_again(
    client: Client,
) -> None:
    unit = communes.commune("Phường Nghi Sơn")
    row = producer("Hộ Tác Huy", unit)
    officer = accounts.commune_officer(unit)
    signed_in(client, officer)
    typed = {
        "name": "Hộ Huy",
        "kind": row.kind,
        "unit": unit.key,
        "seen": row.updated_at.isoformat(),
    }
    change_producer(producer=row, actor=officer, on=ON, name="Cơ sở Tác Huy")
    answer = client.post(f"{LIST}{row.code}/sua/", typed)
    assert "Thông tin chủ thể đã được sửa ở nơi khác" in answer.text
    assert 'value="Hộ Huy"' in answer.text
    row.refresh_from_db()
    assert row.name == "Cơ sở Tác Huy"
    assert f'name="seen" value="{row.updated_at.isoformat()}"' in answer.text
    client.post(f"{LIST}{row.code}/sua/", typed | {"seen": row.updated_at.isoformat()})
    row.refresh_from_db()
    assert row.name == "Hộ Huy"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, rows: int, django_assert_num_queries: object
) -> None:
    province = communes.province()
    for number in range(rows):
        producer(f"Hộ {number}", communes.commune(f"Xã Số {number}", province))
    signed_in(client, accounts.province_officer(province))
    with django_assert_num_queries(7):  # type: ignore[operator]
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_record_asks_the_same_number_of_questions(
    client: Client, rows: int, django_assert_num_queries: object
) -> None:
    unit = communes.commune()
    row = producer("Hộ Tác Huy", unit)
    for _ in range(rows):
        member(row)
    signed_in(client, accounts.commune_officer(unit))
    with django_assert_num_queries(16):  # type: ignore[operator]
        client.get(f"{LIST}{row.code}/")
