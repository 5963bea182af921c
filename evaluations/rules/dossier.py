"""Who may do what with dossiers. On today: permission is asked when somebody acts."""

import rules

from accounts.enums import Role
from accounts.selectors import Person, has_role, units_in_scope
from common.dates import today
from communes.models import AdministrativeUnit
from evaluations.enums import RequestLevel
from evaluations.models import Dossier
from evaluations.selectors import opening
from evaluations.selectors.dossier import visible_to
from evaluations.selectors.requests import JUDGES
from producers.selectors import memberships
from products.models import Product


def serves(user: Person, role: str, unit: AdministrativeUnit) -> bool:
    """Whether ``user`` holds ``role`` for ``unit``, former units of a merger included."""
    on = today()
    if not has_role(user, role, on=on):
        return False
    if has_role(user, role, on=on, unit=unit):
        return True
    return units_in_scope(user, on=on, roles=[role]).filter(pk=unit.pk).exists()


@rules.predicate
def sees(user: Person, dossier: Dossier | None) -> bool:
    """The list and the single record ask the same selector."""
    return dossier is not None and visible_to(user, on=today()).filter(pk=dossier.pk).exists()


@rules.predicate
def acts_for_producer(user: Person, dossier: Dossier | None) -> bool:
    """Somebody of the dossier's producer."""
    return dossier is not None and acts_for_product(user, dossier.product)


@rules.predicate
def acts_for_product(user: Person, product: Product | None) -> bool:
    """Somebody of the product's producer."""
    if product is None:
        return False
    return memberships(user, today()).filter(producer=product.producer_id).exists()


@rules.predicate
def is_its_commune(user: Person, dossier: Dossier | None) -> bool:
    """An OCOP officer of the commune the dossier was filed with."""
    return dossier is not None and serves(user, Role.COMMUNE_OFFICER, dossier.unit)


@rules.predicate
def is_commune_of_product(user: Person, product: Product | None) -> bool:
    """An OCOP officer of the product's commune."""
    return product is not None and serves(
        user, Role.COMMUNE_OFFICER, product.current_unit or product.unit
    )


@rules.predicate
def begins_dossiers(user: Person, _obj: object = None) -> bool:
    """Somebody of a producer, or an OCOP officer of a commune."""
    return opening.begins_dossiers(user, on=today())


@rules.predicate
def is_its_province(user: Person, dossier: Dossier | None) -> bool:
    """An officer of the province's coordination office."""
    return dossier is not None and serves(user, Role.PROVINCE_OFFICER, dossier.unit)


@rules.predicate
def judges_replies(user: Person, dossier: Dossier | None) -> bool:
    """An officer of the office that asked and holds the dossier again."""
    level = JUDGES.get(dossier.state) if dossier is not None else None
    if level is None:
        return False
    serves = is_its_commune if level == RequestLevel.COMMUNE else is_its_province
    return bool(serves(user, dossier))


by_producer_or_commune = acts_for_producer | is_its_commune

rules.add_perm("evaluations.view_dossier", sees)
# The object is the product.
rules.add_perm("evaluations.add_dossier", acts_for_product | is_commune_of_product)
# Whether to offer it at all; without an object.
rules.add_perm("evaluations.begin_dossier", begins_dossiers)
# The commune writes and files for a producer who can't (Đ10.4.a: it guides and supports).
rules.add_perm("evaluations.change_dossier", by_producer_or_commune)
rules.add_perm("evaluations.file_dossier", by_producer_or_commune)
rules.add_perm("evaluations.withdraw_dossier", acts_for_producer)
rules.add_perm("evaluations.assess_dossier", is_its_commune)
rules.add_perm("evaluations.return_dossier", is_its_commune)
rules.add_perm("evaluations.propose_dossier", is_its_commune)
rules.add_perm("evaluations.answer_supplement_dossier", is_its_commune)
rules.add_perm("evaluations.receive_dossier", is_its_province)
rules.add_perm("evaluations.ask_supplement_dossier", is_its_province)
rules.add_perm("evaluations.accept_dossier", is_its_province)
rules.add_perm("evaluations.check_dossier", is_its_province)
# Who is asked replies; the commune may reply for a producer who can't (Đ10.4.a).
rules.add_perm("evaluations.reply_dossier", by_producer_or_commune)
rules.add_perm("evaluations.judge_dossier", judges_replies)
