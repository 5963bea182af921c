"""Forms over several dossiers: accepting into a round, proposing with one letter."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict

from evaluations.forms.dossier import RoundChoice
from evaluations.models import Dossier, EvaluationRound


class _Chosen(forms.ModelMultipleChoiceField):
    """Dossiers by their code, out of those in sight."""

    def __init__(self) -> None:
        super().__init__(
            label="Hồ sơ",
            queryset=Dossier.objects.none(),
            to_field_name="code",
            error_messages={
                "required": "Chọn ít nhất một hồ sơ",
                "invalid_choice": "Có hồ sơ vừa chọn không còn ở danh sách này, hãy chọn lại",
                "invalid_list": "Chọn ít nhất một hồ sơ",
            },
        )


def _round(label: str) -> RoundChoice:
    """One of the rounds that take dossiers; the form says which."""
    return RoundChoice(
        label=label,
        queryset=EvaluationRound.objects.none(),
        to_field_name="code",
        empty_label="Chọn đợt",
        error_messages={
            "required": "Chọn đợt đánh giá",
            "invalid_choice": "Đợt này không còn nhận hồ sơ, hãy chọn đợt khác",
        },
    )


class AcceptManyForm(forms.Form):
    """Which dossiers into which round."""

    use_required_attribute = False
    dossiers = _Chosen()
    round = _round("Đợt đánh giá")

    def __init__(
        self,
        data: MultiValueDict[str, str] | None,
        *,
        dossiers: QuerySet[Dossier],
        rounds: QuerySet[EvaluationRound],
    ) -> None:
        super().__init__(data)
        cast("Any", self.fields["dossiers"]).queryset = dossiers
        cast("Any", self.fields["round"]).queryset = rounds


class ProposeManyForm(forms.Form):
    """Which dossiers go up with which letter."""

    use_required_attribute = False
    dossiers = _Chosen()
    letter_number = forms.CharField(
        label="Số văn bản đề nghị",
        help_text="Một văn bản cho các hồ sơ đã chọn, ví dụ 45/UBND-KT (Điều 6.2.a)",
        max_length=60,
        error_messages={"required": "Ghi số văn bản đề nghị"},
    )
    signer = forms.CharField(
        label="Người ký văn bản",
        max_length=120,
        error_messages={"required": "Ghi người ký văn bản"},
    )

    def __init__(
        self, data: MultiValueDict[str, str] | None, *, dossiers: QuerySet[Dossier]
    ) -> None:
        super().__init__(data)
        cast("Any", self.fields["dossiers"]).queryset = dossiers


class TakeUpForm(forms.Form):
    """Which dossiers the centre puts into its round."""

    use_required_attribute = False
    dossiers = _Chosen()

    def __init__(
        self, data: MultiValueDict[str, str] | None, *, dossiers: QuerySet[Dossier]
    ) -> None:
        super().__init__(data)
        cast("Any", self.fields["dossiers"]).queryset = dossiers


class ReevaluateForm(forms.Form):
    """Into which round of the province."""

    use_required_attribute = False
    round = _round("Đợt đánh giá của tỉnh")

    def __init__(
        self, data: MultiValueDict[str, str] | None, *, rounds: QuerySet[EvaluationRound]
    ) -> None:
        super().__init__(data)
        cast("Any", self.fields["round"]).queryset = rounds
