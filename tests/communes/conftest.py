"""The whole country, for the modules that ask for it."""

import pytest
from django.db import transaction

from communes import services


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    """The committed files, loaded once for a module; rolled back after it.

    Such a module stands in TOGETHER of tests/conftest.py: else every process would load them.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        services.load_reference()
        yield
        transaction.set_rollback(True)
