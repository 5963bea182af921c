"""One finding on a score sheet."""

from dataclasses import asdict, dataclass

ERROR = "error"
NOTE = "note"


@dataclass(frozen=True)
class Problem:
    """One finding on a sheet. `severity` is "error" or "note"; `where` names the place on the form
    ("phần C", "tiêu chí 6.4"); `message` is a Vietnamese sentence.
    """

    severity: str
    where: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """The finding as JSON."""
        return asdict(self)
