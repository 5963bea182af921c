"""What the register knows that may tie a member of a council to a product before it.

Conflict of interest in the council is not regulated by the decision (forms, part 7 no. 6): these
are hints for the member's own declaration. They name facts of the register and decide nothing.
"""

from collections import defaultdict
from collections.abc import Iterable

from accounts.enums import Role
from accounts.models import RoleAssignment
from audit.models import AuditEntry
from common.dates import vn_date
from common.text import fold
from communes.enums import UnitLevel
from communes.selectors import answers_for
from evaluations.enums import DossierMove, EvaluationVerb, ScoreSheetState
from evaluations.models import (
    AppraisalMember,
    CouncilMember,
    CouncilSession,
    Dossier,
    DossierEvent,
    ScoreSheet,
    SessionItem,
)
from evaluations.selectors.council.sittings import items_in
from producers.models import ProducerMember

# Moves of those who write a dossier; what the province's office does with it is its duty.
_WRITING = (
    DossierMove.FILE,
    DossierMove.PROPOSE,
    DossierMove.ANSWER_SUPPLEMENT,
    DossierMove.WITHDRAW,
)
_SAVED = {
    EvaluationVerb.DOSSIER_SAVED: "đã soạn, sửa hồ sơ này",
    EvaluationVerb.ASSESSMENT_SAVED: "đã viết Mẫu số 03 của hồ sơ này",
}

_Found = dict[int, list[str]]


def hints_for(
    session: CouncilSession,
    member: CouncilMember,
    items: Iterable[SessionItem] | None = None,
) -> dict[int, list[str]]:
    """What may tie ``member`` to each product, by the product's key in the sitting.

    Facts of the register in words, each once; a product without any is not among the keys. Eight
    statements for any number of products, one more for each commune the member had a role in.
    """
    rows = list(items_in(session) if items is None else items)
    found: _Found = defaultdict(list)
    for add in (_names, _accounts, _organisation, _written, _saved, _advised, _places, _recusals):
        add(rows, member, found)
    return {pk: list(dict.fromkeys(texts)) for pk, texts in found.items()}


def _by_dossier(rows: Iterable[SessionItem]) -> dict[int, int]:
    return {row.dossier_id: row.pk for row in rows}


def _by_producer(rows: Iterable[SessionItem]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row.dossier.product.producer_id].append(row.pk)
    return found


def _names(rows: list[SessionItem], member: CouncilMember, found: _Found) -> None:
    """The same full name, accents left aside: a hint, because names repeat."""
    name = fold(member.user.full_name)
    for row in rows:
        person = row.dossier.product.producer.representative
        if person and fold(person) == name:
            found[row.pk].append(f"cùng họ tên với người đại diện của chủ thể ({person})")


def _accounts(rows: list[SessionItem], member: CouncilMember, found: _Found) -> None:
    name, producers = fold(member.user.full_name), _by_producer(rows)
    people = ProducerMember.objects.filter(producer__in=producers).select_related("user")
    for person in people.order_by("valid_from", "pk"):
        if person.user_id == member.user_id:
            text = "là người của chủ thể trong cổng này" + _period(person)
        elif fold(person.user.full_name) == name:
            text = f"cùng họ tên với người của chủ thể ({person.user.full_name})"
        else:
            continue
        for pk in producers[person.producer_id]:
            found[pk].append(text)


def _period(row: ProducerMember | RoleAssignment) -> str:
    until = f" đến {vn_date(row.valid_to)}" if row.valid_to else ""
    return f", từ {vn_date(row.valid_from)}{until}"


def _organisation(rows: list[SessionItem], member: CouncilMember, found: _Found) -> None:
    body = fold(member.organisation)
    for row in rows:
        if body and fold(row.dossier.product.producer.name) == body:
            found[row.pk].append(f"cơ quan của thành viên là chủ thể ({member.organisation})")


def _written(rows: list[SessionItem], member: CouncilMember, found: _Found) -> None:
    dossiers = _by_dossier(rows)
    opened = Dossier.objects.filter(pk__in=dossiers, opened_by=member.user_id)
    for dossier in opened.values_list("pk", flat=True):
        found[dossiers[dossier]].append("đã lập hồ sơ này")
    events = DossierEvent.objects.filter(
        dossier__in=dossiers, actor=member.user_id, move__in=_WRITING
    )
    for dossier, move, on in events.order_by("pk").values_list("dossier", "move", "on"):
        label = DossierMove(move).label
        found[dossiers[dossier]].append(f"đã làm bước “{label}” của hồ sơ ngày {vn_date(on)}")


def _saved(rows: list[SessionItem], member: CouncilMember, found: _Found) -> None:
    dossiers = {str(pk): item for pk, item in _by_dossier(rows).items()}
    entries = AuditEntry.objects.filter(
        target_type=Dossier._meta.label_lower,  # noqa: SLF001 -- public API of Django models
        target_id__in=dossiers,
        actor=member.user_id,
        verb__in=_SAVED,
    )
    seen = entries.order_by("target_id", "verb").values_list("target_id", "verb").distinct()
    for dossier, verb in seen:
        found[dossiers[dossier]].append(_SAVED[EvaluationVerb(verb)])


def _advised(rows: list[SessionItem], member: CouncilMember, found: _Found) -> None:
    dossiers = _by_dossier(rows)
    appraised = AppraisalMember.objects.filter(
        appraisal__dossier__in=dossiers, user=member.user_id
    ).values_list("appraisal__dossier", flat=True)
    for dossier in appraised.order_by("pk"):
        found[dossiers[dossier]].append("đã thẩm định hồ sơ này trong Tổ tư vấn")


def _places(rows: list[SessionItem], member: CouncilMember, found: _Found) -> None:
    """A role in the commune of the dossier, under any name the commune had, now or earlier."""
    roles = RoleAssignment.objects.filter(
        user=member.user_id, unit__level=UnitLevel.COMMUNE
    ).select_related("unit")
    for role in roles.order_by("valid_from", "pk"):
        assert role.unit is not None
        covered = set(answers_for([role.unit.pk]).order_by().values_list("pk", flat=True))
        text = f"có vai trò {Role(role.role).label} ở {role.unit.full_name}{_period(role)}"
        for row in rows:
            if row.dossier.unit_id in covered:
                found[row.pk].append(text)


def _recusals(rows: list[SessionItem], member: CouncilMember, found: _Found) -> None:
    producers = _by_producer(rows)
    earlier = (
        ScoreSheet.objects.filter(
            member__user=member.user_id,
            state=ScoreSheetState.RECUSED,
            item__dossier__product__producer__in=producers,
        )
        .exclude(item__in=[row.pk for row in rows])
        .values_list("item__dossier__product__producer", "item__session__held_on")
        .distinct()
    )
    for producer, held_on in earlier.order_by("item__session__held_on"):
        for pk in producers[producer]:
            text = f"đã khai có liên quan tới chủ thể này ở phiên họp ngày {vn_date(held_on)}"
            found[pk].append(text)
