"""The paper and its check: bytes as issued, one page, every letter; codes and files."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from certificates import services
from certificates.enums import CertificateStatus
from certificates.models import Certificate
from certificates.selectors import verify
from documents.services import snapshot_digest
from documents.services.files import read_bytes
from producers.models import Producer
from products.models import Product
from tests.factories import certificates, producers
from tests.factories.certificates import DECIDED_ON, TODAY, Scene

S = CertificateStatus
# Every vowel with every tone, and đ, in both cases: what a Vietnamese paper may need.
LETTERS = "ằẳẵắặ ầẩẫấậ ềểễếệ ồổỗốộ ờởỡớợ ừửữứự ỳỷỹýỵ ìỉĩíị đ"


def paper_of(certificate: Certificate) -> bytes:
    assert certificate.document is not None
    return read_bytes(certificate.document.file)


def text_of(certificate: Certificate) -> str:
    return " ".join(PdfReader(io.BytesIO(paper_of(certificate))).pages[0].extract_text().split())


def test_paper_is_one_page_and_says_the_facts(scene: Scene) -> None:
    certificate = certificates.issued(scene, stars=4, number="715/QĐ-UBND")
    content = paper_of(certificate)
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    text = text_of(certificate)
    for words in (
        "0001/2026/GCN-OCOP-38",
        certificate.product.name,
        "Hợp tác xã Đặc sản Quế Hương",
        "Xã Hoằng Thanh, tỉnh Thanh Hóa",
        "Lọ thủy tinh 200 g, 500 g",
        "Số 715/QĐ-UBND ngày 16 tháng 11 năm 2026 của Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa",
        "36 tháng, đến hết ngày 16 tháng 11 năm 2029",
        "PHÓ CHỦ TỊCH",
        "Đỗ Minh Hải",
    ):
        assert words in text


def test_paper_has_every_vietnamese_letter(scene: Scene) -> None:
    product = scene.product(f"Chè {LETTERS}")
    Producer.objects.filter(pk=scene.producer.pk).update(name=LETTERS.upper())
    product = Product.objects.select_related("producer").get(pk=product.pk)
    text = text_of(certificates.issued(scene, product=product))
    missing = {char for char in LETTERS + LETTERS.upper() if char not in text} - {" "}
    assert missing == set()


def test_longest_names_stay_on_one_page(scene: Scene) -> None:
    long = "Nước mắm truyền thống Ba Làng đặc biệt ủ chượp mười tám tháng trong chum sành " * 2
    owner = producers.producer(
        "Công ty trách nhiệm hữu hạn một thành viên sản xuất, chế biến và thương mại dịch vụ tổng"
        " hợp nông sản Thanh Hóa",
        scene.commune,
        address="Số 123, đường Nguyễn Thị Minh Khai, khu công nghiệp Nghi Sơn, thôn Thượng Hải",
    )
    scene.producer = owner
    product = scene.product(
        long.strip(), packaging="Chai thủy tinh 500 ml; hộp 10 gói × 20 ml " * 4
    )
    content = paper_of(certificates.issued(scene, product=product))
    assert len(PdfReader(io.BytesIO(content)).pages) == 1


def test_stored_snapshot_has_the_digest_it_carries(scene: Scene) -> None:
    certificate = Certificate.objects.get(pk=certificates.issued(scene).pk)
    assert snapshot_digest(certificate.snapshot) == certificate.snapshot_digest
    old = Certificate.objects.get(pk=certificates.recorded(scene).pk)
    assert snapshot_digest(old.snapshot) == old.snapshot_digest


# --- the public check -----------------------------------------------------------------------


def test_check_tells_the_facts_as_issued(scene: Scene) -> None:
    certificate = certificates.issued(scene, number="715/QĐ-UBND")
    name = certificate.product.name
    Product.objects.filter(pk=certificate.product_id).update(name="Tên sau này")
    found = verify(certificate.code, on=TODAY)
    assert found is not None
    assert (found.status, found.valid, found.headline) == (S.IN_FORCE, True, "Còn hiệu lực")
    assert found.sentence == "Được dùng sao OCOP đến hết ngày 16/11/2029."
    assert (found.product, found.stars, found.decision) == (name, 3, "715/QĐ-UBND")
    assert found.packaging == "Lọ thủy tinh 200 g, 500 g"
    assert (found.issued_on, found.valid_until) == (DECIDED_ON, dt.date(2029, 11, 16))
    assert found.history == ((DECIDED_ON, "Công nhận 3 sao"),)


@pytest.mark.parametrize("typed", ["as printed", "lower case", "in fours", "hyphens"])
def test_check_does_not_mind_case_blanks_and_hyphens(scene: Scene, typed: str) -> None:
    code = certificates.recorded(scene).code
    fours = (code[:4], code[4:8], code[8:])
    shown = {
        "as printed": code,
        "lower case": f" {code.lower()} ",
        "in fours": " ".join(fours),
        "hyphens": "-".join(fours).lower(),
    }[typed]
    found = verify(shown, on=TODAY)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("guess", ["", "ABCDEFGHJKMN", "1", "%", "0001/2026/GCN-OCOP-38", "'--"])
def test_guessed_code_finds_nothing(scene: Scene, guess: str) -> None:
    certificates.issued(scene)
    assert verify(guess, on=TODAY) is None


def _suspend(scene: Scene, certificate: Certificate) -> None:
    services.suspend_certificate(
        certificate=certificate,
        effective_on=dt.date(2026, 11, 18),
        decision_number="9/QĐ-UBND",
        reason="Chờ khắc phục",
        actor=scene.leader,
        on=TODAY,
    )


def _revoke(scene: Scene, certificate: Certificate) -> None:
    services.revoke_certificate(
        certificate=certificate,
        ground="mark",
        basis_on=dt.date(2026, 11, 10),
        effective_on=dt.date(2026, 11, 18),
        decision_number="3763/QĐ-UBND",
        reason="Dùng sao trên sản phẩm khác",
        actor=scene.leader,
        on=TODAY,
    )


def _surrender(scene: Scene, certificate: Certificate) -> None:
    services.surrender_certificate(
        certificate=certificate,
        effective_on=dt.date(2026, 11, 18),
        reason="Chủ thể đề nghị",
        actor=scene.officer,
        on=TODAY,
    )


def _replace(scene: Scene, certificate: Certificate) -> None:
    certificates.issued(scene, product=certificate.product)


@pytest.mark.parametrize(
    ("decided_on", "act", "on", "sentence"),
    [
        (dt.date(2025, 3, 5), None, TODAY, "Được dùng sao OCOP đến hết ngày 05/03/2028."),
        (
            dt.date(2024, 3, 12),
            None,
            dt.date(2026, 11, 23),
            "Được dùng sao OCOP đến hết ngày 12/03/2027, còn 109 ngày.",
        ),
        (
            dt.date(2024, 3, 12),
            None,
            dt.date(2027, 3, 12),
            "Được dùng sao OCOP đến hết ngày 12/03/2027; hôm nay là ngày cuối.",
        ),
        (dt.date(2019, 12, 23), None, TODAY, "Không còn được dùng sao OCOP từ ngày 24/12/2022."),
        (dt.date(2025, 3, 5), None, dt.date(2025, 3, 1), "Giấy có hiệu lực từ ngày 05/03/2025."),
        (
            dt.date(2025, 3, 5),
            _suspend,
            TODAY,
            "Tạm dừng dùng sao OCOP từ ngày 18/11/2026 theo Quyết định 9/QĐ-UBND.",
        ),
        (
            dt.date(2025, 3, 5),
            _revoke,
            TODAY,
            "Không được bán với sao OCOP từ ngày 18/11/2026 theo Quyết định 3763/QĐ-UBND.",
        ),
        (dt.date(2025, 3, 5), _surrender, TODAY, "Chủ thể đã trả lại giấy từ ngày 18/11/2026."),
        (
            dt.date(2025, 3, 5),
            _replace,
            TODAY,
            "Giấy này đã được thay bằng giấy mới từ ngày 16/11/2026.",
        ),
        (
            None,
            None,
            TODAY,
            (
                "Sổ cũ không ghi ngày công nhận, nên chưa rõ giấy còn hiệu lực hay không."
                " Hãy hỏi Văn phòng Điều phối."
            ),
        ),
    ],
)
def test_check_says_one_sentence_for_each_status(
    scene: Scene, decided_on: dt.date | None, act: object, on: dt.date, sentence: str
) -> None:
    certificate = certificates.recorded(scene, decided_on=decided_on)
    if callable(act):
        act(scene, certificate)
    found = verify(certificate.code, on=on)
    assert found is not None
    assert found.sentence == sentence


def test_check_of_a_replaced_paper_names_the_new_one(scene: Scene) -> None:
    older = certificates.recorded(scene)
    new = certificates.issued(scene, product=older.product)
    found = verify(older.code, on=TODAY)
    assert found is not None
    assert (found.status, found.successor_code) == (S.REPLACED, new.code)


def test_reason_of_a_revocation_is_public_that_of_other_acts_is_not(scene: Scene) -> None:
    revoked, suspended = certificates.recorded(scene), certificates.recorded(scene)
    _revoke(scene, revoked)
    _suspend(scene, suspended)
    one, two = verify(revoked.code, on=TODAY), verify(suspended.code, on=TODAY)
    assert one is not None
    assert two is not None
    assert (one.reason, two.reason) == ("Dùng sao trên sản phẩm khác", "")


def test_check_takes_the_same_statements_with_and_without_acts(
    scene: Scene, django_assert_num_queries: object
) -> None:
    plain, acted = certificates.recorded(scene), certificates.recorded(scene)
    _revoke(scene, acted)
    for certificate in (plain, acted):
        with django_assert_num_queries(2):  # type: ignore[operator]
            verify(certificate.code, on=TODAY)


# --- the command ----------------------------------------------------------------------------


def test_command_says_the_status_of_a_code(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = certificates.issued(scene)
    call_command("check_certificate", certificate.code.lower())
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Còn hiệu lực (Còn hiệu lực, ngày 20/11/2026)"
    assert lines[1] == "Được dùng sao OCOP đến hết ngày 16/11/2029."


def test_command_knows_an_issued_file(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = paper_of(certificates.issued(scene))
    path = tmp_path / "giay.pdf"
    path.write_bytes(content)
    call_command("check_certificate", str(path))
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Tệp giay.pdf đúng là bản đã cấp, không bị sửa."


def test_command_refuses_a_changed_file(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = paper_of(certificates.issued(scene))
    path = tmp_path / "giay.pdf"
    path.write_bytes(content + b"\n")
    with pytest.raises(SystemExit) as caught:
        call_command("check_certificate", str(path))
    assert caught.value.code == 1
    assert "không trùng với giấy nào cổng đã cấp" in capsys.readouterr().out


@pytest.mark.parametrize("decided_on", [dt.date(2019, 12, 23), None])
def test_command_ends_with_1_when_not_valid(
    scene: Scene, decided_on: dt.date | None, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = certificates.recorded(scene, decided_on=decided_on)
    with pytest.raises(SystemExit) as caught:
        call_command("check_certificate", certificate.code)
    assert caught.value.code == 1
    assert certificate.snapshot["product"]["name"] in capsys.readouterr().out


def test_command_ends_with_1_for_an_unknown_code(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        call_command("check_certificate", "ABCDEFGHJKMN")
    assert caught.value.code == 1
    assert capsys.readouterr().out == "Không có giấy chứng nhận nào mang mã ABCDEFGHJKMN.\n"
