"""Score sheets as data and the one function from sheets to stars.

Pure: no Django, no database, no clock. `sheet` reads a sheet, `checks` says what is wrong
with it, `answers` tests what a member chose, `verdict` computes the result, `case` reads one case
from outside and names every fault, `official` opens the sheets that come with the portal.
"""

from evaluations.rating.answers import (
    Answers,
    CaseError,
    answers_faults,
    dependency_faults,
    located_contradictions,
    located_faults,
    points_of,
)
from evaluations.rating.case import Case, parse_case, read_json
from evaluations.rating.checks import check_sheet, is_sound
from evaluations.rating.compare import Change, compare
from evaluations.rating.official import (
    UnknownSheetError,
    UnsoundSheetError,
    reference_codes,
    reference_data,
    reference_sheet,
)
from evaluations.rating.problems import Problem
from evaluations.rating.reader import SheetFormatError, parse_sheet
from evaluations.rating.sheet import (
    EFFECT_LABELS,
    Band,
    Criterion,
    Gate,
    Option,
    Part,
    Section,
    Sheet,
)
from evaluations.rating.verdict import (
    RECOGNISED_STARS,
    HeldBack,
    Regulation,
    Result,
    fixed,
    predict,
    rate,
)

__all__ = [
    "EFFECT_LABELS",
    "RECOGNISED_STARS",
    "Answers",
    "Band",
    "Case",
    "CaseError",
    "Change",
    "Criterion",
    "Gate",
    "HeldBack",
    "Option",
    "Part",
    "Problem",
    "Regulation",
    "Result",
    "Section",
    "Sheet",
    "SheetFormatError",
    "UnknownSheetError",
    "UnsoundSheetError",
    "answers_faults",
    "check_sheet",
    "compare",
    "dependency_faults",
    "fixed",
    "is_sound",
    "located_contradictions",
    "located_faults",
    "parse_case",
    "parse_sheet",
    "points_of",
    "predict",
    "rate",
    "read_json",
    "reference_codes",
    "reference_data",
    "reference_sheet",
]
