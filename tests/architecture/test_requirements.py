"""The locks pin everything, agree with what was asked for, and name no address."""

import re
from importlib import metadata

import pytest

from tests.architecture.source import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([A-Za-z0-9.!+]+)$")
ASKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?(?:==([A-Za-z0-9.]+))?$")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-r"))]


def pins(*names: str) -> dict[str, str]:
    found = {}
    for name in names:
        for line in lines(name):
            match = PIN.match(line)
            assert match, f"{name}: {line!r} is no exact pin"
            found[canonical(match[1])] = match[2]
    return found


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_lock_holds_what_was_asked_for(name: str) -> None:
    locked = pins("requirements.txt", f"{name}.txt")
    for line in lines(f"{name}.in"):
        asked = ASKED.match(line)
        assert asked, f"{name}.in: {line!r} is not name[extra]==version"
        assert canonical(asked[1]) in locked, f"{line}: run make lock"
        assert asked[2] in (None, locked[canonical(asked[1])]), f"{line}: run make lock"


def test_the_environment_is_the_locked_one() -> None:
    installed = {canonical(d.name): d.version for d in metadata.distributions()}
    locked = pins("requirements.txt", "requirements-dev.txt")
    assert {name: installed.get(name) for name in locked} == locked
