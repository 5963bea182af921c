from django import forms


class ComplaintForm(forms.Form):
    """A report of misuse. ``website`` is a trap: people don't see it, machines fill it in."""

    text = forms.CharField(
        label="Bạn thấy gì, ở đâu, ngày nào",
        help_text="Ví dụ: bao bì in 4 sao nhưng trang của cổng ghi đã hết hạn; mua ở chợ nào",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Chưa ghi nội dung phản ánh"},
    )
    certificate_code = forms.CharField(
        label="Mã dưới tem",
        required=False,
        max_length=40,
        help_text="Nếu có. Gõ đúng như in trên bao bì",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    photo = forms.FileField(
        label="Ảnh bao bì",
        required=False,
        help_text="JPEG hoặc PNG, nhiều nhất 8 MB",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )
    contact = forms.CharField(
        label="Cách liên hệ với bạn",
        required=False,
        max_length=160,
        help_text="Điện thoại hoặc thư điện tử. Chỉ cơ quan kiểm tra đọc được",
    )
    website = forms.CharField(required=False, max_length=200)

    def is_machine(self) -> bool:
        """Whether the trap was filled in."""
        return bool(self.data.get("website"))


class HandleForm(forms.Form):
    """The answer to a report."""

    answer = forms.CharField(
        label="Đã xem xét thế nào, làm gì",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Ghi đã xem xét thế nào và làm gì"},
    )
