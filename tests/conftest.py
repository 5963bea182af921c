"""What every test shares: the database (tests/database.py), a clean cache, files of the run."""

import gc
import os
import shutil
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache
from django.test import SimpleTestCase
from xdist.scheduler import LoadScopeScheduling

from tests import database

# A slow machine is no fault of the code; in CI the same examples are drawn in every run.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("house")

# Fixtures through which a test comes to a database.
DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}
# What one process runs in one go, before the rest: a browser or a whole country is set up for it.
TOGETHER = (
    "tests/e2e/",
    "tests/communes/test_gazetteer.py",
    "tests/communes/test_reference.py",
    "tests/exchange/test_register_round_trip.py",
)
# Read a database and say the same on each: the browser's part, but for one whole way and an import
# with its job, and the thousands of requests for sealed marks.
ON_BOTH = ("test_import.py", "test_whole_path.py")
ONCE = ("test_sealed_marks.py",)
LEFT_OUT = pytest.StashKey[int]()

database.empty_tables_instead_of_flushing()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """Begin with a copy of a migrated database; ``--create-db`` runs the migrations."""
    if not request.config.getoption("create_db"):
        with django_db_blocker.unblock():
            database.begin_with_the_template()
    yield
    database.let_go()


class Scheduling(LoadScopeScheduling):
    """The groups of TOGETHER, the largest first; every other test goes where there is room.

    The ``xdist_group`` of xdist 3.8 is lost on pytest 9.2, whose node ids it can't mark.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((start for start in TOGETHER if nodeid.startswith(start)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return Scheduling(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out what the run on the other database has said already",
    )


def needs_services(item: pytest.Item) -> bool:
    """Whether another database or Redis could change what ``item`` says.

    pytest-django refuses every query of a test that doesn't ask for a database, and such a test may
    leave nothing in the cache (see below). The rooms of commands and settings look at the services.
    """
    asked = item.get_closest_marker("django_db") or DATABASE & set(
        getattr(item, "fixturenames", ())
    )
    case = issubclass(getattr(item, "cls", None) or object, SimpleTestCase)
    return bool(asked or case or item.path.parent.name in ("commands", "ocop_portal"))


def says_the_same(item: pytest.Item) -> bool:
    """Whether ``item`` needs a database, but not a second one."""
    name = item.path.name
    return name in ONCE or (item.path.parent.name == "e2e" and name not in ON_BOTH)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ``--database-only`` what the run on the other database has said already is left out."""
    if config.getoption("database_only"):
        left_out = [item for item in items if says_the_same(item) or not needs_services(item)]
        config.hook.pytest_deselected(items=left_out)
        config.stash[LEFT_OUT] = len(left_out)
        without = set(left_out)
        items[:] = [item for item in items if item not in without]


def pytest_collection_finish() -> None:
    """What has been loaded by now stays: left in, each collection goes through all of it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A process of xdist has ended: each collects the same tests."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(
            f"{config.stash[LEFT_OUT]} tests that no database changes ran on the other one only"
        )


@pytest.fixture(autouse=True)
def _clean_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    cache.clear()
    yield
    if not needs_services(request.node) and isinstance(caches["default"], LocMemCache):
        assert not caches["default"]._cache, "uses the cache: ask for db, then it runs on Redis too"
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _remove_files() -> Iterator[None]:
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
