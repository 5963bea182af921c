"""Which certificate some bytes are."""

import hashlib

from certificates.models import Certificate


def find_paper(content: bytes) -> Certificate | None:
    """The certificate whose paper is exactly ``content``, byte for byte."""
    digest = hashlib.sha256(content).hexdigest()
    return Certificate.objects.filter(document__file__digest=digest).order_by("pk").first()
