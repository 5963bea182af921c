"""Questions and announcements to the floors above. Listed in docs/hooks.md."""

from django.dispatch import Signal

# Arguments: product, on. A receiver that knows certificates answers with the
# ``evaluations.workflow.kinds.Held`` that speaks for the product on that day, or None.
recognition_asked = Signal()
