"""Ideas: registered, corrected, surveyed, withdrawn."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import User
from audit.services import record
from common.dates import now
from common.errors import DomainError
from common.faults import field_faults, refuse_faults
from common.text import fold, normalise, told_changes
from common.workflow import require
from communes.models import AdministrativeUnit
from producers.models import Producer
from products.models import ProductSet
from products.selectors import CURRENT
from programmes import notices
from programmes.enums import IdeaMove, IdeaState, ProgrammeVerb, SurveyHeading, SurveyLevel
from programmes.models import IdeaCall, ProductIdea
from programmes.selectors.ideas import lies_in
from programmes.workflow import CHANGEABLE, IDEA_MOVES, registration_fault

TEXTS = ("material", "labour", "tradition", "scale", "market", "support")
_LINES = ("producer_name", "address", "phone", "product_name")
_LONGEST = 4000
_DERIVED = ("code", "call", "number", "state", "registered_by", "folded", "survey", "product")


class IdeaDetails(TypedDict, total=False):
    """What the sheet says; with ``producer`` the register says who and where."""

    producer: Producer | None
    producer_name: str
    producer_kind: str
    unit: AdministrativeUnit | None
    address: str
    phone: str
    kind: str
    product_name: str
    product_set: ProductSet | None
    material: str
    labour: str
    tradition: str
    scale: str
    market: str
    support: str


def folded_of(idea: ProductIdea) -> str:
    """Who makes what, as it is compared and searched."""
    return f"{fold(idea.producer_name)} | {fold(idea.product_name)}"


def _tidy(idea: ProductIdea) -> None:
    if idea.producer is not None:
        # The sheet says what the register said on the day.
        idea.producer_name, idea.producer_kind = idea.producer.name, idea.producer.kind
        idea.unit = idea.producer.current_unit or idea.producer.unit
        idea.address = idea.address or idea.producer.address
        idea.phone = idea.phone or idea.producer.phone
    for name in _LINES:
        setattr(idea, name, normalise(getattr(idea, name)))
    for name in TEXTS:
        setattr(idea, name, getattr(idea, name).strip())
    idea.folded = folded_of(idea)


def _check(idea: ProductIdea, *, on: dt.date) -> None:
    found: dict[str, str | None] = {
        "producer_name": None if idea.producer_name else "Chưa ghi ai đăng ký",
        "producer_kind": None if idea.producer_kind else "Chưa chọn loại hình",
        "product_name": None if idea.product_name else "Chưa có tên sản phẩm",
        "unit": None,
    }
    if idea.unit_id is None:
        found["unit"] = "Chưa chọn xã, phường"
    elif not lies_in(idea.call, idea.unit, on=on):
        field = "unit" if idea.producer is None else "producer"
        found[field] = f"{idea.unit.full_name} không thuộc {idea.call.unit.full_name}"
    if idea.product_set is not None and idea.product_set.generation != CURRENT:
        found["product_set"] = "Chọn bộ sản phẩm của quyết định hiện hành"
    for name in TEXTS:
        if len(getattr(idea, name)) > _LONGEST:
            found[name] = f"Dài quá {_LONGEST} chữ"
    if not any(getattr(idea, name) for name in TEXTS):
        found["material"] = "Ghi ít nhất một phần mô tả: nguyên liệu, lao động, nguồn gốc …"
    # A guess may be missing; a maker outside the register has no entry.
    exclude = {*_DERIVED, "unit", "producer", "product_set"}
    refuse_faults(field_faults(idea, exclude=exclude, found=found), where="trong phiếu")


def _save(idea: ProductIdea, **options: Any) -> None:
    try:
        with transaction.atomic():
            idea.save(**options)
    except IntegrityError as error:
        same = ProductIdea.objects.filter(call=idea.call, unit=idea.unit, folded=idea.folded)
        known = same.exclude(state=IdeaState.WITHDRAWN).exclude(pk=idea.pk).first()
        if known is None:
            raise
        fault = f"{known.producer_name} đã đăng ký ý tưởng này, phiếu số {known.number}"
        raise DomainError(fault, code="conflict", fields={"product_name": [fault]}) from error


@transaction.atomic
def register_idea(
    *, call: IdeaCall, actor: User, on: dt.date, **details: Unpack[IdeaDetails]
) -> ProductIdea:
    """Register an idea in ``call`` under its next number; commune and producer are told.

    Raises:
        DomainError: ``state`` outside the days of the call; ``invalid`` with the sentences per
            field; ``conflict`` when the same maker registered the same product in this call.
    """
    locked = IdeaCall.objects.select_for_update(of=("self",)).select_related("unit")
    row = locked.get(pk=call.pk)
    if fault := registration_fault(row, on=on):
        raise DomainError(fault, code="state")
    last = row.ideas.aggregate(last=Max("number"))["last"] or 0
    idea = ProductIdea(call=row, number=last + 1, registered_on=on, registered_by=actor, **details)
    _tidy(idea)
    _check(idea, on=on)
    _save(idea, force_insert=True)
    record(
        actor=actor,
        verb=ProgrammeVerb.IDEA_REGISTERED,
        target=idea,
        new=idea.state,
        data={"call": row.code, "number": idea.number, "unit": idea.unit.full_name},
    )
    notices.idea_registered(idea, actor=actor, on=on)
    return idea


def lock_idea(idea: ProductIdea) -> ProductIdea:
    """The row for a change, what it names read along."""
    rows = ProductIdea.objects.select_for_update(of=("self",))
    return rows.select_related("call__unit", "unit", "producer", "product_set").get(pk=idea.pk)


@transaction.atomic
def change_idea(
    *,
    idea: ProductIdea,
    actor: User,
    on: dt.date,
    seen: str | None = None,
    **details: Unpack[IdeaDetails],
) -> ProductIdea:
    """Correct a sheet that nobody has surveyed; nothing differs, nothing is written.

    ``seen`` is ``updated_at.isoformat()`` of what the person had before the eyes.

    Raises:
        DomainError: as :func:`register_idea`; ``state`` after the survey; ``conflict`` also when
            somebody saved first.
    """
    row = lock_idea(idea)
    if row.state not in CHANGEABLE:
        fault = f"Ý tưởng đang ở bước “{row.get_state_display()}”, phiếu không sửa nữa"
        raise DomainError(fault, code="state")
    if seen is not None and seen != row.updated_at.isoformat():
        fault = (
            "Phiếu đã được sửa ở nơi khác sau khi trang này mở ra. Chữ vừa gõ vẫn còn ở dưới;"
            " mở lại phiếu để xem bản mới"
        )
        raise DomainError(fault, code="conflict")
    names = [*details, "unit", "producer_name", "producer_kind", "address", "phone"]
    fields = list(dict.fromkeys(names))
    before = {name: getattr(row, name) for name in fields}
    for name, value in details.items():
        setattr(row, name, value)
    _tidy(row)
    changed = [name for name in fields if getattr(row, name) != before[name]]
    if not changed:
        return row
    _check(row, on=on)
    _save(row, update_fields=[*changed, "folded", "updated_at"])
    record(
        actor=actor,
        verb=ProgrammeVerb.IDEA_CHANGED,
        target=row,
        data={"changed": told_changes(before, row, changed)},
    )
    return row


@transaction.atomic
def survey_idea(
    *,
    idea: ProductIdea,
    survey_on: dt.date,
    people: str,
    headings: Mapping[str, tuple[str, str]],
    opinion: str,
    note: str,
    actor: User,
    on: dt.date,
) -> ProductIdea:
    """Write down what was found on the spot; a survey before the decision replaces the earlier.

    ``headings`` gives a level and a remark for each heading.

    Raises:
        DomainError: ``invalid`` for a heading or level that isn't known; ``state`` when something
            is missing, the day is wrong or the idea has been decided.
    """
    row = lock_idea(idea)
    known = set(SurveyHeading.values)
    if set(headings) - known or {level for level, _note in headings.values()} - set(
        SurveyLevel.values
    ):
        raise DomainError("Chọn mức có trong danh sách", code="invalid")
    people, note = normalise(people), note.strip()
    step = require(
        IDEA_MOVES,
        IdeaMove.SURVEY,
        row,
        survey_on=survey_on,
        on=on,
        people=people,
        headings=set(headings),
        opinion=opinion,
    )
    old, row.state = row.state, step.target
    row.survey_on, row.survey_people, row.survey_note = survey_on, people, note
    row.survey_opinion = opinion
    row.survey = {
        name: {"level": headings[name][0], "note": normalise(headings[name][1])}
        for name in SurveyHeading.values
    }
    row.save(
        update_fields=[
            "state",
            "survey_on",
            "survey_people",
            "survey_note",
            "survey_opinion",
            "survey",
            "updated_at",
        ]
    )
    record(
        actor=actor,
        verb=ProgrammeVerb.IDEA_SURVEYED,
        target=row,
        old=old,
        new=row.state,
        data={"survey_on": survey_on, "opinion": opinion, "survey": row.survey},
    )
    return row


@transaction.atomic
def withdraw_idea(*, idea: ProductIdea, reason: str, actor: User, on: dt.date) -> ProductIdea:
    """Take an idea back before it is decided; it can be registered anew while the call is open.

    Raises:
        DomainError: ``state`` once decided, or without a reason.
    """
    row = lock_idea(idea)
    reason = normalise(reason)
    step = require(IDEA_MOVES, IdeaMove.WITHDRAW, row, reason=reason)
    old, row.state, row.reason = row.state, step.target, reason
    row.save(update_fields=["state", "reason", "updated_at"])
    record(
        actor=actor,
        verb=ProgrammeVerb.IDEA_WITHDRAWN,
        target=row,
        old=old,
        new=row.state,
        reason=reason,
        data={"on": on},
    )
    return row


def move_ideas(*, keep: Producer, absorb: Producer) -> list[int]:
    """Give the ideas of a merged entry to the one that stays; returns their keys."""
    ids = list(
        ProductIdea.objects.filter(producer=absorb).order_by("pk").values_list("pk", flat=True)
    )
    ProductIdea.objects.filter(pk__in=ids).update(producer=keep, updated_at=now())
    return ids


def give_back_ideas(*, keep: Producer, absorb: Producer, ids: list[int]) -> None:
    """Undo :func:`move_ideas` for those that ``keep`` still has."""
    rows = ProductIdea.objects.filter(pk__in=ids, producer=keep)
    rows.update(producer=absorb, updated_at=now())
