"""What every view begins with: find what the person may see, check what they may do."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from common.errors import DomainError

M = TypeVar("M", bound=Model)


def get_visible(queryset: QuerySet[M], **lookup: Any) -> M:
    """The one row of ``queryset`` (already narrowed by ``visible_to``), else 404."""
    return get_object_or_404(queryset, **lookup)


def need(user: Any, perm: str, obj: object, sentence: str) -> None:
    """Refuse with 403 and ``sentence`` ("Việc này dành cho …") unless ``user`` has ``perm``."""
    if not user.has_perm(perm, obj):
        raise PermissionDenied(sentence)


def page_of(request: HttpRequest, queryset: QuerySet[M], size: int = 25) -> Page[M]:
    """The page asked for by ``?trang=``; a wrong number gives the nearest page, never an error."""
    return Paginator(queryset, size).get_page(request.GET.get("trang"))


def show_refusal(form: BaseForm, error: DomainError) -> None:
    """Put a service's refusal into the bound ``form``: at its fields, or above all of them.

    What the person typed stays in the form.
    """
    known = {name: texts for name, texts in error.fields.items() if name in form.fields}
    for name, texts in known.items():
        for text in texts:
            form.add_error(name, text)
    if not known:
        form.add_error(None, error.message)
