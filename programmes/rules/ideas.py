"""Who may do what in the idea stage."""

import rules

from accounts.enums import Role
from accounts.selectors import Person, has_role, is_person
from common.dates import today
from producers.selectors import is_editor, memberships
from programmes.models import IdeaCall, ProductIdea
from programmes.rules.calendar import is_staff
from programmes.selectors import ideas as selectors


@rules.predicate
def is_maker(user: Person) -> bool:
    """Who acts for a producer."""
    return is_person(user) and memberships(user, today()).exists()


@rules.predicate
def is_producer(user: Person) -> bool:
    """Who has the role, also between two memberships."""
    return has_role(user, Role.PRODUCER, on=today())


@rules.predicate
def keeps_calls(user: Person, call: IdeaCall | None) -> bool:
    """The province's office; without a call, of any province."""
    if call is None:
        return selectors.office_of(user, on=today()) is not None
    return selectors.kept_calls(user, on=today()).filter(pk=call.pk).exists()


@rules.predicate
def registers(user: Person, call: IdeaCall | None) -> bool:
    """Own people, the commune and the office, in a call they see."""
    if call is None or not (is_maker(user) or is_editor(user, on=today())):
        return False
    return selectors.calls_visible_to(user, on=today()).filter(pk=call.pk).exists()


@rules.predicate
def edits_place(user: Person, idea: ProductIdea | None) -> bool:
    """The commune of the idea, or the province's office."""
    return idea is not None and selectors.edits(user, idea, on=today())


@rules.predicate
def acts_for(user: Person, idea: ProductIdea | None) -> bool:
    """The own people of the producer."""
    return idea is not None and selectors.acts_for(user, idea, on=today())


rules.add_perm("programmes.view_programme", is_staff | is_producer | is_maker)
rules.add_perm("programmes.keep_call", keeps_calls)
rules.add_perm("programmes.register_idea", registers)
rules.add_perm("programmes.change_idea", edits_place | acts_for)
rules.add_perm("programmes.survey_idea", edits_place)
rules.add_perm("programmes.take_up_idea", edits_place | acts_for)
