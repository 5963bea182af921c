"""What every test shares: the database (tests/database.py), a clean cache, files of the run."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache

from tests import database

# A slow machine is no fault of the code; in CI the same examples are drawn in every run.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("house")

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


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _remove_files() -> Iterator[None]:
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
