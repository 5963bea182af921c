"""What is chosen for one product or for many at once: set, group, place, what a merger keeps."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from communes.models import AdministrativeUnit
from products.forms.product import ProductSetField
from products.models import Product
from products.selectors import current_groups
from products.services import TAKEABLE

_WORDS = {
    "name": "Tên",
    "packaging": "Quy cách đóng gói",
    "product_set": "Bộ sản phẩm",
    "description": "Mô tả",
    "story": "Câu chuyện",
}


class SetForm(forms.Form):
    product_set = ProductSetField()


class GroupForm(forms.Form):
    group_code = forms.ChoiceField(
        label="Ngành",
        error_messages={
            "required": "Chưa chọn ngành",
            "invalid_choice": "Chọn ngành có trong danh sách",
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = [(row.code, row.name) for row in current_groups()]
        cast("forms.ChoiceField", self.fields["group_code"]).choices = [
            ("", "Chọn ngành"),
            *groups,
        ]


class PlaceForm(forms.Form):
    """The commune of today, one of those that the recorded place went into."""

    unit = forms.ChoiceField(
        label="Xã, phường hiện nay",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chưa chọn xã, phường",
            "invalid_choice": "Chọn xã, phường có trong danh sách",
        },
    )

    def __init__(self, *args: Any, places: Iterable[AdministrativeUnit], **options: Any) -> None:
        super().__init__(*args, **options)
        self._places = {place.key: place for place in places}
        field = cast("forms.ChoiceField", self.fields["unit"])
        field.choices = [(key, _with_province(place)) for key, place in self._places.items()]
        # A long list of a whole district or province is quicker to use closed.
        if len(self._places) > 8:
            field.widget = forms.Select()
            field.choices = [("", "Chọn xã, phường"), *field.choices]

    def clean_unit(self) -> AdministrativeUnit:
        return self._places[self.cleaned_data["unit"]]


class MergeForm(forms.Form):
    """For each thing in which the two differ, whose is kept: "keep" or "absorb"."""

    def __init__(self, *args: Any, keep: Product, absorb: Product, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows: list[dict[str, Any]] = []
        for name in TAKEABLE:
            mine, theirs = getattr(keep, name), getattr(absorb, name)
            row = {"label": _WORDS[name], "keep": mine, "absorb": theirs, "field": ""}
            if mine != theirs:
                self.fields[name] = forms.ChoiceField(
                    label=_WORDS[name],
                    choices=[("keep", keep.code), ("absorb", absorb.code)],
                    initial="keep" if mine or not theirs else "absorb",
                    error_messages={
                        "required": "Chọn giữ bên nào",
                        "invalid_choice": "Chọn giữ bên nào",
                    },
                )
                row["field"] = name
            self.rows.append(row)

    def taken(self) -> set[str]:
        """The fields that are taken over from the entry that goes."""
        return {name for name, side in self.cleaned_data.items() if side == "absorb"}

    def bound_rows(self) -> list[dict[str, Any]]:
        """``rows`` with the chosen side of each."""
        return [
            row | {"chosen": self[row["field"]].value() if row["field"] else ""}
            for row in self.rows
        ]


def _with_province(place: AdministrativeUnit) -> str:
    return f"{place.full_name}, {place.parent.full_name}" if place.parent else place.full_name
