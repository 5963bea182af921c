"""Pages of the idea stage: doors by role, the whole way through forms, files, papers, queries."""

import datetime as dt
import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from common.dates import today, vn_date
from communes.models import AdministrativeUnit
from producers.models import Producer
from programmes.models import IdeaCall, ProductIdea
from programmes.services.choosing import take_up_idea
from tests.factories import accounts, communes, producers, products
from tests.factories import programmes as made

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def url(name: str, row: Any = None) -> str:
    return reverse(f"programmes:{name}", args=[row.code] if row else [])


@pytest.fixture
def place() -> AdministrativeUnit:
    return communes.commune()


@pytest.fixture
def binh(place: AdministrativeUnit) -> User:
    return accounts.commune_officer(place)


@pytest.fixture
def thai() -> User:
    return accounts.province_officer(communes.province())


SHEET = {
    "kind": "new",
    "producer": "",
    "producer_name": "Hộ bà Lê Thị Sen",
    "producer_kind": "household",
    "address": "Thôn 3",
    "phone": "0912345678",
    "product_name": "Mật ong hoa nhãn",
    "material": "Ong nuôi tại thôn 3",
}
SURVEY = {
    "survey_on": f"{today():%d/%m/%Y}",
    "people": "Lê Thị Bình, cán bộ xã",
    "opinion": "select",
    "note": "Làm được",
    **{f"level_{name}": "good" for name in made.HEADINGS},
}


def people(maker: Producer, binh: User, thai: User) -> dict[str, User]:
    province = communes.province()
    far = communes.province("Tỉnh Nghệ An", "40")
    other = producers.producer("HTX khác", maker.unit)
    return {
        "own": producers.member(maker),
        "other maker": producers.member(other, "Lê Văn Khác"),
        "commune": binh,
        "other commune": accounts.commune_officer(communes.commune("Xã Hoằng Lộc"), "Lê Lộc"),
        "office": thai,
        "other office": accounts.province_officer(far, "Lê Văn Nghệ"),
        "leader": accounts.user("Trần Hải", Role.PROVINCE_LEADER, province),
        "council": accounts.user("Đỗ Lương", Role.COUNCIL),
        "inspector": accounts.user("Cao Phúc", Role.INSPECTOR, province),
        "centre": accounts.user("Vũ Oanh", Role.CENTRAL_OFFICER),
        "administrator": accounts.user("Tạ Quang", Role.ADMINISTRATOR),
        "outsider": accounts.outsider(),
    }


def test_who_comes_through_which_door(binh: User, thai: User, place: AdministrativeUnit) -> None:
    maker = producers.producer("HTX Hoằng Thanh", place)
    call = made.call(actor=thai)
    draft = made.call(actor=thai, published=False)
    idea = made.idea(call, actor=binh, unit=place, producer=maker)
    doors = [
        *(url("home"), url("call_create"), url("call_detail", call), url("call_detail", draft)),
        *(url("call_edit", call), url("idea_choose", call), url("idea_register", call)),
        *(url("idea_detail", idea), url("idea_edit", idea), url("idea_survey", idea)),
    ]
    found = {
        name: [client_of(user).get(door).status_code for door in doors]
        for name, user in people(maker, binh, thai).items()
    }
    assert found == {
        "own": [200, 403, 200, 404, 403, 403, 200, 200, 200, 403],
        "other maker": [200, 403, 200, 404, 403, 403, 200, 404, 404, 404],
        "commune": [200, 403, 200, 404, 403, 403, 200, 200, 200, 200],
        "other commune": [200, 403, 200, 404, 403, 403, 200, 404, 404, 404],
        "office": [200] * 10,
        "other office": [200, 200, 404, 404, 404, 404, 404, 404, 404, 404],
        "leader": [200, 403, 200, 404, 403, 403, 403, 200, 403, 403],
        "council": [200, 403, 404, 404, 404, 404, 404, 404, 404, 404],
        "inspector": [200, 403, 404, 404, 404, 404, 404, 404, 404, 404],
        "centre": [200, 403, 200, 404, 403, 403, 403, 200, 403, 403],
        "administrator": [200, 403, 404, 404, 404, 404, 404, 404, 404, 404],
        "outsider": [403, 403, 404, 404, 404, 404, 404, 404, 404, 404],
    }
    assert [Client().get(door).status_code for door in doors] == [302] * 10


def test_a_maker_reads_only_own_ideas_in_the_call_and_its_files(
    binh: User, thai: User, place: AdministrativeUnit
) -> None:
    maker = producers.producer("HTX Hoằng Thanh", place)
    call = made.call(actor=thai)
    own = made.idea(call, actor=binh, unit=place, producer=maker, product_name="Mắm cáy")
    made.idea(call, actor=binh, unit=place, product_name="Rượu sim của người khác")
    client = client_of(producers.member(maker))
    page = client.get(url("call_detail", call))
    assert list(page.context["page"].object_list) == [own]
    file = b"".join(client.get(url("call_detail", call), {"tai": "csv"}).streaming_content)
    assert "Mắm cáy" in file.decode()
    assert "Rượu sim" not in file.decode() + text_of(page)
    assert client.get(url("call_list")).context["page"].object_list[0].all_ideas == 1
    assert client.get(url("home")).context["counts"]["registered"] == 1


def test_the_whole_way_through_the_forms(binh: User, thai: User, place: AdministrativeUnit) -> None:
    office, commune = client_of(thai), client_of(binh)
    made_call = office.post(
        url("call_create"),
        {
            "title": "Đăng ký ý tưởng năm 2027",
            "year": "2027",
            "opens_on": f"{today():%d/%m/%Y}",
            "closes_on": f"{today() + dt.timedelta(days=30):%d/%m/%Y}",
            "guidance": "Ghi rõ vùng nguyên liệu",
        },
    )
    call = IdeaCall.objects.get()
    assert made_call.url == url("call_detail", call)
    assert commune.get(url("call_detail", call)).status_code == 404
    office.post(url("call_publish", call))
    sent = commune.post(url("idea_register", call), SHEET | {"unit": place.key}, follow=True)
    idea = ProductIdea.objects.get()
    assert sent.redirect_chain == [(url("idea_detail", idea), 302)]
    assert "Đã đăng ký Mật ong hoa nhãn, phiếu số 1" in text_of(sent)
    commune.post(url("idea_edit", idea), SHEET | {"unit": place.key, "scale": "40 đàn ong"})
    commune.post(url("idea_survey", idea), SURVEY)
    choose = office.get(url("idea_choose", call))
    assert [line["idea"] for line in choose.context["form"].lines] == [idea]
    choice = {f"choice_{idea.code}": "select", f"reason_{idea.code}": "Có vùng nguyên liệu"}
    decision = {"number": "12/QĐ-UBND", "decided_on": f"{today():%d/%m/%Y}"}
    office.post(url("idea_choose", call), choice | decision)
    shown = text_of(commune.get(url("idea_detail", idea)))
    assert f"Theo 12/QĐ-UBND ngày {vn_date(today())}. Có vùng nguyên liệu." in shown
    chosen_set = products.product_set().code
    taken = commune.post(
        url("idea_take_up", idea),
        {"product": "", "producer": "", "name": "Mật ong hoa nhãn", "product_set": chosen_set},
    )
    idea.refresh_from_db()
    assert idea.product is not None
    assert taken.url == reverse("products:product_detail", args=[idea.product.code])
    assert f"ho-so/moi/?san-pham={idea.product.code}" in text_of(
        commune.get(url("idea_detail", idea))
    )


def test_a_late_registration_is_refused_with_a_sentence(
    binh: User, thai: User, place: AdministrativeUnit
) -> None:
    call = made.call(actor=thai, closes=-1, title="Đợt cũ")
    client = client_of(binh)
    opened = client.get(url("idea_register", call))
    sent = client.post(url("idea_register", call), SHEET | {"unit": place.key})
    said = "nay đã quá hạn. Việc này không cản trở nộp hồ sơ đánh giá, phân hạng"
    assert [(one.status_code, said in text_of(one)) for one in (opened, sent)] == [(409, True)] * 2
    assert 'value="Mật ong hoa nhãn"' in text_of(sent)
    assert not ProductIdea.objects.exists()


def test_what_was_typed_survives_a_refusal(
    binh: User, thai: User, place: AdministrativeUnit
) -> None:
    call = made.call(actor=thai)
    client = client_of(binh)
    sent = SHEET | {"unit": place.key, "producer_name": "", "product_set": "x"}
    page = client.post(url("idea_register", call), sent)
    assert page.status_code == 400
    assert "Ong nuôi tại thôn 3" in text_of(page)
    assert 'value="Mật ong hoa nhãn"' in text_of(page)
    assert "Chọn bộ sản phẩm có trong danh sách" in text_of(page)
    missing = client.post(url("idea_register", call), sent | {"product_set": ""})
    assert (missing.status_code, "Chưa ghi ai đăng ký" in text_of(missing)) == (400, True)


def test_a_producers_people_cannot_register_for_another(
    thai: User, place: AdministrativeUnit
) -> None:
    call = made.call(actor=thai)
    other = producers.producer("HTX khác", place)
    client = client_of(producers.member(producers.producer("HTX Hoằng Thanh", place)))
    sent = SHEET | {"producer": other.code, "unit": place.key}
    page = client.post(url("idea_register", call), sent)
    assert (page.status_code, ProductIdea.objects.count()) == (400, 0)
    assert "Chọn chủ thể có trong danh sách" in text_of(page)


def test_a_refused_choice_keeps_what_was_typed(
    binh: User, thai: User, place: AdministrativeUnit
) -> None:
    call = made.call(actor=thai)
    idea = made.surveyed(made.idea(call, actor=binh, unit=place), actor=binh)
    client = client_of(thai)
    decision = {"number": "12/QĐ-UBND", "decided_on": f"{today():%d/%m/%Y}"}
    later = {f"choice_{idea.code}": "later"}
    nothing = client.post(url("idea_choose", call), decision | later)
    assert (nothing.status_code, "Chưa chọn ý tưởng nào" in text_of(nothing)) == (400, True)
    bare = client.post(url("idea_choose", call), decision | {f"choice_{idea.code}": "not_select"})
    assert (bare.status_code, "Chưa ghi lý do" in text_of(bare)) == (400, True)
    assert 'value="12/QĐ-UBND"' in text_of(bare)


def test_filters_find_without_accents(binh: User, thai: User, place: AdministrativeUnit) -> None:
    call = made.call(actor=thai)
    honey = made.idea(call, actor=binh, unit=place, product_name="Mật ong rừng")
    sauce = made.surveyed(
        made.idea(call, actor=binh, unit=place, product_name="Mắm cáy", kind="existing"),
        actor=binh,
    )

    def shown(**asked: str) -> list[ProductIdea]:
        page = client_of(thai).get(url("call_detail", call), asked)
        return list(page.context["page"].object_list)

    assert shown(q="mat ong") == [honey]
    assert shown(buoc="surveyed") == [sauce]
    assert shown(loai="existing") == [sauce]
    assert shown(noi=place.key) == [honey, sauce]
    assert shown(noi="x", buoc="y") == [honey, sauce]


def test_the_papers_are_pdf_and_the_offices_list_is_for_the_office(
    binh: User, thai: User, place: AdministrativeUnit
) -> None:
    call = made.call(actor=thai)
    idea = made.decided(
        made.surveyed(made.idea(call, actor=binh, unit=place), actor=binh), actor=thai
    )
    for client, door in (
        (client_of(binh), url("idea_pdf", idea)),
        (client_of(thai), url("idea_list_pdf", call)),
    ):
        answer = client.get(door)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert client_of(binh).get(url("idea_list_pdf", call)).status_code == 403


def test_closing_and_withdrawing_ask_why(binh: User, thai: User, place: AdministrativeUnit) -> None:
    call = made.call(actor=thai)
    idea = made.idea(call, actor=binh, unit=place)
    commune, office = client_of(binh), client_of(thai)
    assert commune.post(url("idea_withdraw", idea), {"reason": ""}).status_code == 400
    commune.post(url("idea_withdraw", idea), {"reason": "Đổi ý"})
    assert commune.post(url("idea_withdraw", idea), {"reason": "Lần nữa"}).status_code == 409
    office.post(url("call_close", call), {"reason": "Đủ rồi"})
    assert office.post(url("call_close", call), {"reason": "Lần nữa"}).status_code == 409
    idea.refresh_from_db()
    call.refresh_from_db()
    assert (idea.state, idea.reason, call.closed_reason) == ("withdrawn", "Đổi ý", "Đủ rồi")
    assert client_of(thai).get(url("idea_take_up", idea)).status_code == 409


QUERIES = {"home": 9, "call_list": 8, "call_detail": 15, "idea_choose": 9}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("door", QUERIES)
def test_lists_ask_the_same_at_one_and_three_rows(
    door: str,
    rows: int,
    binh: User,
    thai: User,
    place: AdministrativeUnit,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    calls = [made.call(actor=thai) for _ in range(rows)]
    for _ in range(rows):
        idea = made.surveyed(made.idea(calls[0], actor=binh, unit=place), actor=binh)
        if door != "idea_choose":
            taken = made.decided(idea, actor=thai)
            take_up_idea(
                idea=taken, name="Mật ong", product_set=None, producer=None, actor=thai, on=today()
            )
    client = client_of(thai)
    address = url(door, calls[0] if door in ("call_detail", "idea_choose") else None)
    client.get(address)
    with django_assert_num_queries(QUERIES[door]):
        assert client.get(address).status_code == 200


def test_a_product_of_the_register_is_linked_on_the_page(
    binh: User, thai: User, place: AdministrativeUnit
) -> None:
    maker = producers.producer("HTX Hoằng Thanh", place)
    own = products.product("Mắm cáy", maker)
    call = made.call(actor=thai)
    idea = made.idea(call, actor=binh, unit=place, producer=maker)
    made.decided(made.surveyed(idea, actor=binh), actor=thai)
    client = client_of(producers.member(maker))
    empty = client.post(url("idea_take_up", idea), {"product": "", "name": " "})
    assert empty.status_code == 400
    client.post(url("idea_take_up", idea), {"product": own.code})
    idea.refresh_from_db()
    assert idea.product == own


def test_a_call_is_corrected_on_its_page_and_taken_as_a_file(thai: User) -> None:
    call = made.call(actor=thai, title="Đợt một")
    made.call(actor=thai, title="Đợt hai")
    client = client_of(thai)
    sent = {
        "title": "Đợt hai",
        "year": "2027",
        "opens_on": f"{call.opens_on:%d/%m/%Y}",
        "closes_on": f"{call.closes_on:%d/%m/%Y}",
        "guidance": "Đọc kỹ",
    }
    for door in (url("call_edit", call), url("call_create")):
        refused = client.post(door, sent)
        assert (refused.status_code, "đã có đợt mang tên" in text_of(refused)) == (409, True)
    assert client.post(url("call_edit", call), sent | {"title": "Đợt ba"}).status_code == 302
    file = b"".join(client.get(url("call_list"), {"tai": "csv"}).streaming_content).decode()
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == ["Đợt hai", "Đợt ba"]
