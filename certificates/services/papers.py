"""The stored bytes of a certificate, and which certificate some bytes are."""

import hashlib

from certificates.models import Certificate
from documents.services.files import read_bytes


def paper_bytes(certificate: Certificate) -> bytes | None:
    """The PDF as issued; ``None`` for one taken over from an older register."""
    return read_bytes(certificate.document.file) if certificate.document else None


def find_paper(content: bytes) -> Certificate | None:
    """The certificate whose paper is exactly ``content``, byte for byte."""
    digest = hashlib.sha256(content).hexdigest()
    return Certificate.objects.filter(document__file__digest=digest).order_by("pk").first()
