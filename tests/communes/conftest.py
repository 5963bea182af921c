"""The whole country, for the modules that ask for it."""

import pytest

from communes import services
from communes.enums import UnitLevel
from communes.models import AdministrativeUnit, UnitAlias, UnitChange, UnitChangeLine


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    """The committed files, loaded once for a module."""
    with django_db_blocker.unblock():
        services.load_reference()
        yield
        for model in (UnitAlias, UnitChangeLine, UnitChange):
            model.objects.all().delete()
        for level in (UnitLevel.COMMUNE, UnitLevel.DISTRICT, UnitLevel.PROVINCE):
            AdministrativeUnit.objects.filter(level=level).delete()
