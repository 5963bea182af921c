"""Storing, numbering, rendering, issuing. Only this room knows WeasyPrint and python-docx."""

from documents.services.docx import DOCX, Run, WordPaper, bold, italic
from documents.services.files import (
    check_upload,
    shown_name,
    store_bytes,
    store_upload,
    stream,
)
from documents.services.issuing import canonical_json, issue_document, next_number, snapshot_digest
from documents.services.pages import page_count, page_pictures
from documents.services.photos import SMALL_SIDE, plain_photo
from documents.services.rendering import check_engine, qr_data_uri, render_pdf
from documents.services.scanning import MOST_PHOTOS, are_photos, paper_rules, store_photos

__all__ = [
    "DOCX",
    "MOST_PHOTOS",
    "SMALL_SIDE",
    "Run",
    "WordPaper",
    "are_photos",
    "bold",
    "canonical_json",
    "check_engine",
    "check_upload",
    "issue_document",
    "italic",
    "next_number",
    "page_count",
    "page_pictures",
    "paper_rules",
    "plain_photo",
    "qr_data_uri",
    "render_pdf",
    "shown_name",
    "snapshot_digest",
    "store_bytes",
    "store_photos",
    "store_upload",
    "stream",
]
