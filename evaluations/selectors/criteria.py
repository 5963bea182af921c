"""Reading decisions and score sheets."""

import datetime as dt

from django.db.models import Q, QuerySet

from evaluations.enums import SheetState
from evaluations.models import CriteriaSheet, RuleVersion
from evaluations.rating import Sheet, parse_sheet

# Content never changes under a digest, so a parsed sheet is good for the life of the process.
_PARSED: dict[str, Sheet] = {}


def rule_version_on(on: dt.date) -> RuleVersion | None:
    """The decision under which a dossier filed on this day is rated; None before 21/08/2019.

    Where two are in force side by side (22/05-21/07/2026) the newer one: the older one only
    finishes dossiers filed before (Đ12.2), and those ask for it by code.
    """
    return RuleVersion.objects.on(on).order_by("-valid_from").first()


def sheet_for(
    product_set_number: int, *, on: dt.date, rule_version: str | None = None
) -> CriteriaSheet | None:
    """The published sheet of a product set in force on a day, or None where none was published.

    `rule_version` ("QD148") picks one of the decisions in force that day, for dossiers of the
    transition (12-02, 12-03); without it the newest decides. The number is the number of the set
    in that decision.
    """
    version = rule_version_on(on)
    if rule_version is not None:
        version = RuleVersion.objects.on(on).filter(code=rule_version).first()
    if version is None:
        return None
    return (
        CriteriaSheet.objects.filter(
            rule_version=version,
            product_set__number=product_set_number,
            state=SheetState.PUBLISHED,
        )
        .select_related("rule_version", "product_set__group")
        .first()
    )


def sheets_for_list() -> QuerySet[CriteriaSheet]:
    """Every sheet with its decision and set, without its text: the newest decision first."""
    rows = CriteriaSheet.objects.defer("content").select_related(
        "rule_version", "product_set__group"
    )
    return rows.order_by("-rule_version__valid_from", "product_set__number", "pk")


def comparable(sheet: CriteriaSheet) -> list[CriteriaSheet]:
    """The sheets that a sheet can be held against: its set under other decisions, then drafts.

    A set of an older decision counts by its number and by the set that it goes on as.
    """
    own = sheet.product_set
    same = Q(product_set=own) | Q(product_set__number=own.number) | Q(product_set__successor=own)
    rows = CriteriaSheet.objects.filter(same).exclude(pk=sheet.pk).select_related("rule_version")
    return sorted(
        rows,
        key=lambda row: (
            row.rule_version.valid_from > sheet.rule_version.valid_from,
            -row.rule_version.valid_from.toordinal(),
            row.product_set_id != own.pk,
            row.pk,
        ),
    )


def parsed(sheet: CriteriaSheet) -> Sheet:
    """The sheet as values, kept per process by its digest; the content is read only once."""
    found = _PARSED.get(sheet.digest)
    if found is None:
        found = _PARSED[sheet.digest] = parse_sheet(sheet.content)
    return found
