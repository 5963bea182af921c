"""The self-score: Mẫu số 02 Part III, the sheet's own conditions, what 3 stars ask for."""

from collections.abc import Iterator

from common.text import fold
from evaluations.advising.entries import ARTICLES
from evaluations.advising.facts import Facts
from evaluations.advising.findings import SCORES, Hit, Rule, Severity
from evaluations.rating import (
    EFFECT_LABELS,
    Criterion,
    Gate,
    answers_faults,
    fixed,
    located_contradictions,
    located_faults,
    points_of,
    predict,
)
from producers.enums import ProducerKind

PART_THREE = "Mẫu số 02, Phần III"
# Art. 4.1.a: the province recognises 3 and 4 stars.
_LEAST_STARS = 3
# The criterion about the legal representative, in the words of every sheet.
_REPRESENTATIVE = "Thông tin giới tính, dân tộc của đại diện pháp luật"
_MAJORITY = "kinh"


def is_whole(facts: Facts) -> bool:
    """Whether the self-score is filled in and contradicts nothing."""
    return (
        bool(facts.answers)
        and not answers_faults(facts.sheet, facts.answers, complete=True)
        and not located_contradictions(facts.sheet, facts.answers)
    )


def _article(facts: Facts) -> str:
    return f"{PART_THREE} ({ARTICLES[facts.kind]})"


def _none(facts: Facts) -> Iterator[Hit]:
    if not facts.answers:
        count = len(facts.sheet.criteria)
        yield Hit(
            f"Chưa tự chấm tiêu chí nào trong {count} tiêu chí",
            remedy="Chấm từng tiêu chí của phiếu theo thực tế của sản phẩm",
            reference=_article(facts),
        )


def _faulty(facts: Facts) -> Iterator[Hit]:
    if not facts.answers:
        return
    found = located_faults(facts.sheet, facts.answers, complete=True)
    for code, sentence in found or located_contradictions(facts.sheet, facts.answers):
        yield Hit(sentence.rstrip("."), subject=code, reference=_article(facts))


# --- conditions of the sheet ----------------------------------------------------------------------


def _is_told_by_marks(gate: Gate) -> bool:
    """Whether nought points say that the condition is near.

    A knock-out on another criterion than the origin of the material is for others to find
    ("Phát hiện giống hệt sản phẩm…"): no mark of the producer speaks of it.
    """
    if gate.criterion is None:
        return False
    return gate.kind != "knock-out" or gate.criterion == "1.1"


def _gates_near(facts: Facts) -> Iterator[Hit]:
    if not facts.answers:
        return
    for gate in facts.sheet.gates:
        if not _is_told_by_marks(gate):
            continue
        for code in gate.applies_to or (gate.criterion or "",):
            criterion = facts.sheet.by_code.get(code)
            if criterion is None or not _is_nought(criterion, facts):
                continue
            what = EFFECT_LABELS[gate.effect]
            met = "sản phẩm không đạt" if gate.kind == "mandatory-requirement" else "rơi vào"
            yield Hit(
                f"Tiêu chí {code} đang 0 điểm: {what} nếu {met} điều kiện “{gate.conditions[0]}”",
                remedy="Xem lại mức đã chọn, hoặc thêm minh chứng cho điều kiện này",
                subject=code,
                reference=f"Phụ lục II, phiếu {facts.sheet.number}",
            )


def _is_nought(criterion: Criterion, facts: Facts) -> bool:
    """Marked with nought, or left empty where the sheet means nought by that."""
    if criterion.code not in facts.answers and not criterion.allow_none:
        return False
    return points_of(facts.answers, criterion.code) == 0


def _below_three(facts: Facts) -> Iterator[Hit]:
    if not is_whole(facts):
        return
    result = predict(facts.sheet, facts.answers)
    if result.stars is not None:
        return
    unmet = [held for held in result.held_back if held.star == _LEAST_STARS]
    if unmet:
        why = "; ".join(f"tiêu chí {held.criterion} cần {held.needs}" for held in unmet)
        text = f"Điểm tự chấm chưa đạt mức tối thiểu của 3 sao: {why}"
    else:
        total = fixed(result.total).replace(".", ",")
        text = f"Điểm tự chấm {total}, dưới 3 sao: sản phẩm không được công nhận"
    yield Hit(
        text,
        remedy="Xem “Lên sao” ở dưới: cách ít việc nhất để đạt 3 sao",
        subject=unmet[0].criterion if unmet else "",
    )


# --- the representative (criterion 3.2) -----------------------------------------------------------


def _representative(facts: Facts) -> tuple[Criterion, bool] | None:
    """The criterion, and whether Mẫu 02 says woman or minority; None where it says too little."""
    found = [c for c in facts.sheet.criteria if c.evidence.startswith(_REPRESENTATIVE)]
    gender, ethnicity = facts.report.get("gender"), fold(str(facts.report.get("ethnicity") or ""))
    if not found or not gender or not ethnicity or found[0].code not in facts.answers:
        return None
    return found[0], gender == "female" or ethnicity != _MAJORITY


def _representative_unproved(facts: Facts) -> Iterator[Hit]:
    row = _representative(facts)
    if row is None or row[1] or points_of(facts.answers, row[0].code) == 0:
        return
    if any(row[0].code in paper.criteria for paper in facts.papers):
        return  # a confirmation of disability
    yield Hit(
        f"Tiêu chí {row[0].code} có điểm, nhưng Mẫu số 02 ghi người đại diện là nam, dân tộc Kinh",
        remedy="Chỉ có điểm khi có giấy xác nhận khuyết tật; nếu không, chọn mức 0 điểm",
        subject=row[0].code,
    )


def _representative_forgotten(facts: Facts) -> Iterator[Hit]:
    row = _representative(facts)
    if row is None or not row[1] or points_of(facts.answers, row[0].code) > 0:
        return
    yield Hit(
        f"Tiêu chí {row[0].code} chưa lấy điểm, dù người đại diện là nữ hoặc dân tộc thiểu số",
        remedy=f"Theo Mẫu số 02, sản phẩm được {row[0].max_points} điểm ở tiêu chí này",
        subject=row[0].code,
    )


# --- the kind of organisation (criterion 3.1) -----------------------------------------------------

# How the options of every sheet name a kind. A joint stock company stands in two of them.
_ORGANISATIONS: dict[str, str] = {
    ProducerKind.HOUSEHOLD: "hộ sản xuất",
    ProducerKind.FARM: "trang trại",
    ProducerKind.COOPERATIVE_GROUP: "tổ hợp tác",
    ProducerKind.LLC: "công ty tnhh",
    ProducerKind.PRIVATE: "doanh nghiệp tư nhân",
    ProducerKind.COOPERATIVE: "hợp tác xã",
}


def _organisation_points(facts: Facts) -> tuple[Criterion, int] | None:
    """The criterion, and the points of the register's kind; None where several options name it."""
    words = _ORGANISATIONS.get(facts.register.producer_kind)
    for criterion in facts.sheet.criteria:
        if words and criterion.name.lower().startswith("loại hình tổ chức"):
            fitting = [o.points for o in criterion.options if words in o.label.lower()]
            return (criterion, fitting[0]) if len(fitting) == 1 else None
    return None


def _organisation(facts: Facts) -> Iterator[Hit]:
    row = _organisation_points(facts)
    if row is None:
        return
    criterion, fitting = row
    got = points_of(facts.answers, criterion.code)
    if criterion.code in facts.answers and fitting != got:
        kind = ProducerKind(facts.register.producer_kind).label
        yield Hit(
            f"Tiêu chí {criterion.code} tự chấm {got} điểm, nhưng sổ ghi chủ thể là"
            f" “{kind}”: mức của loại hình này là {fitting} điểm",
            remedy="Chọn lại mức, hoặc sửa loại hình trong sổ nếu sổ ghi sai",
            subject=criterion.code,
        )


def own_limits(facts: Facts) -> dict[str, frozenset[int]]:
    """Criteria that follow from who the producer is, with the points they can come to.

    Nobody becomes a company or a woman for a star: ``paths`` leaves such marks where they are, or
    sets them right.
    """
    limits = {}
    organisation, representative = _organisation_points(facts), _representative(facts)
    if organisation is not None:
        limits[organisation[0].code] = frozenset({organisation[1]})
    if representative is not None:
        criterion, fits = representative
        limits[criterion.code] = frozenset({criterion.max_points if fits else 0})
    return limits


RULES = (
    Rule("scores_none", Severity.BLOCK, PART_THREE, SCORES, _none),
    Rule("scores_faulty", Severity.BLOCK, PART_THREE, SCORES, _faulty),
    Rule("gate_near", Severity.RISK, "Phụ lục II", SCORES, _gates_near),
    Rule("below_three", Severity.RISK, "Điều 4.1.a", SCORES, _below_three),
    Rule(
        "representative_unproved", Severity.ADVICE, "Phụ lục II", SCORES, _representative_unproved
    ),
    Rule(
        "representative_forgotten", Severity.ADVICE, "Phụ lục II", SCORES, _representative_forgotten
    ),
    Rule("organisation_differs", Severity.ADVICE, "Phụ lục II", SCORES, _organisation),
)
