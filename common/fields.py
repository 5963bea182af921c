"""Form fields that rooms share."""

from typing import Any

from django import forms

from common.text import lower_first


def day_field(
    label: str, help_text: str = "", *, required: bool = True, **options: Any
) -> forms.DateField:
    """A day typed as people here write it: 05/11/2026. A browser's own date box follows the
    language of the browser, and many here show month before day."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        error_messages={
            "required": f"Chưa có {lower_first(label)}",
            "invalid": "Không có ngày này. Hãy viết ngày/tháng/năm, ví dụ 05/11/2026",
        },
        widget=forms.DateInput(
            attrs={"autocomplete": "off", "class": "short", "placeholder": "dd/mm/yyyy"}
        ),
        **options,
    )
