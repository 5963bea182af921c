"""Official papers as they are printed: one page, right letters, only fonts of the project."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from documents.services import qr_data_uri, render_pdf

URL = "https://ocop.example.vn/xac-minh/7K2M9QXD/"


def snapshot(**changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "number": "0412/2026/GCN-OCOP",
        "product": {
            "name": "Nước cốt hoa Atiso Ngọc Hoàn",
            "packaging": "Chai thủy tinh 500 ml; hộp 10 gói × 20 ml",
            "code": "38-16000-003-2026",
        },
        "producer": {"name": "Công ty Hoàn Ngọc", "address": "Phường Hải Lĩnh, tỉnh Thanh Hóa"},
        "stars": 4,
        "decision": {
            "number": "715/QĐ-UBND",
            "date": "2026-03-05",
            "signer_title": "KT. Chủ tịch\nPhó Chủ tịch",
            "signer_name": "Nguyễn Văn Ễn",
            "authority": "Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa",
        },
        "issued_on": "2026-03-05",
        "valid_until": "2029-03-05",
        "verify_url": URL,
        "product_set": "Đồ uống không cồn khác",
        "place": "Thanh Hóa",
    }
    return facts | changes


def printed(folder: Path, facts: dict[str, Any]) -> Path:
    context = {"snapshot": facts, "qr_svg": qr_data_uri(facts["verify_url"])}
    path = folder / "paper.pdf"
    path.write_bytes(render_pdf(template="certificates/pdf/certificate.html", context=context))
    return path


def tool(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def text_of(path: Path) -> str:
    return re.sub(r"\s+", " ", tool("pdftotext", "-layout", path, "-"))


def test_a_certificate_says_what_the_snapshot_says(tmp_path: Path) -> None:
    text = text_of(printed(tmp_path, snapshot()))
    for said in (
        "ỦY BAN NHÂN DÂN",
        "TỈNH THANH HÓA",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "GIẤY CHỨNG NHẬN",
        "SẢN PHẨM OCOP ĐẠT HẠNG BỐN SAO",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THANH HÓA CHỨNG NHẬN",
        "Nước cốt hoa Atiso Ngọc Hoàn",
        "Số 715/QĐ-UBND ngày 05 tháng 3 năm 2026",
        "đến hết ngày 05 tháng 3 năm 2029",
        "ocop.example.vn/xac-minh/7K2M9QXD",
        "PHÓ CHỦ TỊCH",
        "Nguyễn Văn Ễn",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("name", "producer", "packs"),
    [
        ("Giò", "Hộ An", "Gói 1 kg"),
        (
            "Nước mắm cốt nhĩ cá cơm truyền thống Hải Thanh loại đặc biệt chai thủy tinh 500 ml A",
            "H" * 90,
            "",
        ),
        ("Ễ Ậ Ỗ " * 30, "Hợp tác xã dịch vụ " * 7, "Chai thủy tinh 500 ml, hộp giấy 6 chai; " * 12),
    ],
)
def test_a_certificate_is_one_landscape_page_whatever_the_names(
    tmp_path: Path, name: str, producer: str, packs: str
) -> None:
    facts = snapshot(
        product={"name": name, "packaging": packs, "code": "38-1"},
        producer={"name": producer, "address": "Khu phố Thanh Xuyên, phường Hàm Rồng, " * 3},
    )
    path = printed(tmp_path, facts)
    info = tool("pdfinfo", path)
    assert re.findall(r"Pages:\s+(\d+)", info) == ["1"]
    assert "841.89 x 595.276" in info
    assert facts["decision"]["signer_name"] in text_of(path)


def test_the_table_never_runs_into_the_signature(tmp_path: Path) -> None:
    facts = snapshot(
        product={
            "name": "Nước mắm cốt nhĩ cá cơm truyền thống Hải Thanh loại đặc biệt " * 2,
            "packaging": "Chai thủy tinh 500 ml, hộp giấy 6 chai; " * 12,
            "code": "38-1",
        },
        producer={"name": "Hợp tác xã dịch vụ " * 7, "address": "Khu phố Thanh Xuyên, " * 8},
    )
    boxes = re.findall(
        r'yMin="([\d.]+)"[^>]*yMax="([\d.]+)">([^<]+)<',
        tool("pdftotext", "-bbox", printed(tmp_path, facts), "-"),
    )
    table_end = max(float(low) for _, low, word in boxes if word == "hết")
    signature = min(float(top) for top, _, word in boxes if word == "KT.")
    assert table_end < signature


def test_a_certificate_embeds_fonts_of_the_project_only(tmp_path: Path) -> None:
    rows = tool("pdffonts", printed(tmp_path, snapshot())).splitlines()[2:]
    assert {re.sub(r"^[A-Z]+\+", "", row.split()[0]) for row in rows} == {
        "OCOP-Serif",
        "OCOP-Serif-Bold",
        "OCOP-Serif-Italic",
    }


def test_an_official_paper_follows_the_decree(tmp_path: Path) -> None:
    # Nghị định 30/2020/NĐ-CP, Phụ lục I: body and number left, quốc hiệu right, nơi nhận last.
    facts = {
        "body": "Ủy ban nhân dân xã Hoằng Thanh",
        "number": "12/BC-UBND",
        "place": "Hoằng Thanh",
        "date": "2026-02-05",
        "recipients": ["UBND tỉnh (b/c)", "Lưu: VT"],
        "signer_title": "Chủ tịch",
        "signer_name": "Lê Thị Bình",
    }
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(template="pdf/official_base.html", context={"snapshot": facts}))
    text = text_of(path)
    assert text.index("ỦY BAN NHÂN DÂN") < text.index("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert "XÃ HOẰNG THANH" in text
    assert "Số: 12/BC-UBND" in text
    assert "Hoằng Thanh, ngày 05 tháng 02 năm 2026" in text
    assert "- UBND tỉnh (b/c);" in text
    assert "- Lưu: VT." in text
    assert text.index("Nơi nhận:") < text.index("Lê Thị Bình")
