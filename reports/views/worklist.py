"""The first page of everybody who signs in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.enums import Role, Title
from common.dates import today
from reports import selectors

_STARTS_DOSSIERS = frozenset({Role.PRODUCER, Role.COMMUNE_OFFICER})


@login_required
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """What waits for this person, most urgent first."""
    on = today()
    work = selectors.work_of(request.user, on=on)
    context = {
        "on": on,
        "work": work,
        "you": Title(request.user.title).value,
        "starts_dossiers": bool(work.roles & _STARTS_DOSSIERS),
        "reports": selectors.may_report(request.user, on=on),
    }
    return render(request, "reports/worklist.html", context)
