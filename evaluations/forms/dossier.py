"""Forms of a dossier. They collect; services say what is wrong (``common.http.show_refusal``)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict

from common.fields import day_field
from evaluations.enums import DossierKind
from evaluations.forms.keeping import HalfFilled, Versioned
from evaluations.models import EvaluationRound
from evaluations.rating import Criterion
from evaluations.workflow.forms26 import CHOICE, COUNT, DATE, LONG, TEXT_MAX, TICKS, Entry


def _field(entry: Entry) -> forms.Field:
    common: dict[str, Any] = {
        "label": entry.label,
        "help_text": entry.hint,
        "required": entry.required,
    }
    if entry.kind == LONG:
        return forms.CharField(**common, widget=forms.Textarea(attrs={"rows": 5}))
    if entry.kind == DATE:
        return day_field(**common)
    if entry.kind == CHOICE:
        return forms.ChoiceField(**common, choices=entry.choices, widget=forms.RadioSelect)
    if entry.kind == TICKS:
        return forms.MultipleChoiceField(
            **common, choices=entry.choices, widget=forms.CheckboxSelectMultiple
        )
    if entry.kind == COUNT:
        return forms.IntegerField(**common, min_value=0)
    return forms.CharField(**common, max_length=TEXT_MAX)


def _shown(entry: Entry, value: Any) -> Any:
    if entry.kind == DATE and value:
        return dt.date.fromisoformat(value)
    return value


class EntriesForm(HalfFilled, Versioned):
    """One of the forms Mẫu 01, 02, 03 as the schema asks for it."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        entries: Iterable[Entry],
        stored: Mapping[str, Any],
        version: int,
    ) -> None:
        self.entries = list(entries)
        initial = {entry.name: _shown(entry, stored.get(entry.name)) for entry in self.entries}
        super().__init__(data, initial={**initial, "version": version})
        self.fields |= {entry.name: _field(entry) for entry in self.entries}

    def entries_data(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What was typed, over what is stored and this form doesn't ask."""
        typed = {entry.name: self.cleaned_data.get(entry.name) for entry in self.entries}
        return {**stored, **typed}

    def group(self, entries: Iterable[Entry]) -> list[forms.BoundField]:
        """The bound fields of some entries, in their order."""
        return [self[entry.name] for entry in entries if entry.name in self.fields]


class OpenForm(forms.Form):
    """Mẫu 01 item 4; a re-rating also asks until when the certificate in hand is valid."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label="Lần đăng ký đánh giá", choices=DossierKind.choices, widget=forms.RadioSelect
    )
    expires_on = day_field(
        "Giấy chứng nhận đang có hết hạn ngày",
        "Chỉ ghi khi đăng ký đánh giá lại; hồ sơ nộp từ 180 đến 120 ngày trước ngày này",
        required=False,
    )


class ReasonForm(forms.Form):
    """Why a dossier goes back."""

    use_required_attribute = False
    reason = forms.CharField(
        label="Cần bổ sung những gì",
        help_text="Mỗi việc một dòng, để người nhận làm theo",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithdrawForm(ReasonForm):
    """Why the producer takes it back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Lý do rút hồ sơ"
        self.fields["reason"].help_text = "Xã, phường và tỉnh đọc lý do này"


class RoundChoice(forms.ModelChoiceField):
    """Rounds with the day until which they take proposals."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}, nhận đề nghị trước {obj.proposals_before:%d/%m/%Y}"


class AcceptForm(forms.Form):
    """Into which round."""

    use_required_attribute = False
    round = RoundChoice(
        label="Đợt đánh giá",
        queryset=EvaluationRound.objects.none(),
        to_field_name="code",
        empty_label=None,
        error_messages={
            "required": "Chọn đợt đánh giá",
            "invalid_choice": "Đợt này không còn nhận hồ sơ, hãy chọn đợt khác",
        },
    )

    def __init__(
        self, data: MultiValueDict[str, str] | None = None, *, rounds: QuerySet[EvaluationRound]
    ) -> None:
        super().__init__(data)
        cast("RoundChoice", self.fields["round"]).queryset = rounds


# --- the self-score: drawn from the sheet, not from Django fields ------------------------------


def input_name(code: str) -> str:
    """Name of the radios of one criterion."""
    return f"c_{code}"


def answer_value(answer: Any) -> str:
    """An answer as the value of a radio: ``3``, or ``b:3`` where the criterion has cases."""
    if answer is None:
        return ""
    if isinstance(answer, Mapping):
        return f"{answer['case']}:{answer['points']}"
    return str(answer)


def _answer(text: str) -> Any:
    case, colon, points = text.rpartition(":")
    number: Any = int(points) if points.isascii() and points.isdigit() else points
    return {"case": case, "points": number} if colon else number


def read_scores(
    data: MultiValueDict[str, str], criteria: Iterable[Criterion]
) -> tuple[dict[str, Any], dict[str, str]]:
    """What was chosen and written for ``criteria``: answers (empty ones left out) and words."""
    answers, words = {}, {}
    for criterion in criteria:
        value = data.get(input_name(criterion.code), "")
        if value:
            answers[criterion.code] = _answer(value)
        words[criterion.code] = data.get(f"w_{criterion.code}", "")
    return answers, words
