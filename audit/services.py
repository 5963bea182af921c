"""Appending to the audit chain. Called last inside the transaction of every change."""

import datetime as dt
import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model

from audit.models import AuditEntry, AuditHead
from common.dates import now

_UTC = dt.UTC
SYSTEM = "Cổng OCOP"


def entry_hash(entry: AuditEntry) -> str:
    """The hash an entry must carry: SHA-256 over the previous hash and every stored field."""
    fields = {
        "seq": entry.seq,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "actor_label": entry.actor_label,
        "verb": entry.verb,
        "target_type": entry.target_type,
        "target_id": entry.target_id,
        "target_label": entry.target_label,
        "old": entry.old,
        "new": entry.new,
        "reason": entry.reason,
        "data": entry.data,
    }
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(f"{entry.prev_hash}\n{text}".encode()).hexdigest()


def record(
    *,
    actor: Any,
    verb: str,
    target: Model,
    old: str = "",
    new: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry; it exists exactly when the surrounding transaction commits.

    ``actor`` None means a job of the portal itself. ``data`` must be JSON; dates and decimals
    are stored as text. The end of the chain stays locked until the transaction ends, so call
    this after all other locks are taken.

    Raises:
        RuntimeError: outside a transaction, where entry and change could part.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record() cần chạy trong một giao dịch")
    head = AuditHead.objects.select_for_update().get(pk=1)
    entry = AuditEntry(
        seq=head.last_seq + 1,
        at=now().astimezone(_UTC),
        actor=actor,
        actor_label=(actor.get_full_name() or actor.get_username()) if actor else SYSTEM,
        verb=verb,
        target_type=target._meta.label_lower,  # noqa: SLF001 -- public API of Django models
        target_id=str(target.pk),
        target_label=str(target)[:300],
        old=str(old)[:60],
        new=str(new)[:60],
        reason=reason,
        data=json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder)),
        prev_hash=head.last_hash,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    head.last_seq, head.last_hash = entry.seq, entry.hash
    head.save(update_fields=["last_seq", "last_hash"])
    return entry
