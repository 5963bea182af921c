"""Forms of a request: its points, the replies, what the office makes of them; the intake check."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.datastructures import MultiValueDict

from common.fields import day_field
from evaluations.enums import IntakeVerdict, PointVerdict
from evaluations.forms.keeping import HalfFilled, Versioned
from evaluations.models import IntakeItem, SupplementPoint
from evaluations.rating import Sheet
from evaluations.workflow.intake import NOTE_MAX, SAMPLES_MAX, Line
from evaluations.workflow.requests import PLACES, POINT_MAX, POINTS_MAX, Judged, Point

_ADD, _DROP, _TAKE = "them", "bo-", "lay-"


class PointForm(HalfFilled):
    """One point of a request; an empty one is left out."""

    text = forms.CharField(
        label="Cần bổ sung",
        max_length=POINT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    step = forms.ChoiceField(
        label="Ở phần",
        required=False,
        choices=[("", "Không gắn với phần nào"), *PLACES.items()],
    )
    criterion = forms.ChoiceField(label="Tiêu chí", required=False)

    def __init__(
        self, data: MultiValueDict[str, str] | None, *, place: int, sheet: Sheet, point: Point
    ) -> None:
        super().__init__(
            data,
            prefix=f"diem{place}",
            initial={"text": point.text, "step": point.step, "criterion": point.criterion},
        )
        self.place = place
        cast("forms.ChoiceField", self.fields["criterion"]).choices = [
            ("", "Không gắn với tiêu chí nào"),
            *((one.code, f"{one.code} {one.name}") for one in sheet.criteria),
        ]

    @property
    def number(self) -> int:
        """Its number as people count."""
        return self.place + 1


class AskForm(forms.Form):
    """A request: how many rows, the last day, words for all points."""

    use_required_attribute = False
    rows = forms.IntegerField(min_value=1, max_value=POINTS_MAX, widget=forms.HiddenInput)
    due_on = day_field(
        "Hạn trả lời", "Để trống nếu không đặt hạn; luật không quy định số ngày", required=False
    )
    note = forms.CharField(
        label="Nội dung chung",
        help_text="In ở đầu phiếu, trên các điểm",
        required=False,
        max_length=POINT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def sent_points(data: MultiValueDict[str, str]) -> list[Point]:
    """The rows of a request as they were sent, empty ones included."""
    count = data.get("rows", "")
    rows = int(count) if count.isascii() and count.isdigit() else 1
    return [
        Point(
            data.get(f"diem{place}-text", ""),
            data.get(f"diem{place}-step", ""),
            data.get(f"diem{place}-criterion", ""),
        )
        for place in range(min(max(rows, 1), POINTS_MAX))
    ]


def edited(points: list[Point], press: str, offers: list[Point]) -> list[Point] | None:
    """The rows after a press on "Thêm điểm", "Bỏ điểm" or one of the offers; None: it was sent."""
    if press == _ADD:
        return [*points, Point("")][:POINTS_MAX]
    for head in (_DROP, _TAKE):
        place = press.removeprefix(head)
        if not press.startswith(head) or not (place.isascii() and place.isdigit()):
            continue
        number = int(place)
        if head == _DROP:
            return [one for index, one in enumerate(points) if index != number] or [Point("")]
        if number < len(offers):
            said = [one for one in points if one.text.strip()]
            return [*said, offers[number]][:POINTS_MAX]
        return points
    return None


class ReplyForm(HalfFilled, Versioned):
    """A reply to each point; ``version`` is the request's last change as it was shown."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: MultiValueDict[str, str] | None,
        *,
        points: Iterable[SupplementPoint],
        version: str,
    ) -> None:
        self.points = list(points)
        initial = {f"reply_{one.number}": one.reply for one in self.points}
        super().__init__(data, initial={**initial, "version": version})
        for one in self.points:
            self.fields[f"reply_{one.number}"] = forms.CharField(
                label=f"Trả lời điểm {one.number}",
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def replies(self) -> dict[int, str]:
        """What was typed, by number of the point."""
        return {one.number: self.cleaned_data[f"reply_{one.number}"] for one in self.points}


class JudgeForm(forms.Form):
    """What the office makes of each reply."""

    use_required_attribute = False

    def __init__(
        self, data: MultiValueDict[str, str] | None, *, points: Iterable[SupplementPoint]
    ) -> None:
        self.points = list(points)
        super().__init__(data)
        for one in self.points:
            self.fields[f"verdict_{one.number}"] = forms.ChoiceField(
                label=f"Điểm {one.number}",
                required=False,
                choices=PointVerdict.choices,
                initial=one.verdict,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{one.number}"] = forms.CharField(
                label="Nhận xét",
                required=False,
                initial=one.verdict_note,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def judged(self) -> dict[int, Judged]:
        """The verdicts, by number of the point."""
        return {
            one.number: Judged(
                self.cleaned_data[f"verdict_{one.number}"], self.cleaned_data[f"note_{one.number}"]
            )
            for one in self.points
        }


class IntakeForm(HalfFilled, Versioned):
    """The check of components and contents, a verdict and a note for each line."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    samples = forms.IntegerField(
        label="Số sản phẩm mẫu đã nhận",
        help_text="Điều 6.2.d: 05 đơn vị",
        min_value=0,
        max_value=SAMPLES_MAX,
    )
    samples_on = day_field("Ngày nhận mẫu", "Ngày mẫu tới tỉnh")

    def __init__(
        self,
        data: MultiValueDict[str, str] | None,
        *,
        lines: Iterable[Line],
        rows: Mapping[str, IntakeItem],
        samples: bool,
        initial: Mapping[str, Any],
    ) -> None:
        self.lines = list(lines)
        super().__init__(data, initial=dict(initial))
        if not samples:
            del self.fields["samples"], self.fields["samples_on"]
        for line in self.lines:
            row = rows.get(line.item)
            self.fields[f"verdict_{line.item}"] = forms.ChoiceField(
                label=line.text,
                required=False,
                choices=IntakeVerdict.choices,
                initial=row.verdict if row else "",
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{line.item}"] = forms.CharField(
                label="Ghi chú",
                required=False,
                max_length=NOTE_MAX,
                initial=row.note if row else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def judged(self) -> dict[str, Judged]:
        """The verdicts, by line."""
        return {
            line.item: Judged(
                self.cleaned_data[f"verdict_{line.item}"], self.cleaned_data[f"note_{line.item}"]
            )
            for line in self.lines
        }
