"""The names of files are a closed list, so that whoever knows one app knows them all."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import APPS, PACKAGES, ROOT, listed, parsed, place, python_files

# fmt: off
ROOMS = {
    "__init__", "apps", "enums", "signals", "workflow", "validators", "models", "selectors",
    "rules", "tasks", "notices", "services", "forms", "filters", "views", "api", "admin",
    "receivers", "urls", "migrations", "management", "templatetags",
}
# fmt: on
EXTRA = {
    "evaluations": {"rating", "advising"},  # sheets and verdicts; the co-pilot: both pure
    "exchange": {"reading"},  # workbooks into rows, pure
    "accounts": {"adapter", "middleware"},  # asked for by allauth and by the settings
}
BARE = {"__init__", "apps", "migrations"}  # an app that has nothing to say yet
# Folders that hold no Python: reference data, translations.
NOT_PYTHON = {"data", "locale", "__pycache__"}
MOST_LINES = 400
MOST_LINES_OF_A_VIEW = 40


def names_in(app: str) -> set[str]:
    names = set()
    for path in (ROOT / app).iterdir():
        if path.is_dir() and path.name not in NOT_PYTHON:
            names.add(path.name)
        elif path.suffix == ".py":
            names.add(path.stem)
    return names


@pytest.mark.parametrize("app", [app for app in APPS if app != "common"])
def test_an_app_holds_only_the_known_rooms(app: str) -> None:
    unknown = names_in(app) - ROOMS - EXTRA.get(app, set())
    assert unknown == set(), listed(
        [f"{app}/{name}" for name in sorted(unknown)],
        f"Rooms are: {', '.join(sorted(ROOMS))}. What is shared by all apps belongs in common.",
    )


@pytest.mark.parametrize("app", [app for app in APPS if names_in(app) - BARE])
def test_every_app_says_on_one_page_what_it_is(app: str) -> None:
    page = ROOT / app / "README.md"
    assert page.is_file(), f"{app}/README.md: purpose, tables, moves, permissions, URLs, hooks"
    assert len(page.read_text(encoding="utf-8").split()) > 30


def own_files() -> list[Path]:
    files = [*python_files(), *sorted((ROOT / "scripts").glob("*.py"))]
    files += sorted((ROOT / "templates").rglob("*.html"))
    files += sorted((ROOT / "static" / "js").rglob("*.js"))
    return files


def test_no_file_grows_beyond_what_one_can_read() -> None:
    faults = []
    for path in own_files():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MOST_LINES:
            faults.append(f"{place(path, MOST_LINES)} has {lines} lines")
    assert not faults, listed(
        faults, "Split it by the nouns of the field into a package of the same name."
    )


def test_no_view_is_longer_than_a_screen() -> None:
    faults = []
    for path in python_files():
        if "views" not in {path.stem, path.parent.name} or path.parent.name == "api":
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MOST_LINES_OF_A_VIEW:
                    faults.append(f"{place(path, node.lineno)} {node.name} has {lines} lines")
    assert not faults, listed(faults, "A view guards, reads or acts, renders: move the rest down.")


def test_the_list_of_packages_is_what_stands_in_the_tree() -> None:
    with_code = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert with_code == set(PACKAGES)
