"""The co-pilot on real rows: facts read, links that land, who sees it, what it costs to ask."""

import datetime as dt
import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from common.dates import today
from common.errors import DomainError
from evaluations.advising import Severity
from evaluations.enums import DossierState, RoundState
from evaluations.models import Dossier
from evaluations.selectors.advising import (
    blocking_of,
    council_day,
    findings_of,
    missing_for_filing,
    paths_of,
)
from evaluations.services import dossier as moves
from evaluations.services.papers import add_paper
from producers.models import Paper
from tests.factories import accounts, communes, evaluations, producers, products

pytestmark = pytest.mark.django_db
ON = evaluations.ON


@pytest.fixture
def maker() -> producers.Producer:
    return producers.producer(
        "HTX Tác Huy",
        address="Tổ dân phố Liên Đình",
        tax_code="2801234564",
        representative="Đồng Thị Huy",
    )


@pytest.fixture
def row(maker: producers.Producer) -> Dossier:
    """Ready to be filed, with one paper of business registration."""
    an = producers.member(maker)
    return evaluations.fill_in(
        evaluations.dossier(products.product("Mắm tép đặc biệt", maker), actor=an)
    )


def printed(row: Dossier, **details: object) -> None:
    """What stands on the dossier's only paper."""
    Paper.objects.filter(uses__dossier=row).update(**details)


def keys(row: Dossier) -> set[tuple[str, str]]:
    return {finding.key for finding in findings_of(Dossier.objects.get(pk=row.pk), on=ON)}


def test_what_is_printed_is_compared_with_the_register(row: Dossier) -> None:
    code = row.papers.get().code
    before = keys(row)
    printed(
        row,
        holder="Hợp tác xã Tắc Huy",
        holder_tax_code="2801234565",
        holder_address="Thôn 9, xã Các Sơn",
        product_name="Mắm tôm",
    )
    assert keys(row) - before == {
        ("paper_holder", code),
        ("paper_tax_code", code),
        ("paper_address", code),
        ("paper_product", code),
    }
    printed(
        row,
        holder="hợp tác xã TÁC HUY",
        holder_tax_code="2801234564",
        holder_address=f"TDP Liên Đình, {row.unit.full_name}",
        product_name="Mắm tép đặc biệt",
    )
    assert keys(row) == before


def test_a_paper_from_before_the_merger_is_told_as_such(row: Dossier) -> None:
    old = communes.commune("Phường Hải Bình", communes.district())
    communes.change(row.unit, old)
    printed(row, holder_address="Tổ dân phố Liên Đình, phường Hải Bình, thị xã Nghi Sơn")
    found = {one.code: one for one in findings_of(row, on=ON)}
    assert "paper_address" not in found
    assert f"Nay là {row.unit.full_name}" in found["paper_former_commune"].remedy


def test_a_paper_may_name_the_producers_own_commune(row: Dossier) -> None:
    elsewhere = communes.commune("Xã Các Sơn")
    printed(row, holder_address="Tổ dân phố Liên Đình, xã Các Sơn")
    code = row.papers.get().code
    assert ("paper_address", code) in keys(row)
    type(row.product.producer).objects.filter(pk=row.product.producer_id).update(
        unit=elsewhere, current_unit=elsewhere
    )
    assert ("paper_address", code) not in keys(row)


def test_a_newer_paper_in_the_vault_is_told(row: Dossier) -> None:
    use = row.papers.get()
    newer = Paper.objects.get(pk=use.paper_id)
    newer.pk, newer.code, newer.replaces_id = None, "NEWER234", use.paper_id
    newer.file_id = evaluations_file(row)
    newer.save()
    assert ("paper_renewed", use.code) in keys(row)
    Paper.objects.filter(code="NEWER234").update(withdrawn_on=ON, withdrawn_reason="Nhầm")
    assert ("paper_renewed", use.code) not in keys(row)


def evaluations_file(row: Dossier) -> int:
    """Another stored file."""
    other = add_paper(
        dossier=row,
        upload=evaluations.pdf(),
        kind="other",
        title="",
        criteria=[],
        actor=row.opened_by,
        on=ON,
    )
    file = other.paper.file_id
    other.delete()
    Paper.objects.filter(file=file).delete()
    return file


# --- the council's day (5-02, 5-03) ---------------------------------------------------------------


def test_without_a_round_the_law_names_the_day(row: Dossier) -> None:
    assert council_day(row, on=dt.date(2027, 4, 29)) == (
        dt.date(2027, 6, 29),
        "Đợt 1 năm 2027 (Điều 5.1)",
    )
    assert council_day(row, on=dt.date(2027, 4, 30))[0] == dt.date(2027, 12, 29)
    assert council_day(row, on=dt.date(2027, 10, 30))[0] == dt.date(2028, 6, 29)


def test_an_open_round_of_the_province_names_the_day(row: Dossier) -> None:
    entered = evaluations.round_of(
        row.unit.parent, before=dt.date(2026, 9, 1), number=3, plan="12/KH"
    )
    assert council_day(row, on=ON) == (entered.held_before - dt.timedelta(days=1), "Đợt 3 năm 2026")
    other = communes.province("Tỉnh Nghệ An", "40")
    evaluations.round_of(other, before=dt.date(2026, 8, 1), number=4, plan="9/KH")
    assert council_day(row, on=ON)[1] == "Đợt 3 năm 2026"
    type(entered).objects.filter(pk=entered.pk).update(state=RoundState.CLOSED)
    assert council_day(row, on=ON)[1] == "Đợt 2 năm 2026 (Điều 5.1)"


def test_the_round_it_is_in_goes_before_all_others(row: Dossier) -> None:
    row = evaluations.in_state(DossierState.ACCEPTED, row=row)
    assert row.round is not None
    evaluations.round_of(row.unit.parent, before=dt.date(2026, 8, 1), number=4, plan="9/KH")
    day, name = council_day(row, on=ON)
    assert (day, name) == (row.round.held_before - dt.timedelta(days=1), "Đợt 2 năm 2026")


# --- the guard of filing --------------------------------------------------------------------------


def test_advice_and_risks_never_keep_a_dossier_from_being_filed(row: Dossier) -> None:
    severities = {finding.severity for finding in findings_of(row, on=ON)}
    assert severities == {Severity.RISK, Severity.ADVICE}
    assert (blocking_of(row, on=ON), missing_for_filing(row, on=ON)) == ([], [])
    assert moves.file_dossier(dossier=row, actor=row.opened_by, on=ON).state == DossierState.FILED


def test_rule_7_21_is_told_once_by_its_own_guard(maker: producers.Producer) -> None:
    end = dt.date(2027, 5, 1)
    draft = evaluations.dossier(
        products.product("Mắm", maker), kind="rerating", expires_on=end, on=ON
    )
    draft = evaluations.fill_in(draft)
    assert [finding.code for finding in blocking_of(draft, on=ON)] == ["outside_window"]
    assert missing_for_filing(draft, on=ON) == []
    with pytest.raises(DomainError, match="nộp được từ"):
        moves.file_dossier(dossier=draft, actor=draft.opened_by, on=ON)


def test_rule_6_03_a_rerating_with_an_ended_paper_is_refused(maker: producers.Producer) -> None:
    end = ON + dt.timedelta(days=150)
    draft = evaluations.dossier(
        products.product("Mắm", maker), kind="rerating", expires_on=end, on=ON
    )
    draft = evaluations.fill_in(draft)
    printed(draft, valid_until=ON - dt.timedelta(days=1))
    with pytest.raises(DomainError, match="đã hết hạn ngày"):
        moves.file_dossier(dossier=draft, actor=draft.opened_by, on=ON)


# --- pages ----------------------------------------------------------------------------------------


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def links(page: str) -> list[str]:
    """Addresses in fix lists and star cards."""
    parts = re.findall(r'<ul class="(?:o-fix|d-stars)">.*?</section>', page, re.DOTALL)
    return [html.unescape(url) for part in parts for url in re.findall(r'<a href="([^"]+)"', part)]


def test_every_link_of_the_check_page_lands_on_its_place(row: Dossier) -> None:
    printed(row, holder="HTX Khác", number="")
    registration = {**row.registration, "position": "", "samples": 3}
    marks = {"3.5": None, "1.4": None, "1.1": None}
    Dossier.objects.filter(pk=row.pk).update(
        registration=registration, report={**row.report, "history": "", "ticks": ["trademark"]}
    )
    row.self_scores.filter(criterion__in=marks).delete()
    client = signed_in(row.opened_by)
    page = client.get(reverse("evaluations:dossier_check", args=[row.code])).content.decode()
    found = set(links(page))
    assert len(found) > 12
    places = {url.partition("#")[2] for url in found}
    assert {"id_position", "id_samples", "id_history", "c-1-4", "id_holder", "them"} <= places
    bodies: dict[str, str] = {}
    for url in sorted(found):
        address, _hash, anchor = url.partition("#")
        if address not in bodies:
            answer = client.get(address)
            assert answer.status_code == 200, url
            bodies[address] = answer.content.decode()
        assert f'id="{anchor}"' in bodies[address], url


def test_the_check_page_offers_filing_beside_risks_and_advice(row: Dossier) -> None:
    page = signed_in(row.opened_by).get(reverse("evaluations:dossier_check", args=[row.code]))
    context = page.context
    assert (len(context["blocks"]), context["blocked"]) == (0, None)
    assert len(context["risks"]) > 0
    assert len(context["advice"]) > 0
    assert [card["star"] for card in context["cards"]] == [3, 4, 5]
    assert reverse("evaluations:dossier_submit", args=[row.code]) in page.content.decode()


def test_the_side_panel_tells_the_way_to_the_next_star(row: Dossier) -> None:
    row.self_scores.filter(criterion="3.5").update(points=1)
    page = signed_in(row.opened_by).get(
        reverse("evaluations:dossier_registration", args=[row.code])
    )
    text = re.sub(r"<[^>]+>|\s+", " ", html.unescape(page.content.decode()))
    assert "Lên 4 sao cần sửa ít nhất 1 tiêu chí" in re.sub(r" +", " ", text)
    four = paths_of(row, on=ON)[1]
    assert [(one.criterion, one.after) for one in four.changes or ()] == [("3.5", 2)]


SEES = {"an", "binh", "thai"}


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        (DossierState.DRAFT, {"an", "binh"}),
        (DossierState.FILED, SEES),
        (DossierState.PROPOSED, SEES),
        (DossierState.RECEIVED, SEES),
        (DossierState.SUPPLEMENT, SEES),
        (DossierState.ACCEPTED, SEES),
        (DossierState.DECIDED, set()),
        (DossierState.WITHDRAWN, set()),
    ],
)
def test_commune_and_province_read_the_same_list_and_others_do_not(
    row: Dossier, state: str, seen: set[str]
) -> None:
    province = row.unit.parent
    people = {
        "an": row.opened_by,
        "binh": accounts.commune_officer(row.unit),
        "thai": accounts.province_officer(province),
        "leader": accounts.user("Chủ tịch", Role.PROVINCE_LEADER, province),
        "centre": accounts.user("Trung ương", Role.CENTRAL_OFFICER),
    }
    row = evaluations.in_state(state, row=row)
    url = reverse("evaluations:dossier", args=[row.code])
    told = {}
    for name, person in people.items():
        answer = signed_in(person).get(url)
        if answer.status_code == 200 and 'id="soat"' in answer.content.decode():
            told[name] = answer.context["advised"]["count"]
    assert set(told) == seen
    assert len(set(told.values())) <= 1


def test_who_may_not_write_gets_links_to_what_may_be_read(row: Dossier) -> None:
    printed(row, holder="HTX Khác")
    row = evaluations.in_state(DossierState.RECEIVED, row=row)
    client = signed_in(accounts.province_officer(row.unit.parent))
    page = client.get(reverse("evaluations:dossier", args=[row.code])).content.decode()
    found = set(links(page[page.index('id="soat"') :]))
    papers = {
        reverse("evaluations:dossier_paper", args=[row.code, use.code]) for use in row.papers.all()
    }
    assert found & papers
    for url in found:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert b"".join(answer.streaming_content) if answer.streaming else answer.content


# --- what it costs --------------------------------------------------------------------------------


def with_papers(row: Dossier, papers: int) -> Dossier:
    for number in range(papers - 1):
        add_paper(
            dossier=row,
            upload=evaluations.pdf(),
            kind="market",
            title=f"Hợp đồng {number}",
            criteria=["4.1"],
            actor=row.opened_by,
            on=ON,
        )
    return row


@pytest.mark.parametrize("papers", [1, 3])
def test_the_facts_take_the_same_statements_at_one_and_three_papers(
    row: Dossier, papers: int, django_assert_num_queries
) -> None:
    row = Dossier.objects.select_related(
        "product__producer", "unit__parent__parent", "sheet", "round"
    ).get(pk=with_papers(row, papers).pk)
    # self-score, papers, newer papers, next round, names of places
    with django_assert_num_queries(5):
        findings_of(row, on=ON)


@pytest.mark.parametrize("papers", [1, 3])
def test_the_check_page_asks_the_same_at_one_and_three_papers(
    row: Dossier, papers: int, django_assert_num_queries
) -> None:
    row = with_papers(row, papers)
    client = signed_in(row.opened_by)
    url = reverse("evaluations:dossier_check", args=[row.code])
    client.get(url)
    with django_assert_num_queries(17):
        assert client.get(url).status_code == 200


def test_the_day_of_the_pages_is_today(row: Dossier) -> None:
    printed(row, valid_until=today() - dt.timedelta(days=1))
    page = signed_in(row.opened_by).get(reverse("evaluations:dossier_check", args=[row.code]))
    assert any("đã hết hạn ngày" in item["title"] for item in page.context["risks"])
