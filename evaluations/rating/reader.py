"""From the JSON of a score sheet to its frozen values; every fault of shape is collected."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from evaluations.rating.sheet import (
    Band,
    Case,
    Correction,
    Criterion,
    Gap,
    Gate,
    Option,
    Part,
    Section,
    Sheet,
)

# A sheet in the shape of its file: what `json.loads` gives.
Data = Mapping[str, Any]

# Every key that a sheet may hold, by the place where it stands; any other key is named in a note,
# because it may carry a meaning that the portal would silently drop.
KNOWN_KEYS: dict[str, frozenset[str]] = {
    noun: frozenset(keys.split())
    for noun, keys in {
        "phiếu": """schema decision decision_date effective_from effective_to effective_to_note
            product_set_code product_set_no product_set_no_is_local group_code group subgroup
            set_name_vi lead_agency_vi requires_samples sample_count field_visit_expected
            field_visit_note star_bands star_minimum_rule total_max parts gates provenance verified
            sum_check reconstructed_criteria gaps corrections corroboration""",
        "phần": "code name_vi max_points sections criteria",
        "mục": "code name_vi max_points parent",
        "tiêu chí": """code name_vi max_points max_points_reconstructed kind allow_none options
            cases_vi required_min required_min_inferred applies_if notes_vi evidence_vi
            evidence_inferred commune_report""",
        "mức": """label_vi points min_for_star case reconstructed source_points label_condensed
            label_complete""",
        "điều kiện loại": "code kind criterion applies_to conditions_vi effect",
    }.items()
}


class SheetFormatError(ValueError):
    """The data are not a score sheet at all: a key is missing or has the wrong type.

    `.problems` holds the sentences, in Vietnamese, in the order of the data.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


def parse_sheet(data: object) -> Sheet:
    """Read a sheet from its JSON; nothing is repaired and no sum is tested here.

    Raises SheetFormatError when a key is missing or of the wrong type. Unknown keys are left
    alone (`check_sheet` names them).
    """
    reader = _Reader()
    sheet = reader.sheet(data)
    if reader.problems or sheet is None:
        raise SheetFormatError(reader.problems)
    return sheet


_TYPES: dict[type, str] = {
    str: "chuỗi",
    int: "số nguyên",
    bool: "đúng/sai",
    list: "danh sách",
    dict: "đối tượng",
}


class _Reader:
    """Reads key by key, collecting every fault of shape instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def fail(self, where: str, what: str) -> None:
        self.problems.append(f"{where}: {what}")

    def get(self, data: Data, key: str, kind: type, where: str) -> Any:
        """The value under `key`, or an empty value of `kind` with a fault on the list."""
        if key not in data:
            self.fail(where, f'thiếu khóa "{key}"')
            return kind()
        return self.typed(data[key], kind, where, key)

    def typed(self, value: Any, kind: type, where: str, key: str) -> Any:
        # bool is an int in Python, but a sheet that says "points": true is a mistake.
        if type(value) is not kind:
            self.fail(where, f'"{key}" phải là {_TYPES[kind]}')
            return kind()
        return value

    def maybe(self, data: Data, key: str, kind: type, where: str) -> Any:
        """The value under `key`; an empty value of `kind` when it is absent or null."""
        if data.get(key) is None:
            return kind()
        return self.typed(data[key], kind, where, key)

    def objects(self, data: Data, key: str, where: str, *, required: bool = True) -> list[Data]:
        rows = self.get(data, key, list, where) if required else self.maybe(data, key, list, where)
        found: list[Data] = []
        for position, row in enumerate(rows, start=1):
            if isinstance(row, dict):
                found.append(row)
            else:
                self.fail(where, f'phần tử {position} của "{key}" phải là đối tượng')
        return found

    def texts(self, data: Data, key: str, where: str) -> tuple[str, ...]:
        rows = self.maybe(data, key, list, where)
        return tuple(self.typed(row, str, where, key) for row in rows)

    def day(self, data: Data, key: str, where: str) -> date:
        text = self.get(data, key, str, where)
        try:
            return date.fromisoformat(text)
        except ValueError:
            if text:
                self.fail(where, f'"{key}" không phải ngày dạng năm-tháng-ngày: {text}')
            return date.min

    def sheet(self, data: object) -> Sheet | None:
        if not isinstance(data, dict):
            self.fail("phiếu", "phải là một đối tượng JSON")
            return None
        where = "phiếu"
        code = self.get(data, "product_set_code", str, where)
        return Sheet(
            code=code,
            generation=code.rpartition("-")[0],
            number=self.get(data, "product_set_no", int, where),
            decision=self.get(data, "decision", str, where),
            decision_date=self.day(data, "decision_date", where),
            effective_from=self.day(data, "effective_from", where),
            effective_to=(
                self.day(data, "effective_to", where)
                if data.get("effective_to") is not None
                else None
            ),
            name=self.get(data, "set_name_vi", str, where),
            group_code=self.get(data, "group_code", str, where),
            group=self.get(data, "group", str, where),
            subgroup=self.maybe(data, "subgroup", str, where),
            lead_agency=self.maybe(data, "lead_agency_vi", str, where),
            requires_samples=self.get(data, "requires_samples", bool, where),
            sample_count=self.maybe(data, "sample_count", int, where),
            field_visit_expected=self.maybe(data, "field_visit_expected", bool, where),
            total_max=self.get(data, "total_max", int, where),
            bands=tuple(self.band(row) for row in self.objects(data, "star_bands", where)),
            parts=tuple(self.part(row) for row in self.objects(data, "parts", where)),
            gates=tuple(
                self.gate(row) for row in self.objects(data, "gates", where, required=False)
            ),
            verified=self.maybe(data, "verified", bool, where),
            reconstructed_codes=self.texts(data, "reconstructed_criteria", where),
            gaps=tuple(self.gap(row) for row in self.objects(data, "gaps", where, required=False)),
            corrections=tuple(
                self.correction(row)
                for row in self.objects(data, "corrections", where, required=False)
            ),
            provenance=str(self.maybe(data, "provenance", dict, where).get("title", "")),
        )

    def band(self, row: Data) -> Band:
        where = "khung điểm"
        return Band(
            star=self.get(row, "star", int, where),
            min=self.get(row, "min", int, where),
            max=self.get(row, "max", int, where),
            max_inclusive=self.get(row, "max_inclusive", bool, where),
        )

    def part(self, row: Data) -> Part:
        code = self.get(row, "code", str, "phần")
        where = f"phần {code}"
        sections = tuple(
            self.section(item) for item in self.objects(row, "sections", where, required=False)
        )
        return Part(
            code=code,
            name=self.get(row, "name_vi", str, where),
            max_points=self.get(row, "max_points", int, where),
            sections=sections,
            criteria=tuple(
                self.criterion(item, code, sections)
                for item in self.objects(row, "criteria", where)
            ),
        )

    def section(self, row: Data) -> Section:
        code = self.get(row, "code", str, "mục")
        where = f"mục {code}"
        return Section(
            code=code,
            name=self.get(row, "name_vi", str, where),
            max_points=self.get(row, "max_points", int, where),
            parent=self.maybe(row, "parent", str, where) or None,
        )

    def criterion(self, row: Data, part: str, sections: tuple[Section, ...]) -> Criterion:
        code = self.get(row, "code", str, "tiêu chí")
        where = f"tiêu chí {code}"
        around = [section.code for section in sections if section.holds(code)]
        return Criterion(
            code=code,
            name=self.get(row, "name_vi", str, where),
            max_points=self.get(row, "max_points", int, where),
            kind=self.get(row, "kind", str, where),
            allow_none=self.get(row, "allow_none", bool, where),
            options=tuple(self.option(item, where) for item in self.objects(row, "options", where)),
            cases=self.cases(row, where),
            minima=self.minima(row, where),
            minima_inferred=self.maybe(row, "required_min_inferred", bool, where),
            applies_if=self.applies_if(row, where),
            notes=self.texts(row, "notes_vi", where),
            evidence=self.maybe(row, "evidence_vi", str, where),
            evidence_inferred=self.maybe(row, "evidence_inferred", bool, where),
            commune_report=self.maybe(row, "commune_report", bool, where),
            max_points_reconstructed=self.maybe(row, "max_points_reconstructed", bool, where),
            part=part,
            # the innermost heading: "6.1" rather than "6"
            section=max(around, key=len) if around else None,
        )

    def option(self, row: Data, where: str) -> Option:
        source = row.get("source_points")
        return Option(
            label=self.get(row, "label_vi", str, where),
            points=self.get(row, "points", int, where),
            star=self.maybe(row, "min_for_star", int, where) or None,
            case=self.maybe(row, "case", str, where) or None,
            reconstructed=self.maybe(row, "reconstructed", bool, where),
            source_points=None if source is None else str(source),
        )

    def cases(self, row: Data, where: str) -> tuple[Case, ...]:
        names = self.maybe(row, "cases_vi", dict, where)
        printed = dict.fromkeys(
            option["case"]
            for option in row.get("options") or ()
            if isinstance(option, dict) and isinstance(option.get("case"), str)
        )
        return tuple(
            Case(code=code, name=self.maybe(names, code, str, where))
            for code in [*printed, *(name for name in names if name not in printed)]
        )

    def minima(self, row: Data, where: str) -> tuple[tuple[int, int], ...]:
        marks = self.maybe(row, "required_min", dict, where)
        found = []
        for star in marks:
            if star not in {"3", "4", "5"}:
                self.fail(where, f'"required_min" chỉ nhận 3, 4, 5 sao, không nhận {star}')
                continue
            found.append((int(star), self.typed(marks[star], int, where, f"required_min.{star}")))
        return tuple(sorted(found))

    def applies_if(self, row: Data, where: str) -> str | None:
        """Two spellings in the data: "5.1 > 0" and {"criterion": "5.1", "has_story": true}."""
        value = row.get("applies_if")
        if value is None:
            return None
        if isinstance(value, dict):
            if value.get("has_story") is not True:
                self.fail(where, '"applies_if" phải có "has_story": true')
            return str(self.get(value, "criterion", str, where))
        if isinstance(value, str) and value.endswith(" > 0"):
            return value.removesuffix(" > 0")
        self.fail(where, f'không hiểu "applies_if": {value!r}')
        return None

    def gate(self, row: Data) -> Gate:
        code = self.get(row, "code", str, "điều kiện loại")
        where = f"điều kiện loại {code}"
        return Gate(
            code=code,
            kind=self.get(row, "kind", str, where),
            effect=self.maybe(row, "effect", str, where),
            conditions=self.texts(row, "conditions_vi", where),
            criterion=self.maybe(row, "criterion", str, where) or None,
            applies_to=self.texts(row, "applies_to", where),
        )

    def gap(self, row: Data) -> Gap:
        return Gap(
            criterion=self.get(row, "criterion", str, "ghi chú nguồn"),
            text=self.get(row, "gap", str, "ghi chú nguồn"),
        )

    def correction(self, row: Data) -> Correction:
        where = "đính chính"
        return Correction(
            code=self.get(row, "code", str, where),
            was=_plain(row.get("was")),
            now=_plain(row.get("now")),
            why=self.maybe(row, "why", str, where),
        )


def _plain(value: object) -> str:
    """A correction's old or new value as one line of text, whatever its shape."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(item) or '–'}" for key, item in value.items())
    return str(value)
