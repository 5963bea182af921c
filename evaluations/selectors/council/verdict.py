"""What a conclusion says in words: the sentence, what held the product back, the letter's facts."""

import datetime as dt
from fractions import Fraction
from typing import Any

from django.conf import settings

from common.text import lower_first
from evaluations.enums import Level, Seat
from evaluations.models import Council, CouncilMember, Verdict
from evaluations.rating import (
    EFFECT_LABELS,
    RECOGNISED_STARS,
    Criterion,
    Regulation,
    Sheet,
    fixed,
)
from evaluations.rating.verdict import TRIMMED_FROM
from evaluations.selectors.council.sittings import presiding_seat
from evaluations.selectors.criteria import parsed
from evaluations.workflow.package import APPROVE, RECOGNISE, way_of

# How the regulation frozen with a verdict tests a minimum, in words.
_MINIMA_TEXTS = {
    "mean": "mức tối thiểu của hạng sao xét trên điểm trung bình của tiêu chí",
    "each": "mức tối thiểu của hạng sao phải đạt ở phiếu của từng thành viên",
    "majority": "mức tối thiểu của hạng sao phải đạt ở quá nửa số phiếu",
}

# So many criteria with the most points left stand in the letter.
MOST_SUGGESTIONS = 5


def with_comma(number: str) -> str:
    """``72.00`` as people read it."""
    return number.replace(".", ",")


def result_sentence(form: Sheet, result: dict[str, Any]) -> str:
    """The answer first: points, stars, and the first thing that held the next star back."""
    if result["outcome"] != "rated":
        effect = EFFECT_LABELS[result["outcome"]]
        return f"Kết luận: {effect}. Căn cứ: {'; '.join(gate_texts(form, result))}."
    stars = result["stars"]
    sentence = f"Đạt {with_comma(result['total'])} điểm"
    if stars is None:
        sentence += ", không đạt 3 sao"
    elif stars < result["band"]:
        sentence += f", giữ ở {stars} sao"
    else:
        sentence += f", {stars} sao"
    held = result["held_back"]
    if held:
        first = held[0]
        sentence += (
            f" vì tiêu chí {first['criterion']} {form.by_code[first['criterion']].name} "
            f"đạt {with_comma(first['got'])}, cần {first['needs']}"
        )
        if len(held) > 1:
            sentence += f" và {len(held) - 1} yêu cầu nữa"
    return sentence + "."


def frozen_regulation(inputs: dict[str, Any]) -> Regulation:
    """The regulation a verdict was computed with, as frozen in its inputs."""
    rules = inputs["regulation"]
    return Regulation(
        minima=rules["minima"],
        inherit_minima=rules["inherit_minima"],
        spread_max=Fraction(rules["spread_max"]),
        # Verdicts from before the regulation could say otherwise don't name these.
        aggregation=rules.get("aggregation", "mean"),
        rounding=rules.get("rounding", "exact"),
    )


def how_counted(inputs: dict[str, Any]) -> str:
    """How the sheets became one total and a rank, by the frozen regulation, in words."""
    rules = frozen_regulation(inputs)
    sheets = len(inputs["members"])
    if rules.aggregation == "trimmed" and sheets >= TRIMMED_FROM:
        made = (
            f"bỏ một phiếu cao nhất, một phiếu thấp nhất, lấy trung bình cộng của {sheets - 2} "
            "phiếu còn lại"
        )
    elif sheets == 1:
        made = "điểm của 01 phiếu hợp lệ"
    else:
        made = f"trung bình cộng của {sheets} phiếu hợp lệ"
    compared = (
        "Xếp hạng theo số đã làm tròn đến hai chữ số thập phân"
        if rules.rounding == "two_places"
        else "Xếp hạng theo số đúng, không làm tròn"
    )
    bound = "; hạng sao cao phải đạt cả mức của hạng sao thấp" if rules.inherit_minima else ""
    return f"Tổng điểm là {made}. {compared}; {_MINIMA_TEXTS[rules.minima]}{bound}."


def gate_texts(form: Sheet, result: dict[str, Any]) -> list[str]:
    """The conditions of the gates that decided, in the words of the form."""
    return [
        condition for code in result["gates"] for condition in form.gates_by_code[code].conditions
    ]


def option_reaching(criterion: Criterion, points: int | Fraction) -> str:
    """The official words of the lowest option that gives at least ``points``."""
    enough = [option for option in criterion.options if option.points >= points]
    if not enough:
        return ""
    return min(enough, key=lambda option: option.points).label


def held_back_lines(form: Sheet, result: dict[str, Any]) -> list[dict[str, Any]]:
    """Each star mark missed: criterion with its name, needed, got, and the words of the option."""
    return [
        {
            "star": entry["star"],
            "criterion": entry["criterion"],
            "name": form.by_code[entry["criterion"]].name,
            "needs": entry["needs"],
            "got": entry["got"],
            "option": option_reaching(form.by_code[entry["criterion"]], entry["needs"]),
        }
        for entry in result["held_back"]
    ]


def points_to_next(form: Sheet, result: dict[str, Any]) -> dict[str, Any] | None:
    """The next star's band and how many points are short of it; None at the top.

    Points are counted from the two decimals shown; a mean just below a band shows 0,01 at least.
    """
    above = [star for star in RECOGNISED_STARS if star > result["band"]]
    if not above:
        return None
    star = min(above)
    floor = next(band.min for band in form.bands if band.star == star)
    short = max(Fraction(floor) - Fraction(result["total"]), Fraction(1, 100))
    return {"star": star, "from": floor, "short": fixed(short)}


def suggestions(form: Sheet, result: dict[str, Any]) -> list[dict[str, Any]]:
    """Criteria with the most points left, and the words of the next option above the mean."""
    held = {entry["criterion"] for entry in result["held_back"]}
    found = []
    for criterion in form.criteria:
        mean = Fraction(result["means"][criterion.code])
        left = criterion.max_points - mean
        if left <= 0 or criterion.code in held:
            continue
        above = [option for option in criterion.options if option.points > mean]
        if not above:
            continue
        step = min(above, key=lambda option: option.points)
        found.append(
            {
                "criterion": criterion.code,
                "name": criterion.name,
                "got": result["means"][criterion.code],
                "max": criterion.max_points,
                "points": step.points,
                "option": step.label,
                "left": left,
            }
        )
    found.sort(key=lambda row: -row["left"])
    return [
        {key: value for key, value in row.items() if key != "left"}
        for row in found[:MOST_SUGGESTIONS]
    ]


def letter_facts(verdict: Verdict, *, number: str, on: dt.date) -> dict[str, Any]:
    """Everything the letter of a result shows (Đ7.3.g, rule 7-15), JSON-safe.

    The council speaks, its chair signs; ``on`` is the day of the conclusion.
    """
    item = verdict.item
    session, dossier = item.session, item.dossier
    council = session.council
    form = parsed(dossier.sheet)
    product, producer = dossier.product, dossier.product.producer
    result = verdict.result
    chair = presiding_seat(session)
    unit = council.unit
    body = "Bộ Nông nghiệp và Môi trường"
    if unit is not None:
        body = f"Ủy ban nhân dân {lower_first(unit.full_name)}"
    place = unit.name if unit is not None else "Hà Nội"
    return {
        "parent": body,
        "body": council.name,
        "number": number,
        "place": place,
        "date": on.isoformat(),
        "recipients": [
            producer.name,
            f"Ủy ban nhân dân {lower_first(dossier.unit.full_name)}",
            "Lưu: hồ sơ Hội đồng",
        ],
        "signer_title": _signer_title(chair),
        "signer_name": chair.user.full_name if chair else "",
        "product": {"name": product.name, "number": dossier.product_number},
        "producer": {"name": producer.name, "address": producer.address},
        "dossier": {"code": dossier.code, "kind": dossier.get_kind_display()},
        "session": {
            "held_on": session.held_on.isoformat(),
            "round": str(session.round),
            "council_decision": council.decision_number,
        },
        "sheet": {"code": form.code, "name": form.name, "decision": form.decision},
        "sheets_counted": len(result["member_totals"]),
        "how_counted": how_counted(verdict.inputs),
        "total": result["total"],
        "band": result["band"],
        "stars": result["stars"],
        "outcome": result["outcome"],
        "outcome_text": EFFECT_LABELS.get(result["outcome"], ""),
        "sentence": result_sentence(form, result),
        "gates": gate_texts(form, result),
        "gate_reason": item.gate_reason,
        "held_back": held_back_lines(form, result),
        "next": points_to_next(form, result) if result["outcome"] == "rated" else None,
        "suggestions": suggestions(form, result) if result["outcome"] == "rated" else [],
        "note": verdict.note,
        "then": _then(verdict, body),
        "contact": _contact(council),
    }


def _signer_title(seat: CouncilMember | None) -> str:
    if seat is None or seat.seat == Seat.CHAIR:
        return "CHỦ TỊCH HỘI ĐỒNG"
    return "KT. CHỦ TỊCH HỘI ĐỒNG\nPHÓ CHỦ TỊCH HỘI ĐỒNG"


def _then(verdict: Verdict, authority: str) -> str:
    """What happens next, and what the producer may do, by where the verdict goes."""
    council = verdict.item.session.council
    way = way_of(
        level=council.level, outcome=verdict.outcome, band=verdict.band, stars=verdict.stars
    )
    if council.level == Level.CENTRAL:
        if way == RECOGNISE:
            return (
                "Kết quả được trình Bộ trưởng Bộ Nông nghiệp và Môi trường quyết định công nhận "
                "5 sao (khoản 4 Điều 7)."
            )
        return (
            "Kết quả được thông báo cho Ủy ban nhân dân cấp tỉnh; Chủ tịch Ủy ban nhân dân cấp "
            "tỉnh có thể công nhận 3 sao, 4 sao trên kết quả này hoặc tổ chức đánh giá theo thẩm "
            "quyền (điểm g khoản 4 Điều 7)."
        )
    if way == APPROVE:
        return (
            f"Sản phẩm đạt từ 90 điểm: kết quả được trình Chủ tịch {authority} phê duyệt để đề "
            "nghị Bộ Nông nghiệp và Môi trường đánh giá 5 sao (điểm e khoản 3 Điều 7)."
        )
    if way == RECOGNISE:
        return (
            f"Kết quả được trình Chủ tịch {authority} quyết định công nhận và cấp giấy chứng nhận "
            "(điểm đ, e khoản 3 Điều 7)."
        )
    held = (
        "Sản phẩm chưa đủ điều kiện công nhận: dưới 3 sao không có quyết định và giấy chứng nhận "
        "(điểm a khoản 1 Điều 4)."
        if verdict.outcome == "rated"
        else "Sản phẩm không được đề nghị công nhận."
    )
    return (
        f"{held} Chủ thể có thể khắc phục các điều nêu trên và đăng ký lại ở đợt sau tại Ủy ban "
        "nhân dân cấp xã."
    )


def _contact(council: Council) -> str:
    """Whom to ask about the letter; telephone and mail where the portal knows them."""
    unit = council.unit
    if unit is None or unit.code != settings.PORTAL["province_code"]:
        return "cơ quan tham mưu quản lý OCOP, thường trực của Hội đồng"
    known = (
        ("điện thoại", settings.PORTAL["phone"]),
        ("thư điện tử", settings.PORTAL["email"]),
    )
    ways = ", ".join(f"{kind} {value}" for kind, value in known if value)
    return f"{settings.PORTAL['office']}{f' ({ways})' if ways else ''}"
