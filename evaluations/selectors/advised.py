"""Which dossiers somebody reads because they were given to him to appraise."""

import datetime as dt

from django.db.models import Q

from accounts.enums import Role
from accounts.selectors import Person, has_role, is_person
from evaluations.enums import ScoreSheetState
from evaluations.models import AppraisalMember, ScoreSheet


def advised(user: Person, *, on: dt.date) -> Q:
    """The dossiers an adviser works on, while he is one; of these, none that he recused himself
    from as a member of the council.
    """
    if not is_person(user) or not has_role(user, Role.ADVISER, on=on):
        return Q(pk__in=[])
    mine = AppraisalMember.objects.filter(user=user).values("appraisal__dossier")
    recused = ScoreSheet.objects.filter(member__user=user, state=ScoreSheetState.RECUSED).values(
        "item__dossier"
    )
    return Q(pk__in=mine) & ~Q(pk__in=recused)
