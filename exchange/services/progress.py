"""How far a job has come, kept outside its transaction so that the page may show it."""

from dataclasses import dataclass

from django.core.cache import cache

from exchange.models import ImportRun

_KEEP = 3600


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` lines, and what is being done with them."""

    done: int
    total: int
    text: str


def tell(run: ImportRun, done: int, total: int, text: str) -> None:
    """Note how far the job of ``run`` has come."""
    cache.set(_key(run), (done, total, text), _KEEP)


def read(run: ImportRun) -> Progress | None:
    """How far the job of ``run`` has come; nothing before it has begun."""
    said = cache.get(_key(run))
    return Progress(*said) if said else None


def forget(run: ImportRun) -> None:
    """The job has ended."""
    cache.delete(_key(run))


def _key(run: ImportRun) -> str:
    return f"exchange.progress.{run.pk}"
