"""Which units an address of an old paper means: everything in memory, for many lines at once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from common.text import lower_first, normalise
from communes.enums import UnitLevel
from communes.selectors.index import COUNTRY, DISTRICT, NOW, PROVINCE, THEN, Alias, Names, UnitIndex
from communes.validators import UnitName, read_name

RESOLVED, AMBIGUOUS, NOT_FOUND, NONE = "resolved", "ambiguous", "not_found", "none"
_MOST_PROPOSALS = 10
_MERGER = dt.date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of one printed address.

    ``outcome`` is resolved, ambiguous, not_found or none (no commune printed). ``recorded`` is the
    smallest unit the paper names for sure (commune, else district, else province), as of then;
    ``current`` the units of the asked day it went into: one when resolved, several when
    ambiguous. ``province`` is the province of that day. Ids, all of ``AdministrativeUnit``.
    ``proposals`` are communes, former or of today, that the text may mean but that nobody may
    choose for the office. ``reason`` is a sentence for people.
    """

    outcome: str
    recorded: int | None
    current: tuple[int, ...]
    province: int | None
    proposals: tuple[int, ...]
    reason: str


@dataclass(slots=True)
class _Address:
    """One printed address while it is looked up."""

    province: UnitName | None
    district: UnitName | None
    commune: UnitName | None
    printed: tuple[str, str, str]
    plain: bool
    new: bool
    provinces: tuple[int, ...] = ()
    today: int | None = None
    districts: tuple[int, ...] = ()
    # Of the district: why it is taken under another name, and whether it ended before 30/6/2025.
    gone: bool = False
    why: str = ""


class Gazetteer:
    """Resolves printed addresses as of one day; loads once, asks the database nothing after."""

    def __init__(self, index: UnitIndex) -> None:
        self._index = index
        self._known: dict[tuple[str, str, str, bool], Resolution] = {}

    @classmethod
    def load(cls, *, on: dt.date) -> Self:
        """Read all units, aliases and lines of change up to ``on``: three statements."""
        return cls(UnitIndex(on))

    def resolve(
        self, *, province: str, district: str, commune: str, dated: dt.date | None = None
    ) -> Resolution:
        """What the printed address means; nothing is decided that the paper leaves open.

        A commune is looked for in its printed district; without a district among the communes of
        today, then among those of before 1/7/2025, where its name must be the only one in the
        province. Accents count. A text without any accent is matched without them if one unit fits.
        ``dated``, the day of the paper, decides only where one name is that of a commune of today
        and of a former one elsewhere: from 1/7/2025 today's is meant. An older paper leaves it
        open, its address may have been written anew in a register of today.
        """
        new = dated is not None and dated >= _MERGER
        address = (province, district, commune, new)
        if address not in self._known:
            printed = (normalise(province), normalise(district), normalise(commune))
            self._known[address] = self._resolve(printed, new=new)
        return self._known[address]

    def _resolve(self, printed: tuple[str, str, str], *, new: bool) -> Resolution:
        province, district, commune = (read_name(text) if text else None for text in printed)
        plain = all(text.isascii() for text in printed)
        address = _Address(province, district, commune, printed, plain, new)
        self._find_province(address)
        if not address.provinces:
            return self._without_province(address)
        self._find_district(address)
        if address.commune is None:
            return self._without_commune(address)
        if address.district is None:
            return self._in_province(address, address.commune)
        return self._in_district(address, address.commune)

    def province_today(self, unit: int) -> int | None:
        """The province of the day of the gazetteer in which ``unit`` (a key) lies."""
        entry = self._index.entries[unit]
        while entry.parent is not None:
            entry = self._index.entries[entry.parent]
        today = self._index.today(entry.pk, UnitLevel.PROVINCE)
        return today[0] if len(today) == 1 else None

    def chain(self, unit: int) -> tuple[int, ...]:
        """``unit`` (a key) and what lies above it as it was recorded, up to the province."""
        above = self._index.entries[unit].parent
        return (unit,) if above is None else (unit, *self.chain(above))

    def full_name(self, unit: int) -> str:
        """The full name of ``unit`` (a key)."""
        return self._name(unit)

    # --- the three parts -------------------------------------------------------------------------

    def _find_province(self, address: _Address) -> None:
        if address.province is None:
            return
        found = self._find(PROVINCE, (COUNTRY,), address.province, plain=address.plain)
        today = {end for pk in found for end in self._index.today(pk, UnitLevel.PROVINCE)}
        if len(today) == 1:
            address.provinces = tuple(found)
            (address.today,) = today

    def _find_district(self, address: _Address) -> None:
        name = address.district
        if name is None:
            return
        scopes = self._index.same_province(address.provinces)
        found = self._find(DISTRICT, scopes, name, plain=address.plain)
        if not found:  # an old district below the province's name of today
            scopes = {old for pk in scopes for old in self._index.former_provinces.get(pk, ())}
            found = self._find(DISTRICT, scopes, name, plain=address.plain)
        address.districts = tuple(found)
        aliases = [
            alias
            for pk in self._index.same_province(address.provinces)
            for key in name.keys
            for alias in self._index.aliases.get((DISTRICT, pk, key), ())
        ]
        if aliases and not found:
            address.districts = tuple(alias.unit for alias in aliases)
            address.why = aliases[0].source
        address.gone = not address.districts or any(alias.gone for alias in aliases)

    def _in_district(self, address: _Address, commune: UnitName) -> Resolution:
        found = self._find(THEN, address.districts, commune, plain=address.plain)
        if len(found) == 1:
            return self._settled(address, found[0], self._match_in_district(address, found[0]))
        if found:
            return self._open(
                address,
                "Trong huyện có nhiều đơn vị cùng tên; cần ghi rõ xã, phường hay thị trấn.",
            )
        if known := self._known_as(address, commune):
            unit, source = known
            return self._settled(address, unit, f"{source}.")
        if not address.gone:
            return self._open(
                address,
                f"{self._name(address.districts[0])} đến 30/6/2025 không có"
                f" {_in_sentence(address.printed[2], commune)}; có thể đã sắp xếp trước đó.",
            )
        return self._of_a_district_gone(address, commune)

    def _of_a_district_gone(self, address: _Address, commune: UnitName) -> Resolution:
        """The district isn't in the books: a name that the province has once is enough."""
        scopes = self._index.same_province(address.provinces)
        found = self._find(THEN, scopes, commune, plain=address.plain)
        absent = self._absent(address)
        # "Hoàng Hóa" for Hoằng Hóa isn't gone but misspelled: the commune must lie there.
        assert address.district is not None
        near = self._unaccented(DISTRICT, scopes, address.district)
        if len(found) == 1 and (not near or self._index.entries[found[0]].parent in near):
            where = lower_first(self._name(self._index.entries[found[0]].parent))
            return self._settled(
                address, found[0], f"{absent}; tên xã chỉ có một trong tỉnh, ở {where}."
            )
        why = "tên xã có ở nhiều nơi trong tỉnh" if found else "tỉnh không có xã tên này"
        return self._open(address, f"{absent}; {why}.")

    def _in_province(self, address: _Address, commune: UnitName) -> Resolution:
        scopes = self._index.same_province(address.provinces)
        now = self._find(NOW, scopes, commune, plain=address.plain)
        then = self._find(THEN, scopes, commune, plain=address.plain)
        if len(now) == 1 and (address.new or self._goes_on(now[0], then)):
            return self._settled(address, now[0], "Không ghi huyện; tên xã dùng từ 1/7/2025.")
        if len(then) == 1 and not now:
            where = lower_first(self._name(self._index.entries[then[0]].parent))
            return self._settled(
                address, then[0], f"Không ghi huyện; tên xã chỉ có một trong tỉnh, ở {where}."
            )
        if not then and not now and (known := self._known_as(address, commune)):
            unit, source = known
            return self._settled(address, unit, f"{source}.")
        if now and then:
            why = "tên này là của xã hiện nay và của xã trước 1/7/2025 ở nơi khác"
        elif then:
            why = "tên xã có ở nhiều huyện trong tỉnh"
        else:
            why = "tỉnh không có xã tên này"
        return self._open(address, f"Không ghi huyện; {why}.")

    def _goes_on(self, now: int, then: list[int]) -> bool:
        """Whether no former namesake of today's commune lies anywhere else."""
        return all(self._index.today(pk, UnitLevel.COMMUNE) == (now,) for pk in then)

    def _without_commune(self, address: _Address) -> Resolution:
        recorded = self._known_place(address)
        reason = "Giấy tờ không ghi xã, phường."
        if address.district is not None and not address.districts:
            reason += f" {self._absent(address)}."
        current = self._index.today(recorded, UnitLevel.COMMUNE) if recorded else ()
        return Resolution(NONE, recorded, current, address.today, (), reason)

    def _without_province(self, address: _Address) -> Resolution:
        text = address.printed[0]
        reason = f"Danh mục không có tỉnh, thành phố “{text}”." if text else "Không ghi tỉnh."
        if address.commune is None:
            return Resolution(NONE, None, (), None, (), reason)
        names = self._index.country
        scope = (COUNTRY,)
        found = self._find(THEN, scope, address.commune, plain=address.plain, names=names)
        if address.district is None:
            found += self._find(NOW, scope, address.commune, plain=address.plain, names=names)
        else:
            below = self._find(DISTRICT, scope, address.district, plain=address.plain, names=names)
            found = [pk for pk in found if self._index.entries[pk].parent in below]
        proposals = tuple(found) if len(found) <= _MOST_PROPOSALS else ()
        return Resolution(NOT_FOUND, None, (), None, proposals, reason)

    # --- answers -------------------------------------------------------------------------------

    def _settled(self, address: _Address, unit: int, reason: str) -> Resolution:
        current = self._index.today(unit, UnitLevel.COMMUNE)
        if len(current) == 1:
            return Resolution(RESOLVED, unit, current, address.today, (), reason)
        if current:
            reason += f" Xã cũ đã chia vào {len(current)} xã, phường mới; cần chọn."
            return Resolution(AMBIGUOUS, unit, current, address.today, (), reason)
        return Resolution(NOT_FOUND, unit, (), address.today, (), reason)

    def _open(self, address: _Address, reason: str) -> Resolution:
        return Resolution(
            NOT_FOUND,
            self._known_place(address),
            (),
            address.today,
            self._proposals(address),
            reason,
        )

    def _known_place(self, address: _Address) -> int | None:
        """The district if the paper names one for sure, else the province as it was then."""
        if len(address.districts) == 1:
            return address.districts[0]
        entries = self._index.entries
        return min(address.provinces, key=lambda pk: entries[pk].valid_from)

    def _match_in_district(self, address: _Address, unit: int) -> str:
        entry = self._index.entries[unit]
        assert address.commune is not None
        parts = ["Khớp tên xã và huyện"]
        if address.why:
            parts = [f"Khớp tên xã; {address.printed[1]}: {lower_first(address.why)}"]
        if address.commune.kind not in ("", entry.kind):
            parts.append(f"giấy tờ ghi {address.commune.kind}, danh mục ghi {entry.kind}")
        district = self._index.entries[entry.parent] if entry.parent else None
        assert address.district is not None
        if district and not address.why and address.district.kind not in ("", district.kind):
            parts.append(f"huyện nay là {lower_first(district.full_name)}")
        if address.commune.keys[0] != read_name(entry.full_name).keys[0]:
            parts.append("giấy tờ viết không dấu, chỉ một đơn vị khớp")
        return "; ".join(parts) + "."

    def _proposals(self, address: _Address) -> tuple[int, ...]:
        """Communes the text may mean: first in the district, then in the province."""
        name = address.commune
        assert name is not None
        scopes = tuple(sorted(self._index.same_province(address.provinces)))
        found = [
            *self._exact(THEN, address.districts, name),
            *self._unaccented(THEN, address.districts, name),
            *self._exact(THEN, scopes, name),
            *self._exact(NOW, scopes, name),
            *(alias.unit for alias in self._aliases(scopes, name)),
            *self._unaccented(THEN, scopes, name),
            *self._unaccented(NOW, scopes, name),
        ]
        return tuple(dict.fromkeys(found))[:_MOST_PROPOSALS]

    # --- looking up ----------------------------------------------------------------------------

    def _known_as(self, address: _Address, commune: UnitName) -> tuple[int, str] | None:
        """The one commune that papers mean by this name in this district, and who says so."""
        districts = {"", *(address.district.keys if address.district else ())}
        found = {
            alias.unit: alias.source
            for alias in self._aliases(self._index.same_province(address.provinces), commune)
            if alias.district in districts
        }
        return next(iter(found.items())) if len(found) == 1 else None

    def _aliases(self, scopes: Iterable[int], name: UnitName) -> list[Alias]:
        places = ((what, pk, key) for pk in scopes for what in (THEN, NOW) for key in name.keys)
        return [alias for place in places for alias in self._index.aliases.get(place, ())]

    def _find(
        self,
        what: str,
        scopes: Iterable[int],
        name: UnitName,
        *,
        plain: bool,
        names: Names | None = None,
    ) -> list[int]:
        """Units of this name below ``scopes``; among namesakes those of the printed kind.

        A text without accents is matched without them, unless the rest of the address has accents
        and the name is there as it stands.
        """
        scopes = tuple(scopes)
        found = self._exact(what, scopes, name, names)
        if what == PROVINCE and not found:
            aliases = (self._index.aliases.get((what, COUNTRY, key), ()) for key in name.keys)
            found = [alias.unit for some in aliases for alias in some]
        if name.plain and (plain or not found):
            found = self._unaccented(what, scopes, name, names) or found
        if len(found) > 1 and name.kind and what != PROVINCE:
            of_kind = [pk for pk in found if self._index.entries[pk].kind == name.kind]
            found = of_kind or found
        return self._last_records(found)

    def _exact(
        self, what: str, scopes: Iterable[int], name: UnitName, names: Names | None = None
    ) -> list[int]:
        exact = (names or self._index.names).exact
        for key in name.keys:
            if found := [pk for scope in scopes for pk in exact.get((what, scope, key), ())]:
                return found
        return []

    def _unaccented(
        self, what: str, scopes: Iterable[int], name: UnitName, names: Names | None = None
    ) -> list[int]:
        folded = (names or self._index.names).folded
        for key in name.folded:
            if found := [pk for scope in scopes for pk in folded.get((what, scope, key), ())]:
                return found
        return []

    def _last_records(self, found: list[int]) -> list[int]:
        """Of several records of one commune (xã, later phường) only the newest."""
        if len(found) < 2 or self._index.entries[found[0]].level != UnitLevel.COMMUNE:
            return found
        return [
            pk for pk in found if not any(other in found for other in self._index.lines.get(pk, ()))
        ]

    def _absent(self, address: _Address) -> str:
        name = address.district
        assert name is not None
        return f"Danh mục đến 30/6/2025 không có {_in_sentence(address.printed[1], name)}"

    def _name(self, pk: int | None) -> str:
        return self._index.entries[pk].full_name if pk else ""


def _in_sentence(text: str, name: UnitName) -> str:
    """``Xã Hoằng Yến`` inside a sentence: ``xã Hoằng Yến``; a bare name stays as printed."""
    return lower_first(text) if name.kind else f"“{text}”"
