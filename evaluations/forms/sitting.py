"""Forms of the room while the council sits."""

from collections.abc import Mapping
from typing import Any

from django import forms

from evaluations.enums import Seat
from evaluations.models import Attendance, CouncilMember


class SeatField(forms.ModelChoiceField):
    """A seat by its holder and the body he speaks for."""

    def label_from_instance(self, obj: CouncilMember) -> str:
        return ", ".join(filter(None, (obj.user.full_name, obj.organisation)))


class ReplaceForm(forms.Form):
    """Who stands in for whom."""

    member = SeatField(
        label="Người vắng", queryset=CouncilMember.objects.none(), to_field_name="code"
    )
    substitute = SeatField(
        label="Người dự thay", queryset=CouncilMember.objects.none(), to_field_name="code"
    )
    reason = forms.CharField(
        label="Lý do", max_length=200, help_text="Ví dụ: đi công tác theo giấy triệu tập số 12."
    )

    def __init__(self, *args: Any, absent: list[Attendance], free: list[Attendance], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, rows in (("member", absent), ("substitute", free)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = CouncilMember.objects.filter(
                pk__in=[row.member_id for row in rows]
            ).select_related("user")


class VoteForm(forms.Form):
    """How a vote went, in numbers."""

    in_favour = forms.IntegerField(label="Đồng ý", min_value=0, max_value=99)
    against = forms.IntegerField(label="Không đồng ý", min_value=0, max_value=99, initial=0)
    abstained = forms.IntegerField(label="Không có ý kiến", min_value=0, max_value=99, initial=0)
    note = forms.CharField(
        label="Ý kiến khác",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def replace_form(
    seats: list[Attendance], data: Mapping[str, Any] | None = None
) -> ReplaceForm | None:
    """The form with the absent seats that score, the chair's apart, and the substitutes at hand.

    None, unless something was sent, where nobody could be chosen.
    """
    replaced = {row.stands_in_for_id for row in seats}
    absent = [
        row
        for row in seats
        if row.member.seat in (Seat.VICE, Seat.MEMBER)
        and not row.present
        and row.member_id not in replaced
    ]
    free = [
        row for row in seats if row.member.seat == Seat.SUBSTITUTE and row.stands_in_for_id is None
    ]
    if data is None and not (absent and free):
        return None
    return ReplaceForm(data, absent=absent, free=free)
