"""One producer: enter, look, change."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from audit.models import AuditEntry
from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, show_refusal
from communes.models import AdministrativeUnit
from communes.selectors import in_full
from producers import selectors, services
from producers.enums import HeldKind, ProducerVerb
from producers.forms import MemberForm, PlaceForm, ProducerForm
from producers.models import HeldCertificate, Producer
from producers.validators import is_personal_number

REGISTRARS = "Việc này dành cho cán bộ xã, phường và Văn phòng Điều phối của tỉnh nơi có chủ thể"
EDITORS = "Việc này dành cho cán bộ xã, phường, Văn phòng Điều phối của tỉnh và người của chủ thể"
_FEW_TWINS = 5
# Up to so many communes are shown as radios, more as a list to choose from.
FEW_PLACES = 12


def visible(user: User, code: str, on: dt.date) -> Producer:
    """The producer with this code, if ``user`` may see it; else 404."""
    return get_visible(selectors.visible_to(user, on=on), code=code)


def crumbs_of(producer: Producer | None, here: str = "") -> list[dict[str, str]]:
    """Where a page of the register stands."""
    crumbs = [{"label": "Chủ thể", "url": reverse("producers:producer_list")}]
    if producer is not None:
        url = reverse("producers:producer_detail", kwargs={"code": producer.code})
        crumbs.append({"label": producer.name, "url": url})
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs


@login_required
@require_http_methods(["GET", "POST"])
def producer_create(request: HttpRequest) -> HttpResponse:
    on = today()
    need(request.user, "producers.add_producer", None, REGISTRARS)
    units = selectors.registrable_communes(request.user, on=on)
    form = ProducerForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            producer = services.register_producer(actor=request.user, on=on, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Đã ghi {producer.name} vào sổ chủ thể")
            return redirect("producers:producer_detail", code=producer.code)
    crumbs = crumbs_of(None, "Ghi mới")
    context = {"form": form, "producer": None, "identity": True, "crumbs": crumbs}
    return render(request, "producers/producer_form.html", context)


@login_required
@require_GET
def producer_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The page of the producer; of one merged into another, the way to that one's."""
    on = today()
    producer = selectors.visible_to(request.user, on=on).filter(code=code).first()
    if producer is not None:
        return shown(request, producer)
    survivor = selectors.survivor_of(request.user, code, on=on)
    if survivor is None:
        raise Http404
    return redirect("producers:producer_detail", code=survivor.code)


def shown(
    request: HttpRequest,
    producer: Producer,
    *,
    people: MemberForm | None = None,
    place: PlaceForm | None = None,
) -> HttpResponse:
    """The page of one producer; a bound form that was refused shows its faults there."""
    on = today()
    may_change = request.user.has_perm("producers.change_producer", producer)
    keeps = request.user.has_perm("producers.identify_producer", producer)
    refused = (people and people.errors) or (place and place.errors)
    context = {
        "producer": producer,
        "may_change": may_change,
        # Personal data of the representative, and a tax code that is a person's number.
        "shows_tax_code": may_change or not is_personal_number(producer.tax_code),
        "members": selectors.members_of(producer, on=on),
        "keeps": keeps,
        "form": people or MemberForm(),
        "history": _history(producer) if may_change else [],
        "sites": selectors.sites_of(producer),
        "papers": [_paper(held, on) for held in selectors.held_by(producer)],
        "products": producer.products.filter(merged_into__isnull=True),
        "absorbed": selectors.absorbed_by(producer) if keeps else [],
        "today": on,
        "crumbs": crumbs_of(producer),
        **_place(producer, place, on=on, keeps=keeps),
        **(_twins(request.user, producer, on=on) if keeps else {}),
    }
    return render(
        request, "producers/producer_detail.html", context, status=400 if refused else 200
    )


def _history(producer: Producer) -> list[dict[str, Any]]:
    """The timeline, with what was touched beside who did it."""
    return [
        {
            "at": entry.at,
            "title": ProducerVerb(entry.verb).label,
            "note": " · ".join(filter(None, (_touched(entry), entry.actor_label))),
        }
        for entry in selectors.history(producer).reverse()
    ]


def _touched(entry: AuditEntry) -> str:
    data = entry.data
    if entry.verb == ProducerVerb.CHANGED:
        names = [str(Producer._meta.get_field(field).verbose_name) for field in data["changed"]]  # noqa: SLF001 -- public API of Django models
        return ", ".join(names).capitalize()
    if entry.verb in (ProducerVerb.HELD_ADDED, ProducerVerb.HELD_REMOVED):
        return " ".join(filter(None, (str(HeldKind(data["kind"]).label), data["number"])))
    if entry.verb == ProducerVerb.PLACE_CHOSEN:
        return entry.new
    return str(data.get("name") or "")


def _paper(held: HeldCertificate, on: dt.date) -> dict[str, Any]:
    """A certificate with the words about its end: icon, colour and text."""
    left = selectors.days_left(held, on=on)
    if left is None:
        state = ("info", "Không ghi hạn")
    elif left < 0:
        state = ("off", "Đã hết hạn")
    elif left <= selectors.SOON:
        state = ("warn", f"Còn {left} ngày" if left else "Hết hạn hôm nay")
    else:
        state = ("ok", "Còn hạn")
    return {"held": held, "tone": state[0], "words": state[1]}


def _place(
    producer: Producer, form: PlaceForm | None, *, on: dt.date, keeps: bool
) -> dict[str, Any]:
    """What the page says about the places, and what may be chosen."""
    unit, now = producer.unit, producer.current_unit
    settled = now is not None and now.pk == unit.pk
    candidates = [] if settled else selectors.candidates_of(unit, on=on)
    units = AdministrativeUnit.objects.filter(pk__in=[each.pk for each in candidates])
    initial = {"xa": now.key if now else ""}
    return {
        "moved": not settled,
        "recorded": in_full(unit),
        "candidates": candidates,
        "few": len(candidates) <= FEW_PLACES,
        "place_form": form or PlaceForm(initial=initial, units=units),
        "may_choose": keeps and len(candidates) > 1,
    }


def _twins(user: User, producer: Producer, *, on: dt.date) -> dict[str, Any]:
    rows = selectors.editable_by(user, on=on)
    twins = selectors.likely_twins(producer, rows)[:_FEW_TWINS]
    found = rows.in_bulk([pair.second for pair in twins])
    return {
        "twins": [(found[pair.second], pair.why) for pair in twins],
        "distinct": selectors.distinct_from(producer, rows),
    }


@login_required
@require_http_methods(["GET", "POST"])
def producer_edit(request: HttpRequest, code: str) -> HttpResponse:
    on = today()
    producer = visible(request.user, code, on)
    need(request.user, "producers.change_producer", producer, EDITORS)
    identity = request.user.has_perm("producers.identify_producer", producer)
    units = selectors.communes_for(producer, request.user, on=on)
    initial = ProducerForm.initial_of(producer)
    form = ProducerForm(
        request.POST or None, initial=initial, units=units, identity=identity, producer=producer
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_producer(
                producer=producer,
                actor=request.user,
                on=on,
                seen=request.POST.get("seen"),
                **form.cleaned_data,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "Đã lưu thông tin chủ thể")
            return redirect("producers:producer_detail", code=producer.code)
    crumbs = crumbs_of(producer, "Sửa")
    context = {"form": form, "producer": producer, "identity": identity, "crumbs": crumbs}
    return render(request, "producers/producer_form.html", context)


@login_required
@require_POST
def consent_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    producer = visible(request.user, code, today())
    need(request.user, "producers.change_producer", producer, EDITORS)
    services.withdraw_consent(producer=producer, actor=request.user)
    messages.success(request, "Đã ghi rút đồng ý; dân tộc, khuyết tật đã xóa khỏi sổ")
    return redirect("producers:producer_detail", code=code)
