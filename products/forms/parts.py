"""What belongs to a product: photos, variants, places of sale, certificates of its producer."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from common.templatetags.vi import vn_number
from producers.models import HeldCertificate
from products.enums import ChannelKind, ImageKind, NetUnit
from products.models import ProductVariant, SalesChannel
from products.validators import (
    address_fault,
    gtin_fault,
    normal_gtin,
    quantity_fault,
    quantity_of,
)


class ImageForm(forms.Form):
    file = forms.FileField(
        label="Ảnh",
        help_text="JPG hoặc PNG. Nơi chụp và tên máy ghi trong ảnh được xóa khi lưu",
        error_messages={"required": "Chưa chọn ảnh", "empty": "Tệp rỗng (0 byte). Hãy chọn lại"},
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )
    kind = forms.ChoiceField(
        label="Trong ảnh là",
        choices=ImageKind.choices,
        required=False,
        error_messages={"invalid_choice": "Chọn loại ảnh có trong danh sách"},
    )
    caption = forms.CharField(
        label="Chú thích",
        required=False,
        max_length=160,
        help_text="Trong ảnh là gì, quy cách nào",
    )

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or ImageKind.PRODUCT


class VariantForm(forms.Form):
    name = forms.CharField(
        label="Tên biến thể",
        max_length=160,
        help_text="Vị, cỡ hoặc loại, ví dụ: Chai thủy tinh 500 ml; Vị gừng",
        error_messages={"required": "Chưa có tên biến thể"},
    )
    net_quantity = forms.CharField(
        label="Khối lượng, thể tích tịnh",
        required=False,
        max_length=20,
        help_text="Như trên nhãn; phần lẻ sau dấu phẩy, ví dụ 500 hoặc 0,5",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    net_unit = forms.ChoiceField(
        label="Đơn vị",
        required=False,
        choices=[("", "Chọn đơn vị"), *NetUnit.choices],
        error_messages={"invalid_choice": "Chọn đơn vị có trong danh sách"},
    )
    packaging = forms.CharField(label="Bao gói", required=False, max_length=160)
    barcode = forms.CharField(
        label="Mã vạch (GTIN)",
        required=False,
        max_length=30,
        help_text="8, 12, 13 hoặc 14 chữ số in dưới vạch",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """The service checks again; here so that all faults show at once."""
        values = self.cleaned_data
        typed = values.get("net_quantity", "")
        fault = quantity_fault(typed)
        values["net_quantity"] = quantity_of(typed) if typed and not fault else None
        faults = {
            "net_quantity": fault,
            "barcode": gtin_fault(normal_gtin(values.get("barcode", ""))),
        }
        for name, sentence in faults.items():
            if sentence:
                self.add_error(name, sentence)
        return values

    @staticmethod
    def initial_of(variant: ProductVariant) -> dict[str, Any]:
        names = ("name", "net_unit", "packaging", "barcode")
        return {name: getattr(variant, name) for name in names} | {
            "net_quantity": vn_number(variant.net_quantity)
        }


class ChannelForm(forms.Form):
    kind = forms.ChoiceField(
        label="Loại nơi bán",
        choices=[("", "Chọn loại"), *ChannelKind.choices],
        error_messages={
            "required": "Chưa chọn loại nơi bán",
            "invalid_choice": "Chọn loại có trong danh sách",
        },
    )
    name = forms.CharField(
        label="Tên nơi bán",
        max_length=160,
        help_text="Tên cửa hàng, siêu thị, gian hàng",
        error_messages={"required": "Chưa có tên nơi bán"},
    )
    address = forms.CharField(label="Địa chỉ", required=False, max_length=250)
    # Not a URLField: that would put http:// before whatever was typed.
    url = forms.CharField(
        label="Đường dẫn",
        required=False,
        max_length=300,
        help_text="Trang bán hàng, ví dụ https://ocop.vn/mam-tep",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        fault = address_fault(url)
        if fault:
            raise forms.ValidationError(fault)
        return url

    @staticmethod
    def initial_of(channel: SalesChannel) -> dict[str, Any]:
        return {name: getattr(channel, name) for name in ChannelForm.base_fields}


class HeldForm(forms.Form):
    """Drawn by hand on the record, where each paper says how long it still holds."""

    held = forms.ModelMultipleChoiceField(
        label="Chứng nhận đang có",
        queryset=HeldCertificate.objects.none(),
        to_field_name="code",
        required=False,
        error_messages={"invalid_choice": "Chọn chứng nhận có trong danh sách"},
    )

    def __init__(self, *args: Any, papers: QuerySet[HeldCertificate], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ModelMultipleChoiceField", self.fields["held"]).queryset = papers
