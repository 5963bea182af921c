"""Reminding whoever holds a dossier before its deadline ends, and weekly once it has passed."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import User
from common.dates import now
from evaluations.enums import DossierState
from evaluations.models import DeadlineReminder, Dossier
from evaluations.notices import deadlines as notices
from evaluations.selectors.clock import Holder, holders_of
from evaluations.selectors.reminding import people_of_holders
from evaluations.workflow.clock import reminder_step
from notifications.services import Message, beat, queue_many

JOB = "remind-deadlines"
# Dossiers looked at, and dossiers told of, at a time: a killed job loses the second at most, and
# the next run does just those again.
LOOKED_AT, TOLD = 2000, 200


@dataclass(slots=True)
class Reminded:
    """What one run did: open dossiers looked at, reminders written, by step."""

    on: dt.date
    checked: int = 0
    by_step: Counter[int] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """For the log of the job; steps as text, furthest before the end first."""
        steps = sorted(self.by_step.items(), reverse=True)
        return {
            "on": self.on.isoformat(),
            "checked": self.checked,
            "reminded": sum(self.by_step.values()),
            "by_step": {str(step): count for step, count in steps},
        }


def remind_deadlines(*, on: dt.date) -> Reminded:
    """Remind the holders of what is due in 5, 2 or 0 working days, or overdue by another week.

    Each dossier × deadline × step is in the ledger once ever: a second run, two at once, a day set
    back, a kill between batches remind nobody twice. After days without a run only the newest step
    is sent. A person with several dossiers gets one notice for them in a batch. A new deadline (the
    term stood still, somebody else holds it) starts its own steps.
    """
    result = Reminded(on=on)
    for keys in _batches():
        held = holders_of(Dossier.objects.filter(pk__in=keys), on=on)
        result.checked += len(held)
        due = sorted(_fresh(held))
        for start in range(0, len(due), TOLD):
            with transaction.atomic():
                result.by_step.update(_remind(due[start : start + TOLD], on=on))
    beat(name=JOB)
    return result


def _batches() -> Iterator[list[int]]:
    """Keys of the open dossiers, so many at a time."""
    open_ones = Dossier.objects.exclude(state__in=DossierState.closed).order_by("pk")
    after = 0
    while keys := list(open_ones.filter(pk__gt=after).values_list("pk", flat=True)[:LOOKED_AT]):
        yield keys
        after = keys[-1]


def _fresh(held: Mapping[int, Holder]) -> dict[int, tuple[dt.date, int]]:
    """By key of the dossier: the deadline, and the step of it that nobody was reminded of yet."""
    due = {
        key: (one.until, step)
        for key, one in held.items()
        if one.until is not None and (step := reminder_step(one)) is not None
    }
    sent: dict[tuple[int, dt.date], int] = {}
    ledger = DeadlineReminder.objects.filter(dossier__in=due).order_by("-step")
    for key, until, step in ledger.values_list("dossier", "due_on", "step"):
        sent[key, until] = step  # the lowest comes last
    return {
        key: (until, step)
        for key, (until, step) in due.items()
        if (key, until) not in sent or step < sent[key, until]
    }


def _remind(keys: list[int], *, on: dt.date) -> Counter[int]:
    """Write the ledger for those of ``keys`` that are still due, and tell their people."""
    # Locked: nobody moves a dossier between the question who holds it and the notice.
    rows = (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("product__producer", "unit__parent__parent")
        .filter(pk__in=keys)
        .order_by("pk")
    )
    dossiers = {row.pk: row for row in rows}
    held = holders_of(Dossier.objects.filter(pk__in=dossiers), on=on)
    fresh = _fresh(held)
    sent_at = now()
    DeadlineReminder.objects.bulk_create(
        DeadlineReminder(dossier_id=key, due_on=until, step=step, sent_at=sent_at)
        for key, (until, step) in sorted(fresh.items())
    )
    _tell([dossiers[key] for key in sorted(fresh)], held, fresh, on=on)
    return Counter(step for _until, step in fresh.values())


def _tell(
    dossiers: list[Dossier],
    held: Mapping[int, Holder],
    fresh: Mapping[int, tuple[dt.date, int]],
    *,
    on: dt.date,
) -> None:
    people = people_of_holders(dossiers, held, on=on)
    desks: dict[int, list[Dossier]] = defaultdict(list)
    users: dict[int, User] = {}
    for row in dossiers:
        for user in people[row.pk]:
            users[user.pk] = user
            desks[user.pk].append(row)
    single, several = [], []
    for key, rows in desks.items():
        if len(rows) > 1:
            letter = notices.digest([(row, held[row.pk]) for row in rows])
            several.append(
                Message(
                    recipient=users[key],
                    subject=letter.subject,
                    body=letter.body,
                    url=letter.url,
                    key=f"{notices.DIGEST_KIND}:{on}:{rows[0].pk}",
                )
            )
            continue
        [row] = rows
        letter = notices.reminder(row, held[row.pk])
        until, step = fresh[row.pk]
        single.append(
            Message(
                recipient=users[key],
                subject=letter.subject,
                body=letter.body,
                url=letter.url,
                target=(Dossier._meta.label_lower, str(row.pk)),  # noqa: SLF001
                key=f"{notices.KIND}:{row.pk}:{until}:{step}",
            )
        )
    queue_many(kind=notices.KIND, messages=single)
    queue_many(kind=notices.DIGEST_KIND, messages=several)
