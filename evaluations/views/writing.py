"""Long forms that keep themselves while they are written: what their script is answered.

The button and the script send the same form to the same view, and the same service saves it. The
script (static/js/writing.js) asks by the header ``X-Requested-With: fetch`` and gets JSON:

- 200 ``{saved_at, version, next}``: kept; ``next`` is where the button leads
- 409 ``{code, message, version, other}``: somebody else saved since (``conflict``; ``other`` is
  their text where it differs), or the dossier has moved on (``state``)
- 422 ``{code, message, fields}``: sentences by the name of the field
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from common.dates import today
from common.errors import DomainError
from common.http import show_refusal
from evaluations.forms.dossier import EntriesForm
from evaluations.models import Dossier
from evaluations.workflow.forms26 import clean, shown, typed


def by_script(request: HttpRequest) -> bool:
    """Whether the form came by fetch and JSON is the answer."""
    return request.headers.get("X-Requested-With") == "fetch"


def by_itself(request: HttpRequest) -> bool:
    """Whether the form was sent without a press."""
    return by_script(request) and "autosave" in request.POST


def keeps_itself(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is written: a refusal answers the script as JSON, and Back asks again."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            if not by_script(request):
                raise
            return refused(error.message, code=error.code)

    return never_cache(wrapped)


def kept(dossier: Dossier, part: str, following: str) -> JsonResponse:
    """The receipt of a save."""
    saved_at = dossier.saves[part]["at"]
    return JsonResponse({"saved_at": saved_at, "version": dossier.version, "next": following})


def refused(
    message: str,
    *,
    code: str,
    fields: Mapping[str, Iterable[str]] | None = None,
    version: int | str | None = None,
    other: Iterable[Mapping[str, Any]] = (),
) -> JsonResponse:
    """Why it was not saved: 422 for what was typed, 409 for where the dossier stands."""
    answer = {
        "code": code,
        "message": message,
        "fields": {name: list(texts) for name, texts in (fields or {}).items()},
        "version": version,
        "other": list(other),
    }
    return JsonResponse(answer, status=422 if code == "invalid" else 409)


def refused_form(form: Form) -> JsonResponse:
    """422 with every sentence of the form at its field."""
    first = next(iter(form.errors.values()))[0]
    return refused(str(first), code="invalid", fields=form.errors)


def done(request: HttpRequest, dossier: Dossier, part: str, onward: str, said: str) -> HttpResponse:
    """The answer to a save; whoever pressed the button reads ``said`` on the next page."""
    if not by_itself(request):
        messages.success(request, said)
    return kept(dossier, part, onward) if by_script(request) else redirect(onward)


@dataclass
class Sent:
    """What came of a form: the answer, or the page to show again with ``status`` and ``other``."""

    answer: HttpResponse | None = None
    status: int = 200
    other: list[dict[str, Any]] = field(default_factory=list)


def take(
    request: HttpRequest,
    dossier: Dossier,
    form: EntriesForm,
    *,
    part: str,
    stored: Callable[[], Mapping[str, Any]],
    save: Callable[..., Dossier],
    onward: str,
    said: str,
) -> Sent:
    """Save a form if one was sent. ``stored`` reads what ``dossier`` holds of this form."""
    if request.method != "POST":
        return Sent()
    if not form.is_valid():
        return Sent(refused_form(form) if by_script(request) else None, 400)
    try:
        row = save(
            dossier=dossier,
            data=form.entries_data(stored()),
            actor=request.user,
            on=today(),
            version=form.cleaned_data["version"],
            by_itself=by_itself(request),
        )
    except DomainError as error:
        show_refusal(form, error)
        other: list[dict[str, Any]] = []
        if error.code == "conflict":
            dossier.refresh_from_db()
            form.let_overwrite(dossier.version)
            other = other_entries(form, stored())
        answer = refused_rule(error, dossier, other) if by_script(request) else None
        return Sent(answer, error.status, other)
    return Sent(done(request, row, part, onward, said))


def refused_rule(
    error: DomainError, dossier: Dossier, other: Iterable[Mapping[str, Any]] = ()
) -> JsonResponse:
    """409 or 422 with the rule's sentence; ``other`` is the text that stands in the way."""
    conflict = error.code == "conflict"
    return refused(
        error.message,
        code=error.code,
        fields=error.fields,
        version=dossier.version if conflict else None,
        other=other if conflict else (),
    )


def other_entries(form: EntriesForm, stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries whose stored text is another than the typed one."""
    mine = clean(form.entries, form.cleaned_data)
    return [
        {
            "name": entry.name,
            "label": entry.label,
            "text": shown(entry, stored.get(entry.name)) or "(để trống)",
            "values": typed(entry, stored.get(entry.name)),
        }
        for entry in form.entries
        if (mine[entry.name] or None) != (stored.get(entry.name) or None)
    ]
