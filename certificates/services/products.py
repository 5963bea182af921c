"""What becomes of certificates when two entries of one product are merged or split again."""

from django.db import transaction

from certificates.models import Certificate, RegisterEntry
from products.models import Product

_CERTIFICATES, _ENTRIES = "certificates.certificate", "certificates.registerentry"


@transaction.atomic
def follow_product_merger(*, keep: Product, absorb: Product) -> dict[str, list[int]]:
    """Move certificates and register lines to ``keep``; returns the primary keys of what moved.

    A line that stands at ``keep`` already, word for word, stays behind with its certificate: the
    same recognition would count twice. Papers that were issued keep what they say.
    """
    known = RegisterEntry.objects.filter(product=keep).order_by().values("fingerprint")
    entries = RegisterEntry.objects.filter(product=absorb).select_for_update().order_by("pk")
    twice = set(entries.filter(fingerprint__in=known).values_list("pk", "certificate_id"))
    stays = {pk for pk, _ in twice}
    papers = {certificate for _, certificate in twice}
    moved_entries = [row.pk for row in entries if row.pk not in stays]
    certificates = Certificate.objects.filter(product=absorb).select_for_update().order_by("pk")
    moved_papers = [row.pk for row in certificates if row.pk not in papers]
    RegisterEntry.objects.filter(pk__in=moved_entries).update(product=keep)
    Certificate.objects.filter(pk__in=moved_papers).update(product=keep)
    return {_CERTIFICATES: moved_papers, _ENTRIES: moved_entries}


@transaction.atomic
def follow_product_split(*, keep: Product, absorb: Product, moved: dict[str, list[int]]) -> None:
    """Take :func:`follow_product_merger` back."""
    for label, model in ((_CERTIFICATES, Certificate), (_ENTRIES, RegisterEntry)):
        model.objects.filter(pk__in=moved.get(label, []), product=keep).update(product=absorb)
