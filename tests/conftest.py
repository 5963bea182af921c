"""What every test shares: clean cache and files, guards of the database after a flush, the cast."""

import os
import shutil
from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

# A slow machine is no fault of the code; in CI the same examples are drawn in every run.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("house")

# Guards (triggers) that were taken off so that a flush between transactional tests can run.
_parked: dict[str, str] = {}


def _is_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    asked = bool(marker and marker.kwargs.get("transaction"))
    return asked or bool({"transactional_db", "live_server"} & set(request.fixturenames))


def _park_guards() -> None:
    """SQLite empties tables by DELETE, which the guards refuse; PostgreSQL truncates."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, sql in cursor.fetchall():
            _parked[name] = sql
            cursor.execute(f'DROP TRIGGER "{name}"')


def _restore_guards() -> None:
    from audit.models import AuditHead

    with connection.cursor() as cursor:
        for sql in _parked.values():
            cursor.execute(sql)
    _parked.clear()
    AuditHead.objects.get_or_create(pk=1)


@pytest.fixture(autouse=True)
def _guards_around_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    if _is_transactional(request):
        request.getfixturevalue("transactional_db")
        _restore_guards()
        yield
        _park_guards()
        return
    if _parked:
        request.getfixturevalue("db")
        _restore_guards()
    yield


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _remove_files() -> Iterator[None]:
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
