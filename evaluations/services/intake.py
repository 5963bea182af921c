"""Opening a dossier and writing Mẫu 01, Mẫu 02, the self-score and Mẫu 03, save by save."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from audit.services import record
from common.dates import now, today, vn_date
from common.errors import DomainError
from common.text import normalise
from communes.models import AdministrativeUnit
from communes.selectors import successors
from evaluations.enums import DossierKind, DossierState, EvaluationVerb
from evaluations.models import CommuneAssessment, CriteriaSheet, Dossier, SelfScore
from evaluations.rating import answers_faults
from evaluations.selectors.criteria import parsed, sheet_for
from evaluations.selectors.papers import prefilled_registration, prefilled_report
from evaluations.services.dossier import lock_dossier
from evaluations.workflow.dossier import ASSESSMENT_OPEN, FORMS_OPEN
from evaluations.workflow.forms26 import (
    ASSESSMENT,
    LONG_MAX,
    REGISTRATION,
    REPORT,
    Entry,
    clean,
    faults,
)
from evaluations.workflow.windows import too_late
from products.enums import Generation
from products.models import Product


def _set_number(product: Product) -> int:
    """The number of the product's set under Decision 26; sets of 148 carry the same numbers."""
    product_set = product.product_set
    if product_set is not None and product_set.generation == Generation.QD1048:
        product_set = product_set.successor
    if product_set is None:
        raise DomainError(
            "Sản phẩm chưa chọn bộ sản phẩm theo Quyết định 26/2026/QĐ-TTg. Hãy chọn bộ sản phẩm"
            " ở trang sản phẩm trước khi lập hồ sơ"
        )
    return product_set.number


def _sheet(product: Product, on: dt.date) -> CriteriaSheet:
    number = _set_number(product)
    sheet = sheet_for(number, on=on)
    if sheet is None:
        raise DomainError(
            f"Chưa có phiếu chấm nào được công bố cho bộ sản phẩm {number} vào ngày {vn_date(on)}."
            " Hãy liên hệ Văn phòng Điều phối"
        )
    return sheet


def _unit(product: Product, on: dt.date) -> AdministrativeUnit:
    """The commune of today, chosen or following from the recorded one."""
    found = list(successors(product.current_unit or product.unit, on=on)[:2])
    if len(found) != 1:
        raise DomainError(
            f"{product.unit.full_name} đã chia vào nhiều xã, phường hoặc chưa có xã, phường hiện"
            " nay. Hãy sửa nơi của sản phẩm trước khi lập hồ sơ"
        )
    return found[0]


def _check_kind(kind: str, expires_on: dt.date | None, on: dt.date) -> None:
    if kind not in DossierKind.values:
        raise DomainError("Chọn một trong ba lần đăng ký của Mẫu số 01", code="invalid")
    if kind != DossierKind.RERATING:
        return
    if expires_on is None:
        fault = "Ghi ngày hết hạn của giấy chứng nhận đang có, để tính hạn nộp (Điều 7.6.a)"
        raise DomainError(fault, code="invalid", fields={"expires_on": [fault]})
    late = too_late(on, expires_on)
    if late:
        raise DomainError(late, code="invalid", fields={"expires_on": [late]})


@transaction.atomic
def open_dossier(
    *,
    product: Product,
    kind: str,
    actor: User,
    on: dt.date,
    expires_on: dt.date | None = None,
) -> Dossier:
    """Begin a dossier for ``product``, Mẫu 01 and 02 prefilled from the register.

    ``expires_on`` is the last day of the certificate in hand, asked for a re-rating: a draft may
    be begun before the window of rule 7-21 opens, filed only inside it.

    Raises:
        DomainError: ``conflict`` when the product already has a dossier under way, ``invalid``
            on ``expires_on``, ``blocked`` without product set, sheet or commune of today.
    """
    if on > today():
        raise DomainError(f"Ngày {vn_date(on)} ở sau hôm nay {vn_date(today())}", code="invalid")
    _check_kind(kind, expires_on, on)
    dossier = Dossier(
        product=product,
        unit=_unit(product, on),
        kind=kind,
        sheet=_sheet(product, on),
        expires_on=expires_on if kind == DossierKind.RERATING else None,
        opened_by=actor,
    )
    dossier.registration = clean(REGISTRATION, prefilled_registration(dossier))
    dossier.report = clean(REPORT, prefilled_report(dossier))
    try:
        with transaction.atomic():
            dossier.save(force_insert=True)
    except IntegrityError as error:
        running = Dossier.objects.filter(product=product).exclude(state__in=DossierState.closed)
        if not running.exists():
            raise
        raise DomainError(
            f"{product.name} đang có một hồ sơ chưa xong. Mỗi sản phẩm chỉ có một hồ sơ đang làm",
            code="conflict",
        ) from error
    record(
        actor=actor,
        verb=EvaluationVerb.DOSSIER_OPENED,
        target=dossier,
        new=dossier.state,
        data={"kind": kind, "on": on, "expires_on": expires_on},
    )
    return dossier


def _writable(dossier: Dossier, states: frozenset[str], part: str, version: int) -> Dossier:
    """The locked row, if it can be written in its state and nobody saved ``part`` meanwhile."""
    row = lock_dossier(dossier)
    if row.state not in states:
        raise DomainError(
            f"Hồ sơ đang ở bước “{row.get_state_display()}” nên không sửa phần này được",
            code="state",
        )
    saved = row.saves.get(part)
    if saved and saved["version"] > version:
        at = timezone.localtime(dt.datetime.fromisoformat(saved["at"]))
        raise DomainError(
            f"Hồ sơ đã được lưu ở cửa sổ khác lúc {at:%H:%M} ngày {at:%d/%m/%Y}; chữ vừa gõ vẫn"
            " còn ở dưới. Hãy so lại rồi bấm lưu lần nữa để ghi đè",
            code="conflict",
        )
    return row


def _saved(row: Dossier, part: str, columns: list[str], *, actor: User, on: dt.date) -> Dossier:
    """Count the save and write it down; the caller has set ``columns``."""
    row.version += 1
    row.saves = {**row.saves, part: {"version": row.version, "at": now().isoformat()}}
    row.save(update_fields=[*columns, "version", "saves", "updated_at"])
    verb = EvaluationVerb.ASSESSMENT_SAVED if part == "assessment" else EvaluationVerb.DOSSIER_SAVED
    record(actor=actor, verb=verb, target=row, data={"part": part, "on": on, "save": row.version})
    return row


def _checked(entries: tuple[Entry, ...], data: Mapping[str, Any], on: dt.date) -> dict[str, Any]:
    cleaned = clean(entries, data)
    found = faults(entries, cleaned, on=min(on, today()))
    if found:
        first = next(iter(found.values()))[0]
        raise DomainError(first, code="invalid", fields=found)
    return cleaned


@transaction.atomic
def save_registration(
    *, dossier: Dossier, data: Mapping[str, Any], actor: User, on: dt.date, version: int
) -> Dossier:
    """Save Mẫu số 01, complete or not; ``version`` is the save the writer had in front of them.

    Raises:
        DomainError: ``conflict`` when this form was saved in another window since, ``invalid``
            with ``fields``, ``state`` when the producer doesn't hold the dossier.
    """
    cleaned = _checked(REGISTRATION, data, on)
    row = _writable(dossier, FORMS_OPEN, "registration", version)
    row.registration = cleaned
    return _saved(row, "registration", ["registration"], actor=actor, on=on)


@transaction.atomic
def save_report(
    *, dossier: Dossier, data: Mapping[str, Any], actor: User, on: dt.date, version: int
) -> Dossier:
    """Save Mẫu số 02, parts I, II and IV; as :func:`save_registration`."""
    cleaned = _checked(REPORT, data, on)
    row = _writable(dossier, FORMS_OPEN, "report", version)
    row.report = cleaned
    return _saved(row, "report", ["report"], actor=actor, on=on)


@transaction.atomic
def save_self_scores(
    *,
    dossier: Dossier,
    answers: Mapping[str, Any],
    actor: User,
    on: dt.date,
    version: int,
    explanations: Mapping[str, str] | None = None,
) -> Dossier:
    """Replace the whole self-score (Mẫu số 02, part III) by ``answers``.

    An answer is the points of an option, ``{"case", "points"}`` where the criterion has cases; a
    criterion left out is empty.

    Raises:
        DomainError: ``invalid`` for points that are not on the sheet, with the sentence at the
            criterion; ``conflict``, ``state`` as :func:`save_registration`.
    """
    row = _writable(dossier, FORMS_OPEN, "scores", version)
    sheet, words = parsed(row.sheet), explanations or {}
    found = {
        code: answers_faults(sheet, {code: answer})
        for code, answer in answers.items()
        if answers_faults(sheet, {code: answer})
    }
    found |= {
        code: [f"Tiêu chí {code}: thuyết minh dài {len(text)} chữ cái, nhiều nhất {LONG_MAX}"]
        for code, text in words.items()
        if len(text) > LONG_MAX
    }
    if found:
        first = next(iter(found.values()))[0]
        raise DomainError(first, code="invalid", fields=found)
    row.self_scores.all().delete()
    SelfScore.objects.bulk_create(
        SelfScore(
            dossier=row,
            criterion=criterion.code,
            case=answer["case"] if isinstance(answer, Mapping) else "",
            points=answer["points"] if isinstance(answer, Mapping) else answer,
            max_points=criterion.max_points,
            explanation=normalise(words.get(criterion.code, "")),
        )
        for criterion in sheet.criteria
        if (answer := answers.get(criterion.code)) is not None
    )
    return _saved(row, "scores", [], actor=actor, on=on)


@transaction.atomic
def save_assessment(
    *, dossier: Dossier, data: Mapping[str, Any], actor: User, on: dt.date, version: int
) -> Dossier:
    """Save the commune's Mẫu số 03 and the numbers of report and letter, complete or not.

    Raises:
        DomainError: as :func:`save_registration`; only while the commune holds the dossier.
    """
    cleaned = _checked(ASSESSMENT, data, on)
    row = _writable(dossier, ASSESSMENT_OPEN, "assessment", version)
    CommuneAssessment.objects.update_or_create(dossier=row, defaults=cleaned)
    return _saved(row, "assessment", [], actor=actor, on=on)
