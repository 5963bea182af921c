"""/healthz says that the process lives, /readyz that everything it needs is there."""

import datetime as dt
from collections import namedtuple
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from notifications.models import Heartbeat
from notifications.services import beat

Disk = namedtuple("Disk", "total used free")  # noqa: PYI024 -- as shutil returns it


@pytest.fixture
def beating(db: None) -> None:
    beat(name="beat")


def checks(client: Client) -> tuple[int, str, dict[str, bool]]:
    answer = client.get("/readyz")
    body = answer.json()
    return answer.status_code, body["status"], body["checks"]


ALL_WELL = {"database": True, "broker": True, "jobs": True, "disk": True}


def test_live_touches_nothing_else(client: Client) -> None:
    answer = client.get("/healthz")  # no database mark: a query would fail here
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_ready_when_everything_is_there(client: Client, beating: None) -> None:
    assert checks(client) == (200, "ok", ALL_WELL)


@pytest.mark.django_db
def test_not_ready_before_the_first_beat_and_when_it_stops(client: Client) -> None:
    assert checks(client) == (503, "not ready", ALL_WELL | {"jobs": False})
    beat(name="beat")
    late = timezone.now() - dt.timedelta(minutes=5)
    Heartbeat.objects.update(beat_at=late)
    assert checks(client)[2] == ALL_WELL | {"jobs": False}
    Heartbeat.objects.update(beat_at=late + dt.timedelta(seconds=30))
    assert checks(client)[2] == ALL_WELL


def test_not_ready_without_a_broker(client: Client, beating: None, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1}
    assert checks(client) == (503, "not ready", ALL_WELL | {"broker": False})


def test_not_ready_when_the_disk_is_full(
    client: Client, beating: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Disk(10**12, 10**12, 100 * 1024**2))
    assert checks(client) == (503, "not ready", ALL_WELL | {"disk": False})


def test_not_ready_without_a_database(
    client: Client, beating: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_args: Any, **_options: Any) -> None:
        raise DatabaseError("down")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", down)
        found = checks(client)
    assert found == (503, "not ready", ALL_WELL | {"database": False, "jobs": False})
