"""Forms around councils and sittings. A form narrows choices and tidies text; services decide."""

from typing import Any

from django import forms

from accounts.models import User
from common.fields import day_field
from evaluations.enums import Seat
from evaluations.rating import Sheet


def _words(label: str, *, required: bool = True, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, widget=widget, **more)


class RoundForm(forms.Form):
    """Opening a round; days left empty are those of Article 5."""

    year = forms.IntegerField(label="Năm", min_value=2019, max_value=2100)
    number = forms.IntegerField(label="Đợt", min_value=1, max_value=20)
    proposals_before = day_field(
        "Xã, phường đề nghị trước ngày",
        required=False,
        help_text="Để trống ở đợt 1 và đợt 2: lấy ngày của Điều 5.",
    )
    held_before = day_field("Tổ chức trước ngày", required=False)
    plan = forms.CharField(
        label="Kế hoạch đánh giá",
        required=False,
        max_length=200,
        help_text="Số, ngày của kế hoạch; chỉ cần cho đợt thêm.",
    )


class CouncilForm(forms.Form):
    """Recording the decision that founds a council."""

    name = forms.CharField(label="Tên Hội đồng", max_length=200)
    decision_number = forms.CharField(label="Số quyết định thành lập", max_length=60)
    decided_on = day_field("Ngày quyết định")


class SeatForm(forms.Form):
    """Giving somebody a seat, by the name he signs in with."""

    username = forms.CharField(
        label="Tên đăng nhập", max_length=150, help_text="Người này phải có tài khoản."
    )
    seat = forms.ChoiceField(label="Ghế", choices=Seat.choices)
    organisation = forms.CharField(label="Cơ quan", max_length=160, required=False)

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"].strip()
        if not User.objects.filter(username=name, is_active=True).exists():
            raise forms.ValidationError(f"Không có tài khoản đang dùng tên “{name}”")
        return name

    def person(self) -> User:
        return User.objects.get(username=self.cleaned_data["username"])


class ReasonForm(forms.Form):
    """One reason in words."""

    reason = _words("Lý do", max_length=2000)


class GateForm(forms.Form):
    """Which gates of the sheet the chair writes down, and why."""

    gates = forms.MultipleChoiceField(
        label="Điều kiện loại", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = _words("Căn cứ", max_length=2000, help_text="Văn bản, biên bản hoặc sự việc.")

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gates = self.fields["gates"]
        assert isinstance(gates, forms.MultipleChoiceField)
        gates.choices = [
            (gate.code, f"{gate.code}: {'; '.join(gate.conditions)}") for gate in sheet.gates
        ]


class ConcludeForm(forms.Form):
    """The council's word on a product."""

    note = _words("Ý kiến kết luận", required=False, max_length=4000)
    spread_reason = _words(
        "Lý do giữ nguyên kết quả khi các phiếu lệch quá mức", required=False, max_length=2000
    )
