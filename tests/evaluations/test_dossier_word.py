"""Mẫu 01, 02, 03 and the commune's letter as Word files: same facts, text stays text."""

import io
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from evaluations.enums import DossierState
from evaluations.models import Dossier
from evaluations.services.intake import save_registration, save_report, save_self_scores
from tests.factories import accounts, communes, evaluations, producers, products

pytestmark = pytest.mark.django_db
HOSTILE = "{{ 7|add:7 }} {% now %} <w:p>&amp; =HYPERLINK(1) \u202e PAGE"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def row() -> Dossier:
    maker = producers.producer("HTX Tác Huy")
    an = producers.member(maker)
    return evaluations.dossier(products.product("Mắm tép đặc biệt", maker), actor=an)


def opened(person: Any, row: Dossier, name: str) -> Any:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse(f"evaluations:dossier_{name}_docx", args=[row.code]))
    assert answer.status_code == 200, name
    assert answer["Content-Type"] == WORD
    assert answer["Content-Disposition"].startswith('attachment; filename="')
    return docx.Document(io.BytesIO(answer.content))


def lines(paper: Any) -> list[str]:
    """Every paragraph and every cell, top to bottom."""
    found = []
    for piece in paper.iter_inner_content():
        if hasattr(piece, "rows"):
            found += [cell.text for line in piece.rows for cell in line.cells]
        else:
            found.append(piece.text)
    return [text.strip() for text in found if text.strip()]


def test_mau_01_says_what_was_typed_in_the_order_of_the_form(row: Dossier) -> None:
    row = evaluations.fill_in(row)
    paper = opened(row.opened_by, row, "form_01")
    told = lines(paper)
    assert told[:3] == [
        "BẢN NHÁP – chưa nộp",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert told[3:5] == ["PHIẾU ĐĂNG KÝ", "Tham gia đánh giá, phân hạng sản phẩm OCOP"]
    at = told.index("1. Thông tin về đơn vị đăng ký:")
    assert told[at + 1 : at + 6] == [
        "- Tên đơn vị: Hợp tác xã Tác Huy",
        "- Họ tên người đại diện pháp lý: Đồng Thị Huy",
        "- Chức vụ: Giám đốc",
        "- Địa chỉ liên hệ: Tổ dân phố Liên Đình",
        "- Điện thoại: 0912 345 678 Email: …",
    ]
    assert "4. Lần đăng ký đánh giá: Lần đầu ■    Nâng hạng □    Đánh giá lại □" in told
    assert "- Sản phẩm mẫu (số lượng): 5" in told
    assert told[-1].startswith("Phiếu số: …-…/PĐK-38-")
    style = paper.styles["Normal"]
    assert (style.font.name, style.font.size.pt) == ("Times New Roman", 14)


def test_mau_02_has_the_self_score_as_tables_and_the_papers_as_annex(row: Dossier) -> None:
    row = evaluations.in_state(DossierState.FILED, row=row)
    paper = opened(row.opened_by, row, "form_02")
    told = lines(paper)
    assert "BẢN NHÁP – chưa nộp" not in told
    assert "- Giới tính: Nữ; Dân tộc: Kinh" in told
    at = told.index("Đánh dấu (√) vào mục tương ứng:")
    assert told[at + 1 : at + 4] == [
        "a) Giấy đăng ký kinh doanh: ■",
        "b) Đã công bố chất lượng sản phẩm theo quy định: □",
        "c) Đã có các điều kiện sản xuất theo quy định:",
    ]
    assert "d) Đã có đăng ký sở hữu trí tuệ: ■" in told
    tables = [table for table in paper.tables if len(table.columns) == 2]
    rows = [[cell.text for cell in line.cells] for table in tables for line in table.rows]
    first = next(line for line in rows if line[0].startswith("1.1 "))
    assert first[0].endswith("Tài liệu: Giấy đăng ký hợp tác xã")
    assert len([line for line in rows if " / " in line[1]]) == 31
    annex = paper.tables[-1]
    assert [cell.text for cell in annex.rows[1].cells][1] == "Giấy đăng ký hợp tác xã"


def test_what_was_filed_stays_whatever_is_changed_afterwards(row: Dossier) -> None:
    row = evaluations.in_state(DossierState.FILED, row=row)
    before = lines(opened(row.opened_by, row, "form_01"))
    Dossier.objects.filter(pk=row.pk).update(registration={"unit_name": "Tên khác"})
    assert lines(opened(row.opened_by, row, "form_01")) == before


def test_what_is_being_completed_says_that_it_was_filed_before(row: Dossier) -> None:
    row = evaluations.in_state(DossierState.SUPPLEMENT, row=row)
    for name in ("form_01", "form_02"):
        assert lines(opened(row.opened_by, row, name))[0] == "BẢN NHÁP – đang bổ sung, chưa gửi lại"


def test_the_offices_part_shows_both_receipts_once_they_are_given(row: Dossier) -> None:
    row = evaluations.in_state(DossierState.RECEIVED, row=row)
    told = lines(opened(row.opened_by, row, "form_01"))[-2:]
    assert [text.split("\n")[0] for text in told] == [
        f"Phiếu số: {row.commune_receipt}",
        f"Phiếu số: {row.province_receipt}",
    ]
    assert row.province_receipt


def test_mau_03_and_the_letter_are_the_communes_until_it_proposes(row: Dossier) -> None:
    an, binh = row.opened_by, accounts.commune_officer(row.unit)
    row = evaluations.assess(evaluations.in_state(DossierState.FILED, row=row))
    told = lines(opened(binh, row, "form_03"))
    assert "BẢN NHÁP – chưa gửi" in told
    assert "1. Về sử dụng nguyên liệu địa phương:" in told
    assert "Tép moi khai thác tại phường, chiếm trên 75%." in told
    client = Client()
    client.force_login(an)
    for name in ("form_03", "letter"):
        url = reverse(f"evaluations:dossier_{name}_docx", args=[row.code])
        assert client.get(url).status_code == 404, name
    row = evaluations._step_to(DossierState.PROPOSED, row, evaluations.ON)
    letter = lines(opened(an, row, "letter"))
    assert letter[0].startswith("ỦY BAN NHÂN DÂN\n") or letter[0].startswith("ỦY BAN NHÂN DÂN")
    assert "Số: 45/UBND-KT" in letter[0]
    assert "3. 05 đơn vị sản phẩm mẫu do chủ thể cung cấp." in letter
    assert "Lê Văn Thành" in letter[-1]


def test_word_files_have_the_doors_of_the_dossier(row: Dossier) -> None:
    row = evaluations.in_state(DossierState.PROPOSED, row=row)
    inside = [
        row.opened_by,
        accounts.commune_officer(row.unit),
        accounts.province_officer(row.unit.parent),
    ]
    outside = [
        accounts.outsider(),
        accounts.commune_officer(communes.commune("Xã Khác")),
        accounts.user("Quản trị", Role.ADMINISTRATOR),
        producers.member(producers.producer("HTX Khác"), "Hoàng Thị Khác"),
    ]
    for name in ("form_01", "form_02", "form_03", "letter"):
        url = reverse(f"evaluations:dossier_{name}_docx", args=[row.code])
        assert Client().get(url).status_code == 302
        for people, status in ((inside, 200), (outside, 404)):
            for person in people:
                client = Client()
                client.force_login(person)
                assert client.get(url).status_code == status, (name, person)
                assert client.post(url).status_code == 405


def test_hostile_text_stays_text(row: Dossier) -> None:
    by, on = row.opened_by, evaluations.ON
    typed = {**evaluations.REGISTRATION, "unit_name": HOSTILE}
    row = save_registration(dossier=row, data=typed, actor=by, on=on, version=row.version)
    report = {**evaluations.REPORT, "history": f"Dòng một\x0b\x00\n{HOSTILE}"}
    row = save_report(dossier=row, data=report, actor=by, on=on, version=row.version)
    paper = opened(by, row, "form_01")
    assert f"- Tên đơn vị: {HOSTILE}" in lines(paper)
    told = lines(opened(by, row, "form_02"))
    assert HOSTILE in told
    assert "Dòng một" in told
    save_self_scores(
        dossier=row,
        answers={"1.1": 3},
        explanations={"1.1": "Một\x00 hai"},
        actor=by,
        on=on,
        version=row.version,
    )
    fields = paper.element.xpath("//w:body//w:instrText | //w:body//w:fldSimple | //w:hyperlink")
    assert fields == []
