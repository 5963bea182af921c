"""How a refused rule comes back into a form, with everything that was typed."""

from django.forms import BaseForm

from common.errors import DomainError


def into_form(form: BaseForm, fault: DomainError) -> None:
    """Put the rule's sentences at the fields they belong to; the rest above the form."""
    placed = False
    for name, sentences in fault.fields.items():
        for sentence in sentences:
            if name in form.fields and sentence:
                form.add_error(name, sentence)
                placed = True
    if not placed or fault.message not in str(form.errors):
        form.add_error(None, fault.message)
    form.refused_with = fault.status


def status_of(form: BaseForm) -> int:
    """200 for a form that was not sent yet, else what its refusal means (400, or 409)."""
    if not form.is_bound or not form.errors:
        return 200
    return getattr(form, "refused_with", 400)
