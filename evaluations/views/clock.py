"""Where a dossier stands, or stood on a day: the strip of who holds it, and the look back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from common.dates import vn_date
from evaluations.enums import DossierState
from evaluations.models import Dossier
from evaluations.selectors.clock import Holder, holder_on, station_notes
from evaluations.workflow.dossier import CENTRE, COMMUNE, STATIONS

_NAMES = ("Chủ thể", "", "Văn phòng tỉnh", "Hội đồng", "Chủ tịch tỉnh", "Trung ương")


def ball(dossier: Dossier, holder: Holder) -> list[dict[str, str]]:
    """The stations as of the holder's day: done, holding it with its days, or later.

    The centre is one of them for what was sent up.
    """
    sent_up = holder.station == CENTRE or dossier.central_round_id is not None
    stations = STATIONS if sent_up or dossier.state == DossierState.FORWARDED else STATIONS[:-1]
    names = dict(zip(STATIONS, _NAMES, strict=True))
    names[COMMUNE] = dossier.unit.full_name
    notes = station_notes(dossier)
    withdrawn = holder.state == DossierState.WITHDRAWN
    gone = -1 if withdrawn else len(stations)
    here = stations.index(holder.station) if holder.station in stations else gone
    return [
        {
            "name": f"{names[station]} đang giữ" if place == here else names[station],
            "note": _note(holder) if place == here else notes[station],
            "state": "now" if place == here else ("done" if place < here else "later"),
        }
        for place, station in enumerate(stations)
    ]


def _note(holder: Holder) -> str:
    since = vn_date(holder.since)
    held = f"{holder.days} ngày, từ {since}" if holder.days else f"nhận {since}"
    return f"{held}; hạn {vn_date(holder.until)}" if holder.until else held


@dataclass(frozen=True, slots=True)
class LookBack:
    """A past day that was asked about: as typed, and where the dossier stood, or why not."""

    typed: str = ""
    fault: str = ""
    day: dt.date | None = None
    holder: Holder | None = None

    @property
    def status(self) -> int:
        """400 for a day that can't be asked about."""
        return 400 if self.fault else 200

    @property
    def step(self) -> str:
        """The step it was at, in words."""
        return str(DossierState(self.holder.state).label) if self.holder else ""


def look_back(query: Mapping[str, Any], dossier: Dossier, *, on: dt.date) -> LookBack:
    """What ``?ngay=2026-10-01`` or ``?ngay=01/10/2026`` asks about ``dossier``."""
    typed = str(query.get("ngay", "")).strip()[:20]
    if not typed:
        return LookBack()
    try:
        day = forms.DateField().clean(typed)
    except forms.ValidationError:
        return LookBack(
            typed, f"“{typed}” không phải là ngày. Ghi ngày/tháng/năm, thí dụ 01/10/2026"
        )
    if day > on:
        return LookBack(typed, f"Ngày {vn_date(day)} ở sau hôm nay {vn_date(on)}")
    holder = holder_on(dossier, on=day)
    if holder is None:
        return LookBack(typed, f"Ngày {vn_date(day)} hồ sơ này chưa được lập")
    return LookBack(vn_date(day), "", day, holder)
