"""Small pictures of the first pages of papers, drawn by a job."""

import logging

from django.db import transaction

from documents.enums import FileKind
from documents.services import page_pictures, store_bytes
from producers.models import PaperPage
from producers.selectors import papers_without_pictures
from producers.tasks import picture_paper

FIRST_PAGES = 4
log = logging.getLogger(__name__)


def ask_pictures(paper_id: int) -> None:
    """Ask a worker to draw now; the timetable asks again, so failing here is harmless."""
    try:
        picture_paper.delay(paper_id=paper_id)
    except Exception:  # the broker is down: the timetable finds the paper
        log.warning("Chưa gọi được tiến trình vẽ trang giấy %s", paper_id, exc_info=True)


def draw_pictures(paper_id: int | None = None) -> int:
    """Draw the first pages of one paper, or of every recent one that has none yet.

    Returns how many pages were drawn. A file that can't be drawn is left without pictures.
    """
    drawn = 0
    for paper in papers_without_pictures(paper_id):
        try:
            pictures = page_pictures(paper.file, first=FIRST_PAGES)
        except (ValueError, OSError) as error:
            log.warning("Không vẽ được trang của giấy %s: %s", paper.code, error)
            continue
        files = [store_bytes(content=one, kind=FileKind.JPEG) for one in pictures]
        pages = [
            PaperPage(paper=paper, number=number, thumbnail=file)
            for number, file in enumerate(files, start=1)
        ]
        with transaction.atomic():
            # Two jobs at once draw the same pictures.
            PaperPage.objects.bulk_create(pages, ignore_conflicts=True)
        drawn += len(pages)
    return drawn
