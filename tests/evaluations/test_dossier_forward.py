"""Which registration a product is up to, and what a new dossier takes over from the earlier one."""

import datetime as dt
import html

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from evaluations.enums import DossierState
from evaluations.models import Dossier, DossierSubmission
from evaluations.selectors import dossier as selectors
from evaluations.selectors.criteria import parsed
from evaluations.selectors.forward import forward_notes, unchanged
from evaluations.services import dossier as moves
from evaluations.services.intake import open_dossier
from evaluations.services.papers import add_paper
from evaluations.workflow.kinds import Held, propose_kind
from producers.enums import PaperKind
from producers.models import Paper
from tests.factories import accounts, certificates, criteria, evaluations

ON = evaluations.ON
DAY = dt.timedelta(days=1)


# --- the proposal ---------------------------------------------------------------------------------

END = dt.date(2027, 6, 30)


@pytest.mark.parametrize(
    ("held", "on", "kind", "expires_on"),
    [
        (None, ON, "first", None),
        (Held(3, END, valid=True), END - 241 * DAY, "upgrade", END),
        (Held(3, END, valid=True), END - 240 * DAY, "rerating", END),
        (Held(4, END, valid=True), END - 120 * DAY, "rerating", END),
        (Held(4, END, valid=True), END - 119 * DAY, "first", None),
        (Held(5, END, valid=True), END - 400 * DAY, "rerating", END),
        (Held(3, END, valid=False), END + DAY, "first", None),
        # Suspended: nothing before its window, then the re-rating.
        (Held(3, END, valid=False), END - 241 * DAY, "", None),
        (Held(3, END, valid=False), END - 200 * DAY, "rerating", END),
        (Held(3, None, valid=True), ON, "upgrade", None),
        (Held(3, None, valid=False), ON, "first", None),
        # Rule 12-04: its window had opened before the decision came into force.
        (
            Held(3, dt.date(2026, 7, 31), valid=False),
            dt.date(2026, 9, 1),
            "rerating",
            dt.date(2026, 7, 31),
        ),
    ],
)
def test_the_proposed_registration(
    held: Held | None, on: dt.date, kind: str, expires_on: dt.date | None
) -> None:
    proposal = propose_kind(held, on=on)
    assert (proposal.kind, proposal.expires_on) == (kind, expires_on)
    assert proposal.reason


# --- carrying over --------------------------------------------------------------------------------


def closed(**values: str) -> Dossier:
    """A dossier that was filed and withdrawn: the product may begin another."""
    row = evaluations.in_state(DossierState.FILED, **values)
    return moves.withdraw_dossier(
        dossier=row, reason="Làm lại", actor=row.opened_by, on=evaluations.ON
    )


def again(row: Dossier, kind: str = "first", on: dt.date = ON) -> Dossier:
    expires_on = on + 150 * DAY if kind == "rerating" else None
    return open_dossier(
        product=row.product, kind=kind, actor=row.opened_by, on=on, expires_on=expires_on
    )


@pytest.mark.django_db
def test_a_second_dossier_begins_with_what_was_filed_and_the_register_of_today() -> None:
    old = closed()
    maker = old.product.producer
    type(maker).objects.filter(pk=maker.pk).update(phone="0999 888 777")
    old.product.producer.refresh_from_db()
    row = again(old, "upgrade")
    assert row.report["history"] == "Thành lập năm 2015 từ nhóm hộ làm mắm."
    assert row.registration["phone"] == "0999 888 777"
    assert row.registration["samples"] == 5
    assert (row.registration["signed_on"], row.report["changes"]) == ("", "")
    assert selectors.answers_of(row) == evaluations.answers(old)
    assert [(use.title, use.criteria) for use in row.papers.all()] == [
        ("Giấy đăng ký hợp tác xã", ["1.1"])
    ]
    source, notes = forward_notes(row, on=ON)
    assert source is not None
    told = {(note.kind, note.step, note.name) for note in notes}
    assert ("changed", "registration", "phone") in told
    assert ("new", "report", "changes") in told
    assert not [note for note in notes if note.kind == "stale"]
    assert not [note for note in notes if note.step in ("scores", "papers")]


@pytest.mark.django_db
def test_a_draft_that_was_withdrawn_gives_nothing() -> None:
    row = evaluations.in_state(DossierState.WITHDRAWN)
    assert forward_notes(again(row), on=ON) == (None, [])


@pytest.mark.django_db
def test_texts_of_three_years_ago_are_told_until_they_are_rewritten() -> None:
    old = closed()
    filed = dt.datetime(2023, 7, 1, 3, tzinfo=dt.UTC)
    DossierSubmission.objects.filter(dossier=old).update(filed_at=filed)
    row = again(old)
    stale = {note.name for note in forward_notes(row, on=dt.date(2026, 7, 1))[1]}
    assert {"history", "structure", "plan"} <= stale
    early = forward_notes(row, on=dt.date(2026, 6, 30))[1]
    assert [note for note in early if note.kind == "stale"] == []
    row.report = {**row.report, "history": "Viết lại năm 2026."}
    assert "history" not in {note.name for note in forward_notes(row, on=dt.date(2026, 7, 1))[1]}


@pytest.mark.django_db
def test_a_paper_that_ended_is_not_taken_over_but_told() -> None:
    old = closed()
    Paper.objects.update(valid_until=ON - DAY)
    row = again(old)
    assert list(row.papers.all()) == []
    notes = [note for note in forward_notes(row, on=ON)[1] if note.step == "papers"]
    assert [note.kind for note in notes] == ["stale"]
    assert "Giấy đăng ký hợp tác xã" in notes[0].text
    Paper.objects.update(valid_until=ON)  # its last day still counts
    moves.withdraw_dossier(dossier=row, reason="", actor=row.opened_by, on=ON)
    assert len(again(old).papers.all()) == 1


@pytest.mark.django_db
def test_only_marks_of_unchanged_criteria_are_taken_over() -> None:
    old = closed()
    other = criteria.published_sheet("QD26-10")
    type(old.product).objects.filter(pk=old.product_id).update(product_set=other.product_set)
    product = type(old.product).objects.get(pk=old.product_id)
    row = open_dossier(product=product, kind="first", actor=old.opened_by, on=ON)
    same = unchanged(parsed(old.sheet), parsed(other))
    assert set(selectors.answers_of(row)) == same & set(evaluations.answers(old))
    asked = {note.name for note in forward_notes(row, on=ON)[1] if note.step == "scores"}
    assert asked == set(parsed(other).by_code) - same
    assert asked


# --- the pages ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_proposes_by_the_certificate_in_hand() -> None:
    with time_machine.travel(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)):
        scene = certificates.Scene()
        product, end = scene.product(), dt.date(2027, 5, 1)
        url = reverse("evaluations:dossier_create") + f"?san-pham={product.code}"
        client = Client()
        client.force_login(scene.binh)
        assert client.get(url).context["form"].initial == {"kind": "first", "expires_on": None}
        certificates.ending_on(scene, end, product=product, stars=3)
        answer = client.get(url)
    assert answer.context["form"].initial == {"kind": "rerating", "expires_on": end}
    assert "Gợi ý: Đánh giá lại." in html.unescape(answer.content.decode())


@pytest.mark.django_db
def test_each_step_lists_what_to_look_at_again() -> None:
    row = again(closed(), "upgrade")
    client = Client()
    client.force_login(accounts.commune_officer(row.unit))
    url = reverse("evaluations:dossier_report", args=[row.code])
    text = html.unescape(client.get(url).content.decode())
    assert f'href="{url}#id_changes"' in text
    # What only this registration asks for stands first.
    assert text.index("Nội dung riêng của lần đăng ký này") < text.index("Phần I. Thông tin chung")


@pytest.mark.django_db
@pytest.mark.parametrize("papers", [1, 3])
def test_a_step_asks_the_same_whether_one_or_three_papers_came_over(
    papers: int, django_assert_num_queries
) -> None:
    first = evaluations.fill_in(evaluations.dossier())
    for number in range(papers - 1):
        add_paper(
            dossier=first,
            upload=evaluations.pdf(f"giay-{number}.pdf"),
            kind=PaperKind.IP,
            title=f"Giấy {number}",
            criteria=["3.5"],
            actor=first.opened_by,
            on=ON,
        )
    by = first.opened_by
    filed = moves.file_dossier(dossier=first, actor=by, on=ON)
    moves.withdraw_dossier(dossier=filed, reason="Làm lại", actor=by, on=ON)
    row = again(filed)
    assert len(row.papers.all()) == papers
    client = Client()
    client.force_login(accounts.commune_officer(row.unit))
    url = reverse("evaluations:dossier_report", args=[row.code])
    client.get(url)
    with django_assert_num_queries(15):
        assert client.get(url).status_code == 200
