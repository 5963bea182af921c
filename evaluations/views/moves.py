"""The moves as a person sees them: button, who may, what it asks, what was done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import User
from common.dates import today
from evaluations.enums import DossierMove
from evaluations.forms.dossier import AcceptForm, WithdrawForm
from evaluations.models import Dossier
from evaluations.selectors.dossier import open_rounds
from evaluations.services import dossier as services

PRODUCER_OR_COMMUNE = (
    "Việc này dành cho người của chủ thể và cán bộ OCOP của xã, phường nơi có chủ thể"
)
PRODUCER = "Việc này dành cho người của chủ thể có sản phẩm"
COMMUNE = "Việc này dành cho cán bộ OCOP của xã, phường nơi có chủ thể"
PROVINCE = "Việc này dành cho cán bộ Văn phòng Điều phối của tỉnh"


@dataclass(frozen=True, slots=True)
class Action:
    """One move on the record page. ``form`` None: the button alone; ``page``: it has its own page.

    ``done`` may name ``row``, ``unit`` and ``ahead``, the round a proposal is in time for.
    """

    move: str
    perm: str
    who: str
    url: str
    words: str
    done: str
    service: Callable[..., Dossier]
    form: type[forms.Form] | None = None
    icon: str = ""
    kind: str = ""
    page: bool = False

    def bound(self, dossier: Dossier, data: QueryDict | None) -> forms.Form:
        """The form of the move, with what was sent if anything was."""
        if self.form is AcceptForm:
            return AcceptForm(data, rounds=open_rounds(dossier))
        return (self.form or forms.Form)(data)

    def act(self, dossier: Dossier, actor: User, cleaned: dict[str, Any]) -> Dossier:
        """Make the move today."""
        if "round" in cleaned:
            cleaned = {"evaluation_round": cleaned["round"]}
        return self.service(dossier=dossier, actor=actor, on=today(), **cleaned)


_P = "evaluations."
ACTIONS: dict[str, Action] = {
    action.move: action
    for action in (
        Action(
            DossierMove.FILE,
            f"{_P}file_dossier",
            PRODUCER_OR_COMMUNE,
            "evaluations:dossier_submit",
            "Nộp hồ sơ",
            "Đã nộp hồ sơ cho {unit}, phiếu số {row.commune_receipt}. {ahead}",
            services.file_dossier,
            icon="send",
        ),
        Action(
            DossierMove.PROPOSE,
            f"{_P}propose_dossier",
            COMMUNE,
            "evaluations:dossier_propose",
            "Gửi đề nghị lên tỉnh",
            "Đã gửi đề nghị đánh giá lên tỉnh. {ahead}",
            services.propose_dossier,
            icon="send",
        ),
        Action(
            DossierMove.RETURN,
            f"{_P}return_dossier",
            COMMUNE,
            "evaluations:dossier_return",
            "Trả chủ thể bổ sung",
            "Đã trả hồ sơ cho chủ thể bổ sung",
            services.return_dossier,
            page=True,
            icon="arrow-left",
            kind="alt",
        ),
        Action(
            DossierMove.ANSWER_SUPPLEMENT,
            f"{_P}answer_supplement_dossier",
            COMMUNE,
            "evaluations:dossier_answer",
            "Gửi bổ sung lên tỉnh",
            "Đã gửi bổ sung lên tỉnh",
            services.answer_supplement,
            icon="send",
        ),
        Action(
            DossierMove.RECEIVE,
            f"{_P}receive_dossier",
            PROVINCE,
            "evaluations:dossier_receive",
            "Tiếp nhận hồ sơ",
            "Đã tiếp nhận, phiếu số {row.province_receipt}",
            services.receive_dossier,
            icon="box-arrow-in-right",
        ),
        Action(
            DossierMove.ACCEPT,
            f"{_P}accept_dossier",
            PROVINCE,
            "evaluations:dossier_accept",
            "Đưa vào đợt đánh giá",
            "Đã đưa vào đợt, mã số sản phẩm {row.product_number}",
            services.accept_dossier,
            form=AcceptForm,
            icon="calendar3",
        ),
        Action(
            DossierMove.ASK_SUPPLEMENT,
            f"{_P}ask_supplement_dossier",
            PROVINCE,
            "evaluations:dossier_ask",
            "Yêu cầu bổ sung",
            "Đã yêu cầu xã, phường và chủ thể bổ sung",
            services.ask_supplement,
            page=True,
            icon="arrow-left",
            kind="alt",
        ),
        Action(
            DossierMove.WITHDRAW,
            f"{_P}withdraw_dossier",
            PRODUCER,
            "evaluations:dossier_withdraw",
            "Rút hồ sơ",
            "Đã rút hồ sơ",
            services.withdraw_dossier,
            form=WithdrawForm,
            icon="x-lg",
            kind="danger",
        ),
    )
}
