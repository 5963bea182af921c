"""The vault's services: details, renewal, withdrawal, what two people do at once, pictures."""

import datetime as dt

import pytest

from audit.models import AuditEntry
from common.errors import DomainError
from documents.enums import FileKind
from documents.services import store_bytes
from producers.enums import PaperKind, ProducerVerb
from producers.models import Paper, PaperPage
from producers.selectors import ending_by, in_use, papers_of, standing_of, unsaid
from producers.services import (
    change_paper,
    draw_pictures,
    merge_producers,
    renew_paper,
    withdraw_paper,
)
from tests.factories import accounts
from tests.factories.papers import paper, pdf_bytes
from tests.factories.producers import ON, producer

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def renewed(old: Paper, content: bytes | None = None) -> Paper:
    file = store_bytes(content=content or pdf_bytes(), kind=FileKind.PDF)
    by = accounts.outsider()
    return renew_paper(paper=old, file=file, filename="moi.pdf", actor=by, on=ON)


def test_a_paper_is_kept_with_its_pages_and_one_entry() -> None:
    row = paper(producer(), PaperKind.TEST, pages=3)
    assert (row.pages, row.title) == (3, "Phiếu kết quả kiểm nghiệm")
    entry = AuditEntry.objects.get(verb=ProducerVerb.PAPER_KEPT)
    assert entry.data["sha256"] == row.file.digest


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"issued_on": ON + DAY}, "issued_on"),
        ({"issued_on": ON, "valid_until": ON - DAY}, "valid_until"),
        ({"kind": "nothing"}, "kind"),
        ({"number": "1" * 81}, "number"),
    ],
)
def test_a_wrong_detail_is_refused_at_its_field(given: dict[str, object], field: str) -> None:
    row = paper(producer())
    with pytest.raises(DomainError) as refused:
        change_paper(paper=row, actor=accounts.outsider(), on=ON, **given)  # type: ignore[misc]
    assert list(refused.value.fields) == [field]


def test_details_are_written_with_one_entry_and_nothing_when_nothing_differs() -> None:
    row, by = paper(producer()), accounts.outsider()
    for _twice in range(2):
        change_paper(paper=row, actor=by, on=ON, number=" 12/PKQ ", title="")
    row.refresh_from_db()
    assert (row.number, row.title) == ("12/PKQ", "Phiếu kết quả kiểm nghiệm")
    entry = AuditEntry.objects.get(verb=ProducerVerb.PAPER_CHANGED)
    assert entry.data["changed"] == {"number": ["", "12/PKQ"]}


def test_two_officers_at_once_do_not_overwrite_each_other() -> None:
    row, by = paper(producer()), accounts.outsider()
    seen = row.updated_at.isoformat()
    change_paper(paper=row, actor=by, on=ON, seen=seen, number="1")
    with pytest.raises(DomainError, match="Người khác vừa sửa giấy tờ này") as refused:
        change_paper(paper=row, actor=by, on=ON, seen=seen, number="2")
    assert refused.value.code == "conflict"
    row.refresh_from_db()
    assert row.number == "1"


def test_a_renewed_paper_takes_the_old_ones_place_but_not_its_row() -> None:
    old = paper(producer(), number="1", issuer="Chi cục", valid_until=ON, holder="HTX")
    new = renewed(old)
    assert (new.replaces, new.issuer, new.holder) == (old, "Chi cục", "HTX")
    assert (new.number, new.valid_until) == ("", None)
    assert list(in_use(papers_of(old.producer))) == [new]
    with pytest.raises(DomainError, match="đã có bản mới trong kho"):
        renewed(old)


def test_a_renewal_with_a_file_of_the_vault_is_refused() -> None:
    old, content = paper(producer()), pdf_bytes()
    paper(old.producer, title="Giấy kia", content=content)
    with pytest.raises(DomainError, match="Tệp này đã có trong kho với tên “Giấy kia”"):
        renewed(old, content)


def test_a_withdrawn_paper_is_changed_no_more_but_its_file_may_come_back() -> None:
    content, by = pdf_bytes(), accounts.outsider()
    row = paper(producer(), content=content)
    withdraw_paper(paper=row, reason=" Tải nhầm ", actor=by, on=ON)
    row.refresh_from_db()
    assert (row.withdrawn_on, row.withdrawn_reason) == (ON, "Tải nhầm")
    for act in (
        lambda: withdraw_paper(paper=row, reason="x", actor=by, on=ON),
        lambda: change_paper(paper=row, actor=by, on=ON, number="1"),
        lambda: renewed(row),
    ):
        with pytest.raises(DomainError, match="đã rút khỏi kho ngày") as refused:
            act()
        assert refused.value.code == "state"
    again = paper(row.producer, content=content)
    assert again.pk != row.pk


@pytest.mark.parametrize("reason", ["", "  ", "x" * 251])
def test_a_withdrawal_needs_a_reason_that_fits(reason: str) -> None:
    row = paper(producer())
    with pytest.raises(DomainError) as refused:
        withdraw_paper(paper=row, reason=reason, actor=accounts.outsider(), on=ON)
    assert list(refused.value.fields) == ["reason"]


def test_what_is_said_of_the_end_of_a_paper() -> None:
    row = producer()
    said = {
        days: standing_of(paper(row, valid_until=ON + days * DAY), on=ON).words
        for days in (-1, 0, 1, 90, 91)
    }
    assert said == {
        -1: f"Hết hạn từ {ON - DAY:%d/%m/%Y}",
        0: "Hết hạn hôm nay",
        1: "Còn 1 ngày",
        90: "Còn 90 ngày",
        91: "Còn hạn",
    }
    assert standing_of(paper(row), on=ON).words == "Không ghi hạn"
    ending = ending_by(papers_of(row), ON + 90 * DAY)
    assert [each.valid_until for each in ending] == [ON + days * DAY for days in (-1, 0, 1, 90)]


def test_only_papers_of_an_office_are_asked_for_number_and_day() -> None:
    row = producer()
    assert unsaid(paper(row, PaperKind.PHOTO)) == []
    assert unsaid(paper(row, PaperKind.TEST, number="1")) == ["nơi cấp", "ngày cấp"]


def test_first_pages_are_drawn_once() -> None:
    row = paper(producer(), pages=6)
    assert draw_pictures(row.pk) == 4
    assert draw_pictures(row.pk) == 0
    assert draw_pictures() == 0
    assert [page.number for page in PaperPage.objects.filter(paper=row)] == [1, 2, 3, 4]


def test_a_file_that_cannot_be_drawn_holds_up_no_other() -> None:
    row = producer()
    bad = store_bytes(content=pdf_bytes(), kind=FileKind.PDF)
    broken = paper(row)
    Paper.objects.filter(pk=broken.pk).update(file=bad)
    type(bad).objects.filter(pk=bad.pk).update(path="files/none")
    good = paper(row)
    assert draw_pictures() == 1
    assert list(PaperPage.objects.values_list("paper", flat=True)) == [good.pk]


def test_a_merged_producer_hands_its_vault_over() -> None:
    keep = producer()
    row = paper(producer(unit=keep.unit))
    merge_producers(keep=keep, absorb=row.producer, take=[], actor=accounts.outsider(), on=ON)
    row.refresh_from_db()
    assert row.producer == keep
