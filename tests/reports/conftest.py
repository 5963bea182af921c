"""The day of these tests, and one province with people and a producer."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.certificates import TODAY, Scene


@pytest.fixture(autouse=True)
def _the_day() -> Iterator[None]:
    noon = dt.datetime.combine(TODAY, dt.time(5), dt.UTC)
    with time_machine.travel(noon, tick=True):
        yield


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()
