"""What is wrong with a row that a service is about to write, field by field."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db.models import Model

from common.errors import DomainError


def field_faults(
    row: Model, *, exclude: Iterable[str], found: Mapping[str, str | None]
) -> dict[str, list[str]]:
    """The sentences by field: what the columns refuse (but for ``exclude``), and ``found``.

    A sentence in ``found`` stands instead of the column's; None there: nothing found.
    """
    faults: dict[str, list[str]] = {}
    try:
        row.clean_fields(exclude=set(exclude))
    except ValidationError as error:
        faults = dict(error.message_dict)
    faults.update({field: [sentence] for field, sentence in found.items() if sentence})
    return faults


def refuse_faults(faults: Mapping[str, list[str]], *, where: str) -> None:
    """Refuse to go on if there are any; ``where`` goes on from "Có 2 chỗ cần sửa".

    Raises:
        DomainError: ``invalid`` with the sentences per field.
    """
    if faults:
        raise DomainError(f"Có {len(faults)} chỗ cần sửa {where}", code="invalid", fields=faults)
