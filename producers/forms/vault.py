"""Forms of the vault: files first, what is printed on them after."""

from typing import Any

from django import forms

from common.fields import day_field
from common.filtering import FilterForm
from producers.enums import PaperKind
from producers.models import Paper
from producers.selectors import PAPER_FACTS


class PaperFilterForm(FilterForm):
    """The filters of a vault. Wrong values filter nothing."""

    q = forms.CharField(label="Tên, số hoặc nơi cấp", required=False, max_length=120)
    loai = forms.ChoiceField(
        label="Loại giấy tờ", required=False, choices=[("", "Mọi loại"), *PaperKind.choices]
    )
    han = forms.ChoiceField(
        label="Hạn",
        required=False,
        choices=[
            ("", "Mọi hạn"),
            ("sap", "Hết hạn trong 90 ngày"),
            ("het", "Đã hết hạn"),
            ("con", "Còn hạn trên 90 ngày"),
        ],
    )
    xem = forms.ChoiceField(
        label="Xem",
        required=False,
        choices=[("", "Đang dùng"), ("rut", "Đã rút, đã thay"), ("tat", "Tất cả")],
    )


class UploadForm(forms.Form):
    """A paper as one PDF or picture, or as photos of its pages. The service says what is wrong."""

    use_required_attribute = False
    file = forms.FileField(label="Tệp PDF, hoặc ảnh chụp các trang", required=False)
    kind = forms.ChoiceField(
        label="Loại giấy tờ", choices=PaperKind.choices, initial=PaperKind.OTHER, required=False
    )

    def clean_kind(self) -> str:
        """Left out: a paper of no row of Mẫu số 02; nothing is lost for want of a kind."""
        return self.cleaned_data["kind"] or PaperKind.OTHER


class PaperDetailsForm(forms.Form):
    """What is printed on a paper. Only the kind has to be said; the rest may be added later."""

    use_required_attribute = False
    kind = forms.ChoiceField(label="Loại giấy tờ", choices=PaperKind.choices)
    title = forms.CharField(
        label="Tên giấy tờ",
        required=False,
        max_length=200,
        help_text="Để trống thì lấy tên của loại giấy tờ",
    )
    number = forms.CharField(label="Số", required=False, max_length=80)
    issuer = forms.CharField(label="Nơi cấp", required=False, max_length=160)
    issued_on = day_field("Ngày cấp", required=False)
    valid_until = day_field(
        "Có giá trị đến hết ngày", "Giấy không ghi hạn thì để trống", required=False
    )
    holder = forms.CharField(label="Tên chủ thể ghi trên giấy", required=False, max_length=250)
    holder_address = forms.CharField(label="Địa chỉ ghi trên giấy", required=False, max_length=250)
    holder_tax_code = forms.CharField(
        label="Mã số thuế ghi trên giấy", required=False, max_length=20
    )
    product_name = forms.CharField(
        label="Tên sản phẩm ghi trên giấy",
        required=False,
        max_length=250,
        help_text="Cổng so tên, địa chỉ, mã số thuế trên giấy với sổ và báo chỗ lệch",
    )

    @staticmethod
    def initial_of(paper: Paper) -> dict[str, Any]:
        """The paper as it stands."""
        return {name: getattr(paper, name) for name in PAPER_FACTS}


class WithdrawPaperForm(forms.Form):
    """Why a paper is taken out of use."""

    use_required_attribute = False
    reason = forms.CharField(
        label="Lý do rút",
        required=False,
        max_length=250,
        help_text="Ví dụ: giấy bị thu hồi, tải nhầm tệp. Người đọc hồ sơ đã nộp thấy lý do này",
    )
