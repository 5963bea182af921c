"""What becomes of ideas: the province's choice, and a product from a chosen one."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from audit.services import record
from common.bulk import update_rows
from common.dates import now
from common.errors import DomainError
from common.text import normalise
from common.workflow import blocked_reason
from producers.models import Producer
from producers.services import register_producer
from products.models import Product, ProductSet
from products.services import register_product
from programmes import notices
from programmes.enums import IdeaMove, IdeaState, ProgrammeVerb
from programmes.models import IdeaCall, ProductIdea
from programmes.services.ideas import lock_idea
from programmes.workflow import IDEA_MOVES

_VERBS = {
    IdeaMove.SELECT: ProgrammeVerb.IDEA_SELECTED,
    IdeaMove.NOT_SELECT: ProgrammeVerb.IDEA_NOT_SELECTED,
}
_WRITTEN = ["state", "decision_number", "decided_on", "reason", "updated_at"]


@transaction.atomic
def decide_ideas(
    *,
    call: IdeaCall,
    choices: Mapping[str, tuple[str, str]],
    number: str,
    decided_on: dt.date,
    actor: User,
    on: dt.date,
) -> list[ProductIdea]:
    """Choose or refuse surveyed ideas of ``call`` under one decision, all or none.

    ``choices`` maps the code of an idea to ``select`` or ``not_select`` and the reason. Producers
    and communes are told.

    Raises:
        DomainError: ``invalid`` when nothing is chosen or a sentence belongs to a field
            (``number``, ``decided_on``, ``reason_<code>``); ``conflict`` when an idea was decided
            or withdrawn meanwhile.
    """
    number = normalise(number)
    if not choices:
        raise DomainError("Chưa chọn ý tưởng nào: ghi Chọn hoặc Không chọn", code="invalid")
    rows = list(
        ProductIdea.objects.select_for_update(of=("self",))
        .filter(call=call, code__in=choices)
        .select_related("call", "unit", "producer")
        .order_by("pk")
    )
    if len(rows) < len(choices):
        raise DomainError("Có ý tưởng không thuộc đợt này", code="invalid")
    _refuse_wrong(rows, choices, number=number, decided_on=decided_on, on=on)
    at = now()
    for row in rows:
        move, reason = choices[row.code]
        row.state = IDEA_MOVES[IdeaMove(move)].target
        row.decision_number, row.decided_on = number, decided_on
        row.reason, row.updated_at = normalise(reason), at
    update_rows(rows, _WRITTEN)
    for row in rows:
        record(
            actor=actor,
            verb=_VERBS[IdeaMove(choices[row.code][0])],
            target=row,
            old=IdeaState.SURVEYED,
            new=row.state,
            reason=row.reason,
            data={"decision": number, "decided_on": decided_on},
        )
    notices.ideas_decided(rows, on=on)
    return rows


def _refuse_wrong(
    rows: list[ProductIdea],
    choices: Mapping[str, tuple[str, str]],
    *,
    number: str,
    decided_on: dt.date,
    on: dt.date,
) -> None:
    """The sentences of the moves, at the fields they belong to."""
    faults: dict[str, list[str]] = {}
    for row in rows:
        move, reason = choices[row.code]
        if move not in _VERBS:
            raise DomainError("Chỉ ghi Chọn hoặc Không chọn", code="invalid")
        if row.state != IdeaState.SURVEYED:
            where = row.get_state_display()
            raise DomainError(f"“{row}” vừa chuyển sang bước “{where}”", code="conflict")
        fault = blocked_reason(
            IDEA_MOVES,
            IdeaMove(move),
            row,
            number=number,
            decided_on=decided_on,
            on=on,
            reason=reason,
        )
        if not fault:
            continue
        if "số quyết định" in fault:
            faults.setdefault("number", [fault])
        elif "gày quyết định" in fault:
            faults.setdefault("decided_on", [fault])
        else:
            faults[f"reason_{row.code}"] = [fault]
    if faults:
        first = next(iter(faults.values()))[0]
        raise DomainError(first, code="invalid", fields=faults)


def _selected(idea: ProductIdea) -> ProductIdea:
    row = lock_idea(idea)
    if row.state != IdeaState.SELECTED:
        fault = f"Ý tưởng đang ở bước “{row.get_state_display()}”, chưa lập sản phẩm từ phiếu này"
        raise DomainError(fault, code="state")
    if row.product is not None:
        raise DomainError(f"Ý tưởng này đã thành sản phẩm “{row.product}”", code="conflict")
    return row


@transaction.atomic
def take_up_idea(
    *,
    idea: ProductIdea,
    name: str,
    product_set: ProductSet | None,
    producer: Producer | None,
    actor: User,
    on: dt.date,
) -> Product:
    """Enter the product that a chosen idea has become; its texts become the description.

    Without a ``producer`` (neither given nor named by the idea) the maker is entered into the
    register first, as the sheet names it.

    Raises:
        DomainError: ``state`` unless it was chosen; ``conflict`` when it has a product, or the
            producer has one of that name; ``invalid`` with the sentences per field.
    """
    row = _selected(idea)
    maker = row.producer or producer
    if maker is None:
        maker = register_producer(
            actor=actor,
            on=on,
            name=row.producer_name,
            kind=row.producer_kind,
            unit=row.unit,
            address=row.address,
            phone=row.phone,
        )
    told = "\n\n".join(text for text in (row.material, row.scale) if text)
    product = register_product(
        actor=actor,
        on=on,
        producer=maker,
        name=name,
        product_set=product_set,
        description=told,
        story=row.tradition,
    )
    return _link(row, product, actor=actor)


@transaction.atomic
def link_idea(*, idea: ProductIdea, product: Product, actor: User) -> Product:
    """Say that the register has the product of a chosen idea already.

    Raises:
        DomainError: as :func:`take_up_idea`; ``invalid`` when another producer makes it.
    """
    row = _selected(idea)
    if row.producer is not None and row.producer_id != product.producer_id:
        fault = f"“{product}” là sản phẩm của chủ thể khác"
        raise DomainError(fault, code="invalid", fields={"product": [fault]})
    return _link(row, product, actor=actor)


def _link(row: ProductIdea, product: Product, *, actor: User) -> Product:
    row.product = product
    row.producer = product.producer
    row.save(update_fields=["product", "producer", "updated_at"])
    record(
        actor=actor,
        verb=ProgrammeVerb.IDEA_TAKEN_UP,
        target=row,
        data={"product": product.code, "producer": product.producer.code},
    )
    return product
