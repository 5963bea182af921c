"""Forms of the calendar. They collect; services say what is wrong."""

from typing import Any

from django import forms

from common.fields import day_field
from programmes.enums import DayKind
from programmes.models import CalendarDay


class DayForm(forms.Form):
    """A day off or worked instead."""

    use_required_attribute = False
    day = day_field("Ngày")
    kind = forms.ChoiceField(
        label="Ngày này là",
        choices=[
            (DayKind.OFF, "Ngày nghỉ (lễ, Tết, nghỉ bù, nghỉ hoán đổi)"),
            (DayKind.WORKED, "Ngày làm bù (thứ Bảy, Chủ nhật đi làm thay)"),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="Tên gọi", max_length=120, help_text="Thí dụ: Tết Âm lịch")
    basis = forms.CharField(
        label="Căn cứ",
        max_length=200,
        help_text="Số, ngày của văn bản công bố: thông báo của Bộ Nội vụ, luật, nghị quyết",
    )

    @staticmethod
    def initial_of(row: CalendarDay) -> dict[str, Any]:
        """The form as the day stands."""
        return {"day": row.day, "kind": row.kind, "name": row.name, "basis": row.basis}


class RemoveForm(forms.Form):
    """Why a day is taken out."""

    use_required_attribute = False
    reason = forms.CharField(label="Lý do bỏ", max_length=300)
