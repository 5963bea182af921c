"""The one exception that a business rule raises."""

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """A rule refused what was asked; ``message`` is the Vietnamese sentence for the person.

    ``code`` tells pages and API which kind of refusal it is: ``state`` (the record is not in
    the right state, 409), ``invalid`` (the input is wrong, 400), ``conflict`` (somebody else was
    faster, 409). ``fields`` maps a form field to the sentences that belong to it.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "blocked",
        fields: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.fields = {name: list(sentences) for name, sentences in (fields or {}).items()}

    @property
    def status(self) -> int:
        """HTTP status that says the same: 400 for wrong input, 409 for everything else."""
        return 400 if self.code == "invalid" else 409
