"""One ZIP of a package's papers: the same papers give the same bytes, whatever the hour."""

import hashlib
import zipfile
from collections.abc import Callable, Mapping
from typing import IO, Any

from documents.services import canonical_json
from evaluations.selectors.council.package import short_digest
from evaluations.selectors.council.package_papers import Paper, papers_of, snapshot_of
from evaluations.services.council.word import paper_docx

FACTS_FILE = "so-lieu.json"
LIST_FILE = "MUC-LUC.txt"


def write_zip(
    target: IO[bytes],
    *,
    facts: Mapping[str, Any],
    digest: str,
    pdf: Callable[[Paper], bytes],
) -> None:
    """Write PDFs, Word files, the facts and a list of all with their SHA-256, sorted by name.

    One file at a time is held in memory.
    """
    listed: list[tuple[str, str]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:

        def add(name: str, content: bytes) -> None:
            # A bare ZipInfo carries the first day of ZIP's calendar, not the clock.
            about = zipfile.ZipInfo(name)
            about.external_attr = 0o644 << 16
            file.writestr(about, content, zipfile.ZIP_DEFLATED)
            listed.append((name, hashlib.sha256(content).hexdigest()))

        for paper in papers_of(facts):
            if paper.word:
                add(f"{paper.name}.docx", paper_docx(paper, snapshot_of(facts, paper)))
            add(f"{paper.name}.pdf", pdf(paper))
        add(FACTS_FILE, canonical_json(facts).encode())
        add(LIST_FILE, _list(listed, facts, digest).encode())


def _list(listed: list[tuple[str, str]], facts: Mapping[str, Any], digest: str) -> str:
    lines = [
        "BỘ VĂN BẢN TRÌNH KÝ",
        str(facts["body"]["council"]),
        f"Phiên họp {facts['session']['code']}, {facts['session']['round']}",
        "",
        f"Mã số liệu: {short_digest(digest)}",
        f"SHA-256 của {FACTS_FILE}: {digest}",
        "",
        "SHA-256 của từng tệp:",
        *[f"{total}  {name}" for name, total in listed],
        "",
    ]
    return "\r\n".join(lines)
