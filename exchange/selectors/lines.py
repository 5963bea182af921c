"""The lines of an import: narrowed, for the page, waiting for a choice, left out."""

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KT

from common.text import fold
from exchange.enums import LineOutcome
from exchange.models import ImportLine, ImportRun

Lines = QuerySet[ImportLine]


def lines_of(run: ImportRun) -> Lines:
    """The lines of ``run`` in the order of the workbook."""
    return ImportLine.objects.filter(run=run).order_by("row")


def narrowed(
    lines: Lines,
    *,
    text: str = "",
    outcome: str = "",
    place: str = "",
    stars: str = "",
    status: str = "",
    province: str = "",
    faulty: bool = False,
) -> Lines:
    """Those of ``lines`` that fit everything asked for; ``""`` asks for nothing.

    ``text`` is looked for without accents, word by word, in product, producer and place.
    ``stars`` is a digit, or ``none`` where the line gives none.
    """
    lines = lines.alias(said=KT("values__folded"))
    for word in fold(text).split():
        lines = lines.filter(said__contains=word)
    if outcome:
        lines = lines.filter(outcome=outcome)
    if place:
        lines = lines.filter(place=place)
    if stars:
        lines = lines.filter(values__stars=None if stars == "none" else int(stars))
    if status:
        lines = lines.filter(values__status=status)
    if province:
        lines = lines.filter(values__province=province)
    return lines.exclude(faults=[]) if faulty else lines


def faulty_lines(run: ImportRun) -> Lines:
    """The lines with a cell that is wrong or that somebody should look at."""
    return lines_of(run).exclude(faults=[])


def provinces_in(run: ImportRun) -> list[tuple[str, int]]:
    """The provinces that the lines of ``run`` name, with how many lines name each."""
    named = lines_of(run).order_by().annotate(there=KT("values__province"))
    counted = named.values_list("there").annotate(number=Count("pk"))
    return sorted(((name, number) for name, number in counted if name), key=lambda row: -row[1])


def lines_for_page(lines: Lines) -> Lines:
    """``lines`` with the records they lead to."""
    return lines.select_related("product", "producer", "entry")


def to_choose(run: ImportRun) -> Lines:
    """The lines for which a person may choose, whether or not somebody has."""
    return lines_of(run).exclude(options=[])


def unchosen(run: ImportRun) -> Lines:
    """The lines that stay out until somebody chooses."""
    return to_choose(run).filter(outcome=LineOutcome.CHOOSE, choice="")


def undecided_places(run: ImportRun) -> Lines:
    """The lines that are written without a commune of today unless somebody chooses one."""
    return to_choose(run).filter(choice="").exclude(outcome=LineOutcome.CHOOSE)


def lines_like(line: ImportLine) -> Lines:
    """The lines of the same import with the very same options, ``line`` among them."""
    return lines_of(line.run).filter(options=line.options)


def left_out(run: ImportRun) -> Lines:
    """The lines of which nothing is written: with an error, or never chosen."""
    out = Q(outcome=LineOutcome.ERROR) | Q(outcome=LineOutcome.CHOOSE, choice="")
    return lines_of(run).filter(out)
