"""A dossier and the vault: choosing, tagging, changing over, what stays of what was filed."""

import datetime as dt
import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from common.dates import today
from common.errors import DomainError
from documents.enums import FileKind
from documents.services import store_bytes
from evaluations.models import Dossier, DossierPaper
from evaluations.selectors.vault import kinds_proving, newest_of, offers
from evaluations.services import dossier as moves
from evaluations.services.papers import remove_paper, tag_paper, take_newer, use_papers
from notifications.models import Notice
from producers.enums import PaperKind
from producers.models import Paper
from producers.services import draw_pictures, renew_paper, withdraw_paper
from tests.factories import accounts, evaluations, products
from tests.factories.papers import paper, pdf_bytes, photo
from tests.factories.producers import member

pytestmark = pytest.mark.django_db
ON = evaluations.ON


@pytest.fixture
def draft() -> Dossier:
    product = products.product()
    return evaluations.dossier(product, actor=member(product.producer))


def use(row: Dossier, *papers: Paper, criteria: tuple[str, ...] = ()) -> list[DossierPaper]:
    by = row.opened_by
    return use_papers(dossier=row, papers=papers, criteria=criteria, actor=by, on=ON)


def newer_than(old: Paper) -> Paper:
    file = store_bytes(content=pdf_bytes(), kind=FileKind.PDF)
    by = accounts.outsider()
    return renew_paper(paper=old, file=file, filename="moi.pdf", actor=by, on=ON)


def url(name: str, row: Dossier, *more: object) -> str:
    return reverse(f"evaluations:{name}", args=[row.code, *more])


def test_papers_of_the_vault_are_used_for_criteria_once(draft: Dossier) -> None:
    one, two = paper(draft.product.producer), paper(draft.product.producer)
    uses = use(draft, one, two, criteria=("3.5", "1.1"))
    assert [row.criteria for row in uses] == [["1.1", "3.5"]] * 2
    with pytest.raises(DomainError, match="vừa được dùng, rút hoặc thay"):
        use(draft, one)


@pytest.mark.parametrize("why", ["withdrawn", "renewed", "of another producer"])
def test_what_cannot_be_used_is_not_offered_and_refused(draft: Dossier, why: str) -> None:
    other = products.product().producer
    row = paper(other if why == "of another producer" else draft.product.producer)
    if why == "withdrawn":
        withdraw_paper(paper=row, reason="Nhầm", actor=accounts.outsider(), on=ON)
    elif why == "renewed":
        newer_than(row)
    assert row not in [offer.paper for offer in offers(draft, on=ON)]
    with pytest.raises(DomainError) as refused:
        use(draft, row)
    assert list(refused.value.fields) == ["papers"]


def test_nothing_chosen_and_a_criterion_not_of_the_sheet_are_refused(draft: Dossier) -> None:
    with pytest.raises(DomainError) as none:
        use(draft)
    assert none.value.fields == {"papers": ["Đánh dấu ít nhất một giấy tờ trong kho"]}
    with pytest.raises(DomainError) as unknown:
        use(draft, paper(draft.product.producer), criteria=("99",))
    assert unknown.value.fields == {"criteria": ["Phiếu chấm không có tiêu chí 99"]}


def test_best_matches_come_first(draft: Dossier) -> None:
    of = draft.product.producer
    code = next(one for one in ("8", "9", "7", "10") if PaperKind.TEST in kinds_proving(draft, one))
    ended = paper(of, PaperKind.PHOTO, valid_until=ON - dt.timedelta(days=1))
    plain = paper(of, PaperKind.PHOTO)
    fits = paper(of, PaperKind.TEST)
    found = offers(draft, on=ON, criteria=[code])
    assert [offer.paper for offer in found] == [fits, plain, ended]
    assert [offer.why for offer in found] == ["loại giấy tiêu chí này cần", "", ""]
    use(draft, plain)
    moves.withdraw_dossier(dossier=draft, reason="Thôi", actor=draft.opened_by, on=ON)
    again = evaluations.dossier(draft.product, actor=draft.opened_by)
    best = offers(again, on=ON)[0]
    assert (best.paper, best.why, best.others) == (plain, KNOWN, "")


KNOWN = "đã dùng cho sản phẩm này"


def test_what_shows_another_product_comes_last_and_is_named(client: Client, draft: Dossier) -> None:
    of = draft.product.producer
    other = evaluations.dossier(products.product("Mắm tôm chua", of), actor=draft.opened_by)
    photo, licence = paper(of, PaperKind.PHOTO), paper(of, PaperKind.BUSINESS)
    use(other, photo, licence)
    fresh = paper(of, PaperKind.PHOTO)
    found = offers(draft, on=ON, kind=PaperKind.PHOTO)
    assert [(one.paper, one.others) for one in found] == [
        (fresh, ""),
        (licence, ""),
        (photo, "Mắm tôm chua"),
    ]
    client.force_login(draft.opened_by)
    page = client.get(url("dossier_papers", draft))
    assert [one.paper for one in page.context["other_offers"]] == [photo]
    text = html.unescape(page.content.decode())
    assert "Giấy của sản phẩm khác (1)" in text
    assert "Của Mắm tôm chua" in text
    # Once used for this product too, it is its own.
    use(draft, photo)
    moves.withdraw_dossier(dossier=draft, reason="Thôi", actor=draft.opened_by, on=ON)
    again = evaluations.dossier(draft.product, actor=draft.opened_by)
    assert {one.paper: one.others for one in offers(again, on=ON)}[photo] == ""


def test_criteria_are_tagged_anew(draft: Dossier) -> None:
    (row,) = use(draft, paper(draft.product.producer))
    tag_paper(paper=row, criteria=["3.5", "1.1"], actor=draft.opened_by, on=ON)
    row.refresh_from_db()
    assert row.criteria == ["1.1", "3.5"]


def test_changing_over_to_the_newest_keeps_the_criteria(draft: Dossier) -> None:
    old = paper(draft.product.producer)
    (row,) = use(draft, old, criteria=("1.1",))
    with pytest.raises(DomainError, match="Kho chưa có bản mới"):
        take_newer(paper=row, actor=draft.opened_by, on=ON)
    newest = newer_than(newer_than(old))
    assert newest_of([old.pk]) == {old.pk: newest}
    changed = take_newer(paper=row, actor=draft.opened_by, on=ON)
    assert (changed.paper, changed.criteria) == (newest, ["1.1"])


def test_changing_over_to_one_that_is_there_joins_the_two(draft: Dossier) -> None:
    old = paper(draft.product.producer)
    new = newer_than(old)
    use(draft, new, criteria=("3.5",))
    row = DossierPaper.objects.create(
        dossier=draft, paper=old, criteria=["1.1"], added_by=draft.opened_by
    )
    take_newer(paper=row, actor=draft.opened_by, on=ON)
    assert [(each.paper, each.criteria) for each in draft.papers.all()] == [(new, ["1.1", "3.5"])]


def test_filing_freezes_number_days_and_digest_and_later_changes_leave_it(draft: Dossier) -> None:
    row = paper(draft.product.producer, number="12/PKQ", issued_on=ON, pages=2)
    (used,) = use(draft, row)
    evaluations.fill_in(draft)
    moves.file_dossier(dossier=draft, actor=draft.opened_by, on=ON)
    frozen = next(
        each for each in draft.submissions.get().snapshot["papers"] if each["code"] == used.code
    )
    assert {name: frozen[name] for name in ("number", "issued_on", "pages", "sha256")} == {
        "number": "12/PKQ",
        "issued_on": ON.isoformat(),
        "pages": 2,
        "sha256": row.file.digest,
    }


def test_a_withdrawal_is_told_to_the_commune_and_the_paper_stays_readable(client: Client) -> None:
    product = products.product()
    officer = accounts.commune_officer(product.unit)
    row = evaluations.dossier(product, actor=member(product.producer))
    kept = paper(product.producer, title="Phiếu 12")
    (used,) = use(row, kept)
    evaluations.fill_in(row)
    moves.file_dossier(dossier=row, actor=row.opened_by, on=ON)
    withdraw_paper(paper=kept, reason="Bị thu hồi", actor=row.opened_by, on=today())
    notice = Notice.objects.get(kind="paper_withdrawn")
    assert notice.recipient == officer
    assert "Bị thu hồi" in notice.body
    client.force_login(officer)
    assert "Bị thu hồi" in client.get(reverse("evaluations:dossier", args=[row.code])).text
    assert len(b"".join(taken(client, url("dossier_paper", row, used.code)))) == kept.file.size


def taken(client: Client, address: str) -> list[bytes]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_paper_that_left_after_filing_is_found_by_its_digest(client: Client) -> None:
    product = products.product()
    row = evaluations.dossier(product, actor=member(product.producer))
    kept = paper(product.producer)
    (used,) = use(row, kept)
    evaluations.fill_in(row)
    moves.file_dossier(dossier=row, actor=row.opened_by, on=ON)
    Dossier.objects.filter(pk=row.pk).update(state="returned")
    remove_paper(paper=used, actor=row.opened_by, on=ON)
    client.force_login(row.opened_by)
    assert len(b"".join(taken(client, url("dossier_paper", row, used.code)))) == kept.file.size
    assert client.get(url("dossier_paper", row, "KHONGCO")).status_code == 404
    client.force_login(accounts.outsider())
    assert client.get(url("dossier_paper", row, used.code)).status_code == 404


# --- pages ----------------------------------------------------------------------------------------


def test_papers_are_chosen_on_the_page_and_a_gone_one_is_said(
    client: Client, draft: Dossier
) -> None:
    one, two = paper(draft.product.producer), paper(draft.product.producer)
    client.force_login(draft.opened_by)
    choose = url("dossier_papers_choose", draft)
    none = client.post(choose, {})
    assert none.status_code == 400
    assert "Đánh dấu ít nhất một giấy tờ trong kho" in none.text
    withdraw_paper(paper=two, reason="Nhầm", actor=accounts.outsider(), on=ON)
    gone = client.post(choose, {"papers": [one.code, two.code]})
    assert gone.status_code == 400
    assert "không còn dùng được" in gone.text
    done = client.post(choose, {"papers": [one.code], "criteria": ["1.1"]})
    assert done["location"] == url("dossier_papers", draft)
    assert [(each.paper, each.criteria) for each in draft.papers.all()] == [(one, ["1.1"])]


def test_photos_sent_for_a_criterion_become_one_tagged_paper(
    client: Client, draft: Dossier
) -> None:
    client.force_login(draft.opened_by)
    page = url("dossier_papers", draft) + "?tieu-chi=1.1"
    assert [one.code for one in client.get(page).context["wanted"]] == ["1.1"]
    sent = {"file": [photo("1.jpg"), photo("2.jpg")], "kind": "material", "criteria": ["1.1"]}
    client.post(page, sent)
    row = draft.papers.get()
    assert (row.paper.pages, row.criteria, row.kind) == (2, ["1.1"], "material")


def test_the_same_file_twice_is_said(client: Client, draft: Dossier) -> None:
    content = pdf_bytes()
    kept = paper(draft.product.producer, title="Phiếu 12", content=content)
    client.force_login(draft.opened_by)

    def send() -> str:
        file = SimpleUploadedFile("phieu.pdf", content)
        sent = {"file": file, "kind": "test"}
        return client.post(url("dossier_papers", draft), sent, follow=True).text

    assert "Đã thêm “Phiếu 12”" in send()
    assert draft.papers.get().paper == kept
    assert "đã có trong hồ sơ với tên “Phiếu 12”" in send()
    assert Paper.objects.count() == 1


def test_the_page_offers_to_change_over(client: Client, draft: Dossier) -> None:
    old = paper(draft.product.producer)
    (row,) = use(draft, old)
    new = newer_than(old)
    client.force_login(draft.opened_by)
    assert "Đổi sang bản mới" in client.get(url("dossier_papers", draft)).text
    client.post(url("dossier_paper_newer", draft, row.code))
    client.post(url("dossier_paper_tag", draft, row.code), {"criteria": ["1.1"]})
    row.refresh_from_db()
    assert (row.paper, row.criteria) == (new, ["1.1"])


@pytest.mark.parametrize(
    ("who", "status"), [("own", 302), ("commune", 302), ("province", 404), ("outsider", 404)]
)
def test_who_chooses_for_a_draft(client: Client, draft: Dossier, who: str, status: int) -> None:
    unit = draft.product.unit
    assert unit.parent is not None
    kept = paper(draft.product.producer)
    draw_pictures(kept.pk)
    (row,) = use(draft, kept)
    person = {
        "own": lambda: draft.opened_by,
        "commune": lambda: accounts.commune_officer(unit),
        "province": lambda: accounts.province_officer(unit.parent),  # type: ignore[arg-type]
        "outsider": accounts.outsider,
    }[who]()
    client.force_login(person)
    other = paper(draft.product.producer)
    choose = client.post(url("dossier_papers_choose", draft), {"papers": [other.code]})
    tag = client.post(url("dossier_paper_tag", draft, row.code), {"criteria": ["1.1"]})
    picture = client.get(url("dossier_paper_picture", draft, row.code, 1))
    if picture.streaming:
        b"".join(picture.streaming_content)  # type: ignore[attr-defined]
    newer = client.post(url("dossier_paper_newer", draft, row.code))
    allowed = status == 302
    assert [choose.status_code, tag.status_code] == [status, status]
    assert [picture.status_code, newer.status_code] == [200, 409] if allowed else [404, 404]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_statements_for_any_number(
    client: Client, draft: Dossier, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        kept = paper(draft.product.producer)
        draw_pictures(kept.pk)
        use(draft, kept)
        paper(draft.product.producer)
    client.force_login(draft.opened_by)
    with django_assert_num_queries(18):
        client.get(url("dossier_papers", draft))


@pytest.mark.parametrize(("who", "known"), [("own", True), ("commune", True), ("province", False)])
def test_a_draft_that_uses_a_paper_is_named_to_its_own_side_only(
    client: Client, draft: Dossier, who: str, known: bool
) -> None:
    unit = draft.product.unit
    assert unit.parent is not None
    kept = paper(draft.product.producer)
    use(draft, kept)
    person = {"own": draft.opened_by}.get(who) or (
        accounts.commune_officer(unit)
        if who == "commune"
        else accounts.province_officer(unit.parent)
    )
    client.force_login(person)
    page = client.get(
        reverse("producers:paper_detail", args=[draft.product.producer.code, kept.code])
    )
    assert [each.dossier for each in page.context["uses"]] == ([draft] if known else [])
