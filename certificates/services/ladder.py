"""The expiry ladder: what is due is written to the ledger once ever, then people are told."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from certificates import notices
from certificates.enums import ActionKind, LadderStep, NoticeChannel
from certificates.models import Certificate, CertificateAction, ExpiryNotice
from certificates.validators import LADDER, LADDER_CLOSES
from communes.models import AdministrativeUnit
from communes.selectors import placements
from notifications.services import Message, beat, queue_many
from producers.models import ProducerMember

# Certificates handled in one transaction: a killed job loses at most one batch, and the next
# run does just that batch again.
BATCH = 5000
JOB = "flag-expiring"
_ORDER = {rung.step.value: place for place, rung in enumerate(LADDER)}


@dataclass(slots=True)
class Flagged:
    """What one run did: certificates looked at, ledger rows written, by step."""

    on: dt.date
    checked: int = 0
    by_step: Counter[str] = field(default_factory=Counter)

    @property
    def notices_written(self) -> int:
        """New rows of the ledger: each certificate × step × channel counts once ever."""
        return sum(self.by_step.values())

    def as_dict(self) -> dict[str, Any]:
        """As ``flag_expiring --json`` prints it; every step is a key."""
        return {
            "on": self.on.isoformat(),
            "checked": self.checked,
            "notices_written": self.notices_written,
            "by_step": {step: self.by_step[step] for step in LadderStep.values},
        }


def flag_expiring(*, on: dt.date) -> Flagged:
    """Write every step of the ladder that is due on ``on`` and not in the ledger yet.

    A step is in the ledger once ever, whatever happens: a second run, a clock set back, two
    workers at once, a kill between batches. A run 40 days late writes each missed step; of the
    steps that became due together the person reads one notice, that of the nearest step, which says
    when it should have come. Officers of a commune and of the province get one message a run.
    Certificates that ended by an act are left alone, as are ends unknown or more than
    ``LADDER_CLOSES`` ago; one known only by its year counts from its earliest possible end.
    The number of statements depends on batches of 5,000 certificates, not on rows.
    """
    result = Flagged(on=on)
    after = 0
    while True:
        with transaction.atomic():
            window = _window(on).filter(pk__gt=after).order_by("pk")
            keys = list(window.values_list("pk", flat=True)[:BATCH])
            if not keys:
                break
            written = _write_ledger(first=keys[0], last=keys[-1], on=on)
            _tell(written, on=on)
        result.checked += len(keys)
        result.by_step.update(step for steps in written.values() for step in steps)
        after = keys[-1]
    beat(name=JOB)
    return result


def _window(on: dt.date) -> Any:
    """Certificates for which some step can be due."""
    ended = CertificateAction.objects.filter(kind__in=ActionKind.final, effective_on__lte=on)
    furthest = on + dt.timedelta(days=max(rung.days for rung in LADDER))
    return Certificate.objects.filter(
        ends_earliest__gte=on - LADDER_CLOSES, ends_earliest__lte=furthest
    ).exclude(pk__in=ended.values("certificate"))


# A step is due when the end is at most `days` after `on`; the threshold is computed here, because
# the databases count days differently. NOT EXISTS keeps the second run cheap, the unique
# constraint with ON CONFLICT keeps two runs at once right.
_INSERT = """
WITH steps(step, days, latest) AS (VALUES {values})
INSERT INTO {ledger} (certificate_id, step, channel, due_on, written_on)
SELECT c.id, s.step, %s, {due}, %s
FROM {certificates} c
JOIN steps s ON c.ends_earliest <= s.latest
WHERE c.id BETWEEN %s AND %s AND c.ends_earliest >= %s
  AND NOT EXISTS (SELECT 1 FROM {acts} a
                  WHERE a.certificate_id = c.id AND a.kind IN ({final}) AND a.effective_on <= %s)
  AND NOT EXISTS (SELECT 1 FROM {ledger} n
                  WHERE n.certificate_id = c.id AND n.step = s.step AND n.channel = %s)
ON CONFLICT (certificate_id, step, channel) DO NOTHING
RETURNING certificate_id, step
"""
_DUE = {
    "postgresql": "c.ends_earliest - s.days",
    "sqlite": "date(c.ends_earliest, (-s.days) || ' days')",
}


def _write_ledger(*, first: int, last: int, on: dt.date) -> dict[int, list[str]]:
    """Insert what is due among certificates ``first``…``last`` (keys); the new steps of each.

    Only rows of this statement come back, so of two runs at once each tells only its own.
    """
    operations = connection.ops
    channel = NoticeChannel.PORTAL.value
    sql = _INSERT.format(
        values=", ".join(["(%s, %s, %s)"] * len(LADDER)),
        due=_DUE[connection.vendor],
        final=", ".join(["%s"] * len(ActionKind.final)),
        ledger=operations.quote_name(ExpiryNotice._meta.db_table),  # noqa: SLF001
        certificates=operations.quote_name(Certificate._meta.db_table),  # noqa: SLF001
        acts=operations.quote_name(CertificateAction._meta.db_table),  # noqa: SLF001
    )
    day = operations.adapt_datefield_value
    params: list[Any] = []
    for rung in LADDER:
        params += [rung.step.value, rung.days, day(on + dt.timedelta(days=rung.days))]
    params += [channel, day(on), first, last, day(on - LADDER_CLOSES)]
    params += [*ActionKind.final, day(on), channel]
    written: dict[int, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for certificate, step in cursor.fetchall():
            written[certificate].append(step)
    return written


def _tell(written: Mapping[int, list[str]], *, on: dt.date) -> None:
    """Notices for producers (one a certificate) and officers (one a place) about new steps."""
    if not written:
        return
    certificates = Certificate.objects.select_related(
        "product__producer",
        "product__unit__parent__parent",
        "product__current_unit__parent__parent",
    ).in_bulk(list(written))
    nearest = {pk: max(steps, key=_ORDER.__getitem__) for pk, steps in written.items()}
    members = _members(certificates.values(), on=on)
    messages = []
    for pk, certificate in sorted(certificates.items()):
        subject, body = notices.expiry_text(
            certificate, nearest[pk], covered=len(written[pk]) - 1, on=on
        )
        messages += [
            Message(
                recipient=user,
                subject=subject,
                body=body,
                url=notices.page_of(certificate),
                target=(Certificate._meta.label_lower, str(pk)),  # noqa: SLF001
                key=f"{notices.EXPIRY}:{pk}:{nearest[pk]}",
            )
            for user in members[certificate.product.producer_id]
        ]
    queue_many(kind=notices.EXPIRY, messages=messages)
    queue_many(
        kind=notices.EXPIRY_DIGEST,
        messages=_digests(certificates.values(), nearest, on=on),
    )


def _members(certificates: Iterable[Certificate], *, on: dt.date) -> dict[int, list[User]]:
    """The people of each producer (by key)."""
    rows = (
        ProducerMember.objects.on(on)
        .filter(producer__in={certificate.product.producer_id for certificate in certificates})
        .select_related("user")
        .order_by("pk")
    )
    found: dict[int, list[User]] = defaultdict(list)
    for row in rows:
        found[row.producer_id].append(row.user)
    return found


def _digests(
    certificates: Iterable[Certificate], nearest: Mapping[int, str], *, on: dt.date
) -> list[Message]:
    """One message for each officer of a place that answers for one of ``certificates`` today.

    A product is told where it lies today; while nobody knows where, to each commune that may be it.
    """
    certificates = list(certificates)
    communes = _communes(certificates, on=on)
    places: dict[int, AdministrativeUnit] = {}
    rows: dict[int, list[tuple[Certificate, str]]] = defaultdict(list)
    for certificate in certificates:
        for unit in communes[certificate.pk]:
            above = unit.parent.parent if unit.parent and unit.parent.parent else unit.parent
            for place in filter(None, (unit, above)):
                places[place.pk] = place
                if (certificate, nearest[certificate.pk]) not in rows[place.pk]:
                    rows[place.pk].append((certificate, nearest[certificate.pk]))
    holders = (
        RoleAssignment.objects.on(on)
        .filter(Q(role=Role.COMMUNE_OFFICER) | Q(role=Role.PROVINCE_OFFICER), unit__in=list(places))
        .select_related("user")
        .order_by("pk")
    )
    texts = {pk: notices.digest_text(str(places[pk]), rows[pk], on=on) for pk in rows}
    people = {(row.user_id, row.unit_id): row.user for row in holders if row.unit_id in texts}
    return [
        Message(
            recipient=user,
            subject=texts[unit][0],
            body=texts[unit][1],
            url="/lam-viec/giay-chung-nhan/?trang-thai=expiring",
        )
        for (_pk, unit), user in people.items()
    ]


def _communes(
    certificates: Iterable[Certificate], *, on: dt.date
) -> dict[int, list[AdministrativeUnit]]:
    """By key of the certificate: the place of its product and the communes of ``on`` it may be."""
    own = {row.pk: row.product.current_unit or row.product.unit for row in certificates}
    today = placements({unit.pk for unit in own.values()}, on=on)
    others = {pk for found in today.values() for pk in found} - set(today)
    units = AdministrativeUnit.objects.select_related("parent__parent").in_bulk(others)
    units |= {unit.pk: unit for unit in own.values()}
    return {
        key: [unit, *(units[pk] for pk in today[unit.pk] if pk != unit.pk)]
        for key, unit in own.items()
    }
