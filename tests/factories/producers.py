"""Producers and the people who act for them, entered through the services."""

import datetime as dt
import itertools
from typing import Any

from accounts.models import User
from communes.models import AdministrativeUnit
from producers.enums import HeldKind, ProducerKind, SiteKind
from producers.models import HeldCertificate, Producer, ProducerMember, ProductionSite
from producers.services import add_held, add_member, add_site, register_producer
from tests.factories import accounts, communes

ON = dt.date(2026, 7, 1)
_numbers = itertools.count(1)


def producer(
    name: str = "",
    unit: AdministrativeUnit | None = None,
    *,
    actor: User | None = None,
    on: dt.date = ON,
    kind: str = ProducerKind.COOPERATIVE,
    **details: Any,
) -> Producer:
    """A cooperative of a commune of Thanh Hóa, under a name of its own unless told.

    Who gives ethnicity or disability of its representative has agreed that they are kept.
    """
    if {"representative_ethnicity", "representative_disability"} & set(details):
        details.setdefault("consent_on", on)
    return register_producer(
        actor=actor,
        on=on,
        name=name or f"Hợp tác xã số {next(_numbers)}",
        kind=kind,
        unit=unit or communes.commune(),
        **details,
    )


def member(of: Producer, full_name: str = "Đồng Thị An", *, on: dt.date = ON) -> User:
    """An, who acts for ``of`` since ``on``."""
    person = accounts.user(full_name)
    add_member(producer=of, user=person, actor=None, on=on)
    return person


def former_member(of: Producer, *, until: dt.date) -> User:
    """Somebody who acted for ``of`` up to and including ``until``."""
    person = member(of, "Hoàng Văn Cũ", on=until - dt.timedelta(days=30))
    ProducerMember.objects.filter(producer=of, user=person).update(valid_to=until)
    return person


def site(of: Producer, name: str = "Xưởng chính", **details: Any) -> ProductionSite:
    """A workshop in the producer's own commune, at work."""
    facts = {
        "kind": SiteKind.WORKSHOP,
        "unit": of.unit,
        "address": "",
        "area": "",
        "closed_on": None,
    }
    return add_site(producer=of, actor=None, on=ON, name=name, **(facts | details))


def held(of: Producer, kind: str = HeldKind.VIETGAP, **details: Any) -> HeldCertificate:
    """A VietGAP certificate without number, end or paper, unless told."""
    facts = {
        "title": "",
        "number": "",
        "issuer": "Trung tâm Chứng nhận Bắc Trung Bộ",
        "issued_on": None,
        "valid_until": None,
        "scope": "",
        "file": None,
    }
    return add_held(producer=of, actor=None, on=ON, kind=kind, **(facts | details))
