"""The register as an office keeps it: one line a recognition, old and new, with its place."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import has_role, is_administrator, units_in_scope
from certificates.models import Certificate, RegisterEntry
from certificates.selectors import annotate_status
from communes.models import AdministrativeUnit
from communes.selectors import current_provinces, descendants, lineage
from exchange.selectors.runs import LOOKING_ROLES
from producers.selectors import in_scope
from products.models import Product

_PLACE = (
    "product__producer",
    "product__product_set__group",
    "product__unit__parent__parent",
    "product__current_unit__parent",
)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One recognition: a line of an old register, a certificate, or both at once.

    ``certificate`` carries its ``status`` of the day; None where none speaks for the line.
    """

    product: Product
    entry: RegisterEntry | None
    certificate: Any

    @property
    def code(self) -> str:
        """By which an import knows the line again."""
        return self.entry.code if self.entry else str(self.certificate.code)


def provinces_to_take(user: User, *, on: dt.date) -> QuerySet[AdministrativeUnit]:
    """The provinces whose register ``user`` may take away."""
    provinces = current_provinces(on)
    if sees_country(user, on=on):
        return provinces
    places = units_in_scope(user, on=on, roles=LOOKING_ROLES)
    return provinces.filter(pk__in=places.order_by().values("pk"))


def sees_country(user: User, *, on: dt.date) -> bool:
    """Whether ``user`` may take away all provinces at once."""
    return is_administrator(user, on=on) or has_role(user, Role.CENTRAL_OFFICER, on=on)


def register_lines(province: AdministrativeUnit | None, *, on: dt.date) -> Iterator[RegisterLine]:
    """The lines of a province of today, with what merged into it; of the country for None.

    In no order. Two statements, and a few for the places of the province.
    """
    scope = Q()
    if province is not None:
        scope = in_scope("product__", descendants(lineage([province])))
    rows = annotate_status(Certificate.objects.filter(scope), on=on)
    spoken = {
        row.pk: row for row in rows.select_related(*_PLACE, "decision__unit").order_by().iterator()
    }
    entries = RegisterEntry.objects.filter(scope).select_related(*_PLACE).order_by()
    for entry in entries.iterator():
        yield RegisterLine(entry.product, entry, spoken.pop(entry.certificate_id or 0, None))
    for certificate in spoken.values():
        yield RegisterLine(certificate.product, None, certificate)
