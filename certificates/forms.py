"""Forms of the certificates room: they read what was typed, services decide."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet

from certificates.enums import CertificateStatus, DecisionKind, RevokeGround
from common.dates import vn_date
from common.fields import day_field
from common.filtering import FilterForm
from common.text import lower_first
from communes.models import AdministrativeUnit


def _told_apart(place: AdministrativeUnit) -> str:
    """A former unit with what stood above it: many share their names."""
    if place.valid_to is None or place.parent is None:
        return place.full_name
    return f"{place.full_name} (cũ), {lower_first(place.parent.full_name)}"


class CertificateFilterForm(FilterForm):
    """Filters of the list; anything unknown in the address counts as not chosen."""

    STARS = [("", "Mọi hạng"), ("3", "3 sao"), ("4", "4 sao"), ("5", "5 sao")]

    q = forms.CharField(label="Sản phẩm, chủ thể, số hoặc mã", required=False, max_length=100)
    sao = forms.ChoiceField(label="Hạng sao", required=False, choices=STARS)
    noi = forms.ChoiceField(label="Xã, phường", required=False)

    def __init__(self, data: Any, *, places: QuerySet[AdministrativeUnit]) -> None:
        super().__init__(data)
        named = [(place.key, _told_apart(place)) for place in places.select_related("parent")]
        self.fields["noi"].choices = [("", "Mọi xã, phường"), *named]  # type: ignore[attr-defined]

    def status(self) -> str:
        """The tab, if it is one."""
        asked = str(self.data.get("trang-thai", ""))
        return asked if asked in CertificateStatus.values else ""


class DecisionForm(forms.Form):
    """Which products go into a draft of one kind."""

    kind = forms.ChoiceField(choices=DecisionKind.choices, widget=forms.HiddenInput)
    dossiers = forms.MultipleChoiceField(
        label="Sản phẩm",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Hãy chọn ít nhất một sản phẩm",
            "invalid_choice": "Sản phẩm này không còn chờ quyết định; hãy tải lại trang",
        },
    )

    def __init__(self, *args: Any, codes: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["dossiers"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]


class IssueForm(forms.Form):
    number = forms.CharField(
        label="Số quyết định",
        max_length=60,
        help_text="Đúng như trên văn bản, ví dụ 715/QĐ-UBND",
        error_messages={"required": "Chưa có số quyết định"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
    )
    decided_on = day_field(
        "Ngày quyết định", help_text="Cũng là ngày cấp giấy, tính 36 tháng từ đây"
    )
    signer_title = forms.CharField(
        label="Chức vụ người ký",
        max_length=160,
        error_messages={"required": "Chưa có chức vụ người ký"},
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mỗi dòng một chức vụ, ví dụ “KT. CHỦ TỊCH” rồi “PHÓ CHỦ TỊCH”",
    )
    signer = forms.CharField(
        label="Họ và tên người ký",
        max_length=120,
        error_messages={"required": "Chưa ghi họ tên người ký"},
    )

    def clean_signer_title(self) -> str:
        """Lines as typed, blanks squeezed."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["signer_title"].splitlines()]
        return "\n".join(line for line in lines if line)


class ActForm(forms.Form):
    """What every act on a certificate asks for."""

    effective_on = day_field("Ngày có hiệu lực")
    decision_number = forms.CharField(
        label="Số quyết định",
        max_length=60,
        error_messages={"required": "Chưa có số quyết định"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=4000,
        help_text="Như ghi trong văn bản; chủ thể và xã, phường đọc được",
        error_messages={"required": "Chưa ghi lý do"},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RevokeForm(ActForm):
    ground = forms.ChoiceField(
        label="Trường hợp thu hồi (Điều 8.1)",
        choices=RevokeGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn một trong sáu trường hợp ở Điều 8.1"},
    )
    basis_on = day_field("Ngày kết luận vi phạm, hoặc ngày xã xác nhận ngừng sản xuất")
    field_order = ("ground", "basis_on", "decision_number", "effective_on", "reason")

    def clean(self) -> dict[str, Any]:
        """A conclusion after the decision is a slip of the pen: say it at the field."""
        data = super().clean() or {}
        basis, effective = data.get("basis_on"), data.get("effective_on")
        if isinstance(basis, dt.date) and isinstance(effective, dt.date) and basis > effective:
            self.add_error(
                "basis_on",
                f"Ngày kết luận {vn_date(basis)} sau ngày thu hồi {vn_date(effective)}",
            )
        return data


class SurrenderForm(ActForm):
    effective_on = day_field("Ngày chủ thể trả lại giấy")
    decision_number = forms.CharField(label="Số văn bản của chủ thể", max_length=60, required=False)
