"""Forms around councils and sittings. A form narrows choices and tidies text; services decide."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from accounts.models import User
from common.fields import day_field
from evaluations.enums import MinimaTest, Seat
from evaluations.models import Council, CouncilRegulation, Dossier
from evaluations.rating import Sheet
from evaluations.services.council.scoring import EMPTY


def _words(label: str, *, required: bool = True, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, widget=widget, **more)


class RoundForm(forms.Form):
    """Opening a round; days left empty are those of Article 5."""

    year = forms.IntegerField(label="Năm", min_value=2019, max_value=2100)
    number = forms.IntegerField(label="Đợt", min_value=1, max_value=20)
    proposals_before = day_field(
        "Xã, phường đề nghị trước ngày",
        required=False,
        help_text="Để trống ở đợt 1 và đợt 2: lấy ngày của Điều 5.",
    )
    held_before = day_field("Tổ chức trước ngày", required=False)
    plan = forms.CharField(
        label="Kế hoạch đánh giá",
        required=False,
        max_length=200,
        help_text="Số, ngày của kế hoạch; chỉ cần cho đợt thêm.",
    )


class CouncilForm(forms.Form):
    """Recording the decision that founds a council."""

    name = forms.CharField(label="Tên Hội đồng", max_length=200)
    decision_number = forms.CharField(label="Số quyết định thành lập", max_length=60)
    decided_on = day_field("Ngày quyết định")


class SeatForm(forms.Form):
    """Giving somebody a seat, by the name he signs in with."""

    username = forms.CharField(
        label="Tên đăng nhập", max_length=150, help_text="Người này phải có tài khoản."
    )
    seat = forms.ChoiceField(label="Ghế", choices=Seat.choices)
    organisation = forms.CharField(label="Cơ quan", max_length=160, required=False)

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"].strip()
        if not User.objects.filter(username=name, is_active=True).exists():
            raise forms.ValidationError(f"Không có tài khoản đang dùng tên “{name}”")
        return name

    def person(self) -> User:
        return User.objects.get(username=self.cleaned_data["username"])


class RegulationForm(forms.Form):
    """The council's regulation: what the decision leaves to the province."""

    number = forms.CharField(label="Số quyết định ban hành", max_length=60)
    valid_from = day_field("Có hiệu lực từ ngày")
    quorum_percent = forms.IntegerField(
        label="Tỷ lệ có mặt tối thiểu (%)",
        initial=75,
        validators=[MinValueValidator(50), MaxValueValidator(100)],
        help_text="Trên số thành viên được chấm điểm.",
    )
    chair_required = forms.BooleanField(
        label="Chỉ họp khi có chủ tịch", initial=True, required=False
    )
    chair_scores = forms.BooleanField(
        label="Chủ tịch Hội đồng cũng chấm điểm", initial=True, required=False
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
    minima = forms.ChoiceField(label="Cách xét mức tối thiểu của hạng sao", choices=MinimaTest)
    inherit_minima = forms.BooleanField(
        label="Sao cao phải đạt cả mức tối thiểu của sao thấp", initial=True, required=False
    )
    extra_rounds = forms.BooleanField(label="Cho phép thêm đợt (Điều 5)", required=False)
    appraisal_required = forms.BooleanField(
        label="Hồ sơ phải có báo cáo thẩm định trước khi ra phiên họp",
        required=False,
        help_text="Điều 7.3.c: Tổ tư vấn báo cáo Chủ tịch Hội đồng; để trống thì chỉ nhắc khi triệu"
        " tập. Luật để quy chế định cách làm việc của Tổ tư vấn.",
    )
    reference = _words("Căn cứ", required=False)

    @classmethod
    def like(cls, row: CouncilRegulation | None) -> "RegulationForm":
        """A form that starts from the regulation in force."""
        if row is None:
            return cls()
        names = [name for name in cls.base_fields if name not in ("number", "valid_from")]
        return cls(initial={name: getattr(row, name) for name in names})


class DossiersField(forms.ModelMultipleChoiceField):
    """Dossiers by product, producer and commune."""

    def label_from_instance(self, obj: Dossier) -> str:
        return f"{obj.product.name} · {obj.product.producer.name} · {obj.unit.full_name}"


class ConveneForm(forms.Form):
    """Calling a sitting: council, day, place, and which accepted dossiers."""

    council = forms.ModelChoiceField(
        label="Hội đồng", queryset=Council.objects.none(), to_field_name="code"
    )
    held_on = day_field("Ngày họp")
    place = forms.CharField(label="Nơi họp", max_length=200, required=False)
    dossiers = DossiersField(
        label="Hồ sơ đưa ra phiên họp",
        queryset=Dossier.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        councils: QuerySet[Council],
        dossiers: QuerySet[Dossier],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        council, rows = self.fields["council"], self.fields["dossiers"]
        assert isinstance(council, forms.ModelChoiceField)
        assert isinstance(rows, DossiersField)
        council.queryset, rows.queryset = councils, dossiers


class ReasonForm(forms.Form):
    """One reason in words."""

    reason = _words("Lý do", max_length=2000)


class GateForm(forms.Form):
    """Which gates of the sheet the chair writes down, and why."""

    gates = forms.MultipleChoiceField(
        label="Điều kiện loại", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = _words("Căn cứ", max_length=2000, help_text="Văn bản, biên bản hoặc sự việc.")

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gates = self.fields["gates"]
        assert isinstance(gates, forms.MultipleChoiceField)
        gates.choices = [
            (gate.code, f"{gate.code}: {'; '.join(gate.conditions)}") for gate in sheet.gates
        ]


class ConcludeForm(forms.Form):
    """The council's word on a product."""

    note = _words("Ý kiến kết luận", required=False, max_length=4000)
    spread_reason = _words(
        "Lý do giữ nguyên kết quả khi các phiếu lệch quá mức", required=False, max_length=2000
    )


def field_of(code: str) -> str:
    """The name of the inputs of one criterion."""
    return f"c-{code}"


def value_of(case: str, points: int) -> str:
    """An option as its radio sends it: ``3``, or ``b:3`` where the criterion has cases."""
    return f"{case}:{points}" if case else str(points)


def posted_answers(sheet: Sheet, data: Mapping[str, str]) -> dict[str, Any]:
    """Answers as a form sent them, for ``services.scoring.save_answers``.

    A criterion without any value sent is left out (a browser sends nothing for radios nobody
    touched). Whatever is not an option stays as it was sent, so that the refusal can quote it.
    """
    found: dict[str, Any] = {}
    for name, text in data.items():
        if name.startswith("c-"):
            code = name.removeprefix("c-")
            found[code] = _answer(text, has_cases=_has_cases(sheet, code))
    return found


def _has_cases(sheet: Sheet, code: str) -> bool:
    criterion = sheet.by_code.get(code)
    return criterion is not None and criterion.has_cases


def _answer(text: str, *, has_cases: bool) -> Any:
    if text == "":
        return EMPTY
    case, colon, points = text.rpartition(":")
    number: Any = points
    # Ten digits and more are no mark; int() of a very long text is slow.
    if points.isascii() and points.isdigit() and len(points) < 10:
        number = int(points)
    if not has_cases:
        return text if colon else number
    return {"case": case, "points": number}


def sent_version(data: Mapping[str, str]) -> int:
    """The version a form was shown with; 0, which is never current, when it is unreadable."""
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
