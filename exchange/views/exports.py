"""The register to take away in the office's layout, and the empty workbook to begin with."""

from typing import IO

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from common.dates import today
from common.http import XLSX, need
from common.text import fold
from communes.models import AdministrativeUnit
from exchange import selectors
from exchange.forms import TakeRegisterForm
from exchange.services.register_export import register_workbook
from exchange.services.template import template_workbook
from exchange.views.runs import READERS


@login_required
@require_GET
def register_export(request: HttpRequest) -> HttpResponseBase:
    """Ask how places are to be named; the answer is the register of the own province."""
    on = today()
    need(request.user, "exchange.view_run", None, READERS)
    form = TakeRegisterForm(
        request.GET if "ten" in request.GET else None,
        provinces=selectors.provinces_to_take(request.user, on=on),
        national=selectors.sees_country(request.user, on=on),
    )
    if form.is_valid():
        province = form.province()
        file = register_workbook(province, names=form.cleaned_data["ten"], on=on)
        return _attached(file, "so-ocop", province)
    crumbs = [
        {"label": "Nhập liệu", "url": reverse("exchange:run_list")},
        {"label": "Sổ đang có trên cổng", "url": ""},
    ]
    status = 400 if form.is_bound else 200
    context = {"form": form, "crumbs": crumbs}
    return render(request, "exchange/register_export.html", context, status=status)


@login_required
@require_GET
def template(request: HttpRequest) -> HttpResponseBase:
    """The empty workbook with the communes of the own province; of ``?tinh=`` for the centre."""
    on = today()
    need(request.user, "exchange.view_run", None, READERS)
    provinces = selectors.provinces_to_take(request.user, on=on)
    province = None
    if "tinh" in request.GET:
        province = get_object_or_404(provinces, key=request.GET["tinh"])
    elif not selectors.sees_country(request.user, on=on):
        province = provinces.first()
    return _attached(template_workbook(province, on=on), "mau-danh-sach-ocop", province)


def _attached(file: IO[bytes], name: str, province: AdministrativeUnit | None) -> HttpResponseBase:
    place = fold(province.name).replace(" ", "-") if province else "ca-nuoc"
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name}-{place}-{today():%Y%m%d}.xlsx",
        content_type=XLSX,
    )
