"""The signed sheets of one member on the official form (Annex II), from the frozen facts."""

from collections.abc import Iterable, Mapping
from typing import Any

from evaluations.models import CriteriaSheet
from evaluations.rating import Criterion, Part, Sheet
from evaluations.selectors.criteria import parsed

_FROM_PRODUCT = ("position", "name", "number", "producer", "phone", "address", "commune", "set")
_FROM_SHEET = ("round", "final", "signed_at", "comment", "total")


def sheets_of_member(facts: Mapping[str, Any], code: str) -> dict[str, Any]:
    """All sheets a member signed in a sitting, product by product, earlier scoring rounds too.

    What the official form prints comes from the published sheet, which never changes.
    """
    member = next(row for row in facts["members"] if row["code"] == code)
    products = {row["position"]: row for row in facts["products"]}
    forms = _forms(products[sheet["product"]]["sheet"]["code"] for sheet in member["sheets"])
    return {
        "name": member["name"],
        "organisation": member["organisation"],
        "seat_name": member["seat_name"],
        "body": facts["body"]["council"],
        "place": facts["inputs"]["place"],
        "sheets": [_sheet(products[row["product"]], row, forms) for row in member["sheets"]],
    }


def _forms(codes: Iterable[str]) -> dict[str, Sheet]:
    rows = CriteriaSheet.objects.filter(code__in=set(codes)).defer("content")
    return {row.code: parsed(row) for row in rows}


def _sheet(
    product: Mapping[str, Any], sheet: Mapping[str, Any], forms: Mapping[str, Sheet]
) -> dict[str, Any]:
    form = forms[product["sheet"]["code"]]
    return {
        **{key: product[key] for key in _FROM_PRODUCT},
        **{key: sheet[key] for key in _FROM_SHEET},
        "subgroup": form.subgroup,
        "decision": form.decision,
        "starred": any(option.star for row in form.criteria for option in row.options),
        "rejected_when": _rejected_when(form),
        "parts": [_part(part, sheet["answers"]) for part in form.parts],
        "max": form.total_max,
    }


def _rejected_when(form: Sheet) -> str:
    return "; hoặc ".join(
        condition
        for gate in form.gates
        if gate.kind == "dossier-rejection"
        for condition in gate.conditions
    )


def _part(part: Part, answers: Mapping[str, Any]) -> dict[str, Any]:
    """A part of the form: sections and criteria in their order, the chosen option ticked."""
    rows: list[dict[str, Any]] = []
    told: set[str] = set()
    for criterion in part.criteria:
        for section in part.sections:
            # A section that is itself a criterion has one row, with its options.
            if section.holds(criterion.code) and section.code not in told | {criterion.code}:
                told.add(section.code)
                rows.append({"head": f"{section.code}. {section.name}", "max": section.max_points})
        rows.append(_criterion(criterion, answers.get(criterion.code)))
    return {"code": part.code, "name": part.name, "max": part.max_points, "rows": rows}


def _criterion(criterion: Criterion, answer: Any) -> dict[str, Any]:
    case, points = None, answer
    if isinstance(answer, dict):
        case, points = answer["case"], answer["points"]
    cases = {
        row.code: row.name or f"Trường hợp {place}"
        for place, row in enumerate(criterion.cases, start=1)
    }
    options: list[dict[str, Any]] = []
    for option in criterion.options:
        text = f"{cases[option.case]}: {option.label}" if option.case else option.label
        meant = option.points == points and option.case == case
        options.append(
            {
                "text": text,
                "points": option.points,
                "marks": "*" * (option.star or 0),
                # Two options of equal points are one answer: one box is ticked.
                "chosen": meant and not any(row["chosen"] for row in options),
            }
        )
    return {
        "name": f"{criterion.code}. {criterion.name}",
        "max": criterion.max_points,
        "empty": answer is None,
        "options": options,
    }
