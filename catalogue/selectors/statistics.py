"""The open figures of the API, from the same overview as the pages."""

import datetime as dt
from typing import Any

from catalogue.enums import STARS, Group
from catalogue.selectors.overview import overview, version
from catalogue.selectors.pages import home_figures, valid_places
from certificates.enums import CertificateStatus


def statistics(*, on: dt.date) -> dict[str, Any]:
    """Products by status; those whose stars may be used by stars, group and place."""
    stamp = version()
    seen = overview(on=on, stamp=stamp)
    figures = home_figures(on=on)
    by_status = seen.counts("status")
    by_place = valid_places(seen)
    places = sorted(by_place, key=lambda key: (-by_place[key], seen.places[str(key)].order))
    return {
        "as_of": on,
        "products": figures.known,
        "products_in_force": figures.valid,
        "producers_in_force": figures.producers,
        "by_status": [
            {"status": status, "products": by_status[status]} for status in CertificateStatus.values
        ],
        "by_stars": [
            {"stars": star, "products": count} for star, count in figures.stars if star in STARS
        ],
        "by_group": [
            {"group": group.code, "name": str(Group(group.code).label), "products": group.count}
            for group in figures.groups
        ],
        "by_commune": [
            {
                "commune": str(key),
                "name": seen.places[str(key)].name,
                "settled": seen.places[str(key)].settled,
                "products": by_place[key],
            }
            for key in places
        ],
    }
