"""Writes of the products room."""

from products.services.bulk import (
    CORRECTED,
    NewProduct,
    correct_products,
    enter_products,
    restore_products,
    withdraw_products,
)
from products.services.channels import (
    add_channel,
    change_channel,
    check_channel,
    remove_channel,
)
from products.services.classification import load_reference
from products.services.distinct import mark_distinct, reconsider
from products.services.held import link_held
from products.services.images import add_image, remove_image
from products.services.merging import TAKEABLE, merge_products, split_product
from products.services.places import choose_place, choose_places, refresh_places
from products.services.producers import follow_place, give_back_products, move_products
from products.services.register import change_product, refresh_search_text, register_product
from products.services.sorting import MOST_AT_ONCE, sort_products
from products.services.variants import add_variant, change_variant, move_variant, remove_variant

__all__ = [
    "CORRECTED",
    "MOST_AT_ONCE",
    "TAKEABLE",
    "NewProduct",
    "add_channel",
    "add_image",
    "add_variant",
    "change_channel",
    "change_product",
    "change_variant",
    "check_channel",
    "choose_place",
    "choose_places",
    "correct_products",
    "enter_products",
    "follow_place",
    "give_back_products",
    "link_held",
    "load_reference",
    "mark_distinct",
    "merge_products",
    "move_products",
    "move_variant",
    "reconsider",
    "refresh_places",
    "refresh_search_text",
    "register_product",
    "remove_channel",
    "remove_image",
    "remove_variant",
    "restore_products",
    "sort_products",
    "split_product",
    "withdraw_products",
]
