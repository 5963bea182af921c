"""These tests live on 20/11/2026, the TODAY of the factory."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.certificates import TODAY, Scene


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    morning = dt.datetime(TODAY.year, TODAY.month, TODAY.day, 3, tzinfo=dt.UTC)
    with time_machine.travel(morning, tick=True):
        yield


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()
