"""Tables of the products room."""

from products.models.classification import ProductGroup, ProductSet
from products.models.product import Product, ProductImage, ProductVariant, SalesChannel

__all__ = [
    "Product",
    "ProductGroup",
    "ProductImage",
    "ProductSet",
    "ProductVariant",
    "SalesChannel",
]
