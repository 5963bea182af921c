"""The commune's letter that goes up with one dossier or with several (Đ6.2.a, rule 6-04 a)."""

from collections.abc import Mapping
from typing import Any

from evaluations.models import CommuneAssessment, Dossier
from evaluations.selectors.criteria import parsed


def letter_facts(dossier: Dossier, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of Mẫu số 03 with ``items``: every product that the same letter names.

    Dossiers go with one letter when the commune proposed them on one day under one number; each
    item is told as it was frozen then. A letter that is not sent yet names its own product only.
    """
    found = []
    if dossier.proposed_on is not None and facts["letter_number"]:
        rows = CommuneAssessment.objects.filter(
            dossier__unit=dossier.unit,
            dossier__proposed_on=dossier.proposed_on,
            letter_number=facts["letter_number"],
            snapshot__isnull=False,
        ).select_related("dossier__sheet")
        found = [_item(row.snapshot or {}, row.dossier) for row in rows.order_by("dossier__pk")]
    items = found or [_item(facts, dossier)]
    sent = dossier.proposed_on.isoformat() if dossier.proposed_on else facts["date"]
    return {
        **facts,
        "date": sent,
        "items": items,
        "samples": any(item["samples"] for item in items),
    }


def _item(facts: Mapping[str, Any], dossier: Dossier) -> dict[str, Any]:
    return {
        "product": facts["product"],
        "producer": facts["producer"],
        "report_number": facts["number"],
        "receipt": dossier.commune_receipt,
        "samples": parsed(dossier.sheet).requires_samples,
    }
