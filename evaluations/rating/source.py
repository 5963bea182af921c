"""What a reader of a sheet must know about where its values come from."""

from collections.abc import Iterator
from typing import Any

from evaluations.rating.problems import ERROR, NOTE, Problem
from evaluations.rating.reader import KNOWN_KEYS
from evaluations.rating.sheet import Sheet


def check_source(sheet: Sheet) -> Iterator[Problem]:
    """Doubts about the source: gaps written down, values concluded instead of read."""
    for gap in sheet.gaps:
        if gap.criterion == "*":
            where = "phiếu"
        elif gap.criterion in sheet.by_code:
            where = f"tiêu chí {gap.criterion}"
        else:
            where = f"mục {gap.criterion}"
        yield Problem(NOTE, where, gap.text)
    for criterion in sheet.criteria:
        where = f"tiêu chí {criterion.code}"
        if criterion.max_points_reconstructed:
            yield Problem(NOTE, where, f"Điểm tối đa {criterion.max_points} là giá trị suy ra.")
        for option in criterion.options:
            if option.reconstructed:
                seen = "không in" if option.source_points is None else f"in {option.source_points}"
                yield Problem(
                    NOTE, where, f"Mức {option.points} điểm là giá trị suy ra; nguồn {seen}."
                )
        if criterion.code in sheet.reconstructed_codes and not criterion.reconstructed:
            yield Problem(
                NOTE, where, "Nguồn ghi tiêu chí có giá trị suy ra nhưng không nói ở mức nào."
            )
    for code in sheet.reconstructed_codes:
        if code not in sheet.by_code:
            yield Problem(
                ERROR, "phiếu", f"Ghi tiêu chí {code} là suy ra nhưng phiếu không có tiêu chí ấy."
            )


def check_keys(data: Any) -> Iterator[Problem]:
    """Keys the portal does not know; the shape was tested by `parse_sheet` before."""
    places: list[tuple[str, str, dict[str, Any]]] = [("phiếu", "", data)]
    for part in data["parts"]:
        places.append(("phần", part["code"], part))
        places.extend(("mục", row["code"], row) for row in part.get("sections") or ())
        for row in part["criteria"]:
            places.append(("tiêu chí", row["code"], row))
            places.extend(("mức", row["code"], option) for option in row["options"])
    places.extend(("điều kiện loại", row["code"], row) for row in data.get("gates") or ())
    for noun, code, row in places:
        for key in row:
            if key not in KNOWN_KEYS[noun]:
                yield Problem(
                    NOTE, f"{noun} {code}".strip(), f'Không hiểu khóa "{key}"; bỏ qua khi chấm.'
                )
