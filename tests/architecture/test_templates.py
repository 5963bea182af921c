"""What the strict content security policy would stop in the browser is stopped here first."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.template.loader import get_template

from tests.architecture.source import ROOT, listed, parsed, place, python_files, templates

FOLDER = ROOT / "templates"

COMMENTS = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}|<!--.*?-->", re.DOTALL)
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}")  # "{% if one == two %}" is no handler named one
FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "script without src": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*json)[^>]*>", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "third party": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE
    ),
}


def faults_in(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of everything forbidden; comments keep their line breaks."""
    bare = CODE.sub("", COMMENTS.sub(lambda match: "\n" * match.group().count("\n"), text))
    for name, pattern in FORBIDDEN.items():
        for match in pattern.finditer(bare):
            yield bare.count("\n", 0, match.end()) + 1, name


def test_templates_have_no_inline_style_script_or_third_party() -> None:
    faults = [
        f"{place(path, line)} {name}"
        for path in templates()
        for line, name in faults_in(path.read_text(encoding="utf-8"))
    ]
    assert not faults, listed(faults, "Classes live in static/css, behaviour in static/js.")


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ('<p class="a" style="color:red">', "style attribute"),
        ("<style>p{}</style>", "style element"),
        ("<script>alert(1)</script>", "script without src"),
        ('<a onclick="x()">', "event handler"),
        ('<a href="javascript:x()">', "javascript: address"),
        ('<img alt="" src="//example.com/x.png">', "third party"),
    ],
)
def test_the_check_sees(markup: str, name: str) -> None:
    assert [found for _, found in faults_in(markup)] == [name]


def test_the_check_leaves_good_markup_alone() -> None:
    good = (
        '{# style="x" #}<script src="{% static \'js/portal.js\' %}" defer></script>'
        '<script type="application/json" id="d">{}</script><a href="https://example.com">x</a>'
        '<a href="?a={{ one }}"{% if one == two %} aria-current="true"{% endif %}>x</a>'
    )
    assert list(faults_in(good)) == []


@pytest.mark.parametrize(
    "name", sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
)
def test_a_template_compiles(name: str) -> None:
    assert get_template(name).template.name == name


def names_in_code() -> Iterator[str]:
    """Patterns of the template names that Python mentions: ``f"a/b_{x}.html"`` may be any b_."""
    for path in python_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value.split("#")[0])
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[^/]+"
                    for part in node.values
                ).split("\\#")[0]


def names_in_templates() -> Iterator[str]:
    for path in sorted(FOLDER.rglob("*.html")):
        for name in re.findall(r"""["']([a-z0-9_/]+\.html)""", path.read_text(encoding="utf-8")):
            yield re.escape(name)


def test_every_template_is_reached_from_the_code_or_another_template() -> None:
    patterns = {
        name for name in {*names_in_code(), *names_in_templates()} if name.endswith(r"\.html")
    }
    mentioned = re.compile("|".join(patterns))
    faults = []
    for path in templates():
        name = str(path.relative_to(FOLDER))
        if name.split("/")[0] in {"components", "errors", "account", "mfa", "django", "allauth"}:
            continue  # named by their tag, by Django or by allauth
        if not mentioned.fullmatch(name):
            faults.append(f"templates/{name}")
    assert not faults, listed(faults, "Nothing renders it: remove it, or wire it.")
