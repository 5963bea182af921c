"""The council's regulation: what the decision leaves to the province (Đ7.3.b)."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from common.fields import day_field
from evaluations.enums import Aggregation, MinimaTest, Rounding
from evaluations.models import CouncilRegulation

# The parts of the form, as the page shows them: title, where it comes from, the fields.
PARTS = (
    ("Văn bản", "", ("number", "valid_from", "reference")),
    (
        "Số người",
        "Luật không định số thành viên, tỷ lệ có mặt, người dự thay; quy chế quyết định.",
        ("quorum_percent", "quorum_count", "chair_required", "substitutes"),
    ),
    (
        "Trước phiên họp",
        "Điều 7.3.c, 7.3.d: Tổ tư vấn báo cáo Chủ tịch Hội đồng, Hội đồng họp theo quy chế.",
        ("files_before_days", "appraisal_required", "extra_rounds"),
    ),
    (
        "Chấm điểm",
        "Phụ lục II nói điểm trung bình và mức tối thiểu của hạng sao, không nói cách tính.",
        (
            "chair_scores",
            "aggregation",
            "rounding",
            "minima",
            "inherit_minima",
            "spread_max",
            "rescore_max",
            "vote_required",
        ),
    ),
    (
        "Đánh giá lại",
        "Điều 7.6.d: Hội đồng cho ý kiến bằng văn bản, chỉ họp khi ý kiến khác nhau hoặc phức tạp.",
        ("written_opinions", "written_days"),
    ),
)


def _number(label: str, initial: int, least: int, most: int, help_text: str = "") -> Any:
    return forms.IntegerField(
        label=label,
        initial=initial,
        validators=[MinValueValidator(least), MaxValueValidator(most)],
        help_text=help_text,
    )


def _choice(label: str, choices: Any, help_text: str = "") -> Any:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, help_text=help_text
    )


class RegulationForm(forms.Form):
    """A version of the regulation; it begins from the one in force."""

    number = forms.CharField(label="Số quyết định ban hành", max_length=60)
    valid_from = day_field("Có hiệu lực từ ngày")
    reference = forms.CharField(
        label="Căn cứ", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    quorum_percent = _number(
        "Tỷ lệ có mặt tối thiểu (%)", 75, 50, 100, "Trên số thành viên được chấm điểm."
    )
    quorum_count = _number(
        "Số người có mặt tối thiểu",
        0,
        0,
        50,
        "Thêm vào tỷ lệ, ví dụ 5 khi quy chế ghi “ít nhất 5 trên 7 người”; 0 là không định số.",
    )
    chair_required = forms.BooleanField(
        label="Chỉ họp khi có chủ tịch", initial=True, required=False
    )
    substitutes = forms.BooleanField(
        label="Cho người dự khuyết dự thay", initial=True, required=False
    )
    files_before_days = _number(
        "Gửi hồ sơ trước ngày họp (ngày làm việc)",
        1,
        0,
        30,
        "Triệu tập muộn hơn thì trang triệu tập báo.",
    )
    appraisal_required = forms.BooleanField(
        label="Hồ sơ phải có báo cáo thẩm định trước khi ra phiên họp",
        required=False,
        help_text="Để trống thì chỉ nhắc khi triệu tập.",
    )
    extra_rounds = forms.BooleanField(label="Cho phép thêm đợt (Điều 5)", required=False)
    chair_scores = forms.BooleanField(
        label="Chủ tịch Hội đồng cũng chấm điểm", initial=True, required=False
    )
    aggregation = _choice(
        "Điểm chung của sản phẩm",
        Aggregation,
        "Bỏ cao nhất, thấp nhất chỉ áp dụng từ 5 phiếu; mức tối thiểu vẫn xét trên mọi phiếu.",
    )
    rounding = _choice("So với khung điểm và mức tối thiểu", Rounding)
    minima = _choice("Cách xét mức tối thiểu của hạng sao", MinimaTest)
    inherit_minima = forms.BooleanField(
        label="Sao cao phải đạt cả mức tối thiểu của sao thấp", initial=True, required=False
    )
    spread_max = forms.DecimalField(
        label="Chênh lệch lớn nhất giữa hai phiếu (điểm)",
        initial=10,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
    )
    rescore_max = _number("Số lần chấm lại nhiều nhất", 2, 0, 9)
    vote_required = forms.BooleanField(
        label="Biểu quyết trước khi kết luận",
        required=False,
        help_text="Kết luận khi quá nửa số người có mặt được chấm sản phẩm đồng ý.",
    )
    written_opinions = forms.BooleanField(
        label="Lấy ý kiến bằng văn bản khi đánh giá lại", initial=True, required=False
    )
    written_days = _number("Thời hạn cho ý kiến (ngày làm việc)", 5, 1, 45)

    @classmethod
    def like(cls, row: CouncilRegulation | None) -> "RegulationForm":
        """A form that starts from the regulation in force."""
        if row is None:
            return cls()
        names = [name for name in cls.base_fields if name not in ("number", "valid_from")]
        return cls(initial={name: getattr(row, name) for name in names})

    def parts(self) -> list[dict[str, Any]]:
        """The fields in the parts of the page."""
        return [
            {"title": title, "source": source, "fields": [self[name] for name in names]}
            for title, source, names in PARTS
        ]
