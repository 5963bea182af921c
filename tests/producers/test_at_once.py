"""Two officers at the same moment, each with a connection of their own."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from audit.models import AuditEntry
from common.errors import DomainError
from producers.enums import ProducerVerb
from producers.models import Producer
from producers.services import merge_producers, split_producer
from tests.factories import accounts
from tests.factories.producers import ON, producer, site

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Each act in a thread of its own from one starting line; "done" or the refusal's code.

    SQLite has one writer at a time: there the same stale objects act one after another.
    """
    threaded = connection.vendor == "postgresql"
    line = threading.Barrier(len(acts))
    told = [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        if threaded:
            line.wait()
        try:
            act()
            told[place] = "done"
        except DomainError as refused:
            told[place] = refused.code
        finally:
            if threaded:
                connection.close()

    if not threaded:
        for pair in enumerate(acts):
            run(*pair)
        return told
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def merger(keep: Producer, absorb: Producer, actor: object) -> Callable[[], object]:
    return lambda: merge_producers(keep=keep, absorb=absorb, take=["name"], actor=actor, on=ON)


def test_merging_both_ways_at_once_happens_one_way() -> None:
    one, other = producer("HTX Ba Làng"), producer("Hợp tác xã Ba Làng")
    places = [site(one), site(other)]
    actor = accounts.outsider()
    told = at_once(merger(one, other, actor), merger(other, one, actor))
    assert sorted(told) == ["done", "state"]
    (keep,) = Producer.objects.filter(merged_into__isnull=True)
    assert {place.pk for place in keep.sites.all()} == {place.pk for place in places}


def test_taking_apart_twice_at_once_happens_once() -> None:
    keep, absorb = producer("HTX Ba Làng"), producer("Hợp tác xã Ba Làng")
    actor = accounts.outsider()
    merger(keep, absorb, actor)()
    absorb.refresh_from_db()
    told = at_once(*[lambda: split_producer(absorbed=absorb, actor=actor)] * 2)
    assert sorted(told) == ["done", "state"]
    assert AuditEntry.objects.filter(verb=ProducerVerb.SPLIT).count() == 2
