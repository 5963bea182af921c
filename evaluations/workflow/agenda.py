"""When each product of a sitting comes up. Pure."""

import datetime as dt
from dataclasses import dataclass

# Opening words, who is there, the report of the office; then the products.
OPENING = dt.timedelta(minutes=15)
# Offices rest at noon; no product begins then.
_NOON = (dt.time(11, 30), dt.time(13, 30))
_EVENING = dt.time(17)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The hour of each product in order; ``ends`` is that of the closing, ``late`` after office
    hours.
    """

    times: tuple[dt.time, ...]
    ends: dt.time
    late: bool


def agenda(starts_at: dt.time, *, products: int, minutes: int) -> Agenda:
    """The products one after another, ``minutes`` each, from a quarter of an hour after the start.

    A product that would begin in the noon rest begins after it.
    """
    # Any day: only hours and minutes are read.
    first = dt.datetime.combine(dt.date(2000, 1, 3), starts_at)
    moment = first + OPENING
    times = []
    for _ in range(products):
        if _NOON[0] <= moment.time() < _NOON[1]:
            moment = moment.replace(hour=_NOON[1].hour, minute=_NOON[1].minute)
        times.append(moment.time())
        moment += dt.timedelta(minutes=minutes)
    late = moment.date() > first.date() or moment.time() > _EVENING
    return Agenda(tuple(times), moment.time(), late)
