"""Reading the audit chain."""

from collections.abc import Iterator

from django.db.models import Model, QuerySet, TextChoices

from audit.models import AuditEntry, AuditHead


def timeline(target: Model) -> QuerySet[AuditEntry]:
    """What happened to ``target``, oldest first."""
    label = target._meta.label_lower  # noqa: SLF001 -- public API of Django models
    return AuditEntry.objects.filter(target_type=label, target_id=str(target.pk)).order_by("seq")


def lines_of(entries: QuerySet[AuditEntry], verbs: type[TextChoices]) -> list[dict[str, object]]:
    """``entries`` newest first, as the timeline on a page shows them: when, what, who.

    ``verbs`` is the room's own list; an entry with another room's verb raises ValueError.
    """
    return [
        {"at": entry.at, "title": verbs(entry.verb).label, "note": entry.actor_label}
        for entry in entries.reverse()
    ]


def chain() -> Iterator[AuditEntry]:
    """Every entry in order, without holding them all in memory."""
    return AuditEntry.objects.order_by("seq").iterator(chunk_size=2000)


def last_about(*models: type[Model] | str) -> str:
    """The hash of the last entry about one of ``models``; empty when there is none.

    A room above is named by label, ``"room.model"``.

    Names the state of these records for caches: whatever a service changes, changes it.
    """
    labels = [
        model if isinstance(model, str) else model._meta.label_lower  # noqa: SLF001 -- public API
        for model in models
    ]
    found = AuditEntry.objects.filter(target_type__in=labels).order_by("-seq")
    return found.values_list("hash", flat=True).first() or ""


def head() -> AuditHead:
    """The end of the chain as the portal last wrote it."""
    return AuditHead.objects.get(pk=1)
