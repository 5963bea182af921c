"""The import contract knows every app, and the hole it leaves between pages is closed here."""

import configparser

import grimp
import pytest

from tests.architecture.source import APPS, PACKAGES, ROOT, listed


@pytest.fixture(scope="module")
def contract() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    return parser


def words(text: str) -> set[str]:
    return set(text.replace("|", " ").split())


def test_every_package_of_the_project_is_an_installed_app() -> None:
    found = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert found == set(PACKAGES)


def test_every_app_is_in_the_root_packages(contract: configparser.ConfigParser) -> None:
    assert words(contract["importlinter"]["root_packages"]) == set(PACKAGES)


def test_every_app_stands_on_a_floor(contract: configparser.ConfigParser) -> None:
    assert words(contract["importlinter:contract:floors"]["layers"]) == set(PACKAGES)


def test_every_app_but_common_has_its_rooms_checked(contract: configparser.ConfigParser) -> None:
    rooms = contract["importlinter:contract:rooms"]
    assert words(rooms["containers"]) == set(APPS) - {"common"}
    assert rooms["exhaustive"] == "True"


def test_no_page_imports_a_page_form_or_serializer_of_another_app() -> None:
    graph = grimp.build_graph(*PACKAGES, include_external_packages=False, cache_dir=None)
    private = {"views", "forms", "api", "admin", "filters", "receivers"}
    faults = []
    for importer in sorted(graph.modules):
        home = importer.split(".")[0]
        if home == "ocop_portal":
            continue
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            app, _, rest = imported.partition(".")
            if app not in (home, "common") and rest.split(".")[0] in private:
                faults.append(f"{importer} imports {imported}")
    assert not faults, listed(
        faults, "From another app take selectors, services, enums or models only."
    )
