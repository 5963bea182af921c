"""Opening a dossier and writing Mẫu 01, Mẫu 02, the self-score and Mẫu 03, save by save."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from audit.selectors import timeline
from audit.services import record
from common.dates import now, today, vn_date
from common.errors import DomainError
from common.text import normalise
from communes.models import AdministrativeUnit
from communes.selectors import successors
from evaluations.enums import DossierKind, DossierState, EvaluationVerb
from evaluations.models import CommuneAssessment, CriteriaSheet, Dossier, SelfScore
from evaluations.rating import Sheet, answers_faults
from evaluations.selectors.criteria import parsed, sheet_for
from evaluations.selectors.forward import carried_into
from evaluations.selectors.opening import set_today
from evaluations.services.carrying import carry_over
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
from products.models import Product


def _set_number(product: Product) -> int:
    """The number of the product's set under Decision 26; sets of 148 carry the same numbers."""
    product_set = set_today(product)
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
    """Begin a dossier for ``product``, prefilled from the register and its earlier dossier.

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
    carried = carried_into(dossier, on=on)
    dossier.registration = clean(REGISTRATION, carried.registration)
    dossier.report = clean(REPORT, carried.report)
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
    carry_over(dossier, carried, actor=actor)
    source = carried.source.dossier.code if carried.source else ""
    record(
        actor=actor,
        verb=EvaluationVerb.DOSSIER_OPENED,
        target=dossier,
        new=dossier.state,
        data={"kind": kind, "on": on, "expires_on": expires_on, "carried_from": source},
    )
    return dossier


# One audit entry per person and part within this time, however often a form keeps itself.
QUIET = dt.timedelta(hours=1)


def _writable(
    dossier: Dossier,
    states: frozenset[str],
    parts: Collection[str],
    version: int,
    *,
    same: Callable[[Dossier], bool],
) -> Dossier:
    """The locked row, if it can be written in its state and nobody saved ``parts`` meanwhile.

    Whoever brings the very text that is kept already (``same``: its answer was lost on the way)
    disturbs nobody.
    """
    row = lock_dossier(dossier)
    if row.state not in states:
        raise DomainError(
            f"Hồ sơ đang ở bước “{row.get_state_display()}” nên không sửa phần này được",
            code="state",
        )
    saved = [row.saves[part] for part in parts if part in row.saves]
    newer = [save for save in saved if save["version"] > version]
    if newer and not same(row):
        last = max(newer, key=lambda save: save["version"])
        at = timezone.localtime(dt.datetime.fromisoformat(last["at"]))
        raise DomainError(
            f"Hồ sơ đã được lưu ở cửa sổ khác lúc {at:%H:%M} ngày {at:%d/%m/%Y}"
            f"{_by(last)}; chữ vừa gõ vẫn còn ở dưới. Hãy so lại rồi bấm lưu lần nữa để ghi đè",
            code="conflict",
        )
    return row


def _by(save: Mapping[str, Any]) -> str:
    return f", người lưu {save['by']}" if save.get("by") else ""


def _saved(
    row: Dossier,
    parts: Collection[str],
    columns: list[str],
    *,
    actor: User,
    on: dt.date,
    by_itself: bool,
) -> Dossier:
    """Count the save and write it down; the caller has set ``columns``.

    The first of ``parts`` names it in the audit. A form that keeps itself (``by_itself``) writes
    one audit entry per person, part and :data:`QUIET`: what was filed is frozen anyway.
    """
    row.version += 1
    save = {"version": row.version, "at": now().isoformat(), "by": actor.full_name}
    # Once somebody has pressed the button, what is empty was left empty knowingly.
    row.saves = {
        **row.saves,
        **{
            part: {**save, "pressed": not by_itself or bool(before.get("pressed"))}
            for part in parts
            for before in [row.saves.get(part, {})]
        },
    }
    row.save(update_fields=[*columns, "version", "saves", "updated_at"])
    part = next(iter(parts))
    verb = EvaluationVerb.ASSESSMENT_SAVED if part == "assessment" else EvaluationVerb.DOSSIER_SAVED
    if by_itself:
        lately = timeline(row).filter(actor=actor, verb=verb, at__gte=now() - QUIET)
        if any(entry.data.get("part") == part for entry in lately):
            return row
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
    *,
    dossier: Dossier,
    data: Mapping[str, Any],
    actor: User,
    on: dt.date,
    version: int,
    by_itself: bool = False,
) -> Dossier:
    """Save Mẫu số 01, complete or not; ``version`` is the save the writer had in front of them.

    ``by_itself`` is a save that nobody pressed for: the audit tells it once an hour.

    Raises:
        DomainError: ``conflict`` when this form was saved in another window since, ``invalid``
            with ``fields``, ``state`` when the producer doesn't hold the dossier.
    """
    cleaned = _checked(REGISTRATION, data, on)
    part = ("registration",)
    row = _writable(
        dossier, FORMS_OPEN, part, version, same=lambda row: row.registration == cleaned
    )
    row.registration = cleaned
    return _saved(row, part, ["registration"], actor=actor, on=on, by_itself=by_itself)


@transaction.atomic
def save_report(
    *,
    dossier: Dossier,
    data: Mapping[str, Any],
    actor: User,
    on: dt.date,
    version: int,
    by_itself: bool = False,
) -> Dossier:
    """Save Mẫu số 02, parts I, II and IV; as :func:`save_registration`."""
    cleaned = _checked(REPORT, data, on)
    part = ("report",)
    row = _writable(dossier, FORMS_OPEN, part, version, same=lambda row: row.report == cleaned)
    row.report = cleaned
    return _saved(row, part, ["report"], actor=actor, on=on, by_itself=by_itself)


@transaction.atomic
def save_self_scores(
    *,
    dossier: Dossier,
    answers: Mapping[str, Any],
    actor: User,
    on: dt.date,
    version: int,
    explanations: Mapping[str, str] | None = None,
    part: str = "",
    by_itself: bool = False,
) -> Dossier:
    """Replace the self-score (Mẫu số 02, part III) by ``answers``: all of it, or one ``part``.

    An answer is the points of an option, ``{"case", "points"}`` where the criterion has cases; a
    criterion left out is empty; what is explained of it is kept all the same. Two windows on
    different parts of the sheet don't disturb each other.

    Raises:
        DomainError: ``invalid`` for points that are not on the sheet, with the sentence at the
            criterion; ``conflict``, ``state`` as :func:`save_registration`.
    """
    sheet, words = parsed(dossier.sheet), explanations or {}
    written = [item for item in sheet.criteria if part in ("", item.part)]
    _check_marks(sheet, answers, words)
    rows = {
        item.code: (case, points, normalise(words.get(item.code, "")))
        for item in written
        for case, points in [_mark(answers.get(item.code))]
        if points is not None or words.get(item.code, "").strip()
    }
    pieces = [part] if part else [one.code for one in sheet.parts]
    parts = ("scores", *(f"scores-{one}" for one in pieces))
    codes = [item.code for item in written]

    def same(row: Dossier) -> bool:
        kept = row.self_scores.filter(criterion__in=codes)
        return {one.criterion: (one.case, one.points, one.explanation) for one in kept} == rows

    row = _writable(dossier, FORMS_OPEN, parts[1:], version, same=same)
    row.self_scores.filter(criterion__in=codes).delete()
    SelfScore.objects.bulk_create(
        SelfScore(
            dossier=row,
            criterion=item.code,
            case=rows[item.code][0],
            points=rows[item.code][1],
            max_points=item.max_points,
            explanation=rows[item.code][2],
        )
        for item in written
        if item.code in rows
    )
    return _saved(row, parts, [], actor=actor, on=on, by_itself=by_itself)


def _mark(answer: Any) -> tuple[str, Any]:
    """Case and points of an answer; no points for a criterion left out."""
    if isinstance(answer, Mapping):
        return answer["case"], answer["points"]
    return "", answer


def _check_marks(sheet: Sheet, answers: Mapping[str, Any], words: Mapping[str, str]) -> None:
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


@transaction.atomic
def save_assessment(
    *,
    dossier: Dossier,
    data: Mapping[str, Any],
    actor: User,
    on: dt.date,
    version: int,
    by_itself: bool = False,
) -> Dossier:
    """Save the commune's Mẫu số 03, its meeting and the numbers of report and letter.

    Complete or not. A meeting is held where it is necessary (Đ7.2.a para. 2).

    Raises:
        DomainError: as :func:`save_registration`; only while the commune holds the dossier.
    """
    cleaned = _checked(ASSESSMENT, data, on)
    cleaned["meeting_on"] = cleaned["meeting_on"] or None
    part = ("assessment",)

    def same(row: Dossier) -> bool:
        return CommuneAssessment.objects.filter(dossier=row, **cleaned).exists()

    row = _writable(dossier, ASSESSMENT_OPEN, part, version, same=same)
    CommuneAssessment.objects.update_or_create(dossier=row, defaults=cleaned)
    return _saved(row, part, [], actor=actor, on=on, by_itself=by_itself)
