"""Small administrative units, made without loading the whole country."""

import datetime as dt
import itertools

from communes.enums import ChangeKind, UnitKind, UnitLevel
from communes.models import AdministrativeUnit, UnitChange, UnitChangeLine
from communes.services import derived

OPENING = dt.date(2008, 8, 1)
LAST_OLD = dt.date(2025, 6, 30)
MERGER = dt.date(2025, 7, 1)

_KINDS = {
    (UnitLevel.PROVINCE, "Tỉnh"): UnitKind.PROVINCE,
    (UnitLevel.PROVINCE, "Thành phố"): UnitKind.CENTRAL_CITY,
    (UnitLevel.DISTRICT, "Quận"): UnitKind.URBAN_DISTRICT,
    (UnitLevel.DISTRICT, "Huyện"): UnitKind.RURAL_DISTRICT,
    (UnitLevel.DISTRICT, "Thị xã"): UnitKind.TOWN,
    (UnitLevel.DISTRICT, "Thành phố"): UnitKind.CITY,
    (UnitLevel.COMMUNE, "Xã"): UnitKind.COMMUNE,
    (UnitLevel.COMMUNE, "Phường"): UnitKind.WARD,
    (UnitLevel.COMMUNE, "Thị trấn"): UnitKind.TOWNSHIP,
    (UnitLevel.COMMUNE, "Đặc khu"): UnitKind.SPECIAL_ZONE,
}
_numbers = itertools.count(1)  # codes from 90001: real ones end below 40000


def province(
    name: str = "Tỉnh Thanh Hóa",
    code: str = "38",
    *,
    valid_from: dt.date = OPENING,
    valid_to: dt.date | None = None,
) -> AdministrativeUnit:
    """The province with this code and first day; asking again gives the same row."""
    known = AdministrativeUnit.objects.filter(
        level=UnitLevel.PROVINCE, code=code, valid_from=valid_from
    ).first()
    return known or _unit(UnitLevel.PROVINCE, name, code, None, valid_from, valid_to)


def district(
    name: str = "Huyện Hoằng Hóa",
    parent: AdministrativeUnit | None = None,
    code: str = "",
    *,
    valid_from: dt.date = OPENING,
    valid_to: dt.date | None = LAST_OLD,
) -> AdministrativeUnit:
    """A former district, below Thanh Hóa unless told."""
    code = code or f"{900 + next(_numbers) % 100}"
    return _unit(UnitLevel.DISTRICT, name, code, parent or province(), valid_from, valid_to)


def commune(
    name: str = "Xã Hoằng Thanh",
    parent: AdministrativeUnit | None = None,
    code: str = "",
    *,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> AdministrativeUnit:
    """A commune of today below a province, or a former one below a district; new at each call."""
    parent = parent or province()
    former = parent.level == UnitLevel.DISTRICT
    return _unit(
        UnitLevel.COMMUNE,
        name,
        code or f"{90000 + next(_numbers)}",
        parent,
        valid_from or (OPENING if former else MERGER),
        valid_to or (LAST_OLD if former else None),
        latitude=latitude,
        longitude=longitude,
    )


def change(
    successor: AdministrativeUnit,
    *predecessors: AdministrativeUnit,
    parts: tuple[AdministrativeUnit, ...] = (),
    kind: str = ChangeKind.MERGE,
    on: dt.date = MERGER,
    legal_basis: str = "Nghị quyết 1686/NQ-UBTVQH15",
) -> UnitChange:
    """Make ``successor`` on ``on`` of all of ``predecessors`` and a part of each of ``parts``."""
    made = UnitChange.objects.create(
        key=f"{on.isoformat()}-{successor.key}", on=on, kind=kind, legal_basis=legal_basis
    )
    for whole, units in ((True, predecessors), (False, parts)):
        for unit in units:
            UnitChangeLine.objects.create(
                change=made, predecessor=unit, successor=successor, whole=whole
            )
    return made


def _unit(
    level: str,
    full_name: str,
    code: str,
    parent: AdministrativeUnit | None,
    valid_from: dt.date,
    valid_to: dt.date | None,
    **more: float | None,
) -> AdministrativeUnit:
    prefix = next(p for (lv, p) in _KINDS if lv == level and full_name.startswith(p + " "))
    bare = full_name.removeprefix(prefix + " ")
    name = full_name if bare.isdigit() else bare
    folded, order = derived(name, full_name)
    return AdministrativeUnit.objects.create(
        key=f"{level[0]}-{code}-{valid_from:%Y%m%d}",
        level=level,
        kind=_KINDS[level, prefix],
        code=code,
        name=name,
        full_name=full_name,
        folded_name=folded,
        sort_key=order,
        parent=parent,
        valid_from=valid_from,
        valid_to=valid_to,
        **more,
    )
