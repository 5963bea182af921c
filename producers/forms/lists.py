"""Forms of the list: its filters, and what was ticked in it."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from common.filtering import FilterForm
from communes.models import AdministrativeUnit
from producers.enums import HeldKind, ProducerKind


class ProducerFilterForm(FilterForm):
    """The filters of the list, as a plain GET form. Wrong values filter nothing."""

    q = forms.CharField(label="Tên hoặc mã số thuế", required=False, max_length=120)
    noi = forms.ChoiceField(label="Nơi", required=False)
    loai = forms.ChoiceField(
        label="Loại hình", required=False, choices=[("", "Mọi loại hình"), *ProducerKind.choices]
    )
    can = forms.ChoiceField(
        label="Cần xem lại",
        required=False,
        choices=[
            ("", "Tất cả"),
            ("noi", "Chưa rõ xã, phường hiện nay"),
            ("trung", "Có thể ghi trùng"),
            ("ten", "Sổ cũ không ghi tên"),
        ],
    )
    thue = forms.ChoiceField(
        label="Mã số thuế",
        required=False,
        choices=[("", "Có hoặc chưa"), ("co", "Đã có"), ("khong", "Chưa có")],
    )
    nu = forms.ChoiceField(
        label="Người đại diện", required=False, choices=[("", "Tất cả"), ("1", "Là nữ")]
    )
    giay = forms.ChoiceField(
        label="Chứng nhận đang có", required=False, choices=[("", "Mọi loại"), *HeldKind.choices]
    )
    han = forms.ChoiceField(
        label="Hạn chứng nhận",
        required=False,
        choices=[("", "Mọi hạn"), ("sap", "Hết hạn trong 90 ngày"), ("het", "Đã hết hạn")],
    )
    xep = forms.ChoiceField(
        label="Xếp theo",
        required=False,
        choices=[
            ("", "Tên"),
            ("noi", "Xã, phường hiện nay"),
            ("moi", "Mới ghi"),
            ("sua", "Mới sửa"),
        ],
    )

    # Behind "Lọc thêm".
    MORE = ("can", "thue", "nu", "giay", "han", "xep")

    def __init__(self, *args: Any, places: QuerySet[AdministrativeUnit], **options: Any) -> None:
        super().__init__(*args, **options)
        rows = [(unit.key, _called(unit)) for unit in places]
        place = cast("forms.ChoiceField", self.fields["noi"])
        place.choices = [("", "Mọi nơi"), *rows]

    def filters(self) -> dict[str, str]:
        """What narrows the list: the order does not."""
        return {name: value for name, value in self.chosen().items() if value and name != "xep"}

    def words_of(self, name: str) -> str:
        """A chosen filter as its pill says it."""
        value = self.chosen()[name]
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            return f"“{value}”"
        label = dict(cast("list[tuple[str, str]]", field.choices))[value]
        return str(label) if name in ("noi", "loai", "can", "giay") else f"{field.label}: {label}"


def _called(unit: AdministrativeUnit) -> str:
    """A former unit is offered for entries whose place of today is open."""
    return f"{unit.full_name} (cũ, chưa rõ nơi hiện nay)" if unit.valid_to else unit.full_name
