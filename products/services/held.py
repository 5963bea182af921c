"""Which of the certificates that the producer holds cover the product."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.errors import DomainError
from producers.models import HeldCertificate
from products.enums import ProductVerb
from products.models import Product


@transaction.atomic
def link_held(*, product: Product, held: Collection[HeldCertificate], actor: User) -> int:
    """Say that exactly ``held`` cover the product; returns how many were ticked or unticked.

    One audit entry if there is a difference.

    Raises:
        DomainError: ``invalid`` when one of them is held by another producer.
    """
    row = Product.objects.select_for_update().get(pk=product.pk)
    if any(paper.producer_id != row.producer_id for paper in held):
        sentence = "Chỉ nối được chứng nhận của chính chủ thể có sản phẩm này"
        raise DomainError(sentence, code="invalid", fields={"held": [sentence]})
    wanted = {paper.code: paper for paper in held}
    standing = {paper.code: paper for paper in row.held_certificates.all()}
    added, removed = sorted(wanted.keys() - standing), sorted(standing.keys() - wanted)
    if not added and not removed:
        return 0
    row.held_certificates.set(wanted.values())
    record(
        actor=actor,
        verb=ProductVerb.HELD_LINKED,
        target=row,
        data={"added": added, "removed": removed},
    )
    return len(added) + len(removed)
