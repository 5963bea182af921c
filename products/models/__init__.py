"""Tables of the products room."""

from products.models.classification import ProductGroup, ProductSet
from products.models.product import Product, ProductImage

__all__ = ["Product", "ProductGroup", "ProductImage", "ProductSet"]
