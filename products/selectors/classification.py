"""The classification of the decision in force."""

from django.db.models import QuerySet

from products.enums import Generation
from products.models import ProductGroup, ProductSet

# The decision whose sets products belong to today; older ones live on in old dossiers.
CURRENT = Generation.QD26


def current_sets() -> QuerySet[ProductSet]:
    """The 26 product sets of the decision in force, in the order of its annex."""
    sets = ProductSet.objects.filter(generation=CURRENT).select_related("group")
    return sets.order_by("group__position", "number")


def current_groups() -> QuerySet[ProductGroup]:
    """The six groups (ngành) of the decision in force."""
    return ProductGroup.objects.filter(generation=CURRENT).order_by("position")
