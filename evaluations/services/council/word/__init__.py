"""The papers for signing as Word files, from the same facts as their PDFs (Nghị định 30/2020)."""

from collections.abc import Callable

from documents.services.docx import WordPaper, bold
from evaluations.selectors.council.package_papers import Paper
from evaluations.services.council.word import council, drafts
from evaluations.services.council.word.parts import Facts

_WRITERS: dict[str, Callable[[WordPaper, Facts], None]] = {
    "minutes": council.minutes,
    "tally": council.tally,
    "report": council.report,
    "submission": drafts.submission,
    "decision": drafts.decision,
    "approval": drafts.approval,
    "publication": drafts.publication,
}


def paper_docx(paper: Paper, facts: Facts) -> bytes:
    """The Word file of one paper; the same facts give the same bytes."""
    made = WordPaper(
        name=paper.title,
        author=facts["body"],
        wide=paper.part == "tally",
        foot=f"Mã số liệu {facts['trace']}",
    )
    if paper.part in ("decision", "approval", "publication"):
        made.remark(bold("DỰ THẢO"))
    made.letterhead_of(facts)
    _WRITERS[paper.part](made, facts)
    return made.content()
