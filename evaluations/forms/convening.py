"""Forms around calling a sitting: the call itself, its hour and place, the order of products."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from common.fields import day_field
from evaluations.enums import SessionMode
from evaluations.models import Council, Dossier, SessionItem
from evaluations.services.council.inviting import MINUTES


def hour_field(label: str, **options: Any) -> forms.TimeField:
    """An hour as people here write it: 08:00, 8h30, 8 giờ."""
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%Hh%M", "%Hh", "%H giờ %M", "%H giờ", "%H:%M:%S"],
        error_messages={"invalid": "Hãy viết giờ:phút, ví dụ 08:00"},
        widget=forms.TimeInput(
            format="%H:%M",
            attrs={"autocomplete": "off", "class": "short", "placeholder": "08:00"},
        ),
        **options,
    )


class DossiersField(forms.ModelMultipleChoiceField):
    """Dossiers by product, producer and commune."""

    def label_from_instance(self, obj: Dossier) -> str:
        return (
            f"{obj.product.name} · {obj.product.producer.name} · {obj.unit.full_name} · "
            f"{obj.get_kind_display()}"
        )


class ConveneForm(forms.Form):
    """Calling a sitting: council, day, hour, place, and which accepted dossiers."""

    council = forms.ModelChoiceField(
        label="Hội đồng", queryset=Council.objects.none(), to_field_name="code"
    )
    mode = forms.ChoiceField(
        label="Hình thức",
        choices=SessionMode.choices,
        initial=SessionMode.MEETING,
        widget=forms.RadioSelect,
        help_text="Lấy ý kiến bằng văn bản chỉ cho hồ sơ đánh giá lại (Điều 7.6.d): thành viên đọc "
        "và chấm trên cổng, không phải đến họp.",
    )
    held_on = day_field("Ngày họp", "Lấy ý kiến bằng văn bản: ngày bắt đầu.")
    starts_at = hour_field("Giờ họp", required=False)
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
        written: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        council, rows = self.fields["council"], self.fields["dossiers"]
        assert isinstance(council, forms.ModelChoiceField)
        assert isinstance(rows, DossiersField)
        council.queryset, rows.queryset = councils, dossiers
        if len(councils) == 1:
            # Nothing to choose.
            council.empty_label = None
        if not written:
            del self.fields["mode"]
            self.fields["held_on"].help_text = ""


class PlanForm(forms.Form):
    """Hour, place, minutes for each product."""

    starts_at = hour_field("Giờ họp")
    place = forms.CharField(label="Nơi họp", max_length=200)
    minutes_each = forms.IntegerField(
        label="Phút cho mỗi sản phẩm",
        min_value=MINUTES[0],
        max_value=MINUTES[1],
        widget=forms.NumberInput(attrs={"class": "short"}),
    )


def posted_order(items: Iterable[SessionItem], data: Mapping[str, str]) -> list[str]:
    """The codes of the products in the order a form asks for.

    Each product has a field ``n-<code>`` with its number; those with one number keep the order they
    had. A pressed arrow sends ``move`` as ``up:<code>`` or ``down:<code>`` and moves one place.
    """
    rows = sorted(items, key=lambda item: item.position)
    wanted = {item.code: _number(data.get(f"n-{item.code}", ""), item.position) for item in rows}
    order = sorted((item.code for item in rows), key=lambda code: wanted[code])
    way, _, code = data.get("move", "").partition(":")
    if code in order and way in ("up", "down"):
        place = order.index(code)
        other = place - 1 if way == "up" else place + 1
        if 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]
    return order


def _number(text: str, standing: int) -> int:
    text = text.strip()
    # What is no number leaves the product where it is.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else standing
