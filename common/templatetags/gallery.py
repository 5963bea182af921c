"""Sample form and page for ``gallery.html``: shown to those who build pages, never stored."""

from __future__ import annotations

from django import forms, template
from django.core.paginator import Page, Paginator

register = template.Library()


class SampleForm(forms.Form):
    """One field of each shape, filled with faults."""

    tax_code = forms.RegexField(
        r"^(\d{10}|\d{13})$",
        label="Mã số thuế",
        help_text="10 hoặc 13 chữ số, có trên đăng ký kinh doanh",
        error_messages={"invalid": "Phải có 10 hoặc 13 chữ số, đang có 9"},
    )
    issued_on = forms.DateField(label="Ngày cấp", help_text="Ngày/tháng/năm, ví dụ 05/11/2026")
    kind = forms.ChoiceField(
        label="Loại chủ thể",
        choices=[("coop", "Hợp tác xã"), ("group", "Tổ hợp tác"), ("household", "Hộ kinh doanh")],
    )
    story = forms.CharField(
        label="Câu chuyện sản phẩm",
        required=False,
        help_text="Nghề có từ bao giờ, ai làm, khác nơi khác ở chỗ nào",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    round = forms.ChoiceField(
        label="Đăng ký đợt nào",
        choices=[("1", "Đợt 1 năm 2026"), ("2", "Đợt 2 năm 2026")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn đợt"},
    )
    agreed = forms.BooleanField(
        label="Tôi cam kết thông tin trong phiếu là đúng",
        error_messages={"required": "Cần đánh dấu cam kết trước khi gửi"},
    )


@register.simple_tag
def sample_form() -> SampleForm:
    """A form that was sent with faults."""
    form = SampleForm({"tax_code": "280214733", "issued_on": "25/11/2026", "kind": "coop"})
    form.is_valid()
    return form


@register.simple_tag
def sample_page() -> Page[int]:
    """Page 2 of 641 rows."""
    return Paginator(range(641), 24).get_page(2)
