"""Tables of the products room."""

from products.models.classification import ProductGroup, ProductSet
from products.models.product import (
    DistinctProducts,
    Product,
    ProductImage,
    ProductVariant,
    SalesChannel,
)

__all__ = [
    "DistinctProducts",
    "Product",
    "ProductGroup",
    "ProductImage",
    "ProductSet",
    "ProductVariant",
    "SalesChannel",
]
