"""What the office writes on a sitting's papers before they are made."""

from typing import Any

from django import forms

from common.fields import day_field
from common.text import lower_first
from evaluations.selectors.council.package_inputs import INPUTS


def _missing(label: str) -> dict[str, str]:
    return {"required": f"Chưa có {lower_first(label)}"}


def _line(name: str, label: str, hint: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=INPUTS[name],
        help_text=hint,
        required=required,
        error_messages=_missing(label),
    )


def _lines(
    name: str, label: str, hint: str = "", *, rows: int = 2, required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=INPUTS[name],
        help_text=hint,
        required=required,
        error_messages=_missing(label),
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PackageForm(forms.Form):
    """Names, titles, numbers and days of the papers; every figure comes from the sitting."""

    place = _line("place", "Địa danh")
    dated_on = day_field(
        "Ngày của báo cáo, tờ trình, dự thảo",
        "Để trống: in “ngày … tháng …” để ghi tay khi ký.",
        required=False,
    )
    chair_title = _lines("chair_title", "Chức danh của chủ tọa")
    chair_name = _line("chair_name", "Họ tên chủ tọa")
    secretary_title = _line("secretary_title", "Chức danh của thư ký")
    secretary_name = _line("secretary_name", "Họ tên thư ký")
    minutes_number = _line("minutes_number", "Số biên bản", required=False)
    report_number = _line("report_number", "Số báo cáo", required=False)
    report_to = _lines("report_to", "Nơi nhận báo cáo", "Mỗi nơi một dòng.", rows=4)
    remarks = _lines(
        "remarks",
        "Ý kiến khác ghi vào biên bản",
        "Thảo luận, kiến nghị chung của Hội đồng. Điểm và kết luận đã có sẵn.",
        rows=4,
        required=False,
    )
    office_parent = _line("office_parent", "Cơ quan chủ quản", required=False)
    office = _line("office", "Cơ quan trình")
    office_title = _lines("office_title", "Chức danh người ký tờ trình")
    office_name = _line("office_name", "Họ tên người ký tờ trình", required=False)
    submission_number = _line("submission_number", "Số tờ trình", required=False)
    submission_to = _lines("submission_to", "Nơi nhận tờ trình", "Mỗi nơi một dòng.", rows=3)
    authority_title = _lines("authority_title", "Chức danh người ký quyết định")
    authority_name = _line("authority_name", "Họ tên người ký quyết định", required=False)
    decision_number = _line("decision_number", "Số quyết định công nhận", required=False)
    approval_number = _line(
        "approval_number",
        "Số quyết định phê duyệt kết quả",
        "Chỉ dùng khi có sản phẩm từ 90 điểm.",
        required=False,
    )
    decision_to = _lines("decision_to", "Nơi nhận quyết định", "Mỗi nơi một dòng.", rows=3)
    publication_number = _line("publication_number", "Số thông báo công bố", required=False)
    publication_to = _lines(
        "publication_to", "Nơi nhận thông báo công bố", "Mỗi nơi một dòng.", rows=4
    )

    # Titles of groups and the fields in them, in the order of the page.
    GROUPS = (
        (
            "Biên bản, báo cáo của Hội đồng",
            (
                "place", "dated_on", "chair_title", "chair_name", "secretary_title",
                "secretary_name", "minutes_number", "report_number", "report_to", "remarks",
            ),
        ),
        (
            "Tờ trình",
            (
                "office_parent", "office", "office_title", "office_name", "submission_number",
                "submission_to",
            ),
        ),
        (
            "Dự thảo quyết định, công bố",
            (
                "authority_title", "authority_name", "decision_number", "approval_number",
                "decision_to", "publication_number", "publication_to",
            ),
        ),
    )  # fmt: skip

    def groups(self) -> list[tuple[str, list[Any]]]:
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def inputs(self) -> dict[str, str]:
        """The cleaned texts as the service takes them; the day in ISO form."""
        cleaned = dict(self.cleaned_data)
        day = cleaned.pop("dated_on")
        return {**cleaned, "dated_on": day.isoformat() if day else ""}


class VoidForm(forms.Form):
    """Why a version is void."""

    reason = forms.CharField(
        label="Lý do hủy",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi lý do hủy"},
    )
