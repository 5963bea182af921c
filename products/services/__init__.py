"""Writes of the products room."""

from products.services.classification import load_reference
from products.services.images import add_image, remove_image
from products.services.register import change_product, refresh_search_text, register_product

__all__ = [
    "add_image",
    "change_product",
    "load_reference",
    "refresh_search_text",
    "register_product",
    "remove_image",
]
