"""Questions and announcements to the floors above. Listed in docs/hooks.md."""

from django.dispatch import Signal

# Arguments: products, on. A receiver that knows certificates answers with the
# ``evaluations.workflow.kinds.Held`` that speaks for each product on that day, by key.
recognition_asked = Signal()
