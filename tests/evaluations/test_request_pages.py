"""Pages of requests, of the intake check, of letters and of what a round received: role x door."""

import html
import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from accounts.models import User
from common.dates import today
from evaluations.models import CommuneAssessment, Dossier
from evaluations.selectors.requests import open_request
from evaluations.services import dossier as moves
from evaluations.workflow.requests import Point
from tests.evaluations.test_dossier_pages import Cast, at, cast, signed_in, text_of
from tests.factories import evaluations, producers, products

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
ON = evaluations.ON


def _asked_url(row: Dossier, name: str = "dossier_request") -> str:
    asked = row.requests.latest("pk")
    return reverse(f"evaluations:{name}", args=[row.code, asked.code])


def _who_gets(cast: Cast, url: str, allowed: set[str], refused: set[str], *, post: bool) -> None:
    for name, person in cast.people.items():
        client = signed_in(person)
        answer = client.post(url, {}) if post else client.get(url)
        if answer.streaming:
            assert b"".join(answer.streaming_content).startswith(b"%PDF"), name
        if name in allowed:
            assert answer.status_code not in (403, 404), name
        else:
            assert answer.status_code == (403 if name in refused else 404), name
    assert Client().get(url).status_code in (302, 405)


@pytest.mark.parametrize(
    ("page", "state", "allowed", "refused"),
    [
        ("dossier_return", "filed", {"binh"}, {"an", "thai"}),
        ("dossier_ask", "received", {"thai"}, {"an", "binh", "leader"}),
        ("dossier_intake", "received", {"thai"}, {"an", "binh", "leader"}),
        ("dossier_letter", "received", {"an", "binh", "thai", "leader"}, set()),
        ("dossier_request", "supplement", {"an", "binh", "thai", "leader"}, set()),
        ("dossier_request_slip", "returned", {"an", "binh", "thai"}, set()),
        ("dossier_request_slip_docx", "returned", {"an", "binh", "thai"}, set()),
    ],
)
def test_who_opens_what(cast: Cast, page: str, state: str, allowed: set, refused: set) -> None:
    row = at(cast, state)
    name = f"evaluations:{page}"
    url = _asked_url(row, page) if "request" in page else reverse(name, args=[row.code])
    _who_gets(cast, url, allowed, refused, post=False)


@pytest.mark.parametrize(
    ("page", "state", "allowed", "refused"),
    [
        ("dossier_request_reply", "supplement", {"an", "binh"}, {"thai", "leader"}),
        ("dossier_request_judge", "filed", {"binh"}, {"an", "thai"}),
        ("dossier_request_judge", "received", {"thai"}, {"an", "binh", "leader"}),
    ],
)
def test_who_replies_and_who_judges(
    cast: Cast, page: str, state: str, allowed: set, refused: set
) -> None:
    if state == "supplement":
        row = at(cast, state)
    elif state == "filed":
        row = moves.file_dossier(dossier=at(cast, "returned"), actor=cast.an, on=ON)
    else:
        row = moves.answer_supplement(dossier=at(cast, "supplement"), actor=cast.binh, on=ON)
    _who_gets(cast, _asked_url(row, page), allowed, refused, post=True)


@pytest.mark.parametrize(
    ("name", "allowed"), [("intake_list", {"thai"}), ("proposal_list", {"binh"})]
)
def test_lists_are_for_officers_of_the_place(cast: Cast, name: str, allowed: set) -> None:
    at(cast, "filed" if name == "proposal_list" else "received")
    url = reverse(f"evaluations:{name}")
    for who, person in cast.people.items():
        answer = signed_in(person).get(url)
        if who in allowed:
            assert "Mắm tép đặc biệt" in text_of(answer)
        elif (who, name) in {("other_province", "intake_list"), ("other_commune", "proposal_list")}:
            assert (answer.status_code, "Mắm tép" in text_of(answer)) == (200, False)
        else:
            assert answer.status_code == 403, who


def test_the_slip_as_a_word_file_says_what_was_asked(cast: Cast) -> None:
    row = at(cast, "returned")
    content = signed_in(cast.an).get(_asked_url(row, "dossier_request_slip_docx")).content
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    assert "Bổ sung phiếu kiểm nghiệm" in cells


def test_another_request_and_another_dossiers_request_are_not_found(cast: Cast) -> None:
    row = at(cast, "returned")
    other = evaluations.in_state("returned")
    code = other.requests.get().code
    url = reverse("evaluations:dossier_request", args=[row.code, code])
    assert signed_in(cast.an).get(url).status_code == 404


def _rows(*texts: str, **more: str) -> dict[str, str]:
    return {"rows": str(len(texts)), **{f"diem{n}-text": t for n, t in enumerate(texts)}, **more}


def test_points_are_added_and_dropped_without_a_script_and_nothing_typed_is_lost(
    cast: Cast,
) -> None:
    row = at(cast, "filed")
    client = signed_in(cast.binh)
    url = reverse("evaluations:dossier_return", args=[row.code])
    assert text_of(client.get(url)).count('class="q-point"') == 1
    page = text_of(client.post(url, _rows("Nhãn", lam="them", note="Chung", due_on="08/7/2026")))
    assert page.count('class="q-point"') == 2
    assert "Nhãn</textarea>" in page
    assert "Chung</textarea>" in page
    assert 'value="08/7/2026"' in page
    page = text_of(client.post(url, _rows("Nhãn", "Phiếu", lam="bo-0")))
    assert page.count('class="q-point"') == 1
    assert "Phiếu</textarea>" in page
    assert "Nhãn</textarea>" not in page
    assert Dossier.objects.get(pk=row.pk).state == "filed"
    refused = client.post(url, _rows("Nhãn", due_on="01/01/2020"))
    assert refused.status_code == 400
    assert "Hạn trả lời phải từ" in text_of(refused)
    assert "Nhãn</textarea>" in text_of(refused)
    done = client.post(url, _rows("Nhãn", "Phiếu", **{"diem1-step": "papers"}))
    assert done.status_code == 302
    asked = open_request(Dossier.objects.get(pk=row.pk))
    assert asked is not None
    assert list(asked.points.values_list("text", "step")) == [("Nhãn", ""), ("Phiếu", "papers")]


def test_what_the_copilot_found_is_offered_and_taken_over(cast: Cast) -> None:
    row = at(cast, "filed")
    client = signed_in(cast.binh)
    url = reverse("evaluations:dossier_return", args=[row.code])
    page = text_of(client.get(url))
    assert 'value="lay-0"' in page
    taken = text_of(client.post(url, _rows("Nhãn", lam="lay-0")))
    assert taken.count('class="q-point"') == 2
    assert 'value="lay-0"' not in taken


def test_replies_are_saved_by_button_and_by_script_and_a_conflict_keeps_the_text(
    cast: Cast,
) -> None:
    row = at(cast, "filed")
    moves.return_dossier(dossier=row, reason="Nhãn", actor=cast.binh, on=today())
    client, url = signed_in(cast.an), _asked_url(row, "dossier_request_reply")
    page = client.get(_asked_url(row))
    assert "Trả lời điểm 1" in text_of(page)
    seen = row.requests.get().updated_at.isoformat()
    assert client.post(url, {"reply_1": "Đã in nhãn", "version": seen}).status_code == 302
    kept = client.post(
        url,
        {"reply_1": "Đã in nhãn mới", "version": "", "autosave": "1"},
        headers={"X-Requested-With": "fetch"},
    )
    assert kept.status_code == 200
    assert sorted(kept.json()) == ["next", "saved_at", "version"]
    late = client.post(url, {"reply_1": "Chữ của tôi", "version": seen})
    assert late.status_code == 409
    assert "Chữ của tôi</textarea>" in text_of(late)
    assert "Đã in nhãn mới" in text_of(late)
    again = client.post(
        url, {"reply_1": "Khác", "version": seen}, headers={"X-Requested-With": "fetch"}
    )
    assert again.json()["other"][0]["text"] == "Đã in nhãn mới"
    assert row.requests.get().points.get().reply == "Đã in nhãn mới"


def test_the_points_stand_on_the_record_and_on_every_step_of_the_guide(cast: Cast) -> None:
    row = at(cast, "filed")
    moves.return_dossier(dossier=row, reason="In lại nhãn", actor=cast.binh, on=today())
    client = signed_in(cast.an)
    for name in ("dossier", "dossier_report", "dossier_papers"):
        assert "In lại nhãn" in text_of(client.get(reverse(f"evaluations:{name}", args=[row.code])))
    check = text_of(client.get(reverse("evaluations:dossier_check", args=[row.code])))
    assert "Chưa trả lời điểm 1 của yêu cầu bổ sung" in check
    refused = client.post(reverse("evaluations:dossier_submit", args=[row.code]))
    assert refused.status_code == 409


def test_the_check_is_saved_and_all_well_leaves_what_the_copilot_minds(cast: Cast) -> None:
    row = at(cast, "received")
    client = signed_in(cast.thai)
    url = reverse("evaluations:dossier_intake", args=[row.code])
    page = html.unescape(client.post(url, {"lam": "dat-het"}).content.decode())
    assert page.count('value="ok" checked') >= 10
    assert not row.intake_items.exists()
    wrong = client.post(url, {"verdict_names": "lacking", "note_letter": "Chữ còn đây"})
    assert wrong.status_code == 400
    assert "Ghi rõ còn thiếu gì" in text_of(wrong)
    assert "Chữ còn đây</textarea>" in text_of(wrong)
    assert client.post(url, {"verdict_letter": "ok"}).status_code == 302
    assert row.intake_items.get().item == "letter"


def test_many_are_accepted_and_proposed_from_their_lists(cast: Cast) -> None:
    row = evaluations.assess(at(cast, "filed"))
    client = signed_in(cast.binh)
    url = reverse("evaluations:proposal_list")
    refused = client.post(url, {"dossiers": [row.code], "letter_number": "", "signer": "Lê"})
    assert refused.status_code == 400
    assert "Ghi số văn bản đề nghị" in text_of(refused)
    sent = {"dossiers": [row.code], "letter_number": "46/UBND", "signer": "Lê"}
    assert client.post(url, sent).status_code == 302
    assert CommuneAssessment.objects.get(dossier=row).letter_number == "46/UBND"
    moves.receive_dossier(dossier=row, actor=cast.thai, on=today())
    row = evaluations.check(Dossier.objects.get(pk=row.pk), on=today())
    entered = evaluations.round_of(row.unit.parent, year=today().year + 1, number=1)
    office = signed_in(cast.thai)
    url = reverse("evaluations:intake_list")
    assert office.post(url, {"round": entered.code}).status_code == 400
    assert office.post(url, {"dossiers": [row.code], "round": entered.code}).status_code == 302
    assert Dossier.objects.get(pk=row.pk).state == "accepted"


def test_lists_ask_for_nothing_while_no_dossier_can_be_chosen(cast: Cast) -> None:
    commune, office = signed_in(cast.binh), signed_in(cast.thai)
    at(cast, "filed")
    told = text_of(commune.get(reverse("evaluations:proposal_list")))
    assert ('name="letter_number"' in told, "Viết xong Mẫu số 03 của" in told) == (False, True)
    row = evaluations.assess(Dossier.objects.get())
    told = text_of(commune.get(reverse("evaluations:proposal_list")))
    assert ('name="letter_number"' in told, "Viết xong Mẫu số 03 của" in told) == (True, False)
    moves.propose_dossier(dossier=row, actor=cast.binh, on=today())
    told = text_of(office.get(reverse("evaluations:intake_list")))
    assert ("Tiếp nhận hồ sơ, rồi kiểm tra" in told, 'type="checkbox"' in told) == (True, False)


def test_the_first_thing_to_do_is_the_one_that_is_possible(cast: Cast) -> None:
    row = at(cast, "filed")
    url = reverse("evaluations:dossier", args=[row.code])
    write = reverse("evaluations:dossier_assessment", args=[row.code])

    def button() -> str:
        page = text_of(signed_in(cast.binh).get(url))
        return (
            page[: page.index(f'href="{write}"')].rsplit("<a", 1)[-1]
            + page[page.index(f'href="{write}"') :].split(">", 1)[0]
        )

    assert "alt" not in button()
    evaluations.assess(row)
    assert "alt" in button()


def test_the_office_is_told_of_replies_that_it_accepts_unjudged(cast: Cast) -> None:
    row = moves.answer_supplement(dossier=at(cast, "supplement"), actor=cast.binh, on=ON)
    evaluations.round_of(row.unit.parent, year=today().year + 1, number=1)
    office = signed_in(cast.thai)
    record = text_of(office.get(reverse("evaluations:dossier", args=[row.code])))
    assert record.count("1 điểm đã trả lời chưa xét; đưa vào đợt rồi") == 1
    listed = reverse("evaluations:intake_list")
    assert text_of(office.get(listed)).count("Còn 1 điểm đã trả lời chưa xét") == 1
    (point,) = row.requests.get().points.all()
    judge = {f"verdict_{point.number}": "settled"}
    assert office.post(_asked_url(row, "dossier_request_judge"), judge).status_code == 302
    assert "đã trả lời chưa xét" not in text_of(office.get(listed))


def test_mau_03_leads_to_what_it_lacks(cast: Cast) -> None:
    row = at(cast, "filed")
    url = reverse("evaluations:dossier_assessment", args=[row.code])
    page = text_of(signed_in(cast.binh).get(url))
    assert '<a href="#id_signer">Người ký thay mặt Ủy ban nhân dân</a>' in page
    assert page.count('<li><a href="#id_') == 7


def test_filing_and_proposing_tell_the_round_at_once(cast: Cast) -> None:
    row = at(cast, "returned")
    client = signed_in(cast.an)
    url = reverse("evaluations:dossier_submit", args=[row.code])
    assert "thì vào đợt" in text_of(client.post(url, follow=True))


def test_the_list_of_a_round_is_a_page_a_workbook_and_a_paper(cast: Cast) -> None:
    row = at(cast, "received")
    entered = evaluations.round_of(row.unit.parent)
    url = reverse("evaluations:round_intake", args=[entered.code])
    office: User = cast.thai
    assert "Mắm tép đặc biệt" in text_of(signed_in(office).get(url))
    taken = signed_in(office).get(f"{url}?tai=csv")
    assert "Mắm tép đặc biệt" in b"".join(taken.streaming_content).decode()
    paper = signed_in(office).get(reverse("evaluations:round_intake_pdf", args=[entered.code]))
    assert paper["Content-Type"] == "application/pdf"
    for who in ("an", "binh", "other_province"):
        assert signed_in(cast.people[who]).get(url).status_code == 404, who


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "state", "who", "queries"),
    [
        ("intake_list", "received", "thai", 11),
        ("proposal_list", "filed", "binh", 9),
        ("round_intake", "received", "thai", 13),
    ],
)
def test_lists_ask_the_same_at_one_and_three_rows(
    cast: Cast, rows: int, name: str, state: str, who: str, queries: int, django_assert_num_queries
) -> None:
    row = at(cast, state)
    for n in range(rows - 1):
        other = products.product(f"Mắm {n}", producers.producer(unit=row.unit))
        evaluations.in_state(state, product=other)
    entered = evaluations.round_of(row.unit.parent)
    args = [entered.code] if name == "round_intake" else []
    client, url = signed_in(cast.people[who]), reverse(f"evaluations:{name}", args=args)
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)


@pytest.mark.parametrize("points", [1, 3])
def test_a_request_asks_the_same_at_one_and_three_points(
    cast: Cast, points: int, django_assert_num_queries
) -> None:
    row = at(cast, "filed")
    text = [Point(f"Điểm {n}") for n in range(points)]
    moves.return_dossier(dossier=row, points=text, actor=cast.binh, on=today())
    evaluations.reply(Dossier.objects.get(pk=row.pk), on=today())
    client, url = signed_in(cast.an), _asked_url(row)
    client.get(url)
    with django_assert_num_queries(15):
        client.get(url)
