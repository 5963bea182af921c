"""Imports: who sees them, who may write with them."""

import datetime as dt

from django.db.models import QuerySet

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import Person, has_role, is_administrator, is_person, units_in_scope
from communes.models import AdministrativeUnit
from communes.selectors import current_provinces
from exchange.enums import RunState
from exchange.models import ImportRun

# The office keeps the province's register; its leader and the centre look on.
WRITING_ROLES = (Role.PROVINCE_OFFICER, Role.ADMINISTRATOR)
LOOKING_ROLES = (*WRITING_ROLES, Role.PROVINCE_LEADER, Role.CENTRAL_OFFICER)


def visible_to(user: Person, *, on: dt.date) -> QuerySet[ImportRun]:
    """The imports that ``user`` may look at: of the own province, the whole country's for the rest.

    A province answers for the former provinces merged into it.
    """
    if not is_person(user):
        return ImportRun.objects.none()
    if has_role(user, Role.CENTRAL_OFFICER, on=on) or is_administrator(user, on=on):
        return ImportRun.objects.all()
    places = units_in_scope(user, on=on, roles=(Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER))
    return ImportRun.objects.filter(unit__in=places.order_by().values("pk"))


def writes_in(user: Person, run: ImportRun, *, on: dt.date) -> bool:
    """Whether ``user`` may write the register with ``run``: the province's office, for its own."""
    if is_administrator(user, on=on):
        return True
    if run.unit_id is None or not has_role(user, Role.PROVINCE_OFFICER, on=on):
        return False
    places = units_in_scope(user, on=on, roles=(Role.PROVINCE_OFFICER,))
    return places.filter(pk=run.unit_id).exists()


def provinces_to_import(user: User, *, on: dt.date) -> QuerySet[AdministrativeUnit]:
    """The provinces whose register ``user`` may bring in."""
    provinces = current_provinces(on)
    if is_administrator(user, on=on):
        return provinces
    places = units_in_scope(user, on=on, roles=(Role.PROVINCE_OFFICER,))
    return provinces.filter(pk__in=places.order_by().values("pk"))


def for_list(runs: QuerySet[ImportRun]) -> QuerySet[ImportRun]:
    """``runs`` with all that a line of the list shows, newest first."""
    return runs.select_related("unit", "started_by").order_by("-created_at", "-pk")


def awaiting_marks(before: dt.datetime) -> QuerySet[ImportRun]:
    """Imports planned in the hour before that moment whose marked workbook is still missing.

    Older ones were tried often enough: their workbook can't be marked.
    """
    lately = (before - dt.timedelta(hours=1), before)
    return ImportRun.objects.filter(
        state=RunState.PLANNED, marked_file__isnull=True, planned_at__range=lately
    )
