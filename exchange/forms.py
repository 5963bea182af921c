"""Forms of the exchange room: they read what was typed, services decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from certificates.enums import EntryStatus
from common.filtering import FilterForm
from communes.models import AdministrativeUnit
from exchange.enums import LineOutcome, PlaceNames, PlaceOutcome
from exchange.reading.container import LARGEST_FILE

SKIPPED = ""
_MOST_ROWS = 1_048_576
_MB = 1024 * 1024
# What the portal takes at all, and what a workbook may weigh.
LARGEST_UPLOAD = min(settings.UPLOAD_MAX_BYTES, LARGEST_FILE)


class UploadForm(forms.Form):
    """A workbook and the province whose register it is."""

    unit = forms.ModelChoiceField(
        label="Sổ của tỉnh nào",
        queryset=AdministrativeUnit.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="Cả nước: tỉnh ghi ở từng dòng",
        help_text="Dòng không ghi tỉnh là của tỉnh này; dòng của tỉnh khác không được ghi",
        error_messages={"invalid_choice": "Chọn tỉnh có trong danh sách"},
    )
    file = forms.FileField(
        label="Tệp Excel của văn phòng",
        error_messages={"required": "Chưa chọn tệp", "empty": "Tệp rỗng (0 byte). Hãy chọn lại"},
        max_length=200,
    )

    def __init__(
        self, *args: Any, provinces: QuerySet[AdministrativeUnit], national: bool, **options: Any
    ) -> None:
        """The province is asked for only where there is a choice."""
        super().__init__(*args, **options)
        self.provinces = list(provinces)
        if not national and len(self.provinces) == 1:
            del self.fields["unit"]
            return
        unit: Any = self.fields["unit"]
        unit.queryset = provinces
        if not national:
            unit.required = True
            unit.empty_label = "Chọn tỉnh"

    def clean_file(self) -> Any:
        """Refuse what is too heavy before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            found = f"{file.size / _MB:.1f}".replace(".", ",")
            raise forms.ValidationError(
                f"Tệp {found} MB, nhiều nhất {LARGEST_UPLOAD // _MB} MB. Hãy bỏ ảnh trong tệp hoặc"
                " chia thành nhiều tệp"
            )
        return file

    def province(self) -> AdministrativeUnit | None:
        """The chosen province; the only one when nothing was asked; none: the whole country."""
        if "unit" not in self.fields:
            return self.provinces[0]
        unit: AdministrativeUnit | None = self.cleaned_data["unit"]
        return unit


class LineFilterForm(FilterForm):
    """Filters of the lines; anything unknown in the address counts as not chosen."""

    STARS = [("3", "3 sao"), ("4", "4 sao"), ("5", "5 sao"), ("none", "Không ghi sao")]

    q = forms.CharField(required=False, max_length=100)
    viec = forms.ChoiceField(required=False, choices=LineOutcome.choices)
    xa = forms.ChoiceField(required=False, choices=PlaceOutcome.choices)
    sao = forms.ChoiceField(required=False, choices=STARS)
    muc = forms.ChoiceField(required=False, choices=EntryStatus.choices)
    tinh = forms.CharField(required=False, max_length=60)
    o = forms.ChoiceField(required=False, choices=[("co", "Dòng có ô cần xem")])


class SheetForm(forms.Form):
    """Which sheet of the workbook, and in which row its header stands."""

    trang_tinh = forms.CharField(label="Trang tính", required=False, max_length=80)
    dong = forms.IntegerField(
        label="Dòng tiêu đề",
        required=False,
        min_value=0,
        max_value=_MOST_ROWS,
        help_text="Dòng có chữ “Tên sản phẩm”; ghi 0 nếu trang tính không có dòng này",
        error_messages={
            "invalid": "Dòng tiêu đề là một số, ví dụ 5",
            "min_value": "Dòng đầu tiên là dòng 1",
            "max_value": "Trang tính Excel không có dòng này",
        },
    )


class ColumnsForm(forms.Form):
    """What each column of the sheet holds: one list per column, named ``cot-<number>``."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        columns: Sequence[int],
        fields: Sequence[tuple[str, str]],
        required: Sequence[str],
        mapping: Mapping[str, int],
    ) -> None:
        super().__init__(data)
        self.labels = dict(fields)
        self.required = required
        held = {column: key for key, column in mapping.items()}
        for number in columns:
            self.fields[f"cot-{number}"] = forms.ChoiceField(
                label="Cột này là",
                required=False,
                choices=[(SKIPPED, "Không đọc cột này"), *fields],
                initial=held.get(number, SKIPPED),
                error_messages={"invalid_choice": "Chọn nội dung có trong danh sách"},
            )

    def mapping(self) -> dict[str, int]:
        """Field → column, as chosen."""
        return {
            key: int(name.removeprefix("cot-")) for name, key in self.cleaned_data.items() if key
        }

    def clean(self) -> dict[str, Any]:
        """Each content from one column; what every line needs from some column."""
        data = super().clean() or {}
        seen: dict[str, str] = {}
        for name, key in list(data.items()):
            if key and key in seen:
                self.add_error(name, f"“{self.labels[key]}” đã lấy từ một cột khác")
            elif key:
                seen[key] = name
        for key in self.required:
            if key not in seen:
                self.add_error(None, f"Chưa có cột nào là “{self.labels[key]}”")
        return data


class TakeRegisterForm(forms.Form):
    """Which province's register, and by which names."""

    ten = forms.ChoiceField(
        label="Tên và nơi ghi trong sổ",
        choices=PlaceNames.choices,
        initial=PlaceNames.RECORDED,
        widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn cách ghi", "invalid_choice": "Chọn một trong hai"},
    )
    tinh = forms.ModelChoiceField(
        label="Sổ của tỉnh nào",
        queryset=AdministrativeUnit.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="Cả nước",
        error_messages={"invalid_choice": "Chọn tỉnh có trong danh sách"},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        provinces: QuerySet[AdministrativeUnit],
        national: bool,
    ) -> None:
        """The province is asked for only where there is a choice."""
        super().__init__(data)
        self.provinces = provinces
        unit: Any = self.fields["tinh"]
        unit.queryset = provinces
        if not national:
            del self.fields["tinh"]

    def province(self) -> AdministrativeUnit | None:
        """The chosen province, none for the country; the own one when nothing was asked."""
        if "tinh" not in self.fields:
            return self.provinces.first()
        unit: AdministrativeUnit | None = self.cleaned_data["tinh"]
        return unit
