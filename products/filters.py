"""The filters of the list of products, as a plain GET form."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from common.filtering import FilterForm
from communes.models import AdministrativeUnit
from producers.enums import HeldKind
from producers.selectors import in_place
from products.models import Product
from products.selectors import (
    Twin,
    current_groups,
    current_sets,
    ordered,
    search,
    twins_among,
    unsettled,
)

_ORDERS = (
    ("", "Theo tên"),
    ("chu-the", "Theo chủ thể"),
    ("moi", "Mới ghi trước"),
    ("sua", "Mới sửa trước"),
)


class ProductFilterForm(FilterForm):
    """Wrong values filter nothing."""

    q = forms.CharField(label="Tên sản phẩm, chủ thể, xã, phường", required=False, max_length=120)
    nganh = forms.ChoiceField(label="Ngành", required=False)
    noi = forms.ChoiceField(label="Nơi hiện nay", required=False)
    bo = forms.ChoiceField(label="Bộ sản phẩm", required=False)
    anh = forms.ChoiceField(
        label="Ảnh",
        required=False,
        choices=[("", "Có hay chưa"), ("co", "Có ảnh"), ("chua", "Chưa có ảnh")],
    )
    bien = forms.ChoiceField(
        label="Biến thể",
        required=False,
        choices=[("", "Có hay chưa"), ("co", "Có biến thể"), ("chua", "Chưa ghi biến thể")],
    )
    giay = forms.ChoiceField(
        label="Chứng nhận đang có",
        required=False,
        choices=[("", "Có hay không"), *HeldKind.choices],
    )
    can = forms.ChoiceField(
        label="Cần làm",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("noi", "Chưa rõ xã, phường hiện nay"),
            ("trung", "Có thể ghi trùng"),
        ],
    )
    xep = forms.ChoiceField(label="Sắp xếp", required=False, choices=_ORDERS)

    def __init__(self, *args: Any, places: QuerySet[AdministrativeUnit], **options: Any) -> None:
        super().__init__(*args, **options)
        # The duplicates that were looked for, once narrow() has been asked for them.
        self.pairs: list[Twin] = []
        self._offer("nganh", "Mọi ngành", [(row.code, row.name) for row in current_groups()])
        sets = [(row.code, str(row)) for row in current_sets()]
        self._offer("bo", "Mọi bộ", [("chua", "Chưa xếp bộ"), *sets])
        self._offer("noi", "Mọi nơi", [(unit.key, unit.full_name) for unit in places])

    def _offer(self, name: str, every: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", every), *choices]

    def narrow(self, products: QuerySet[Product]) -> QuerySet[Product]:
        """Those of ``products`` that match, in the chosen order."""
        chosen = self.chosen()
        rows = search(products, chosen["q"])
        if chosen["nganh"]:
            rows = rows.filter(group_code=chosen["nganh"])
        if chosen["noi"]:
            rows = in_place(rows, chosen["noi"])
        if chosen["bo"] == "chua":
            rows = rows.filter(product_set__isnull=True)
        elif chosen["bo"]:
            rows = rows.filter(product_set__code=chosen["bo"])
        for name, part in (("anh", "images"), ("bien", "variants")):
            if chosen[name]:
                has = Product.objects.filter(**{f"{part}__isnull": False}).values("pk")
                rows = rows.filter(pk__in=has) if chosen[name] == "co" else rows.exclude(pk__in=has)
        if chosen["giay"]:
            held = Product.objects.filter(held_certificates__kind=chosen["giay"]).values("pk")
            rows = rows.filter(pk__in=held)
        if chosen["can"] == "noi":
            rows = unsettled(rows)
        elif chosen["can"] == "trung":
            # Among all of them: the other of a pair need not match the other filters.
            self.pairs = twins_among(products)
            rows = rows.filter(pk__in={pk for pair in self.pairs for pk in pair.both})
        return ordered(rows, chosen["xep"])

    def more(self) -> bool:
        """Whether one of the filters that are folded away is chosen."""
        chosen = self.chosen()
        return any(chosen[name] for name in ("bo", "anh", "bien", "giay", "xep"))
