"""What a dossier took over from the earlier one, as a list beside the step it belongs to."""

from typing import Any

from django.urls import reverse

from common.dates import today
from evaluations.models import Dossier
from evaluations.selectors.criteria import parsed
from evaluations.selectors.forward import CHANGED, NEW, STALE, Note, forward_notes
from evaluations.views.advice import criterion_url

_STATUS = {STALE: "warn", CHANGED: "info", NEW: "bad"}
_LINK = {STALE: "Xem lại", CHANGED: "Xem", NEW: "Điền"}


def forward_panel(dossier: Dossier, step: str) -> dict[str, Any] | None:
    """The earlier filing and the notes of ``step`` (all of them on the last one); None without."""
    if dossier.filed_on is not None:
        return None
    source, notes = forward_notes(dossier, on=today())
    if source is None:
        return None
    wanted = [note for note in notes if step in ("check", note.step)]
    return {
        "filed_at": source.filed_at,
        "items": [
            {
                "status": _STATUS[note.kind],
                "title": note.text,
                "url": _place(dossier, note),
                "link": _LINK[note.kind],
            }
            for note in wanted
        ],
    }


def _place(dossier: Dossier, note: Note) -> str:
    if note.step == "scores":
        return criterion_url(dossier, parsed(dossier.sheet), note.name)
    url = reverse(f"evaluations:dossier_{note.step}", args=[dossier.code])
    return url if note.step == "papers" else f"{url}#id_{note.name}"
