"""The tree as the tests of this folder read it: files, parsed once, and the room of each."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS: tuple[str, ...] = tuple(settings.OUR_APPS)
PACKAGES = (*APPS, "ocop_portal")


def python_files(*, migrations: bool = False) -> Iterator[Path]:
    """Every Python file of the apps (tests are not in them)."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if ("migrations" in path.parts) == migrations:
                yield path


def templates() -> Iterator[Path]:
    """Every page and fragment shown in a browser: neither PDF layouts nor mails."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if not {"pdf", "mail"} & set(path.relative_to(ROOT).parts):
            yield path


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def room_of(path: Path) -> str:
    """``evaluations/services/dossier.py`` and ``evaluations/services.py`` are both ``services``."""
    return path.relative_to(ROOT).parts[1].removesuffix(".py")


def place(path: Path, line: int) -> str:
    """``app/file.py:12``, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}"


def imported_modules(path: Path) -> Iterator[tuple[str, int]]:
    """Every module named by an import anywhere in the file, with its line."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


def listed(faults: list[str], remedy: str) -> str:
    """The message of a failed test: each place on its line, then what to do."""
    return "\n".join(["", *faults, "", remedy])
