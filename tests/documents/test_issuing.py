"""Numbers without gaps or doubles; papers frozen as they were issued."""

import base64
import io
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.template import engines
from django.utils.dateparse import parse_date
from pypdf import PdfReader

from accounts.models import User
from communes.models import AdministrativeUnit
from documents import services
from documents.enums import DocumentKind
from documents.models import IssuedDocument, NumberSequence
from documents.services import issuing, rendering
from documents.services.files import read_bytes
from tests.factories import accounts, communes

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> AdministrativeUnit:
    return communes.province()


def number(unit: AdministrativeUnit | None, year: int = 2026, kind: str = "certificate") -> int:
    with transaction.atomic():
        return services.next_number(kind=kind, year=year, unit=unit)


def test_numbers_follow_each_other(province: AdministrativeUnit) -> None:
    assert [number(province) for _ in range(3)] == [1, 2, 3]
    assert NumberSequence.objects.count() == 1


def test_kind_year_and_authority_count_apart(province: AdministrativeUnit) -> None:
    other = communes.province("Tỉnh Nghệ An", "40")
    given = [
        number(province),
        number(province, year=2027),
        number(province, kind="letter"),
        number(other),
        number(None),
        number(None),
        number(province),
    ]
    assert given == [1, 1, 1, 1, 1, 2, 2]


def test_a_rolled_back_number_is_given_again(province: AdministrativeUnit) -> None:
    number(province)
    with transaction.atomic():
        assert services.next_number(kind="certificate", year=2026, unit=province) == 2
        transaction.set_rollback(True)
    assert number(province) == 2


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_there_is_no_number() -> None:
    with pytest.raises(RuntimeError, match="giao dịch"):
        services.next_number(kind="certificate", year=2026, unit=None)
    assert not NumberSequence.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_at_the_same_moment_everybody_gets_another_number() -> None:
    unit = communes.province()
    given: list[int] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        given.extend([number(unit) for _ in range(5)])
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 21))


@pytest.mark.parametrize("placed", [True, False])
def test_the_database_keeps_one_row_per_sequence(
    province: AdministrativeUnit, *, placed: bool
) -> None:
    facts = {"kind": "x", "year": 2026, "unit": province if placed else None}
    NumberSequence.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberSequence.objects.create(**facts)


# --- the text form that digests are taken of -----------------------------------------------------


def test_the_digest_depends_on_the_facts_only() -> None:
    one = {"name": "Mắm tôm", "stars": 4, "on": parse_date("2026-11-21"), "mean": Decimal("81.29")}
    two = dict(reversed(one.items()))
    text = '{"mean":"81.29","name":"Mắm tôm","on":"2026-11-21","stars":4}'
    assert services.canonical_json(one) == services.canonical_json(two) == text
    assert services.snapshot_digest(one) == services.snapshot_digest(two)
    assert services.snapshot_digest(one) != services.snapshot_digest(one | {"stars": 5})


# --- papers --------------------------------------------------------------------------------------


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let a text stand for a template file: ``paper("<p>{{ snapshot.name }}</p>")``."""

    def put(source: str) -> None:
        template = engines["django"].from_string(source)
        monkeypatch.setattr(
            rendering, "render_to_string", lambda _name, context: template.render(context)
        )

    return put


def text_of(content: bytes) -> str:
    """The words of a PDF, page after page."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def issue(snapshot: dict[str, Any], actor: User | None = None, number: str = "1") -> IssuedDocument:
    return services.issue_document(
        kind=DocumentKind.RESULT_LETTER,
        number=number,
        template="pdf/x.html",
        snapshot=snapshot,
        actor=actor,
    )


def test_an_issued_paper_keeps_its_bytes_and_the_facts_they_were_made_from(paper: Any) -> None:
    paper("<p>{{ snapshot.name }}: {{ snapshot.mean }} điểm, ngày {{ snapshot.on }}</p>")
    actor = accounts.user("Thư Ký")
    snapshot = {"name": "Mắm tôm Ba Làng", "mean": Decimal("81.29"), "on": parse_date("2026-11-21")}
    row = IssuedDocument.objects.get(pk=issue(snapshot, actor).pk)
    assert row.snapshot == {"name": "Mắm tôm Ba Làng", "mean": "81.29", "on": "2026-11-21"}
    assert row.snapshot_digest == services.snapshot_digest(row.snapshot)
    assert (row.issued_by, row.file.kind) == (actor, "application/pdf")
    content = read_bytes(row.file)
    assert content.startswith(b"%PDF-1.7")
    assert "Mắm tôm Ba Làng: 81.29 điểm, ngày 2026-11-21" in text_of(content)


def test_the_stored_facts_render_the_same_text_again(paper: Any) -> None:
    paper("<p>{{ snapshot.name }}: {{ snapshot.mean }}</p>")
    row = issue({"name": "Mắm tôm", "mean": Decimal("81.29")})
    again = services.render_pdf(template="pdf/x.html", context={"snapshot": row.snapshot})
    assert text_of(again) == text_of(read_bytes(row.file))


def test_a_number_names_one_paper_of_its_kind(paper: Any) -> None:
    paper("<p>x</p>")
    issue({"a": 1}, number="12/TB-HĐ")
    with pytest.raises(IntegrityError), transaction.atomic():
        issue({"a": 2}, number="12/TB-HĐ")
    issue({"a": 3}, number="")
    issue({"a": 4}, number="")


def test_a_paper_cannot_pull_in_a_file_of_the_machine(paper: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("MAT-KHAU-CUA-MAY", encoding="utf-8")
    paper(
        f'<p>Chữ</p><img src="file://{secret}"><link rel="attachment" href="file://{secret}">'
        f'<link rel="stylesheet" href="file://{secret}"><object data="file://{secret}"></object>'
        f'<a rel="attachment" href="file://{secret}">x</a><img src="static:../{secret}">'
    )
    content = services.render_pdf(template="pdf/x.html", context={})
    assert b"MAT-KHAU-CUA-MAY" not in content
    assert b"secret.txt" not in content.replace(str(secret).encode(), b"")
    assert b"/EmbeddedFile" not in content
    assert "Chữ" in text_of(content)


def test_a_paper_asks_nobody_on_the_network(paper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuse(*address: Any, **_options: Any) -> Any:
        asked.append(str(address))
        raise OSError("network")

    monkeypatch.setattr("socket.create_connection", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    paper('<p>Chữ</p><img src="http://127.0.0.1:1/x.png"><img src="https://example.com/x.png">')
    assert "Chữ" in text_of(services.render_pdf(template="pdf/x.html", context={}))
    assert asked == []


def test_a_style_sheet_that_is_not_ours_is_said(paper: Any) -> None:
    paper("<p>x</p>")
    with pytest.raises(ValueError, match="Không có tệp kiểu dáng"):
        services.render_pdf(template="x.html", context={}, stylesheets=("css/khong-co.css",))


def test_a_qr_code_is_a_picture_in_the_page() -> None:
    uri = services.qr_data_uri("http://127.0.0.1:8000/xac-minh/ABCDEFGH2345/")
    head, _, body = uri.partition(",")
    assert head == "data:image/svg+xml;base64"
    svg = base64.b64decode(body).decode()
    assert svg.startswith("<svg")
    assert "http://" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert uri != services.qr_data_uri("http://127.0.0.1:8000/xac-minh/ABCDEFGH2346/")


def test_the_row_is_written_with_its_file_or_not_at_all(
    paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper("<p>x</p>")
    assert issuing.IssuedDocument is IssuedDocument
    with transaction.atomic():
        issue({"a": 1})
        transaction.set_rollback(True)
    assert not IssuedDocument.objects.exists()
