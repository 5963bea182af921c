"""Announcements to the floors above. Listed in docs/hooks.md."""

from django.dispatch import Signal

# Arguments: producer, changed (names of the fields written). Sent inside the transaction of the
# change, because what is derived from the producer must never disagree with it; a receiver with
# an effect outside the database leaves it to transaction.on_commit.
producer_changed = Signal()
