"""Decisions: drafted by the office from the council's verdicts, issued by the authority."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from audit.services import record
from certificates import notices
from certificates.enums import CertificateVerb, DecisionKind, DecisionMove, DecisionState
from certificates.models import Certificate, Decision, DecisionItem
from certificates.selectors import awaiting_decision, way_of
from certificates.services.issuing import (
    authority_of,
    issue_certificate,
    lock_certificates_of,
    replace_older,
)
from certificates.workflow import DECISION_MOVES
from common.dates import vn_date
from common.errors import DomainError
from common.text import normalise
from common.workflow import require
from communes.models import AdministrativeUnit
from evaluations.enums import DossierState, Level
from evaluations.models import Dossier, Verdict
from evaluations.services import decide, forward, not_recognise, send_back

# The council has concluded, or the centre has sent its result back (rule 7-19).
_DECIDABLE = (DossierState.CONCLUDED, DossierState.SENT_BACK)


def _invalid(field: str, sentence: str) -> DomainError:
    return DomainError(sentence, code="invalid", fields={field: [sentence]})


@transaction.atomic
def draft_decision(
    *,
    kind: str,
    level: str,
    unit: AdministrativeUnit | None,
    dossiers: Sequence[Dossier],
    actor: User,
    on: dt.date,
) -> Decision:
    """Put concluded dossiers of ``unit``'s councils into a draft decision of ``kind``.

    RECOGNISE takes rated verdicts of 3 or 4 stars under 90 points, APPROVE_RESULT those of 90 and
    more (rules 7-12, 7-14; at the centre RECOGNISE takes 5 stars, 7-17). The dossiers keep their
    state until the decision is issued; a verdict can be in one decision only.

    Raises:
        DomainError: ``invalid`` when nothing is chosen or a dossier doesn't fit; ``conflict`` when
            somebody else put it into a decision meanwhile.
    """
    if not dossiers:
        raise _invalid("dossiers", "Hãy chọn ít nhất một sản phẩm")
    chosen = {dossier.pk for dossier in dossiers}
    locked = Dossier.objects.select_for_update(of=("self",)).select_related("product")
    rows = list(locked.filter(pk__in=chosen).order_by("pk"))
    waiting = {verdict.dossier_id: verdict for verdict in awaiting_decision(unit, level=level)}
    verdicts: list[Verdict] = []
    for dossier in rows:
        verdict = waiting.get(dossier.pk)
        if verdict is None:
            raise DomainError(_not_waiting(dossier), code="conflict")
        way = way_of(verdict)
        if way != kind:
            raise _invalid("dossiers", _other_way(dossier, way))
        verdicts.append(verdict)
    decision = Decision.objects.create(
        kind=kind, level=level, unit=unit, authority=authority_of(level, unit, on=on)
    )
    DecisionItem.objects.bulk_create(
        DecisionItem(
            decision=decision, dossier_id=verdict.dossier_id, verdict=verdict, stars=verdict.stars
        )
        for verdict in verdicts
    )
    record(
        actor=actor,
        verb=CertificateVerb.DECISION_DRAFTED,
        target=decision,
        new=DecisionState.DRAFT,
        data={"kind": kind, "dossiers": [dossier.code for dossier in rows], "on": on},
    )
    return decision


def _not_waiting(dossier: Dossier) -> str:
    if dossier.state not in _DECIDABLE:
        return f"{dossier.product}: hồ sơ đang ở bước “{dossier.get_state_display()}”"
    named = DecisionItem.objects.filter(dossier=dossier).select_related("decision").last()
    if named:
        return f"{dossier.product} đã có trong {named.decision}"
    return f"{dossier.product}: Hội đồng kết luận không thuộc cấp hoặc tỉnh này"


def _other_way(dossier: Dossier, way: DecisionKind | None) -> str:
    if way is None:
        return (
            f"{dossier.product}: Hội đồng không xếp từ 3 sao trở lên, không ra quyết định công nhận"
            " (Điều 4.1); hãy thông báo kết quả"
        )
    if way == DecisionKind.APPROVE_RESULT:
        return (
            f"{dossier.product} đạt từ 90 điểm: ra quyết định phê duyệt kết quả, đề nghị"
            " Trung ương (Điều 7.3.e)"
        )
    return f"{dossier.product} dưới 90 điểm: ra quyết định công nhận 3, 4 sao (Điều 7.3.e)"


@transaction.atomic
def discard_decision(*, decision: Decision, actor: User, on: dt.date) -> Decision:
    """Give up a draft; its dossiers can go into another one. The draft stays in the record."""
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    step = require(DECISION_MOVES, DecisionMove.DISCARD, row)
    codes = list(row.items.values_list("dossier__code", flat=True))
    row.items.all().delete()
    row.state = step.target
    row.save(update_fields=["state", "updated_at"])
    record(
        actor=actor,
        verb=CertificateVerb.DECISION_DISCARDED,
        target=row,
        old=DecisionState.DRAFT,
        new=row.state,
        data={"dossiers": codes, "on": on},
    )
    return row


def concluded_on(decision: Decision) -> dt.date | None:
    """The day of the latest verdict that ``decision`` names."""
    at = decision.items.aggregate(at=Max("verdict__concluded_at"))["at"]
    return timezone.localdate(at) if at else None


@transaction.atomic
def issue_decision(
    *,
    decision: Decision,
    number: str,
    decided_on: dt.date,
    signer: str,
    signer_title: str,
    actor: User,
    on: dt.date,
) -> Decision:
    """Issue a draft, all or nothing.

    RECOGNISE: every dossier becomes DECIDED and gets its certificate, 36 months from
    ``decided_on``, with the next number of the authority's sequence and its PDF as issued; an older
    certificate of the product is replaced (rules 4.3, 7-13). APPROVE_RESULT: every dossier becomes
    FORWARDED, no certificate (7-14). Producers and communes are told (7-15).

    Raises:
        DomainError: ``state`` when it was issued before (says by whom), when the day lies in the
            future or before a verdict; ``conflict`` when the number is taken.
    """
    number, signer = normalise(number), normalise(signer)
    row = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("unit", "issued_by")
        .get(pk=decision.pk)
    )
    if row.state == DecisionState.ISSUED:
        who = f"{row.issued_by} đã ban hành" if row.issued_by else "Đã ban hành"
        raise DomainError(
            f"{who} {row} ngày {vn_date(row.decided_on or on)}; không ban hành lần nữa",
            code="state",
        )
    items = list(row.items.select_related("verdict").order_by("-verdict__total", "pk"))
    dossiers = _lock_dossiers(items)
    lock_certificates_of([dossier.product_id for dossier in dossiers.values()])
    step = require(
        DECISION_MOVES,
        DecisionMove.ISSUE,
        row,
        items=len(items),
        number=number,
        signer=signer,
        decided_on=decided_on,
        on=on,
        concluded_on=concluded_on(row),
    )
    _refuse_taken_number(row, number=number, decided_on=decided_on)
    row.number, row.decided_on, row.decided_year = number, decided_on, decided_on.year
    row.signer, row.signer_title = signer, signer_title.strip()
    row.issued_by, row.state = actor, step.target
    row.save(
        update_fields=[
            "number",
            "decided_on",
            "decided_year",
            "signer",
            "signer_title",
            "issued_by",
            "state",
            "updated_at",
        ]
    )
    made: list[Certificate] = []
    if row.kind == DecisionKind.RECOGNISE:
        # All papers first: the audit chain is locked from the first entry on.
        made = [
            issue_certificate(
                decision=row, dossier=dossiers[item.dossier_id], stars=item.stars or 0, actor=actor
            )
            for item in items
        ]
    record(
        actor=actor,
        verb=CertificateVerb.DECISION_ISSUED,
        target=row,
        old=DecisionState.DRAFT,
        new=row.state,
        data={
            "number": number,
            "decided_on": decided_on,
            "dossiers": [dossier.code for dossier in dossiers.values()],
            "certificates": [certificate.number for certificate in made],
        },
    )
    _move_dossiers(row, items, dossiers, actor=actor, on=on)
    for certificate in made:
        record(
            actor=actor,
            verb=CertificateVerb.CERTIFICATE_ISSUED,
            target=certificate,
            new=f"{certificate.stars} sao",
            data={"decision": number, "valid_until": certificate.valid_until},
        )
        replace_older(certificate, actor=actor, reason=f"Cấp giấy mới theo {row}")
        notices.certificate_issued(certificate, on=on)
    return row


def _lock_dossiers(items: Sequence[DecisionItem]) -> dict[int, Dossier]:
    rows = (
        Dossier.objects.select_for_update(of=("self",))
        .select_related(
            "product__producer",
            "product__product_set",
            "product__unit__parent",
            "product__current_unit__parent",
            "unit",
            "sheet",
        )
        .filter(pk__in=[item.dossier_id for item in items])
        .order_by("pk")
    )
    found = {dossier.pk: dossier for dossier in rows}
    for dossier in found.values():
        if dossier.state not in _DECIDABLE:
            raise DomainError(
                f"{dossier.product}: hồ sơ đang ở bước “{dossier.get_state_display()}”",
                code="state",
            )
    return found


def _refuse_taken_number(decision: Decision, *, number: str, decided_on: dt.date) -> None:
    taken = Decision.objects.filter(
        unit=decision.unit, authority=decision.authority, number=number, decided_on=decided_on
    ).exclude(pk=decision.pk)
    if taken.exists():
        sentence = f"Đã có Quyết định {number} ngày {vn_date(decided_on)} của {decision.authority}"
        raise DomainError(sentence, code="conflict", fields={"number": [sentence]})


def _move_dossiers(
    decision: Decision,
    items: Sequence[DecisionItem],
    dossiers: dict[int, Dossier],
    *,
    actor: User,
    on: dt.date,
) -> None:
    move = decide if decision.kind == DecisionKind.RECOGNISE else forward
    reason = f"{decision} ngày {vn_date(decision.decided_on or on)}"
    for item in items:
        move(dossier=dossiers[item.dossier_id], actor=actor, on=on, reason=reason)


@transaction.atomic
def close_not_recognised(*, dossier: Dossier, actor: User, on: dt.date) -> Dossier:
    """Close a concluded dossier that reached no 3 stars, or that a gate stopped (Art. 4.1.a).

    No decision, no certificate; the letter with the reasons is the council's result letter
    (rule 7-15).

    Raises:
        DomainError: when the verdict leads to a decision, or a decision names it already.
    """
    row = (
        Dossier.objects.select_for_update(of=("self",)).select_related("product").get(pk=dossier.pk)
    )
    verdict = (
        Verdict.objects.filter(dossier=row)
        .select_related("item__session__council")
        .order_by("pk")
        .last()
    )
    if verdict is None:
        raise DomainError(f"{row.product}: Hội đồng chưa kết luận", code="state")
    verdict.dossier = row
    if way_of(verdict) is not None:
        raise DomainError(
            f"{row.product} được Hội đồng xếp {verdict.stars} sao: việc tiếp theo là ra quyết định,"
            " không phải thông báo không đạt",
            code="state",
        )
    if row.state == DossierState.CONCLUDED and _is_central(verdict):
        raise DomainError(
            f"{row.product}: dưới 5 sao ở Trung ương thì kết quả trở về tỉnh (Điều 7.4.g)",
            code="state",
        )
    return not_recognise(dossier=row, actor=actor, on=on, reason=_why_not(verdict))


def _is_central(verdict: Verdict) -> bool:
    return verdict.item.session.council.level == Level.CENTRAL


@transaction.atomic
def send_back_result(*, dossier: Dossier, actor: User, on: dt.date) -> Dossier:
    """The centre sends a result under 5 stars back to the province (rule 7-19, Đ7.4.g).

    Raises:
        DomainError: unless the last conclusion is the central council's, and no 5 stars.
    """
    row = (
        Dossier.objects.select_for_update(of=("self",)).select_related("product").get(pk=dossier.pk)
    )
    verdict = (
        Verdict.objects.filter(dossier=row)
        .select_related("item__session__council", "dossier")
        .order_by("pk")
        .last()
    )
    if verdict is None or not _is_central(verdict):
        raise DomainError(f"{row.product}: Hội đồng Trung ương chưa kết luận", code="state")
    if way_of(verdict) is not None:
        raise DomainError(
            f"{row.product} được Hội đồng Trung ương xếp 5 sao: việc tiếp theo là quyết định công"
            " nhận (Điều 7.4.đ)",
            code="state",
        )
    total = f"{verdict.total:.2f}".replace(".", ",")
    stars = f"{verdict.stars} sao" if verdict.stars else "dưới 3 sao"
    reason = f"Hội đồng Trung ương kết luận {total} điểm, {stars}."
    return send_back(dossier=row, actor=actor, on=on, reason=reason)


def _why_not(verdict: Verdict) -> str:
    total = f"{verdict.total:.2f}".replace(".", ",")
    return f"Hội đồng kết luận {total} điểm, không xếp hạng từ 3 sao trở lên"
