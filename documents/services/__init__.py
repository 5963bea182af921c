"""Storing, numbering, rendering, issuing. Only this room knows WeasyPrint and python-docx.

Word files are made by ``documents.services.docx``, which only their pages load.
"""

from documents.services.files import (
    check_upload,
    shown_name,
    store_bytes,
    store_upload,
    stream,
)
from documents.services.issuing import (
    canonical_json,
    issue_document,
    next_number,
    snapshot_digest,
    text_digest,
)
from documents.services.pages import page_count, page_picture, page_pictures
from documents.services.photos import SMALL_SIDE, plain_photo
from documents.services.rendering import check_engine, qr_data_uri, render_pdf
from documents.services.scanning import MOST_PHOTOS, are_photos, paper_rules, store_photos

__all__ = [
    "MOST_PHOTOS",
    "SMALL_SIDE",
    "are_photos",
    "canonical_json",
    "check_engine",
    "check_upload",
    "issue_document",
    "next_number",
    "page_count",
    "page_picture",
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
    "text_digest",
]
