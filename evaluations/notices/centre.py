"""Words of the notices between province and centre."""

import datetime as dt

from common.dates import vn_date
from evaluations.models import Dossier, EvaluationRound
from evaluations.notices.dossier import Letter

__all__ = ["Letter", "reevaluated", "sent_back", "taken_up"]


def _letter(kind: str, dossier: Dossier, subject: str, body: str) -> Letter:
    return Letter(kind, subject, body, f"/lam-viec/ho-so/{dossier.code}/")


def taken_up(dossier: Dossier, round_: EvaluationRound, *, on: dt.date) -> Letter:
    """To province and producer: the centre has it in a round."""
    name = dossier.product.name
    return _letter(
        "dossier_taken_up",
        dossier,
        f"Trung ương đã nhận hồ sơ {name}",
        f"Ngày {vn_date(on)} hồ sơ “{name}” vào {str(round_).lower()} của Trung ương; đợt này tổ"
        f" chức trước {vn_date(round_.held_before)} (Điều 5.2).",
    )


def sent_back(dossier: Dossier, result: str, *, on: dt.date) -> Letter:
    """To province and producer: below 5 stars at the centre."""
    name = dossier.product.name
    return _letter(
        "dossier_sent_back",
        dossier,
        f"Trung ương trả kết quả {name} về tỉnh",
        f"Ngày {vn_date(on)} Trung ương trả kết quả “{name}” về tỉnh. {result} Tỉnh công nhận 3"
        " hoặc 4 sao theo kết quả của Trung ương, hoặc tổ chức đánh giá lại (Điều 7.4.g).",
    )


def reevaluated(dossier: Dossier, round_: EvaluationRound, *, on: dt.date) -> Letter:
    """To province and producer: evaluated once more at home."""
    name = dossier.product.name
    return _letter(
        "dossier_reevaluated",
        dossier,
        f"{name} được đánh giá lại ở tỉnh",
        f"Ngày {vn_date(on)} hồ sơ “{name}” vào {str(round_).lower()} của tỉnh để đánh giá lại"
        " (Điều 7.4.g).",
    )
