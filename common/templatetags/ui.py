"""What the components of ``templates/components/`` compute: geometry, form parts, attributes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.forms.widgets import Input
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from common.templatetags.vi import Number, decimal_of, points
from common.text import plain_text

register = template.Library()

RULER_WIDTH = 320
_GAP = 2
PALE, STRONG = Decimal("0.12"), Decimal("0.3")
_WIDGET_CLASS = {
    forms.Textarea: "o-in",
    forms.Select: "o-sel",
    forms.ClearableFileInput: "o-in o-upload",
    forms.FileInput: "o-in o-upload",
    Input: "o-in",
}


@register.filter
def as_attrs(attrs: Mapping[str, Any]) -> SafeString:
    """Attributes a component passes on to its tag, escaped.

    Cotton's own ``{{ attrs }}`` writes values bound with ``:name=`` unescaped; components use
    this filter instead. ``None`` and ``False`` leave the attribute out, ``True`` writes the name.
    """
    declared = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs
    kept = [(name, value) for name, value in declared.items() if value not in (None, False, "")]
    flags = format_html_join("", " {}", ((name,) for name, value in kept if value is True))
    pairs = format_html_join(
        "", ' {}="{}"', ((name, value) for name, value in kept if value is not True)
    )
    return SafeString(flags + pairs)


@register.filter
def control(field: BoundField, short: object = None) -> SafeString:
    """The input of a form field in the house's clothes, tied to its hint and error by ids."""
    widget = field.field.widget
    classes = [next((name for kind, name in _WIDGET_CLASS.items() if isinstance(widget, kind)), "")]
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        classes = []
    classes += ["short" if short else "", str(widget.attrs.get("class", ""))]
    ties = [
        f"{field.auto_id}_hint" if field.help_text else "",
        f"{field.auto_id}_error" if field.errors else "",
    ]
    attrs: dict[str, Any] = {
        "class": " ".join(filter(None, classes)),
        "aria-describedby": " ".join(filter(None, ties)),
    }
    attrs = {key: value for key, value in attrs.items() if value}
    if str(widget.attrs.get("placeholder", "")) == str(field.label):
        attrs["placeholder"] = False  # the sign-in library repeats the label
    return SafeString(field.as_widget(attrs=attrs))


@register.filter
def shape_of(field: BoundField) -> str:
    """How a field is laid out: ``choices`` (radios, boxes), ``check``, ``hidden``, ``line``."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "line"


@register.filter
def faults_of(form: forms.BaseForm | forms.BaseFormSet[Any]) -> list[dict[str, str]]:
    """Every error of a form or formset as ``{"id", "text"}``, in field order.

    ``id`` is the input to jump to; empty for errors of the whole form.
    """
    if isinstance(form, forms.BaseFormSet):
        whole = [{"id": "", "text": str(text)} for text in form.non_form_errors()]
        return whole + [fault for part in form.forms for fault in faults_of(part)]
    faults = [{"id": "", "text": str(text)} for text in form.non_field_errors()]
    for bound in form:
        place = bound.id_for_label or bound.auto_id
        if shape_of(bound) == "choices":
            place = f"{bound.auto_id}_0"
        faults += [{"id": place, "text": str(text)} for text in bound.errors]
    return faults


@register.filter
def error_texts(field: BoundField) -> list[str]:
    """The errors of one field as plain texts."""
    return [str(text) for text in field.errors]


def _x(value: Number) -> float:
    number = decimal_of(value)
    share = min(max(float(number or 0), 0.0), 100.0)
    return round(share * RULER_WIDTH / 100, 1)


def _band(band: Any) -> tuple[int, float]:  # a pair, a mapping or an object
    if isinstance(band, Mapping):
        return int(band["star"]), float(band["min"])
    if isinstance(band, (tuple, list)):
        return int(band[0]), float(band[1])
    star = getattr(band, "star", None)
    low = getattr(band, "min", None)  # 0 is a bound like any other
    return int(band.stars if star is None else star), float(band.low if low is None else low)


@register.simple_tag
def ruler_parts(bands: Iterable[Any], value: Number, ghost: Number = None) -> dict[str, Any]:
    """Geometry of the star ruler, 0-100 drawn on 320 units.

    ``bands`` are the bands of the sheet in force (pairs ``(star, from)``, mappings with ``star``
    and ``min``, or objects with those attributes); only 3 to 5 stars are drawn. ``ghost`` is the
    best total still possible.
    """
    found = sorted((low, star) for star, low in (_band(band) for band in bands or ()))
    named = [(low, star) for low, star in found if star >= 3]  # below: no rank
    edges = [0.0, *[low for low, _ in named], 100.0]
    stars = [0, *[star for _, star in named]]
    parts = []
    for index, star in enumerate(stars):
        left, right = _x(edges[index]), _x(edges[index + 1])
        inner = _GAP / 2 if index else 0
        outer = 0 if index == len(stars) - 1 else _GAP / 2
        # In a narrow band the word moves right, clear of the number at its left edge.
        middle = max((left + right) / 2, min(left + 22, right - 10))
        parts.append(
            {
                "star": star,
                "x": round(left + inner, 1),
                "width": round(max(right - left - inner - outer, 0), 1),
                "edge": f"{edges[index]:g}",
                "edge_x": left,
                "word_x": round(middle - 6, 1),
                "star_x": round(middle - 1, 1),
            }
        )
    number = decimal_of(value)
    at = _x(value)
    bands_said = "; ".join(f"{star} sao từ {low:g}" for low, star in named)
    said = "chưa có điểm" if number is None else f"{points(number)} điểm trên 100"
    return {
        "parts": parts,
        "marks": parts[1:],
        "has_value": number is not None,
        "x": at,
        # The number stays inside the frame at both ends.
        "text_x": min(max(at, 22), RULER_WIDTH - 22),
        "ghost_x": None if decimal_of(ghost) is None else _x(ghost),
        "label": f"Thước sao: {said}; {bands_said}",
    }


@register.simple_tag
def clock_days(used: int, total: int = 15, paused: int = 0) -> dict[str, Any]:
    """Cells of the day strip: used, amber in the last three, red when over, hatched when paused.

    ``used`` and ``paused`` are working days; paused days are drawn after the used ones and take
    nothing from the term. More than ``total`` days used turns all cells red.
    """
    used, total, paused = int(used or 0), int(total or 0), int(paused or 0)
    left = total - used
    tone = "x" if left < 0 else ("w" if left < 3 else "u")  # the last three days
    cells = [tone] * min(used, total) + ["p"] * paused + [""] * max(left, 0)
    if left < 0:
        words = f"Quá {-left} ngày"
    elif left == 0:
        words = "Hạn hôm nay"
    else:
        words = f"Còn {left} ngày"
    label = f"Đã dùng {used} trên {total} ngày làm việc"
    if paused:
        label += f", tạm dừng {paused} ngày"
    status = {"x": "bad", "w": "warn", "u": ""}[tone]
    return {"cells": cells, "left": left, "words": words, "label": label, "status": status}


@register.simple_tag
def page_links(page: Page[Any]) -> list[int | None]:
    """Page numbers to offer around the current one; ``None`` stands for a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.filter
def initials(name: str) -> str:
    """Two letters for the round badge: family and given name (``Lê Thị Hạnh`` → ``LH``)."""
    words = str(name or "").split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


@register.filter
def heat(cell: Any) -> str:  # a mapping from a selector
    """CSS class of a tally cell from its distance to the mean, in shares of the maximum.

    12 % pale, 30 % strong; amber above the mean, blue below. ``cell`` has ``value``, ``mean`` and
    ``maximum``; ``value`` None is a member who does not score (``recused``) or a sealed mark.
    """
    if cell.get("sealed"):
        return "seal"
    value, mean, most = (decimal_of(cell.get(key)) for key in ("value", "mean", "maximum"))
    if value is None:
        return "rec"
    if mean is None or not most:
        return ""
    distance = (value - mean) / most
    if abs(distance) < PALE:
        return ""
    strong = "2" if abs(distance) >= STRONG else "1"
    return ("up" if distance > 0 else "dn") + strong


@register.filter
def iso(value: dt.date | dt.datetime | str | None) -> str:
    """Machine-readable day or moment for ``<time datetime>``."""
    return plain_text(value)


def _lines(text: object, letters: int) -> int:
    return max(1, math.ceil(len(str(text or "")) / letters))


@register.filter
def density(snapshot: Mapping[str, Any]) -> str:
    """CSS class that keeps a certificate on one page: empty, ``tight`` or ``tight tightest``.

    Estimated from the letters a line holds at the normal size; names of 90 letters are real.
    """
    product, producer = snapshot.get("product", {}), snapshot.get("producer", {})
    name = _lines(product.get("name"), 52)
    facts = sum(
        _lines(text, 88)
        for text in (
            producer.get("name"),
            producer.get("address"),
            snapshot.get("product_set"),
            product.get("packaging"),
        )
    )
    spare = (name - 1) * 2 + facts - 4
    if spare <= 0:
        return ""
    return "tight" if spare <= 4 else "tight tightest"


@register.filter
def split_words(text: str) -> list[str]:
    """A short fixed list in a template: ``{% for x in "a b c"|split_words %}``."""
    return str(text).split()


@register.filter
def bare_address(url: str) -> str:
    """An address as people type it: without ``https://`` and the closing slash."""
    return str(url or "").split("://", 1)[-1].rstrip("/")


@register.filter
def said(value: object) -> str:
    """A stored value as the text of an attribute: no grouping, nothing for ``None``; 0 stays 0."""
    return "" if value is None else str(value)


@register.filter
def whole(value: object) -> int:
    """A whole number, 0 for nothing or for a text that is none."""
    number = decimal_of(value if isinstance(value, (int, str, Decimal)) else None)
    return int(number or 0)


@register.filter
def slot_given(slot: object) -> bool:
    """Whether a slot holds more than blanks."""
    return bool(str(slot or "").strip())


@register.filter
def or_none(value: object, words: str = "Chưa có") -> object:
    """``words`` for an empty value; zero is a value."""
    return words if value is None or value == "" or value == [] else value


@register.filter
def note_tone(status: str) -> str:
    """Status of a note, from its own name or a level of Django's messages."""
    levels = {"debug": "off", "success": "ok", "warning": "warn", "error": "bad", "": "info"}
    return levels.get(str(status or ""), str(status))


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, number: int, param: str = "trang") -> str:
    """Address of page ``number`` of the current list, its other parameters kept."""
    request = context.get("request")
    if request is None:
        return f"?{param}={number}"
    query = request.GET.copy()
    query[param] = str(number)
    if number == 1:
        del query[param]
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def table_address(context: template.Context, kind: str) -> str:
    """Address of the current list as the file ``kind``: every filter kept, the page left out."""
    request = context.get("request")
    if request is None:
        return f"?tai={kind}"
    query = request.GET.copy()
    query.pop("trang", None)
    query["tai"] = kind
    return f"?{query.urlencode()}"
