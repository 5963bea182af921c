"""The portal's addresses and, beside them, the bare page that every list is measured against."""

from django.apps import apps
from django.http import HttpRequest, HttpResponse  # noqa: TID251 -- a page
from django.template import engines
from django.urls import path

from ocop_portal import urls as portal

_PAGE = engines["django"].from_string(
    "<!doctype html><title>{{ count }}</title><ul>"
    "{% for row in rows %}<li>{% for value in row.values %}<b>{{ value }}</b>{% endfor %}</li>"
    "{% endfor %}</ul>"
)


def bare(request: HttpRequest, model: str) -> HttpResponse:
    """Twenty-five rows and one count of a table, in a list: nobody asked who may see them."""
    rows = apps.get_model(model).objects.order_by("pk")
    context = {"rows": list(rows.values()[:25]), "count": rows.count()}
    return HttpResponse(_PAGE.render(context, request))


urlpatterns = [*portal.urlpatterns, path("bench/<str:model>/", bare)]
handler404 = portal.handler404
