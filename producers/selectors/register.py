"""Finding producers in the register."""

from django.db.models import Q, QuerySet

from audit.models import AuditEntry
from audit.selectors import timeline
from common.text import fold
from producers.models import Producer


def search(producers: QuerySet[Producer], text: str) -> QuerySet[Producer]:
    """Those with every word of ``text`` in the name, with or without accents, or its tax code."""
    named = Q()
    for word in fold(text).split():
        named &= Q(folded_name__contains=word)
    digits = "".join(text.split())
    return producers.filter(named | Q(tax_code=digits)) if digits else producers


def history(producer: Producer) -> QuerySet[AuditEntry]:
    """What happened to the producer's entry, oldest first."""
    return timeline(producer)
