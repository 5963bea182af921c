"""Sites of a producer, and what it holds besides OCOP with the papers."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.dates import today
from common.errors import DomainError
from common.http import get_visible, need, show_refusal
from communes.models import AdministrativeUnit
from documents.enums import EXTENSIONS, FileKind
from documents.models import StoredFile
from documents.services import store_upload, stream
from producers import selectors, services
from producers.forms import HeldForm, SiteForm
from producers.models import HeldCertificate, Producer, ProductionSite
from producers.views.register import EDITORS, crumbs_of, visible


@login_required
@require_http_methods(["GET", "POST"])
def site_add(request: HttpRequest, code: str) -> HttpResponse:
    return _site(request, _changeable(request, code), None)


@login_required
@require_http_methods(["GET", "POST"])
def site_edit(request: HttpRequest, code: str, site: str) -> HttpResponse:
    producer = _changeable(request, code)
    return _site(request, producer, get_visible(selectors.sites_of(producer), code=site))


def _site(request: HttpRequest, producer: Producer, site: ProductionSite | None) -> HttpResponse:
    on = today()
    units = selectors.site_communes(producer, site, on=on)
    initial = SiteForm.initial_of(site) if site else _at_home(producer, units)
    form = SiteForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if site is None:
                services.add_site(producer=producer, actor=request.user, on=on, **form.cleaned_data)
            else:
                services.change_site(site=site, actor=request.user, on=on, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Đã lưu cơ sở {form.cleaned_data['name']}")
            return redirect("producers:producer_detail", code=producer.code)
    crumbs = crumbs_of(producer, "Sửa cơ sở" if site else "Thêm cơ sở")
    context = {"form": form, "producer": producer, "site": site, "crumbs": crumbs}
    return render(request, "producers/site_form.html", context)


def _at_home(producer: Producer, units: QuerySet[AdministrativeUnit]) -> dict[str, Any]:
    unit = units.filter(pk=producer.current_unit_id or 0).first()
    return {"unit": unit.key, "address": producer.address} if unit else {}


@login_required
@require_http_methods(["GET", "POST"])
def held_add(request: HttpRequest, code: str) -> HttpResponse:
    return _held(request, _changeable(request, code), None)


@login_required
@require_http_methods(["GET", "POST"])
def held_edit(request: HttpRequest, code: str, held: str) -> HttpResponse:
    producer = _changeable(request, code)
    return _held(request, producer, get_visible(selectors.held_by(producer), code=held))


def _held(request: HttpRequest, producer: Producer, held: HeldCertificate | None) -> HttpResponse:
    initial = HeldForm.initial_of(held) if held else {}
    form = HeldForm(
        request.POST or None, request.FILES or None, person=request.user, initial=initial
    )
    if request.method == "POST" and _held_saved(request, form, producer, held):
        messages.success(request, "Đã lưu chứng nhận")
        return redirect("producers:producer_detail", code=producer.code)
    context = {
        "form": form,
        "producer": producer,
        "held": held,
        "kept": form.kept_file(),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "crumbs": crumbs_of(producer, "Sửa chứng nhận" if held else "Thêm chứng nhận"),
    }
    return render(request, "producers/held_form.html", context)


def _held_saved(
    request: HttpRequest, form: HeldForm, producer: Producer, held: HeldCertificate | None
) -> bool:
    valid = form.is_valid()
    given = {name: value for name, value in form.cleaned_data.items() if name != "kept"}
    try:
        given["file"] = _file(request, form)
        if not valid:
            return False
        if held is None:
            services.add_held(producer=producer, actor=request.user, on=today(), **given)
        else:
            services.change_held(held=held, actor=request.user, on=today(), **given)
    except DomainError as error:
        show_refusal(form, error)
        return False
    return True


def _file(request: HttpRequest, form: HeldForm) -> StoredFile | None:
    """The chosen file, stored so that it stays chosen when another field must be corrected."""
    upload = request.FILES.get("file")
    if upload is None:
        return form.kept_file()
    file = store_upload(upload=upload, actor=request.user)
    form.keep(file)
    return file


@login_required
@require_POST
def held_remove(request: HttpRequest, code: str, held: str) -> HttpResponse:
    producer = _changeable(request, code)
    row = get_visible(selectors.held_by(producer), code=held)
    services.remove_held(held=row, actor=request.user)
    messages.success(request, f"Đã bỏ {row} khỏi sổ")
    return redirect("producers:producer_detail", code=code)


@login_required
@require_GET
def held_file(request: HttpRequest, code: str, held: str) -> FileResponse:
    """The paper, for whoever may see the producer."""
    producer = visible(request.user, code, today())
    row = get_visible(selectors.held_by(producer), code=held)
    if row.file is None:
        raise Http404
    extension = EXTENSIONS[FileKind(row.file.kind)][0]
    return stream(row.file, filename=f"{row.kind}-{row.code}{extension}", inline=True)


def _changeable(request: HttpRequest, code: str) -> Producer:
    producer = visible(request.user, code, today())
    need(request.user, "producers.change_producer", producer, EDITORS)
    return producer
