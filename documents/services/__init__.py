"""Storing, numbering, rendering and issuing papers. The only room that knows WeasyPrint."""

from documents.services.files import check_upload, store_bytes, store_upload, stream
from documents.services.issuing import canonical_json, issue_document, next_number, snapshot_digest
from documents.services.photos import SMALL_SIDE, plain_photo
from documents.services.rendering import check_engine, qr_data_uri, render_pdf

__all__ = [
    "SMALL_SIDE",
    "canonical_json",
    "check_engine",
    "check_upload",
    "issue_document",
    "next_number",
    "plain_photo",
    "qr_data_uri",
    "render_pdf",
    "snapshot_digest",
    "store_bytes",
    "store_upload",
    "stream",
]
