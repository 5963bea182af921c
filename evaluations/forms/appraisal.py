"""Forms of the appraisal. They collect; services say what is wrong."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from common.fields import day_field
from evaluations.forms.keeping import HalfFilled, Versioned
from evaluations.models import Appraisal, Dossier, DossierPaper
from evaluations.rating import Criterion
from evaluations.workflow.appraisal import CONCLUSION, SURVEY, TEXTS, Text


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _text(one: Text) -> forms.CharField:
    widget = _long(one.rows) if one.rows else forms.TextInput()
    return forms.CharField(label=one.label, help_text=one.hint, required=one.needed, widget=widget)


def finding_of(code: str) -> str:
    """The name of the field for one criterion's remark."""
    return f"finding_{code}"


class AppraisalForm(HalfFilled, Versioned):
    """What the team writes: the survey, a remark per criterion, its conclusion. No points."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    survey_on = day_field(
        "Ngày khảo sát", "Để trống nếu không khảo sát; khảo sát khi cần", required=False
    )

    def __init__(
        self,
        data: MultiValueDict[str, str] | None,
        *,
        appraisal: Appraisal,
        criteria: Iterable[Criterion],
    ) -> None:
        self.codes = [one.code for one in criteria]
        initial: dict[str, Any] = {one.name: getattr(appraisal, one.name) for one in TEXTS}
        remarks = {finding_of(code): appraisal.findings.get(code, "") for code in self.codes}
        initial |= {"version": appraisal.version, "survey_on": appraisal.survey_on, **remarks}
        super().__init__(data, initial=initial)
        for one in TEXTS:
            self.fields[one.name] = _text(one)
        for code in self.codes:
            self.fields[finding_of(code)] = forms.CharField(
                label=f"Nhận xét tiêu chí {code}", required=False, widget=_long(2)
            )

    def said(self) -> dict[str, Any]:
        """What was typed, as ``services.appraisal.save_appraisal`` takes it."""
        typed = self.cleaned_data
        return {
            "texts": {one.name: typed[one.name] for one in TEXTS},
            "findings": {code: typed[finding_of(code)] for code in self.codes},
            "survey_on": typed["survey_on"],
        }

    def group(self, texts: Iterable[Text]) -> list[forms.BoundField]:
        """The bound fields of some texts."""
        return [self[one.name] for one in texts]

    def survey(self) -> list[forms.BoundField]:
        """The survey without its day."""
        return self.group(SURVEY)

    def ending(self) -> list[forms.BoundField]:
        """Strengths, weaknesses, conclusion."""
        return self.group(CONCLUSION)


class ReportForm(forms.Form):
    """Handing the report to the chair; ``version`` is the appraisal as the preview showed it."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    signer = forms.CharField(label="Người ký")
    number = forms.CharField(
        label="Số báo cáo", help_text="Để trống thì lấy số tiếp theo của năm", required=False
    )


class ReopenForm(forms.Form):
    """Why a report is reopened."""

    use_required_attribute = False
    reason = forms.CharField(label="Lý do mở lại", widget=_long(2))


class TestForm(forms.Form):
    """A further test to ask for."""

    use_required_attribute = False
    what = forms.CharField(label="Chỉ tiêu cần kiểm nghiệm")
    laboratory = forms.CharField(label="Nơi kiểm nghiệm", required=False)


class ResultForm(forms.Form):
    """What a test came to, and which of the dossier's papers shows it."""

    use_required_attribute = False
    result = forms.CharField(label="Kết quả", widget=_long(2))
    result_on = day_field("Ngày có kết quả")
    paper = forms.ChoiceField(label="Giấy tờ trong hồ sơ", required=False)

    def __init__(self, *args: Any, papers: Iterable[DossierPaper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A list that is read once: a page has one of these forms for each test.
        self.papers = {one.code: one for one in papers}
        paper = self.fields["paper"]
        assert isinstance(paper, forms.ChoiceField)
        titles = [(code, one.title) for code, one in self.papers.items()]
        paper.choices = [("", "Không có"), *titles]

    def clean_paper(self) -> DossierPaper | None:
        return self.papers.get(self.cleaned_data["paper"])


class PersonChoice(forms.ModelMultipleChoiceField):
    """People with what they have to do."""

    loads: Mapping[int, int] = {}
    notes: Mapping[int, str] = {}

    def label_from_instance(self, obj: User) -> str:
        waiting = self.loads.get(obj.pk, 0)
        told = f"{obj.full_name} · đang thẩm định {waiting} hồ sơ" if waiting else obj.full_name
        return f"{told} · {self.notes[obj.pk]}" if obj.pk in self.notes else told


class TeamForm(forms.Form):
    """Who appraises one dossier, who of them leads, until when."""

    use_required_attribute = False
    members = PersonChoice(
        label="Người thẩm định",
        queryset=User.objects.none(),
        to_field_name="username",
        error_messages={"required": "Chọn ít nhất một người thẩm định"},
        widget=forms.CheckboxSelectMultiple,
    )
    lead = forms.ModelChoiceField(
        label="Trưởng nhóm",
        help_text="Để trống: người đầu tiên được chọn",
        queryset=User.objects.none(),
        to_field_name="username",
        required=False,
        empty_label="Người đầu tiên được chọn",
    )
    due_on = day_field(
        "Hạn báo cáo", "Để trống nếu không đặt hạn; luật không quy định số ngày", required=False
    )

    def __init__(
        self,
        *args: Any,
        people: QuerySet[User],
        loads: Mapping[int, int],
        notes: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        members, lead = self.fields["members"], self.fields["lead"]
        assert isinstance(members, PersonChoice)
        assert isinstance(lead, forms.ModelChoiceField)
        members.loads, members.notes = loads, notes
        members.queryset = lead.queryset = people


class BulkForm(forms.Form):
    """Many dossiers of a round given evenly to the chosen people."""

    use_required_attribute = False
    people = PersonChoice(
        label="Chia đều cho",
        queryset=User.objects.none(),
        to_field_name="username",
        error_messages={"required": "Chọn ít nhất một người thẩm định"},
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = day_field("Hạn báo cáo", "Để trống nếu không đặt hạn", required=False)
    dossiers = forms.ModelMultipleChoiceField(
        label="Hồ sơ",
        queryset=Dossier.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        people: QuerySet[User],
        loads: Mapping[int, int],
        notes: Mapping[int, str],
        dossiers: QuerySet[Dossier],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen, rows = self.fields["people"], self.fields["dossiers"]
        assert isinstance(chosen, PersonChoice)
        assert isinstance(rows, forms.ModelMultipleChoiceField)
        chosen.queryset, chosen.loads, chosen.notes = people, loads, notes
        rows.queryset = dossiers
