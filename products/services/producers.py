"""What becomes of products when their producer's entry is merged, split or placed."""

from django.db import IntegrityError, transaction

from common.errors import DomainError
from producers.models import Producer
from products.models import Product
from products.services.register import refresh_search_text


@transaction.atomic
def move_products(*, keep: Producer, absorb: Producer) -> list[int]:
    """Two entries of one producer become one: give its products to ``keep``; returns which.

    Duplicates merged earlier come along. Called inside the merger of the producers, which writes
    the audit entry.

    Raises:
        DomainError: ``state`` when both have a product of the same name in the same packaging.
    """
    rows = Product.objects.select_for_update().filter(producer__in=[keep, absorb]).order_by("pk")
    mine = {
        (row.folded_name, row.packaging): row
        for row in rows
        if row.producer_id == keep.pk and row.merged_into_id is None
    }
    theirs = [row for row in rows if row.producer_id == absorb.pk]
    for row in theirs:
        twin = mine.get((row.folded_name, row.packaging))
        if twin is not None and row.merged_into_id is None:
            raise DomainError(
                f"Cả hai chủ thể đều có sản phẩm “{row.name}” (mã {twin.code} và {row.code})."
                " Hãy gộp hai sản phẩm đó trước",
                code="state",
            )
    ids = [row.pk for row in theirs]
    Product.objects.filter(pk__in=ids).update(producer=keep)
    refresh_search_text(producer=keep)
    return ids


@transaction.atomic
def give_back_products(*, keep: Producer, absorb: Producer, ids: list[int]) -> None:
    """Take :func:`move_products` back for the products ``ids``.

    Raises:
        DomainError: ``state`` when one of them is no longer a product of ``keep`` alone, or its
            name was entered again for ``absorb``.
    """
    rows = Product.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    absorbed = Product.objects.filter(merged_into__in=ids).exclude(pk__in=ids)
    tied = set(absorbed.values_list("merged_into_id", flat=True))
    for row in rows:
        into = row.merged_into_id
        if row.producer_id != keep.pk or row.pk in tied or (into and into not in ids):
            raise DomainError(
                f"Sản phẩm {row.name} (mã {row.code}) đã được gộp hoặc đổi chủ thể"
                " sau đó nên không tách lại được nữa",
                code="state",
            )
    try:
        with transaction.atomic():
            rows.update(producer=absorb)
    except IntegrityError:
        raise DomainError(
            f"{absorb.name} đã có sản phẩm cùng tên, cùng quy cách nên không tách lại được nữa",
            code="state",
        ) from None
    refresh_search_text(producer=absorb)


def follow_place(*, producer: Producer) -> int:
    """Give the producer's place of today to its products that were recorded in the same place.

    Only where nobody has said where they lie; returns how many changed.
    """
    changed = Product.objects.filter(
        producer=producer, unit=producer.unit_id, current_unit__isnull=True
    ).update(current_unit=producer.current_unit_id)
    refresh_search_text(producer=producer)
    return changed
