"""The register to take away: CSV for spreadsheets, JSON for programs."""

import datetime as dt
import itertools
import json
from collections.abc import Iterator

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from catalogue import selectors
from common.dates import today
from common.spreadsheets import csv_lines


@require_GET
def open_data(request: HttpRequest) -> HttpResponse:
    on = today()
    context = {
        "on": on,
        "figures": selectors.home_figures(on=on),
        "fields": selectors.FIELDS,
        "statuses": selectors.STATUS_WORDS.items(),
    }
    return render(request, "catalogue/open_data.html", context)


@require_GET
def register_csv(_request: HttpRequest) -> StreamingHttpResponse:
    on = today()
    answer = StreamingHttpResponse(_csv(on), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="so-san-pham-ocop-{on:%Y%m%d}.csv"'
    return answer


def _csv(on: dt.date) -> Iterator[str]:
    names = [name for name, _meaning in selectors.FIELDS]
    rows = ([row[name] for name in names] for row in selectors.register_rows(on))
    return csv_lines(itertools.chain([names], rows))


@require_GET
def register_json(_request: HttpRequest) -> StreamingHttpResponse:
    on = today()
    answer = StreamingHttpResponse(_json(on), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="so-san-pham-ocop-{on:%Y%m%d}.json"'
    return answer


def _json(on: dt.date) -> Iterator[str]:
    about = {"as_of": on, "source": settings.PORTAL["office"]}
    head = json.dumps(about, cls=DjangoJSONEncoder, ensure_ascii=False)
    yield head[:-1] + ', "products": ['
    comma = ""
    for row in selectors.register_rows(on):
        yield comma + json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
        comma = ",\n"
    yield "]}\n"
