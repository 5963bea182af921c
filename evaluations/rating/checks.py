"""What is wrong with a score sheet, said so that a person can repair it.

An error keeps the sheet a draft; a note is shown beside it. Oddities that the official form
itself prints, and values concluded because the source was unreadable, are notes: the form is the
law, and a reader must see the doubt (`gaps`).

The bilingual-label criterion (2.4; 2.3 on sheets 21 and 22) prints its maximum of 1 and no option.
The data carry 0 and 1, both marked reconstructed with a gap that says so; it is scored as yes/no
and the sheet stays sound with a note.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from evaluations.rating.problems import ERROR, NOTE, Problem
from evaluations.rating.reader import SheetFormatError, parse_sheet
from evaluations.rating.sheet import EFFECT_LABELS, Criterion, Part, Sheet
from evaluations.rating.source import check_keys, check_source

KINDS = frozenset({"single-choice", "single-choice-two-cases", "yes-no"})


def check_sheet(data: object) -> list[Problem]:
    """Everything wrong or doubtful with a sheet, errors first, then in the order of the form.

    Never raises: data that are not a sheet at all give errors of shape and nothing else.
    """
    try:
        sheet = parse_sheet(data)
    except SheetFormatError as fault:
        return [Problem(ERROR, "dữ liệu", sentence) for sentence in fault.problems]
    found = [
        *_check_head(sheet),
        *_check_bands(sheet),
        *_check_codes(sheet),
        *_check_sums(sheet),
        *(problem for criterion in sheet.criteria for problem in _check_criterion(criterion)),
        *_check_dependencies(sheet),
        *_check_gates(sheet),
        *check_source(sheet),
        *check_keys(data),
    ]
    return sorted(found, key=lambda problem: problem.severity != ERROR)


def is_sound(problems: Iterable[Problem]) -> bool:
    """Whether a sheet with these findings may be published."""
    return all(problem.severity != ERROR for problem in problems)


def _check_head(sheet: Sheet) -> Iterator[Problem]:
    if sheet.code != f"{sheet.generation}-{sheet.number:02}" or not sheet.generation:
        yield Problem(
            ERROR, "phiếu", f"Mã phiếu {sheet.code} không khớp số thứ tự bộ {sheet.number}."
        )
    if not sheet.name:
        yield Problem(ERROR, "phiếu", "Thiếu tên bộ sản phẩm.")
    if sheet.effective_to is not None and sheet.effective_to < sheet.effective_from:
        yield Problem(
            ERROR,
            "phiếu",
            f"Ngày hết hiệu lực {sheet.effective_to:%d/%m/%Y} trước ngày có hiệu lực "
            f"{sheet.effective_from:%d/%m/%Y}.",
        )
    if not sheet.parts or not sheet.criteria:
        yield Problem(ERROR, "phiếu", "Phiếu không có tiêu chí nào.")
    if sheet.requires_samples and sheet.sample_count < 1:
        yield Problem(ERROR, "phiếu", "Phiếu đòi sản phẩm mẫu nhưng không ghi số lượng mẫu.")


def _check_bands(sheet: Sheet) -> Iterator[Problem]:
    where = "khung điểm"
    if sorted(band.star for band in sheet.bands) != [1, 2, 3, 4, 5]:
        yield Problem(ERROR, where, "Phải có đúng một khung điểm cho mỗi hạng từ 1 đến 5 sao.")
        return
    bands = sorted(sheet.bands, key=lambda band: band.star)
    if bands[0].min != 0:
        yield Problem(
            ERROR, where, f"Khung 1 sao bắt đầu từ {bands[0].min} điểm, phải bắt đầu từ 0."
        )
    for lower, upper in pairwise(bands):
        if lower.max < upper.min:
            yield Problem(
                ERROR,
                where,
                f"Giữa khung {lower.star} sao (đến {lower.max}) và khung {upper.star} sao "
                f"(từ {upper.min}) có khoảng điểm không thuộc hạng nào.",
            )
        elif lower.max > upper.min or lower.max_inclusive:
            yield Problem(
                ERROR,
                where,
                f"Khung {lower.star} sao và khung {upper.star} sao chồng lên nhau "
                f"ở {upper.min} điểm.",
            )
    if bands[-1].max != sheet.total_max or not bands[-1].max_inclusive:
        yield Problem(
            ERROR,
            where,
            f"Khung 5 sao phải tới hết {sheet.total_max} điểm, đang ghi tới {bands[-1].max}"
            f"{'' if bands[-1].max_inclusive else ' (không kể mức cuối)'}.",
        )


def _check_codes(sheet: Sheet) -> Iterator[Problem]:
    groups: tuple[tuple[str, list[str]], ...] = (
        ("phần", [part.code for part in sheet.parts]),
        ("mục", [section.code for part in sheet.parts for section in part.sections]),
        ("tiêu chí", [criterion.code for criterion in sheet.criteria]),
        ("điều kiện loại", [gate.code for gate in sheet.gates]),
    )
    for noun, codes in groups:
        for code, times in Counter(codes).items():
            if times > 1:
                yield Problem(ERROR, f"{noun} {code}", f"Mã {code} xuất hiện {times} lần.")
            if not code:
                yield Problem(ERROR, noun, "Có mã để trống.")
    adds_up = all(
        sum(criterion.max_points for criterion in part.criteria) == part.max_points
        for part in sheet.parts
    )
    yield from _check_numbering([c.code for c in sheet.criteria], adds_up=adds_up)


def _check_numbering(codes: Sequence[str], *, adds_up: bool) -> Iterator[Problem]:
    """A hole in the numbering (1.1, 1.2, 1.4): a criterion was left out, unless the printed sums
    are reached without it; then the source only counts past the number.
    """
    children: dict[str, set[int]] = {}
    for code in codes:
        steps = code.split(".")
        if not all(step.isdecimal() for step in steps):
            yield Problem(
                ERROR, f"tiêu chí {code}", f'Mã "{code}" không phải dãy số như 6 hoặc 6.1.2.'
            )
            continue
        for depth, step in enumerate(steps):
            children.setdefault(".".join(steps[:depth]), set()).add(int(step))
    for parent, numbers in children.items():
        for number in range(1, max(numbers) + 1):
            if number not in numbers:
                code = f"{parent}.{number}" if parent else str(number)
                yield Problem(
                    NOTE if adds_up else ERROR,
                    f"tiêu chí {code}",
                    f"Thiếu tiêu chí {code}: dãy mã nhảy qua số này"
                    f"{', nhưng tổng điểm các phần vẫn đủ' if adds_up else ''}.",
                )


def _check_sums(sheet: Sheet) -> Iterator[Problem]:
    printed = sum(part.max_points for part in sheet.parts)
    if printed != sheet.total_max:
        yield Problem(
            ERROR,
            "phiếu",
            f"Tổng cộng in {sheet.total_max} điểm nhưng các phần in cộng lại được {printed}.",
        )
    for part in sheet.parts:
        yield from _check_part_sums(part)


def _check_part_sums(part: Part) -> Iterator[Problem]:
    found = sum(criterion.max_points for criterion in part.criteria)
    if found != part.max_points:
        yield Problem(
            ERROR,
            f"phần {part.code}",
            f"Phần {part.code} in {part.max_points} điểm nhưng các tiêu chí cộng lại được {found}.",
        )
    for section in part.sections:
        under = [c.max_points for c in part.criteria if section.holds(c.code)]
        if sum(under) != section.max_points:
            yield Problem(
                ERROR,
                f"mục {section.code}",
                f"Mục {section.code} in {section.max_points} điểm nhưng các tiêu chí của mục "
                f"cộng lại được {sum(under)}.",
            )
        if section.parent is not None and section.parent not in {s.code for s in part.sections}:
            yield Problem(
                ERROR,
                f"mục {section.code}",
                f"Mục {section.code} ghi thuộc mục {section.parent} nhưng phần {part.code} "
                f"không có mục ấy.",
            )


def _check_criterion(criterion: Criterion) -> Iterator[Problem]:
    where = f"tiêu chí {criterion.code}"
    if criterion.max_points < 1:
        yield Problem(ERROR, where, f"Điểm tối đa là {criterion.max_points}, phải từ 1 trở lên.")
    if criterion.kind not in KINDS:
        yield Problem(ERROR, where, f'Không hiểu kiểu tiêu chí "{criterion.kind}".')
    if not criterion.options:
        yield Problem(
            ERROR,
            where,
            f"In điểm tối đa {criterion.max_points} nhưng không có mức điểm nào để chọn.",
        )
        return
    yield from _check_options(criterion, where)
    yield from _check_cases(criterion, where)
    yield from _check_minima(criterion, where)


def _check_options(criterion: Criterion, where: str) -> Iterator[Problem]:
    maximum = criterion.max_points
    for option in criterion.options:
        if option.points > maximum:
            yield Problem(
                ERROR, where, f"Có mức {option.points} điểm, cao hơn điểm tối đa {maximum}."
            )
        if option.points < 0:
            yield Problem(ERROR, where, f"Có mức {option.points} điểm; điểm không được âm.")
        if not option.label:
            yield Problem(ERROR, where, f"Mức {option.points} điểm không có lời mô tả.")
    best = max(option.points for option in criterion.options)
    if best < maximum:
        yield Problem(
            ERROR, where, f"In điểm tối đa {maximum} nhưng mức cao nhất chỉ có {best} điểm."
        )
    for (case, points), times in Counter((o.case, o.points) for o in criterion.options).items():
        if times > 1:
            beside = f" ở trường hợp {case}" if case else ""
            # The same points twice give the same result whichever box is ticked: kept as printed.
            yield Problem(
                NOTE, where, f"Có {times} mức cùng {points} điểm{beside}; giữ như trong nguồn."
            )
    zero = any(option.points == 0 for option in criterion.options)
    if not zero and not criterion.allow_none:
        yield Problem(
            ERROR, where, "Không có mức 0 điểm mà cũng không cho để trống: không chấm 0 được."
        )
    if zero and criterion.allow_none:
        yield Problem(NOTE, where, "Vừa có mức 0 điểm vừa cho để trống; để trống cũng là 0.")
    if criterion.kind == "yes-no" and len(criterion.options) != 2:
        yield Problem(
            ERROR, where, f"Tiêu chí có/không phải có 2 mức, đang có {len(criterion.options)}."
        )


def _check_cases(criterion: Criterion, where: str) -> Iterator[Problem]:
    expects = criterion.kind == "single-choice-two-cases"
    if not expects:
        if criterion.has_cases or criterion.cases:
            yield Problem(
                ERROR, where, "Có trường hợp a/b nhưng kiểu tiêu chí không phải hai trường hợp."
            )
        return
    if any(option.case is None for option in criterion.options):
        yield Problem(ERROR, where, "Có mức điểm không ghi thuộc trường hợp nào.")
    for case in criterion.cases:
        options = criterion.options_of(case.code)
        if not options:
            yield Problem(ERROR, where, f"Trường hợp {case.code} không có mức điểm nào.")
            continue
        best = max(option.points for option in options)
        if best < criterion.max_points:
            yield Problem(
                NOTE,
                where,
                f"Trường hợp {case.code} tối đa {best} điểm, thấp hơn điểm tối đa "
                f"{criterion.max_points} của tiêu chí.",
            )
        if not case.name:
            yield Problem(NOTE, where, f"Nguồn không in tên trường hợp {case.code}.")
    if len(criterion.cases) != 2:
        yield Problem(ERROR, where, f"Phải có 2 trường hợp, đang có {len(criterion.cases)}.")


def _check_minima(criterion: Criterion, where: str) -> Iterator[Problem]:
    points = {option.points for option in criterion.options}
    marks: dict[int, list[int]] = {}
    for option in criterion.options:
        if option.star is not None:
            marks.setdefault(option.star, []).append(option.points)
    for star, needs in criterion.minima:
        if needs not in points:
            yield Problem(
                ERROR, where, f"Mức tối thiểu {star} sao là {needs} điểm nhưng không có mức ấy."
            )
        if star not in marks:
            if criterion.minima_inferred:
                yield Problem(
                    NOTE,
                    where,
                    f"Mức tối thiểu {star} sao ({needs} điểm) là suy ra: không lựa chọn nào "
                    f"mang dấu sao.",
                )
            else:
                yield Problem(
                    ERROR,
                    where,
                    f"Mức tối thiểu {star} sao là {needs} điểm nhưng không lựa chọn nào mang dấu "
                    f"{'*' * star}.",
                )
        elif min(marks[star]) != needs:
            yield Problem(
                ERROR,
                where,
                f"Mức tối thiểu {star} sao ghi {needs} điểm nhưng dấu {'*' * star} đứng ở mức "
                f"{min(marks[star])} điểm.",
            )
    for star in marks:
        if criterion.minimum_for(star) is None:
            yield Problem(
                ERROR,
                where,
                f"Dấu {'*' * star} đứng ở mức {min(marks[star])} điểm nhưng thiếu mức tối thiểu "
                f"{star} sao.",
            )
    for (low_star, low), (high_star, high) in pairwise(criterion.minima):
        if high < low:
            yield Problem(
                ERROR,
                where,
                f"Mức tối thiểu {high_star} sao ({high} điểm) thấp hơn mức tối thiểu {low_star} "
                f"sao ({low} điểm).",
            )


def _check_dependencies(sheet: Sheet) -> Iterator[Problem]:
    for criterion in sheet.criteria:
        needed = criterion.applies_if
        if needed is not None and (needed not in sheet.by_code or needed == criterion.code):
            yield Problem(
                ERROR,
                f"tiêu chí {criterion.code}",
                f"Chỉ áp dụng khi có điểm ở tiêu chí {needed}, nhưng phiếu không có tiêu chí ấy.",
            )


def _check_gates(sheet: Sheet) -> Iterator[Problem]:
    for gate in sheet.gates:
        where = f"điều kiện loại {gate.code}"
        if not gate.effect:
            yield Problem(ERROR, where, "Không ghi hệ quả khi điều kiện xảy ra.")
        elif gate.effect not in EFFECT_LABELS:
            yield Problem(ERROR, where, f'Không hiểu hệ quả "{gate.effect}".')
        if not gate.conditions or not all(gate.conditions):
            yield Problem(ERROR, where, "Không ghi điều kiện nào.")
        for code in dict.fromkeys((gate.criterion, *gate.applies_to)):
            if code is not None and code not in sheet.by_code:
                yield Problem(
                    ERROR, where, f"Gắn với tiêu chí {code} nhưng phiếu không có tiêu chí ấy."
                )
