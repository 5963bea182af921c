"""Announcements to the floors above. Listed in docs/hooks.md."""

from django.dispatch import Signal

# Arguments: producer, changed (names of the fields written). Sent inside the transaction of the
# change, because what is derived from the producer must never disagree with it; a receiver with
# an effect outside the database leaves it to transaction.on_commit.
producer_changed = Signal()

# Arguments: keep, absorb (both producers), moved (a dict). A receiver gives its rows of ``absorb``
# to ``keep`` and notes in ``moved["app.model"]`` the primary keys of what it moved. Sent inside the
# transaction of the merge; a DomainError of a receiver refuses the whole merge.
producer_merged = Signal()

# Arguments as above, ``moved`` as the receivers left it: they give these rows back to ``absorb``.
producer_split = Signal()

# Arguments: paper, actor, on. Sent inside the transaction of the withdrawal: who handles a dossier
# that was filed with the paper is told.
paper_withdrawn = Signal()
