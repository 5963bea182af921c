"""The list of producers: filters, the list as a file, what is ticked in it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.enums import Role
from accounts.selectors import has_role
from common.dates import today
from common.http import page_of, table_response, wanted_table
from common.spreadsheets import Column
from communes.enums import UnitLevel
from communes.selectors import in_full
from producers import selectors
from producers.forms import ProducerFilterForm
from producers.models import Producer
from producers.validators import is_personal_number

_MOST_TICKED = 500

_COLUMNS = (
    Column("Mã", 12),
    Column("Tên chủ thể", 44),
    Column("Loại hình", 22),
    Column("Mã số thuế", 16),
    Column("Số giấy đăng ký", 18),
    Column("Ngày thành lập, đăng ký", 14),
    Column("Nơi theo giấy", 40),
    Column("Xã, phường hiện nay", 24),
    Column("Tỉnh, thành phố hiện nay", 22),
    Column("Địa chỉ", 30),
    Column("Điện thoại", 14),
    Column("Thư điện tử", 26),
    Column("Trang web", 26),
    Column("Người đại diện", 26),
    Column("Chức vụ", 18),
    Column("Giới tính", 10),
    Column("Địa chỉ thường trú", 30),
)


@login_required
@require_GET
def producer_list(request: HttpRequest) -> HttpResponseBase:
    on = today()
    rows, form = found(request, request.GET, on=on)
    kind = wanted_table(request)
    if kind:
        if request.GET.getlist("chon") and not takes_all(request.GET):
            rows = selectors.with_codes(rows, ticked(request.GET))
        editable = selectors.changeable_ids(request.user, on=on)
        return table_response(kind, title="Chủ thể", columns=_COLUMNS, rows=_lines(rows, editable))
    page = page_of(request, rows)
    context = {
        "form": form,
        "filters": form.filters(),
        "kept": [item for item in form.chosen().items() if item[1]],
        "more": [form[name] for name in form.MORE],
        "pills": _pills(request.GET, form),
        "page": page,
        "may_add": request.user.has_perm("producers.add_producer"),
    }
    return render(request, "producers/producer_list.html", context)


def found(
    request: HttpRequest, asked: QueryDict, *, on: dt.date
) -> tuple[QuerySet[Producer], ProducerFilterForm]:
    """The producers that fit what is asked, and the form that says so."""
    rows = selectors.visible_to(request.user, on=on)
    national = has_role(request.user, Role.CENTRAL_OFFICER, Role.ADMINISTRATOR, on=on)
    places = selectors.places_of(rows, level=UnitLevel.PROVINCE if national else UnitLevel.COMMUNE)
    form = ProducerFilterForm(asked, places=places)
    chosen = form.chosen()
    if chosen["noi"]:
        rows = selectors.in_place(rows, chosen["noi"])
    return selectors.narrowed(rows, chosen, on=on), form


def takes_all(asked: QueryDict) -> bool:
    """Whether everything that fits the filters is meant, not only what was ticked."""
    return asked.get("tat-ca") == "1"


def ticked(asked: QueryDict) -> list[str]:
    """The codes that were ticked, each once, in their order."""
    return list(dict.fromkeys(asked.getlist("chon")))[:_MOST_TICKED]


def meant(request: HttpRequest, asked: QueryDict, *, on: dt.date) -> QuerySet[Producer]:
    """The ticked producers, or all that fit the filters when the box for all is ticked."""
    rows, _form = found(request, asked, on=on)
    return rows if takes_all(asked) else selectors.with_codes(rows, ticked(asked))


def _pills(asked: QueryDict, form: ProducerFilterForm) -> list[dict[str, str]]:
    def without(name: str) -> str:
        query = asked.copy()
        query.pop("trang", None)
        query.pop(name, None)
        return f"?{query.urlencode()}"

    return [{"label": form.words_of(name), "url": without(name)} for name in form.filters()]


def _lines(rows: QuerySet[Producer], editable: set[int]) -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator(chunk_size=2000):
        own = row.pk in editable
        now = row.current_unit
        yield (
            row.code,
            row.name,
            row.get_kind_display(),
            row.tax_code if own or not is_personal_number(row.tax_code) else "",
            row.registration_number,
            row.registered_on,
            row.recorded_place or in_full(row.unit),
            now.full_name if now else "",
            now.parent.full_name if now and now.parent else "",
            row.address,
            row.phone,
            row.email,
            row.website,
            row.representative,
            row.representative_position,
            row.get_representative_gender_display(),
            row.representative_address if own else "",
        )
