"""What a body of government answers for: under its other names, before mergers, and below."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from communes.enums import CONTINUING_KINDS
from communes.models import AdministrativeUnit

# Recursive, so that any number of changes costs one statement, or none as part of another.
_RECORDS = """
WITH RECURSIVE body(id) AS (
  SELECT u.id FROM communes_administrativeunit u WHERE u.id IN ({ids})
  UNION
  SELECT CASE WHEN l.successor_id = body.id THEN l.predecessor_id ELSE l.successor_id END
  FROM body
  JOIN communes_unitchangeline l ON l.successor_id = body.id OR l.predecessor_id = body.id
  JOIN communes_unitchange c ON c.id = l.change_id
  WHERE {allowed}
)
"""
_BELOW = """
SELECT id FROM body
UNION
SELECT u.id FROM communes_administrativeunit u JOIN body ON u.parent_id = body.id
UNION
SELECT u.id FROM communes_administrativeunit u
JOIN communes_administrativeunit d ON u.parent_id = d.id
JOIN body ON d.parent_id = body.id
"""


def same_body(ids: Iterable[int]) -> QuerySet[AdministrativeUnit]:
    """The records of these units under every name and kind they had: tỉnh, later thành phố."""
    return _units(ids, merged=False, tail="SELECT id FROM body")


def answers_for(ids: Iterable[int]) -> QuerySet[AdministrativeUnit]:
    """The records of these units, everything merged into them over any number of steps, and below.

    For a province its former provinces, districts and communes of every time; for a commune its
    former communes, also those it got only a part of.
    """
    return _units(ids, merged=True, tail=_BELOW)


def _units(ids: Iterable[int], *, merged: bool, tail: str) -> QuerySet[AdministrativeUnit]:
    wanted = sorted(set(ids))
    if not wanted:
        return AdministrativeUnit.objects.none()
    kinds = ", ".join(["%s"] * len(CONTINUING_KINDS))
    sql = (_RECORDS + tail).format(
        ids=", ".join(["%s"] * len(wanted)),
        allowed=f"{'l.successor_id = body.id OR ' if merged else ''}c.kind IN ({kinds})",
    )
    params = [*wanted, *(kind.value for kind in CONTINUING_KINDS)]
    return AdministrativeUnit.objects.filter(pk__in=RawSQL(sql, params))  # noqa: S611 - own text
