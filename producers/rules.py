"""Who may do what with producers. On today: permission is asked when somebody acts."""

import rules

from accounts.selectors import Person
from common.dates import today
from communes.models import AdministrativeUnit
from producers.models import Producer
from producers.selectors import edits_unit, is_editor, memberships, visible_to


@rules.predicate
def sees(user: Person, producer: Producer | None) -> bool:
    """Whether the producer is in what the person may see."""
    return producer is not None and visible_to(user, on=today()).filter(pk=producer.pk).exists()


@rules.predicate
def acts_for(user: Person, producer: Producer | None) -> bool:
    """Whether the person is one of the producer's own."""
    return producer is not None and memberships(user, today()).filter(producer=producer).exists()


@rules.predicate
def keeps_register_of(user: Person, producer: Producer | None) -> bool:
    """Whether the person keeps the register in which the producer stands today."""
    return producer is not None and edits_unit(
        user, {producer.current_unit_id or producer.unit_id}, on=today()
    )


@rules.predicate
def keeps_register(user: Person, unit: AdministrativeUnit | None) -> bool:
    """Of ``unit``; without one, of any place."""
    if unit is None:
        return is_editor(user, on=today())
    return edits_unit(user, {unit.pk}, on=today())


rules.add_perm("producers.view_producer", sees)
# The object is the commune the producer is registered in.
rules.add_perm("producers.add_producer", keeps_register)
rules.add_perm("producers.change_producer", keeps_register_of | acts_for)
# Name, kind, tax code and commune follow the papers that the commune has seen.
rules.add_perm("producers.identify_producer", keeps_register_of)
