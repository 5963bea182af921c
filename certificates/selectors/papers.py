"""Papers that have to be renewed: they end soon, or ended while something rests on them."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import Role
from accounts.selectors import Person, is_person, units_in_scope
from certificates.enums import CertificateStatus
from certificates.models import Certificate
from certificates.selectors.status import annotate_status
from evaluations.enums import DossierState
from evaluations.models import DossierPaper
from producers.models import Paper
from producers.selectors import ENDING, in_use, memberships
from producers.selectors import in_scope as placed_in

_KEEPERS = (Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER)


def papers_ending(user: Person, *, on: dt.date) -> QuerySet[Paper]:
    """Papers of the own producer or of the own places to be renewed, the first to end first.

    Those whose last day lies within 90 days, and those that ended and are used by a dossier under
    way or by the dossier of a certificate that is valid on ``on``. Annotated with ``holds_dossier``
    and ``holds_certificate``: what rests on each.
    """
    if not is_person(user):
        return Paper.objects.none()
    scope = units_in_scope(user, on=on, roles=_KEEPERS)
    own = memberships(user, on).order_by().values("producer")
    uses = DossierPaper.objects.filter(paper=OuterRef("pk"))
    certificates = Certificate.objects.filter(dossier__papers__paper=OuterRef("pk"))
    valid = annotate_status(certificates, on=on).filter(status__in=CertificateStatus.valid)
    rows = in_use(Paper.objects.all()).annotate(
        holds_dossier=Exists(uses.exclude(dossier__state__in=DossierState.closed)),
        holds_certificate=Exists(valid),
    )
    return (
        rows.filter(
            Q(producer__in=own) | placed_in("producer__", scope),
            producer__merged_into__isnull=True,
            valid_until__lte=on + dt.timedelta(days=ENDING),
        )
        .filter(Q(valid_until__gte=on) | Q(holds_dossier=True) | Q(holds_certificate=True))
        .select_related("producer__unit", "producer__current_unit")
        .order_by("valid_until", "pk")
    )
