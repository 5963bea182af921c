"""Who may open which page of a dossier, and what pages do with what was typed."""

import datetime as dt
import html
import io
from dataclasses import dataclass

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from common.dates import today
from evaluations.enums import DossierState
from evaluations.models import Dossier
from evaluations.selectors.dossier import dossiers_waiting_for, visible_to
from evaluations.services import dossier as moves
from tests.factories import accounts, communes, evaluations, producers, products

pytestmark = pytest.mark.django_db


@dataclass
class Cast:
    """Everybody who could come by, and a product of producer An in Bình's commune."""

    an: User
    binh: User
    thai: User
    leader: User
    people: dict[str, User]
    product: products.Product


@pytest.fixture
def cast() -> Cast:
    maker = producers.producer("HTX Tác Huy")
    province = maker.unit.parent
    nghe_an = communes.province("Tỉnh Nghệ An", "40")
    people = {
        "an": producers.member(maker),
        "binh": accounts.commune_officer(maker.unit),
        "thai": accounts.province_officer(province),
        "leader": accounts.user("Chủ tịch", Role.PROVINCE_LEADER, province),
        "other_producer": producers.member(producers.producer(), "Hoàng Thị Khác"),
        "former_member": producers.former_member(maker, until=dt.date(2026, 6, 30)),
        "other_commune": accounts.commune_officer(communes.commune("Xã Khác")),
        "other_province": accounts.province_officer(nghe_an, "Trần Nghệ"),
        "centre": accounts.user("Cán bộ Trung ương", Role.CENTRAL_OFFICER),
        "inspector": accounts.user("Ngô Thị Em", Role.INSPECTOR, province),
        "administrator": accounts.user("Quản trị", Role.ADMINISTRATOR),
        "council": accounts.user("Chi", Role.COUNCIL),
        "outsider": accounts.outsider(),
    }
    return Cast(
        people["an"],
        people["binh"],
        people["thai"],
        people["leader"],
        people,
        products.product("Mắm tép đặc biệt", maker),
    )


def at(cast: Cast, state: str) -> Dossier:
    row = evaluations.dossier(cast.product, actor=cast.an)
    return evaluations.in_state(state, row=row)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response) -> str:
    return html.unescape(response.content.decode())


INSIDE = {"an", "binh"}
SEEN_BY: dict[str, set[str]] = {
    state: set(INSIDE) | ({"thai"} if state != "draft" else set()) for state in DossierState.values
}
SEEN_BY["withdrawn"] = set(INSIDE)  # withdrawn as a draft: the province never had it
for _state in (
    "received",
    "supplement",
    "accepted",
    "in_session",
    "concluded",
    "decided",
    "forwarded",
    "at_centre",
    "sent_back",
    "not_recognised",
):
    SEEN_BY[_state].add("leader")
for _state in ("forwarded", "at_centre", "sent_back"):
    SEEN_BY[_state].add("centre")


@pytest.mark.parametrize("state", DossierState.values)
def test_list_record_and_permission_agree_for_everybody(cast: Cast, state: str) -> None:
    row = at(cast, state)
    url = reverse("evaluations:dossier", args=[row.code])
    for name, person in cast.people.items():
        sees = name in SEEN_BY[state]
        assert visible_to(person, on=today()).filter(pk=row.pk).exists() is sees, name
        assert person.has_perm("evaluations.view_dossier", row) is sees, name
        assert signed_in(person).get(url).status_code == (200 if sees else 404), name


GETS = {
    # page: (state, who may open it, who sees the dossier but is refused)
    "dossier_registration": ("draft", {"an", "binh"}, set()),
    "dossier_report": ("returned", {"an", "binh"}, {"thai"}),
    "dossier_scores": ("returned", {"an", "binh"}, {"thai"}),
    "dossier_papers": ("supplement", {"an", "binh"}, {"thai", "leader"}),
    "dossier_check": ("returned", {"an", "binh"}, {"thai"}),
    "dossier_assessment": ("filed", {"binh"}, {"an", "thai"}),
    "dossier": ("received", {"an", "binh", "thai", "leader"}, set()),
}


@pytest.mark.parametrize("page", sorted(GETS))
def test_role_and_page(cast: Cast, page: str) -> None:
    state, allowed, refused = GETS[page]
    url = reverse(f"evaluations:{page}", args=[at(cast, state).code])
    for name, person in cast.people.items():
        expected = 200 if name in allowed else (403 if name in refused else 404)
        answer = signed_in(person).get(url)
        assert answer.status_code == expected, name
        if expected == 403:
            assert "Việc này dành cho" in text_of(answer), name
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize(
    ("page", "state"),
    [
        ("dossier_registration", "filed"),
        ("dossier_report", "proposed"),
        ("dossier_scores", "received"),
        ("dossier_papers", "filed"),
        ("dossier_check", "withdrawn"),
    ],
)
def test_a_page_of_another_state_says_the_state(cast: Cast, page: str, state: str) -> None:
    row = at(cast, state)
    answer = signed_in(cast.an).get(reverse(f"evaluations:{page}", args=[row.code]))
    assert answer.status_code == 409
    assert row.get_state_display() in text_of(answer)


POSTS = {
    # move: (state it starts from, who makes it, who sees the dossier but is refused, what is sent)
    "dossier_submit": ("returned", "an", {"thai"}, {}),
    "dossier_return": ("filed", "binh", {"an", "thai"}, {"rows": "1", "diem0-text": "Nhãn"}),
    "dossier_propose": ("filed", "binh", {"an", "thai"}, {}),
    "dossier_receive": ("proposed", "thai", {"an", "binh"}, {}),
    "dossier_ask": (
        "received",
        "thai",
        {"an", "binh", "leader"},
        {"rows": "1", "diem0-text": "Phiếu"},
    ),
    "dossier_answer": ("supplement", "binh", {"an", "thai", "leader"}, {}),
    "dossier_accept": ("received", "thai", {"an", "binh", "leader"}, {"round": "?"}),
    "dossier_withdraw": ("filed", "an", {"binh", "thai"}, {"reason": "Ngừng sản xuất"}),
}


@pytest.mark.parametrize("name", sorted(POSTS))
def test_role_and_move(cast: Cast, name: str) -> None:
    state, maker, refused, data = POSTS[name]
    row = at(cast, state)
    if name == "dossier_propose":
        row = evaluations.assess(row)
    if "round" in data:
        row = evaluations.check(row)
        data = {"round": evaluations.round_of(row.unit.parent).code}
    url = reverse(f"evaluations:{name}", args=[row.code])
    for who, person in cast.people.items():
        if who == maker or (name == "dossier_submit" and who == "binh"):
            continue
        answer = signed_in(person).post(url, data)
        assert answer.status_code == (403 if who in refused else 404), who
        assert Dossier.objects.get(pk=row.pk).state == state, who
    client = signed_in(cast.people[maker])
    assert client.get(url).status_code == (200 if "rows" in data else 405)
    assert Client().post(url, data).status_code == 302
    assert Dossier.objects.get(pk=row.pk).state == state
    answer = client.post(url, data)
    assert (answer.status_code, answer["Location"]) == (302, f"/lam-viec/ho-so/{row.code}/")
    assert Dossier.objects.get(pk=row.pk).state != state
    assert client.post(url, data).status_code == 409


def test_a_reason_is_asked_for_in_place_and_a_lost_race_keeps_what_was_typed(cast: Cast) -> None:
    row = at(cast, "filed")
    client = signed_in(cast.binh)
    url = reverse("evaluations:dossier_return", args=[row.code])
    answer = client.post(url, {"rows": "2", "diem0-text": " ", "diem1-text": ""})
    assert answer.status_code == 400
    assert "Ghi rõ cần bổ sung những gì" in text_of(answer)
    moves.return_dossier(dossier=row, reason="Thiếu nhãn", actor=cast.binh, on=today())
    answer = client.post(url, {"rows": "1", "diem0-text": "Thiếu hợp đồng đại lý"})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Không thể “Trả chủ thể bổ sung”" in page
    assert "Thiếu hợp đồng đại lý</textarea>" in page


def test_the_record_shows_each_person_their_own_moves_and_why_one_is_blocked(cast: Cast) -> None:
    row = at(cast, "filed")
    url = reverse("evaluations:dossier", args=[row.code])
    pages = {who: text_of(signed_in(cast.people[who]).get(url)) for who in ("an", "binh", "thai")}
    shown = {
        who: [move for move in ("return", "propose", "withdraw") if f'data-move="{move}"' in page]
        for who, page in pages.items()
    }
    assert shown == {"an": ["withdraw"], "binh": ["return", "propose"], "thai": []}
    assert "Mẫu số 03 còn thiếu (7)" in pages["binh"]
    assert row.commune_receipt in pages["thai"]


def test_opening_a_dossier(cast: Cast) -> None:
    evaluations.criteria.published_sheet("QD26-09")
    url = f"{reverse('evaluations:dossier_create')}?san-pham={cast.product.code}"
    for name, person in cast.people.items():
        expected = {"an": 200, "binh": 200, "thai": 403}.get(name)
        code = signed_in(person).get(url).status_code
        assert code == expected if expected else code in (403, 404), name
    client = signed_in(cast.an)
    wrong = client.post(url, {"kind": "rerating"})
    assert wrong.status_code == 400
    assert "Ghi ngày hết hạn của giấy chứng nhận đang có" in text_of(wrong)
    done = client.post(url, {"kind": "first"})
    row = Dossier.objects.get(product=cast.product)
    assert done["Location"] == reverse("evaluations:dossier_registration", args=[row.code])
    again = client.post(url, {"kind": "first"})
    assert again.status_code == 409
    assert "đang có một hồ sơ chưa xong" in text_of(again)
    assert client.post(reverse("evaluations:dossier_create")).status_code == 404


# --- typed text survives --------------------------------------------------------------------------


def test_a_second_tab_sees_the_conflict_with_its_own_text_and_may_then_overwrite(
    cast: Cast,
) -> None:
    row = evaluations.dossier(cast.product, actor=cast.an)
    url = reverse("evaluations:dossier_registration", args=[row.code])
    client = signed_in(cast.an)
    form = {**evaluations.REGISTRATION, "signed_on": "30/06/2026", "version": row.version}
    first = client.post(url, {**form, "position": "Giám đốc"})
    assert first["Location"] == reverse("evaluations:dossier_report", args=[row.code])
    second = client.post(url, {**form, "position": "Chủ tịch HĐQT"})
    page = text_of(second)
    assert second.status_code == 409
    assert "Hồ sơ đã được lưu ở cửa sổ khác lúc" in page
    assert 'value="Chủ tịch HĐQT"' in page
    newer = Dossier.objects.get(pk=row.pk).version
    assert f'name="version" value="{newer}"' in page
    third = client.post(url, {**form, "position": "Chủ tịch HĐQT", "version": newer})
    assert third.status_code == 302
    row.refresh_from_db()
    assert row.registration["position"] == "Chủ tịch HĐQT"
    assert row.registration["signed_on"] == "2026-06-30"


def test_a_wrong_day_keeps_the_rest_of_a_long_form(cast: Cast) -> None:
    row = evaluations.dossier(cast.product, actor=cast.an)
    url = reverse("evaluations:dossier_report", args=[row.code])
    data = {**evaluations.REPORT, "founded_on": "31/02/2015", "version": row.version}
    answer = signed_in(cast.an).post(url, data)
    assert answer.status_code == 400
    assert evaluations.REPORT["history"] in text_of(answer)
    data["founded_on"] = "01/01/2199"
    answer = signed_in(cast.an).post(url, data)
    assert answer.status_code == 400
    assert "ở sau hôm nay" in text_of(answer)
    assert Dossier.objects.get(pk=row.pk).version == row.version


def test_the_self_score_saves_part_by_part_and_refuses_what_is_not_on_the_sheet(
    cast: Cast,
) -> None:
    row = evaluations.dossier(cast.product, actor=cast.an)
    url = reverse("evaluations:dossier_scores", args=[row.code])
    client = signed_in(cast.an)
    saved = client.post(
        f"{url}?phan=A",
        {"c_1.1": "5", "w_1.1": "Tép moi trong tỉnh", "version": row.version},
    )
    assert saved["Location"] == f"{url}?phan=B"
    saved = client.post(f"{url}?phan=B", {"c_4.1": "3", "version": row.version + 1})
    assert saved["Location"] == f"{url}?phan=C"
    assert sorted(row.self_scores.values_list("criterion", "points")) == [("1.1", 5), ("4.1", 3)]
    page = text_of(client.get(f"{url}?phan=A"))
    assert "Tép moi trong tỉnh</textarea>" in page
    assert "8,00" in page
    wrong = client.post(
        f"{url}?phan=A",
        {"c_1.1": "4", "c_1.2": "3", "w_1.2": "Chế biến sâu", "version": row.version + 2},
    )
    page = text_of(wrong)
    assert wrong.status_code == 400
    assert "Tiêu chí 1.1: không có mức 4 điểm" in page
    assert "Chế biến sâu</textarea>" in page
    assert row.self_scores.count() == 2
    stale = client.post(f"{url}?phan=A", {"c_1.1": "1", "version": row.version})
    assert stale.status_code == 409


def test_a_refused_file_keeps_kind_title_and_criteria(cast: Cast) -> None:
    row = evaluations.dossier(cast.product, actor=cast.an)
    url = reverse("evaluations:dossier_papers", args=[row.code])
    client = signed_in(cast.an)
    data = {"kind": "test", "title": "Phiếu 1187", "criteria": ["1.1", "3.5"]}
    wrong = client.post(url, {**data, "file": SimpleUploadedFile("phieu.pdf", b"MZ" + b"0" * 99)})
    page = text_of(wrong)
    assert wrong.status_code == 400
    assert "Nội dung không phải" in page
    assert 'value="Phiếu 1187"' in page
    assert page.count("checked") == 2
    empty = client.post(url, {**data, "file": SimpleUploadedFile("phieu.pdf", b"")})
    assert "Tệp rỗng (0 byte)" in text_of(empty)
    none = client.post(url, data)
    assert "Chọn tệp PDF hoặc ảnh chụp" in text_of(none)
    done = client.post(url, {**data, "file": evaluations.pdf("phieu.pdf")})
    paper = row.papers.get()
    assert done["Location"] == f"{url}#giay-{paper.code}"
    removed = client.post(reverse("evaluations:dossier_paper_remove", args=[row.code, paper.code]))
    assert removed["Location"] == url
    assert row.papers.count() == 0


def test_the_check_page_lists_what_is_missing_then_offers_to_file(cast: Cast) -> None:
    row = evaluations.dossier(cast.product, actor=cast.an)
    url = reverse("evaluations:dossier_check", args=[row.code])
    client = signed_in(cast.an)
    page = text_of(client.get(url))
    assert "Mẫu số 01: Chức vụ" in page
    submit = reverse("evaluations:dossier_submit", args=[row.code])
    assert f'action="{submit}"' not in page
    assert client.post(submit).status_code == 409
    evaluations.fill_in(row)
    page = text_of(client.get(url))
    assert f'action="{submit}"' in page
    assert "Chưa có ảnh sản phẩm, bao bì, nhãn" in page
    assert client.post(submit).status_code == 302


def test_the_commune_writes_mau_03_on_its_page(cast: Cast) -> None:
    row = at(cast, "filed")
    url = reverse("evaluations:dossier_assessment", args=[row.code])
    client = signed_in(cast.binh)
    page = text_of(client.get(url))
    assert evaluations.REPORT["result_material"] in page
    done = client.post(url, {**evaluations.ASSESSMENT, "version": row.version})
    assert done.status_code == 302
    stale = client.post(url, {**evaluations.ASSESSMENT, "idea": "Ý khác", "version": row.version})
    assert stale.status_code == 409
    assert "Ý khác</textarea>" in text_of(stale)
    assert row.assessment.idea == evaluations.ASSESSMENT["idea"]


# --- files ----------------------------------------------------------------------------------------


def taken(response) -> bytes:
    """The body, read to its end: only then is a streamed file closed."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_paper_is_handed_out_through_the_dossiers_check(cast: Cast) -> None:
    row = at(cast, "filed")
    paper = row.papers.get()
    url = reverse("evaluations:dossier_paper", args=[row.code, paper.code])
    for name, person in cast.people.items():
        expected = 200 if name in SEEN_BY["filed"] else 404
        answer = signed_in(person).get(url)
        taken(answer)
        assert answer.status_code == expected, name
    answer = signed_in(cast.thai).get(url)
    assert taken(answer).startswith(b"%PDF")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == (
        "nosniff",
        "private, no-store",
    )
    assert answer["Content-Disposition"].startswith("attachment")
    shown = signed_in(cast.thai).get(f"{url}?xem=1")
    taken(shown)
    assert shown["Content-Disposition"].startswith("inline")


def test_a_paper_of_another_dossier_is_not_found_under_this_one(cast: Cast) -> None:
    row = at(cast, "filed")
    foreign = evaluations.in_state("filed").papers.get()
    client = signed_in(cast.an)
    url = reverse("evaluations:dossier_paper", args=[row.code, foreign.code])
    assert client.get(url).status_code == 404
    draft = evaluations.dossier(products.product("Ruốc tôm", cast.product.producer))
    remove = reverse("evaluations:dossier_paper_remove", args=[draft.code, foreign.code])
    assert client.post(remove).status_code == 404


def pdf_text(response) -> str:
    assert response["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_mau_01_and_02_are_drafts_until_filed_and_print_what_was_filed(cast: Cast) -> None:
    row = evaluations.fill_in(evaluations.dossier(cast.product, actor=cast.an))
    client = signed_in(cast.an)
    urls = [reverse(f"evaluations:dossier_form_0{n}", args=[row.code]) for n in (1, 2)]
    for url in urls:
        assert "BẢN NHÁP" in pdf_text(client.get(url))
    row = moves.file_dossier(dossier=row, actor=cast.an, on=evaluations.ON)
    first, second = (pdf_text(client.get(url)) for url in urls)
    assert "BẢN NHÁP" not in first + second
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "của tỉnh Thanh Hóa năm 2026",
        "Họ tên người đại diện pháp lý: Đồng Thị Huy",
        "Lần đầu ■ Nâng hạng □ Đánh giá lại □",
        "Sản phẩm mẫu (số lượng): 5",
        "chịu trách nhiệm trước Hội đồng và pháp luật",
        "Nghi Sơn, ngày 30 tháng 6 năm 2026",
        f"Phiếu số: {row.commune_receipt}",
        "Ngày nhận: 01/07/2026",
    ):
        assert words in first, words
    for words in (
        "Giới tính: Nữ; Dân tộc: Kinh",
        "+ Giấy chứng nhận đăng ký nhãn hiệu: ■",
        "+ Bằng sáng chế: □",
        "ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN THEO BỘ TIÊU CHÍ SẢN PHẨM OCOP",
        "Tổng điểm tự chấm: 100,00",
        "Sử dụng nguyên liệu có nguồn gốc trong tỉnh từ 75% đến 100%",
        "Mở thêm hai kênh siêu thị.",
        "Giấy đăng ký hợp tác xã",
    ):
        assert words in second, words
    # Renaming later changes nothing on what was filed.
    type(cast.product).objects.filter(pk=cast.product.pk).update(name="Tên mới")
    assert "Tên mới" not in pdf_text(client.get(urls[1]))


def test_mau_03_is_the_communes_draft_until_it_proposes(cast: Cast) -> None:
    row = evaluations.assess(at(cast, "filed"))
    url = reverse("evaluations:dossier_form_03", args=[row.code])
    draft = pdf_text(signed_in(cast.binh).get(url))
    assert "BẢN NHÁP" in draft
    assert [signed_in(cast.people[who]).get(url).status_code for who in ("an", "thai")] == [
        404,
        404,
    ]
    moves.propose_dossier(dossier=row, actor=cast.binh, on=evaluations.ON)
    issued = pdf_text(signed_in(cast.thai).get(url))
    assert "BẢN NHÁP" not in issued
    for words in (
        "Số: 12/BC-UBND",
        "1. Về sử dụng nguyên liệu địa phương: Tép moi khai thác tại phường",
        "4. Bản sắc/trí tuệ địa phương: Cách ủ chum sành",
        "đề nghị Ủy ban nhân dân tỉnh Thanh Hóa đánh giá, phân hạng sản phẩm OCOP",
        "cho sản phẩm Mắm tép đặc biệt của HTX Tác Huy",
    ):
        assert words in issued, words


# --- lists ----------------------------------------------------------------------------------------


def _three(cast: Cast, count: int) -> list[Dossier]:
    return [
        evaluations.in_state(
            "filed",
            product=products.product(f"Mắm số {n}", cast.product.producer),
            actor=cast.an,
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("an", 13), ("binh", 13), ("thai", 13)])
def test_the_list_asks_the_same_at_one_and_three_rows(
    cast: Cast, rows: int, who: str, queries: int, django_assert_num_queries
) -> None:
    _three(cast, rows)
    client = signed_in(cast.people[who])
    url = reverse("evaluations:dossier_list")
    client.get(url)
    with django_assert_num_queries(queries):
        page = text_of(client.get(url))
    assert page.count("Mắm số") >= rows


@pytest.mark.parametrize("papers", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("an", 20), ("binh", 20)])
def test_the_record_asks_the_same_at_one_and_three_papers(
    cast: Cast, papers: int, who: str, queries: int, django_assert_num_queries
) -> None:
    row = at(cast, "returned")
    from evaluations.services.papers import add_paper

    for n in range(papers - 1):
        add_paper(
            dossier=row,
            upload=evaluations.pdf(),
            kind="other",
            title=f"Giấy {n}",
            criteria=[],
            actor=cast.an,
            on=evaluations.ON,
        )
    moves.file_dossier(dossier=row, actor=cast.an, on=evaluations.ON)
    client = signed_in(cast.people[who])
    url = reverse("evaluations:dossier", args=[row.code])
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)


def test_the_list_is_searched_without_accents_and_filtered(cast: Cast) -> None:
    filed = at(cast, "filed")
    draft = evaluations.dossier(products.product("Ruốc tôm", cast.product.producer))
    url = reverse("evaluations:dossier_list")
    client = signed_in(cast.binh)

    def found(**params: str) -> list[str]:
        page = client.get(url, params)
        return sorted(row["dossier"].code for row in page.context["rows"])

    both = sorted([filed.code, draft.code])
    assert found() == both
    assert found(q="mam tep") == [filed.code]
    assert found(q=filed.commune_receipt) == [filed.code]
    assert found(q="không có gì như thế") == []
    assert found(buoc="draft") == [draft.code]
    assert found(buoc="bậy") == both
    assert found(xa=filed.unit.key) == both
    assert found(cho="toi") == [filed.code]
    assert "Chưa có hồ sơ nào" in text_of(signed_in(cast.people["outsider"]).get(url))


def test_what_waits_for_whom(cast: Cast) -> None:
    def waiting(row: Dossier) -> set[str]:
        return {
            name
            for name, person in cast.people.items()
            if dossiers_waiting_for(person, today()).filter(pk=row.pk).exists()
        }

    row = evaluations.dossier(cast.product, actor=cast.an)
    assert waiting(row) == {"an"}
    row = evaluations.in_state("filed", row=row)
    assert waiting(row) == {"binh"}
    row = evaluations.assess(row)
    row = moves.propose_dossier(dossier=row, actor=cast.binh, on=evaluations.ON)
    assert waiting(row) == {"thai"}
    row = moves.receive_dossier(dossier=row, actor=cast.thai, on=evaluations.ON)
    assert waiting(row) == {"thai"}
    row = moves.ask_supplement(dossier=row, reason="Phiếu", actor=cast.thai, on=evaluations.ON)
    assert waiting(row) == {"an", "binh"}
