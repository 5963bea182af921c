"""Two pages of the docs are checked against the code: who may open what, and the table of moves."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from common.workflow import Step
from tests.architecture.source import APPS, PACKAGES, ROOT, listed

ROLES = ROOT / "docs" / "roles.md"
WORKFLOW = ROOT / "docs" / "workflow.md"
CODE = re.compile(r"`([^`]+)`")


def named_urls(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Names of the URLs whose view is ours, with their namespace."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from named_urls(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            module = getattr(entry.callback, "__module__", "")
            owner = getattr(getattr(entry.callback, "cls", None), "__module__", module)
            if owner.split(".")[0] in PACKAGES:
                yield f"{prefix}{entry.name}"


@cache
def our_urls() -> frozenset[str]:
    return frozenset(named_urls(get_resolver()))


@cache
def table_rows(path: Any) -> tuple[frozenset[str], ...]:
    """The words in `code` of each table row of a page."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(frozenset(CODE.findall(line)) for line in lines if line.lstrip().startswith("|"))


def test_every_address_is_in_the_table_of_roles() -> None:
    documented = frozenset().union(*table_rows(ROLES))
    missing = sorted(our_urls() - documented)
    assert not missing, listed(
        [f"| `{name}` | … |" for name in missing], "Say in docs/roles.md who may open it."
    )


def test_the_table_of_roles_names_no_address_that_is_gone() -> None:
    documented = {
        row_word
        for row in table_rows(ROLES)
        for row_word in row
        if re.fullmatch(r"[a-z_]+(:[a-z_-]+)+", row_word)
    }
    gone = sorted(documented - our_urls())
    assert not gone, listed(gone, "Remove the row from docs/roles.md.")


def workflow_modules() -> Iterator[Any]:
    for app in APPS:
        try:
            module = importlib.import_module(f"{app}.workflow")
        except ModuleNotFoundError:
            continue
        yield module
        for info in pkgutil.iter_modules(getattr(module, "__path__", []), f"{app}.workflow."):
            yield importlib.import_module(info.name)


def machines() -> dict[str, Mapping[Any, Step]]:
    """Every table of moves, by ``app.workflow.NAME``; one object counts once."""
    found: dict[int, tuple[str, Mapping[Any, Step]]] = {}
    for module in workflow_modules():
        if module.__name__.startswith("common."):
            continue
        for name, value in vars(module).items():
            is_table = isinstance(value, Mapping) and value
            if is_table and all(isinstance(step, Step) for step in value.values()):
                found.setdefault(id(value), (f"{module.__name__}.{name}", value))
    return dict(found.values())


def test_the_portal_has_workflow_tables() -> None:
    assert machines(), "no table of moves was found: did common.workflow.Step change?"


@pytest.mark.parametrize("machine", sorted(machines()))
def test_every_move_is_in_the_workflow_page(machine: str) -> None:
    missing = []
    for move, step in machines()[machine].items():
        name = str(getattr(move, "value", move))
        words = {name, *map(str, step.sources), str(step.target)}
        if not any(words <= row for row in table_rows(WORKFLOW)):
            sources = ", ".join(f"`{source}`" for source in sorted(map(str, step.sources)))
            missing.append(f"| `{name}` | {step.label} | {sources} | `{step.target}` | … |")
    assert not missing, listed(missing, f"Rows that docs/workflow.md lacks for {machine}.")
