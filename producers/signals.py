"""Announcements to the floors above. Listed in docs/hooks.md."""

from django.dispatch import Signal

# Arguments: producer, changed (names of the fields written). Sent inside the transaction of the
# change, because what is derived from the producer must never disagree with it; a receiver with
# an effect outside the database leaves it to transaction.on_commit.
producer_changed = Signal()

# Arguments: keep, absorb (both producers), moved (a list the receivers extend by
# ("app.model", primary key, what for) of the rows they moved). Sent inside the transaction.
producer_merged = Signal()
