"""What becomes of dossiers when two entries of one product are merged or split again."""

from django.db import transaction

from common.errors import DomainError
from evaluations.enums import DossierState
from evaluations.models import Dossier
from products.models import Product

_LABEL = "evaluations.dossier"


@transaction.atomic
def follow_product_merger(*, keep: Product, absorb: Product) -> dict[str, list[int]]:
    """Move the dossiers to ``keep``; returns their primary keys. What was filed stays as filed.

    Raises:
        DomainError: ``conflict`` when both have a dossier under way: a product has one at a time.
    """
    rows = list(
        Dossier.objects.select_for_update().filter(product__in=[keep, absorb]).order_by("pk")
    )
    running = {row.product_id: row for row in rows if row.state not in DossierState.closed}
    if len(running) > 1:
        raise DomainError(
            "Cả hai sản phẩm đều có hồ sơ đang làm"
            f" ({running[keep.pk].code} và {running[absorb.pk].code})."
            " Hãy rút một hồ sơ, hoặc đợi một hồ sơ xong, rồi gộp",
            code="conflict",
        )
    ids = [row.pk for row in rows if row.product_id == absorb.pk]
    Dossier.objects.filter(pk__in=ids).update(product=keep)
    return {_LABEL: ids}


@transaction.atomic
def follow_product_split(*, keep: Product, absorb: Product, moved: dict[str, list[int]]) -> None:
    """Take :func:`follow_product_merger` back."""
    Dossier.objects.filter(pk__in=moved.get(_LABEL, []), product=keep).update(product=absorb)
