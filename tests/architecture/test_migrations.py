"""Migrations are named and stand on their own: code of today must not change what they did."""

import re

from tests.architecture.source import PACKAGES, ROOT, imported_modules, listed, place, python_files

# Pure functions and bases without tables: Django writes their names down as defaults and bases.
ALLOWED = {"common"}


def test_no_migration_imports_an_app() -> None:
    faults = [
        f"{place(path, line)} imports {module}"
        for path in python_files(migrations=True)
        for module, line in imported_modules(path)
        if module.split(".")[0] in set(PACKAGES) - ALLOWED
    ]
    assert not faults, listed(
        faults, "Use apps.get_model() and copy the value: the code of today will change."
    )


def test_every_migration_has_a_name_that_says_what_it_does() -> None:
    faults = [
        str(path.relative_to(ROOT))
        for path in python_files(migrations=True)
        if path.stem != "__init__"
        and (not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", path.stem) or "_auto_" in path.stem)
    ]
    assert not faults, listed(faults, "makemigrations --name what_it_does")


def test_no_migration_reads_a_file_of_the_project() -> None:
    faults = [
        place(path, number)
        for path in python_files(migrations=True)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"\b(open|read_text|read_bytes|call_command)\(", line)
    ]
    assert not faults, listed(faults, "Reference rows are loaded by seed_reference.")
