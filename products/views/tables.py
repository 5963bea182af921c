"""The list of products as a table to take away."""

from collections.abc import Iterator

from django.db.models import QuerySet

from common.spreadsheets import Column
from products.models import Product
from products.selectors import current_groups, recorded_words, with_counts

COLUMNS = (
    Column("Mã", 12),
    Column("Tên sản phẩm", 40),
    Column("Quy cách đóng gói", 26),
    Column("Ngành", 26),
    Column("Bộ sản phẩm", 36),
    Column("Chủ thể", 40),
    Column("Xã, phường hiện nay", 24),
    Column("Tỉnh, thành phố hiện nay", 24),
    Column("Nơi ghi trong giấy tờ", 40),
    Column("Số ảnh", 9),
    Column("Số biến thể", 12),
    Column("Ghi vào sổ", 18),
    Column("Sửa lần cuối", 18),
)


def lines(products: QuerySet[Product]) -> Iterator[list[object]]:
    """One line of ``COLUMNS`` for each product; two statements however many there are."""
    groups = {group.code: group.name for group in current_groups()}
    # The long texts are in no column.
    rows = with_counts(products).defer("description", "story", "search_text")
    for row in rows.iterator(chunk_size=2000):
        now = row.current_unit
        yield [
            row.code,
            row.name,
            row.packaging,
            groups.get(row.group_code, ""),
            str(row.product_set) if row.product_set else "",
            row.producer.name,
            now.full_name if now else "",
            now.parent.full_name if now and now.parent else "",
            recorded_words(row),
            row.photos,
            row.ways,
            row.created_at,
            row.updated_at,
        ]
