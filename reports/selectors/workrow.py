"""One line of a work list, and how urgent it is."""

import datetime as dt
from dataclasses import dataclass

from common.dates import ORDINARY_WEEK, Calendar, vn_date, working_days_between
from common.text import lower_first
from evaluations.enums import DossierKind
from evaluations.models import Dossier

# Work without a day set by law is treated as due this many working days after it arrived.
USUAL_TERM = 15
_SOON = 2


@dataclass(frozen=True, slots=True)
class Strip:
    """Working days of a term, for the day strip."""

    used: int
    total: int
    paused: int


@dataclass(frozen=True, slots=True)
class WorkRow:
    """Something this person can do now.

    ``left`` orders the list: working days until it is due, or until work of its age usually is.
    """

    title: str
    note: str
    url: str
    action: str
    left: int
    due: str = ""
    due_note: str = ""
    tone: str = ""
    strip: Strip | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What others hold: so many records, the oldest for so many days."""

    label: str
    note: str
    icon: str
    url: str


def tone_of(left: int) -> str:
    """Red when overdue, amber in the last days."""
    return "bad" if left < 0 else "warn" if left <= _SOON else ""


def about(dossier: Dossier) -> str:
    """Whose and which dossier: product, the registration when it isn't the first, producer."""
    product = dossier.product
    kind = lower_first(dossier.get_kind_display())
    which = "" if dossier.kind == DossierKind.FIRST else f", {kind}"
    return f"{product.name}{which} · {product.producer.name}"


def since(
    day: dt.date, *, on: dt.date, calendar: Calendar = ORDINARY_WEEK, verb: str = ""
) -> dict[str, object]:
    """Due words of work that came on ``day`` and has no day set by law.

    ``verb`` says what happened that day ("Mở", "Giao"); without one it is held since.
    ``calendar`` matters little here: the usual term only puts such work in its place in the list.
    """
    days = (on - day).days
    left = USUAL_TERM - working_days_between(day, on, calendar)
    if days <= 0:
        words = f"{verb or 'Mới'} hôm nay"
    else:
        words = f"{verb} {days} ngày trước" if verb else f"Đã giữ {days} ngày"
    return {"left": left, "due": words, "due_note": "" if days <= 0 else f"từ {vn_date(day)}"}


def until(day: dt.date, *, on: dt.date, note: str = "hạn") -> dict[str, object]:
    """Due words of work with a day: calendar days until ``day``, that day included."""
    days = (day - on).days
    if days < 0:
        words = f"Quá {-days} ngày"
    elif days == 0:
        words = "Hôm nay"
    else:
        words = f"Còn {days} ngày"
    return {
        "left": days,
        "due": words,
        "due_note": f"{note} {vn_date(day)}",
        "tone": tone_of(days),
    }
