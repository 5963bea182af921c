"""Forms of the register of products: they narrow choices and keep what was typed."""

from products.forms.many import GroupForm, MergeForm, PlaceForm, SetForm
from products.forms.parts import ChannelForm, HeldForm, ImageForm, VariantForm
from products.forms.product import ProductForm

__all__ = [
    "ChannelForm",
    "GroupForm",
    "HeldForm",
    "ImageForm",
    "MergeForm",
    "PlaceForm",
    "ProductForm",
    "SetForm",
    "VariantForm",
]
