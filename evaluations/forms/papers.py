"""Forms of the papers of a dossier. They collect; services say what is wrong."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict

from evaluations.rating import Sheet
from producers.enums import PaperKind
from producers.models import Paper


class CriteriaForm(forms.Form):
    """Which criteria papers prove."""

    use_required_attribute = False
    criteria = forms.MultipleChoiceField(
        label="Chứng minh cho tiêu chí", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        sheet: Sheet,
        chosen: Sequence[str] = (),
        auto_id: str = "id_%s",
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(
            data, auto_id=auto_id, initial={"criteria": list(chosen), **(initial or {})}
        )
        cast("forms.ChoiceField", self.fields["criteria"]).choices = [
            (criterion.code, f"{criterion.code} {criterion.name}") for criterion in sheet.criteria
        ]


class PaperForm(CriteriaForm):
    """One new paper: a form of its own, so a refused file costs nothing else."""

    file = forms.FileField(label="Tệp PDF, hoặc ảnh chụp các trang", required=False)
    kind = forms.ChoiceField(label="Loại giấy tờ", choices=PaperKind.choices)
    title = forms.CharField(
        label="Tên giấy tờ",
        help_text="Để trống thì lấy tên của loại giấy tờ",
        required=False,
        max_length=200,
    )
    field_order = ("file", "kind", "title", "criteria")


class HandInForm(forms.Form):
    """The paper with a test's result: a new file, or one of the vault."""

    use_required_attribute = False
    file = forms.FileField(label="Phiếu kết quả: tệp PDF, hoặc ảnh chụp các trang", required=False)
    paper = forms.ModelChoiceField(
        label="Hoặc phiếu đã có trong kho",
        queryset=Paper.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="Không dùng giấy trong kho",
        error_messages={"invalid_choice": "Phiếu vừa chọn không còn dùng được, hãy chọn lại"},
    )

    def __init__(self, *args: Any, papers: QuerySet[Paper], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ModelChoiceField[Paper]", self.fields["paper"]).queryset = papers


class ChooseForm(CriteriaForm):
    """Papers out of the vault, by their codes."""

    papers = forms.ModelMultipleChoiceField(
        queryset=Paper.objects.none(),
        to_field_name="code",
        required=False,
        error_messages={
            "invalid_choice": "Giấy tờ vừa chọn không còn dùng được, hãy chọn lại trong kho"
        },
    )

    def __init__(self, *args: Any, papers: QuerySet[Paper], **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ModelMultipleChoiceField[Paper]", self.fields["papers"]).queryset = papers
