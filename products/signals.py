"""Announcements to the floors above. Listed in docs/hooks.md."""

from django.dispatch import Signal

# Both are sent inside the transaction, both rows locked: a record must never belong to an entry
# that is gone. A receiver that can't let go of its rows raises DomainError.

# Arguments: keep, absorb (both products), moved (a mapping into which each receiver puts
# "app.model": [primary keys that it moved from absorb to keep]; it stays in the audit).
product_merged = Signal()

# Arguments: keep, absorb, moved (the mapping of that merger): each receiver moves its rows back.
product_split = Signal()
