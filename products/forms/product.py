"""The entry of a product: narrowed choices; what was typed stays."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from communes.models import AdministrativeUnit
from producers.models import Producer
from products.models import Product, ProductSet
from products.selectors import current_sets


class GroupedSets(ModelChoiceIterator):
    """The 26 sets under the names of their groups (ngành)."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield "", self.field.empty_label
        for group, sets in groupby(self.queryset, key=lambda row: row.group):
            yield group.name, [self.choice(row) for row in sets]


class ProductSetField(forms.ModelChoiceField):
    iterator = GroupedSets

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=current_sets(),
            to_field_name="code",
            label="Bộ sản phẩm",
            empty_label="Chọn bộ sản phẩm",
            help_text="26 bộ của Quyết định 26/2026/QĐ-TTg; mỗi bộ có phiếu chấm riêng",
            error_messages={
                "required": "Chưa chọn bộ sản phẩm",
                "invalid_choice": "Chọn bộ sản phẩm có trong danh sách",
            },
            **options,
        )


class ProducerField(forms.ModelChoiceField):
    """A producer with its commune: two communes may have one of the same name."""

    def label_from_instance(self, obj: Producer) -> str:
        return f"{obj.name} – {obj.unit.full_name}"


class ProductForm(forms.Form):
    producer = ProducerField(
        label="Chủ thể",
        queryset=Producer.objects.none(),
        to_field_name="code",
        empty_label="Chọn chủ thể",
        error_messages={
            "required": "Chưa chọn chủ thể",
            "invalid_choice": "Chọn chủ thể có trong danh sách",
        },
    )
    name = forms.CharField(
        label="Tên sản phẩm",
        help_text="Đúng như trên nhãn",
        max_length=250,
        error_messages={"required": "Chưa có tên sản phẩm"},
    )
    product_set = ProductSetField()
    unit = forms.ModelChoiceField(
        label="Nơi sản xuất",
        queryset=AdministrativeUnit.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="Cùng xã, phường với chủ thể",
        error_messages={"invalid_choice": "Chọn xã, phường có trong danh sách"},
    )
    packaging = forms.CharField(
        label="Quy cách đóng gói",
        required=False,
        max_length=250,
        help_text="Ví dụ: chai thủy tinh 500 ml; hộp 250 g",
    )
    description = forms.CharField(
        label="Mô tả",
        required=False,
        max_length=4000,
        help_text="Nguyên liệu, cách làm, cách dùng",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    story = forms.CharField(
        label="Câu chuyện sản phẩm",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(
        self,
        *args: Any,
        units: QuerySet[AdministrativeUnit],
        producers: QuerySet[Producer] | None = None,
        **options: Any,
    ) -> None:
        """``units`` and ``producers`` may be chosen; an existing product keeps its producer."""
        super().__init__(*args, **options)
        cast("forms.ModelChoiceField", self.fields["unit"]).queryset = units
        if producers is None:
            del self.fields["producer"]
            return
        producer = cast("ProducerField", self.fields["producer"])
        producer.queryset = producers
        if len(producers[:2]) == 1:
            producer.empty_label = None

    @staticmethod
    def initial_of(product: Product) -> dict[str, Any]:
        names = ("name", "packaging", "description", "story")
        values: dict[str, Any] = {name: getattr(product, name) for name in names}
        product_set: ProductSet | None = product.product_set
        return values | {
            "product_set": product_set.code if product_set else "",
            "unit": product.unit.key,
        }
