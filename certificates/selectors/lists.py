"""Who sees which certificates and decisions, and the rows of the pages."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import Person, has_role, is_person, roles_of, units_in_scope
from certificates.enums import CertificateStatus, DecisionKind, DecisionState, Origin
from certificates.models import Certificate, CertificateAction, Decision, DecisionItem
from certificates.selectors.status import annotate_status
from certificates.validators import clean_code, way_home, way_out
from common.text import fold
from communes.models import AdministrativeUnit
from communes.selectors import current_provinces
from evaluations.enums import DossierState, Level
from evaluations.models import Verdict
from evaluations.selectors.council.sittings import seated_at
from producers.selectors import in_scope as placed_in

if TYPE_CHECKING:
    from certificates.selectors.status import Dated

# Who works with the certificates of a place; producers see their own.
SCOPE_ROLES = (
    Role.COMMUNE_OFFICER,
    Role.PROVINCE_OFFICER,
    Role.PROVINCE_LEADER,
    Role.INSPECTOR,
    Role.CENTRAL_OFFICER,
    Role.ADMINISTRATOR,
)
OFFICE_ROLES = (Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER)
_NATIONAL = (Role.CENTRAL_OFFICER, Role.ADMINISTRATOR)


def in_scope(
    user: Person, *, on: dt.date, roles: Iterable[str] = SCOPE_ROLES
) -> QuerySet[Certificate]:
    """Certificates of products in the places where ``user`` holds one of ``roles``."""
    roles = tuple(roles)
    if _sees_all(user, roles, on):
        return Certificate.objects.all()
    return Certificate.objects.filter(_placed(user, roles, on))


def _sees_all(user: Person, roles: Iterable[str], on: dt.date) -> bool:
    national = [role for role in roles if role in _NATIONAL]
    return bool(national) and has_role(user, *national, on=on)


def _placed(user: Person, roles: Iterable[str], on: dt.date) -> Q:
    return placed_in("product__", units_in_scope(user, on=on, roles=roles))


def visible_to(user: Person, *, on: dt.date) -> QuerySet[Certificate]:
    """Certificates ``user`` may see in the work area: of the own producer, or of the own places."""
    if not is_person(user):
        return Certificate.objects.none()
    if _sees_all(user, SCOPE_ROLES, on):
        return Certificate.objects.all()
    own = user.producer_memberships.on(on).order_by().values("producer")
    return Certificate.objects.filter(_placed(user, SCOPE_ROLES, on) | Q(product__producer__in=own))


def decisions_visible_to(user: Person, *, on: dt.date) -> QuerySet[Decision]:
    """Decisions of the provinces whose office or leader ``user`` is; all for the centre."""
    if has_role(user, *_NATIONAL, on=on):
        return Decision.objects.all()
    units = units_in_scope(user, on=on, roles=OFFICE_ROLES)
    return Decision.objects.filter(unit__in=units.order_by().values("pk"))


def offices_of(user: User, role: str, *, on: dt.date) -> QuerySet[AdministrativeUnit]:
    """The provinces for which ``user`` holds ``role`` on ``on``."""
    if role not in roles_of(user, on=on):
        return AdministrativeUnit.objects.none()
    units = units_in_scope(user, on=on, roles=(role,)).order_by().values("pk")
    return current_provinces(on).filter(pk__in=units)


def places_of(certificates: QuerySet[Certificate]) -> QuerySet[AdministrativeUnit]:
    """The places of the products of ``certificates``, to filter by: today's where known."""
    rows = certificates.order_by()
    return AdministrativeUnit.objects.filter(
        pk__in=rows.values_list(Coalesce("product__current_unit", "product__unit"))
    )


def made_in(certificates: QuerySet[Certificate], key: str) -> QuerySet[Certificate]:
    """Certificates of products whose place, as :func:`places_of` offers it, has this key."""
    return certificates.filter(placed_in("product__", AdministrativeUnit.objects.filter(key=key)))


def for_page(certificates: QuerySet[Certificate], *, on: dt.date) -> "QuerySet[Dated]":
    """One certificate with status, product, decision, paper and its acts in order."""
    acts = CertificateAction.objects.select_related("acted_by", "successor")
    return (
        annotate_status(certificates, on=on)
        .select_related(
            "product__producer",
            "product__unit",
            "product__current_unit",
            "decision__unit",
            "document__file",
            "dossier",
        )
        .prefetch_related(Prefetch("actions", queryset=acts.order_by("effective_on", "pk")))
    )


def siblings_of(certificate: Certificate, *, on: dt.date) -> "QuerySet[Dated]":
    """The other certificates of the product, newest first."""
    others = Certificate.objects.filter(product=certificate.product_id).exclude(pk=certificate.pk)
    return annotate_status(others, on=on).order_by(F("ends_latest").desc(nulls_last=True), "-pk")


def for_list(certificates: QuerySet[Certificate], *, on: dt.date) -> "QuerySet[Dated]":
    """Rows of the list page: with status and what is shown, the next to end first."""
    closed = Case(
        When(status=CertificateStatus.EXPIRING, then=Value(0)),
        When(status__in=CertificateStatus.standing, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        annotate_status(certificates, on=on)
        .select_related("product__producer", "product__unit", "product__current_unit", "decision")
        .order_by(closed, F("ends_earliest").asc(nulls_last=True), "pk")
    )


def listed(keys: QuerySet[Certificate, Any], *, on: dt.date) -> "QuerySet[Dated]":
    """The certificates with these keys as :func:`for_list` gives them: for one page of the list."""
    return for_list(Certificate.objects.filter(pk__in=keys), on=on)


def matching(certificates: QuerySet[Certificate], text: str) -> QuerySet[Certificate]:
    """Certificates whose number, code, product or producer holds ``text``, accents apart."""
    if not text.strip():
        return certificates
    return certificates.filter(
        Q(product__search_text__contains=fold(text))
        | Q(product__folded_name__contains=fold(text))
        | Q(number__icontains=text.strip())
        | Q(code=clean_code(text))
    )


def awaiting_decision(unit: AdministrativeUnit | None, *, level: str) -> list[Verdict]:
    """Verdicts of ``unit``'s councils on concluded dossiers that no decision names yet.

    Those of the central council too that were sent back to the province (rule 7-19; ``sent_back``).
    Each carries ``way``: the :class:`DecisionKind` it leads to, or ``None`` (not recognised). Of
    several verdicts on one dossier the latest counts. Two statements, however many rows.
    """
    later = Verdict.objects.filter(dossier=OuterRef("dossier"), pk__gt=OuterRef("pk"))
    rows = (
        Verdict.objects.filter(
            ~Exists(later),
            ~Exists(DecisionItem.objects.filter(verdict=OuterRef("pk"))),
            _of_council(unit, level) | _sent_back(unit, level),
        )
        .select_related(
            "item__session__council",
            "dossier__product__producer",
            "dossier__product__unit",
            "dossier__unit",
            "dossier__round",
        )
        .order_by("-total", "pk")
    )
    verdicts = list(rows)
    for verdict in verdicts:
        verdict.sent_back = verdict.dossier.state == DossierState.SENT_BACK  # type: ignore[attr-defined]
        verdict.way = way_of(verdict)  # type: ignore[attr-defined]
    return verdicts


def _of_council(unit: AdministrativeUnit | None, level: str) -> Q:
    return Q(
        seated_at(unit, "item__session__council__"),
        dossier__state=DossierState.CONCLUDED,
        item__session__council__level=level,
    )


def _sent_back(unit: AdministrativeUnit | None, level: str) -> Q:
    if level == Level.CENTRAL:
        return Q(pk__in=[])
    return Q(seated_at(unit, "dossier__round__"), dossier__state=DossierState.SENT_BACK)


def way_of(verdict: Verdict) -> DecisionKind | None:
    """The decision a verdict leads to as its dossier stands: at its own level, or sent back."""
    if verdict.dossier.state == DossierState.SENT_BACK:
        return way_home(outcome=verdict.outcome, stars=verdict.stars)
    level = verdict.item.session.council.level
    return way_out(level=level, outcome=verdict.outcome, band=verdict.band, stars=verdict.stars)


def latest_verdict(
    dossier_code: str, *, unit: AdministrativeUnit | None, level: str
) -> Verdict | None:
    """The last verdict of ``unit``'s councils, or sent back to it, on the dossier of that code."""
    return (
        Verdict.objects.filter(
            Q(
                seated_at(unit, "item__session__council__"),
                item__session__council__level=level,
            )
            | _sent_back(unit, level),
            dossier__code=dossier_code,
        )
        .select_related("dossier__product__producer", "dossier__unit", "item__session__council")
        .order_by("pk")
        .last()
    )


def decisions_for_list(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Rows of the list of decisions: drafts first, with how many products each names."""
    draft_first = Case(
        When(state=DecisionState.DRAFT, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    recorded = Certificate.objects.filter(origin=Origin.RECORDED)
    return decisions.annotate(
        products=_count_under(DecisionItem.objects.all()), recorded=_count_under(recorded)
    ).order_by(draft_first, F("decided_on").desc(nulls_last=True), "-pk")


def _count_under(parts: QuerySet[Any]) -> Coalesce:
    """Counted beside the decision: joining items and certificates would multiply them."""
    counted = parts.filter(decision=OuterRef("pk")).order_by().values("decision")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


def recorded_under(decision: Decision) -> QuerySet[Certificate]:
    """Certificates taken over from an old register under a decision."""
    rows = decision.certificates.filter(origin=Origin.RECORDED)
    return rows.select_related(
        "product__producer", "product__unit", "product__current_unit"
    ).order_by("pk")


def items_of(decision: Decision) -> QuerySet[DecisionItem]:
    """The products of a decision with verdict and, once issued, certificate."""
    return decision.items.select_related(
        "verdict",
        "dossier__product__producer",
        "dossier__product__unit",
        "dossier__product__current_unit",
        "dossier__certificate",
    ).order_by("-verdict__total", "pk")
