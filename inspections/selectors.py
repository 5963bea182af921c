"""Reading reports of misuse."""

import datetime as dt
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import Person, has_role, is_person, officers_of, units_in_scope
from certificates.models import Certificate
from certificates.validators import clean_code
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit
from communes.selectors import unit_by_code
from inspections.enums import ComplaintState
from inspections.models import Complaint
from producers.selectors import in_scope
from products.models import Product

READERS = (Role.PROVINCE_OFFICER, Role.INSPECTOR)
_WITH = ("product__producer", "product__unit", "product__current_unit", "handled_by", "photo")


def complaints_visible_to(user: Person, *, on: dt.date) -> QuerySet[Complaint]:
    """Reports about products of the places where ``user`` inspects, and those about no product."""
    if not is_person(user) or not has_role(user, *READERS, on=on):
        return Complaint.objects.none()
    units = units_in_scope(user, on=on, roles=READERS)
    seen = Q(product__isnull=True) | in_scope("product__", units)
    return Complaint.objects.filter(seen).select_related(*_WITH)


def waiting_first(complaints: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """In the order of the list: what waits, oldest first, then what was handled, newest first."""
    handled = Case(
        When(state=ComplaintState.RECEIVED, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return complaints.order_by(handled, "handled_at", "created_at", "pk")


def listed(keys: QuerySet[Complaint, Any]) -> QuerySet[Complaint]:
    """The reports with these keys in the order of the list: for one page of it."""
    return waiting_first(Complaint.objects.filter(pk__in=keys).select_related(*_WITH))


def certified_product(code: str) -> Product | None:
    """The product whose certificate carries the typed code."""
    clean = clean_code(code)
    row = Certificate.objects.filter(code=clean).select_related("product").first()
    return row.product if clean and row else None


def office_people(province_code: str, product: Product | None, *, on: dt.date) -> QuerySet[User]:
    """The officers who hear of a report: of the product's province, else of the portal's."""
    unit: AdministrativeUnit | None = None
    if product:
        unit = product.current_unit or product.unit
    while unit is not None and unit.parent is not None:
        unit = unit.parent
    if unit is None:
        unit = unit_by_code(province_code, level=UnitLevel.PROVINCE, on=on)
    if unit is None:
        return User.objects.none()
    return officers_of(unit, Role.PROVINCE_OFFICER, on=on)
