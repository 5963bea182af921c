"""One case from outside (`manage.py rate`): read strictly, every fault named on its own line."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from json import JSONDecodeError, loads
from typing import Any, NoReturn, get_args

from evaluations.rating.answers import Answers, CaseError, answers_faults, shown
from evaluations.rating.sheet import Sheet
from evaluations.rating.verdict import (
    Aggregation,
    Minima,
    Regulation,
    Result,
    Rounding,
    rate,
)

# A criterion whose form prints a 0-point option is answered by choosing it; leaving it out is a
# missing mark, not a nought (design: "an empty criterion is 0 where the sheet allows none").
DEMAND_COMPLETE_SHEETS = True

_DECIMALS = 6
_RULES = ("minima", "inherit_minima", "spread_max", "aggregation", "rounding")


@dataclass(frozen=True)
class Case:
    """A case that can be rated: everything in it was tested against the sheet."""

    sheet: Sheet
    members: tuple[Answers, ...]
    regulation: Regulation
    gates: tuple[str, ...]

    def rate(self) -> Result:
        """The result of the case."""
        return rate(self.sheet, self.members, self.regulation, self.gates)


def read_json(raw: bytes, *, exact: bool = True) -> Any:
    """JSON text as data, without the liberties of Python's reader.

    Numbers with a decimal point come as Decimal, or as float if not `exact`. Refuses NaN and
    Infinity, a key that stands twice in one object, text that is not UTF-8.
    Raises CaseError with one sentence.
    """
    try:
        return loads(
            raw.decode("utf-8-sig"),
            parse_float=Decimal if exact else float,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique_keys,
        )
    except UnicodeDecodeError:
        raise CaseError(["Tệp không phải văn bản UTF-8."]) from None
    except JSONDecodeError as fault:
        raise CaseError([f"Tệp không phải JSON: dòng {fault.lineno}, cột {fault.colno}."]) from None
    except CaseError:
        raise
    except (ValueError, ArithmeticError):
        # integers beyond Python's digit limit, exponents beyond Decimal's
        raise CaseError(["Tệp có số quá lớn."]) from None
    except RecursionError:
        raise CaseError(["Tệp lồng nhau quá sâu."]) from None


def parse_case(data: object, find_sheet: Callable[[str], Sheet]) -> Case:
    """A tested case from its JSON; `find_sheet` gives the sheet of a code or raises CaseError.

    Raises CaseError naming every fault: an unknown sheet, criterion, case, gate or key, points that
    are not one of the options, a criterion left empty although it has a 0-point option (not asked
    for when a gate ends the rating), a regulation out of range.
    """
    if not isinstance(data, dict):
        raise CaseError(["Dữ liệu phải là một đối tượng JSON."])
    faults = [
        f"Không hiểu khóa {shown(key)}; chỉ có sheet, regulation, members, gates."
        for key in data
        if key not in {"sheet", "regulation", "members", "gates"}
    ]
    sheet = _sheet(data, find_sheet, faults)
    regulation = _regulation(data.get("regulation", {}), faults)
    gates = _gates(data.get("gates", []), sheet, faults)
    members = _members(data, sheet, faults, complete=DEMAND_COMPLETE_SHEETS and not gates)
    if faults or sheet is None:
        raise CaseError(faults)
    return Case(sheet, members, regulation, gates)


def _sheet(data: dict[str, Any], find: Callable[[str], Sheet], faults: list[str]) -> Sheet | None:
    if "sheet" not in data:
        faults.append('Thiếu "sheet": mã phiếu, ví dụ QD26-09.')
        return None
    code = data["sheet"]
    if not isinstance(code, str):
        faults.append(f'"sheet" phải là mã phiếu dạng chuỗi, không nhận {shown(code)}.')
        return None
    try:
        return find(code)
    except CaseError as fault:
        faults.extend(fault.faults)
        return None


def _regulation(value: object, faults: list[str]) -> Regulation:
    default = Regulation()
    if not isinstance(value, dict):
        faults.append(f'"regulation" phải là đối tượng, không nhận {shown(value)}.')
        return default
    faults.extend(
        f'"regulation": không hiểu khóa {shown(key)}; chỉ có {", ".join(_RULES)}.'
        for key in value
        if key not in _RULES
    )
    minima = _one_of("minima", value, get_args(Minima), faults)
    aggregation = _one_of("aggregation", value, get_args(Aggregation), faults)
    rounding = _one_of("rounding", value, get_args(Rounding), faults)
    inherit = value.get("inherit_minima", default.inherit_minima)
    if type(inherit) is not bool:
        faults.append(f'"inherit_minima" phải là true hoặc false, không nhận {shown(inherit)}.')
    spread_max = _spread_max(value.get("spread_max", 10), faults)
    return Regulation(minima, bool(inherit), spread_max, aggregation, rounding)


def _one_of(key: str, value: dict[str, Any], allowed: tuple[Any, ...], faults: list[str]) -> Any:
    """The value of a closed choice; the first one allowed is the default."""
    chosen = value.get(key, allowed[0])
    if chosen in allowed:
        return chosen
    faults.append(f'"{key}" phải là một trong {", ".join(allowed)}, không nhận {shown(chosen)}.')
    return allowed[0]


def _spread_max(value: object, faults: list[str]) -> Fraction:
    # Tested as it is before it becomes a fraction: 1e-999999999 would fill the memory.
    if type(value) is int or (
        isinstance(value, Decimal) and int(value.as_tuple().exponent) >= -_DECIMALS
    ):
        if 0 <= value <= 100:
            return Fraction(value)
        faults.append(f'"spread_max" phải từ 0 đến 100 điểm, không nhận {shown(value)}.')
    else:
        faults.append(
            f'"spread_max" phải là số điểm, không quá {_DECIMALS} chữ số thập phân, '
            f"không nhận {shown(value)}."
        )
    return Fraction(0)


def _gates(value: object, sheet: Sheet | None, faults: list[str]) -> tuple[str, ...]:
    if not isinstance(value, list):
        faults.append(f'"gates" phải là danh sách mã điều kiện loại, không nhận {shown(value)}.')
        return ()
    found: list[str] = []
    for code in value:
        if not isinstance(code, str):
            faults.append(f'"gates": mã điều kiện loại phải là chuỗi, không nhận {shown(code)}.')
        elif sheet is not None and code not in sheet.gates_by_code:
            known = ", ".join(sheet.gates_by_code) or "không có điều kiện nào"
            faults.append(
                f"Phiếu {sheet.code} không có điều kiện loại {shown(code)}; phiếu có: {known}."
            )
        elif code in found:
            faults.append(f"Điều kiện loại {shown(code)} ghi hai lần.")
        else:
            found.append(code)
    return tuple(found)


def _members(
    data: dict[str, Any], sheet: Sheet | None, faults: list[str], *, complete: bool
) -> tuple[Answers, ...]:
    if "members" not in data:
        faults.append('Thiếu "members": danh sách phiếu chấm của các thành viên.')
        return ()
    rows = data["members"]
    if not isinstance(rows, list):
        faults.append(f'"members" phải là danh sách, không nhận {shown(rows)}.')
        return ()
    if not rows:
        faults.append("Không có thành viên nào chấm điểm.")
    found = []
    for position, row in enumerate(rows, start=1):
        who = f"Thành viên {position}"
        if not isinstance(row, dict):
            faults.append(f"{who}: phải là đối tượng, không nhận {shown(row)}.")
            continue
        faults.extend(
            f"{who}: không hiểu khóa {shown(key)}; chỉ có answers."
            for key in row
            if key != "answers"
        )
        if "answers" not in row:
            faults.append(f'{who}: thiếu "answers".')
            continue
        answers = row["answers"]
        if sheet is not None:
            faults.extend(
                f"{who}: {fault}" for fault in answers_faults(sheet, answers, complete=complete)
            )
        found.append(answers)
    return tuple(found)


def _refuse_constant(name: str) -> NoReturn:
    raise CaseError([f"Tệp có giá trị {name}; JSON không có số ấy."])


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise CaseError([f"Khóa {shown(key)} xuất hiện hai lần trong cùng một đối tượng."])
        found[key] = value
    return found
