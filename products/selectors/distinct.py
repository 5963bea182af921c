"""Pairs of entries of which somebody has said that they are two products, not one."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from common.text import fingerprint
from products.models import DistinctProducts, Product


def known_as(product: Product) -> str:
    """The fingerprint of what makes the entry look like another: name, packaging, producer."""
    return fingerprint(product.folded_name, product.packaging, product.producer_id)


def stands(decision: DistinctProducts) -> bool:
    """Whether both are still called, packed and made as when the person decided."""
    known = (known_as(decision.first), known_as(decision.second))
    return known == (decision.first_known, decision.second_known)


def decision_about(one: Product, other: Product) -> DistinctProducts | None:
    """Who said that these two are not one, if it stands."""
    first, second = sorted((one.pk, other.pk))
    row = _decisions().filter(first=first, second=second).first()
    return row if row is not None and stands(row) else None


def distinct_among(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of ``pairs`` (keys, the smaller first) that somebody has said are two."""
    if not pairs:
        return set()
    rows = _decisions().filter(
        first__in={first for first, _ in pairs}, second__in={second for _, second in pairs}
    )
    return {(row.first_id, row.second_id) for row in rows if stands(row)}


def distinct_from(
    product: Product, among: QuerySet[Product]
) -> list[tuple[Product, DistinctProducts]]:
    """Those of ``among`` of which it was said that they are not ``product``, and by whom."""
    ids = among.order_by().values("pk")
    rows = _decisions().filter(Q(first=product, second__in=ids) | Q(second=product, first__in=ids))
    return [
        (row.second if row.first_id == product.pk else row.first, row)
        for row in rows.order_by("-updated_at", "-pk")
        if stands(row)
    ]


def _decisions() -> QuerySet[DistinctProducts]:
    return DistinctProducts.objects.select_related(
        "first__producer", "second__producer", "decided_by"
    )
