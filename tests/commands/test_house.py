"""The commands of the house are there, explain themselves and refuse what they can't do."""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def own_environment() -> dict[str, str]:
    """The environment without what a make around this run has left in it."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFL"))
    }


def shell(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env=own_environment() | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_make_alone_lists_every_command() -> None:
    listed = [line.split()[1] for line in shell("make").stdout.splitlines()]
    assert listed == [
        "help",
        "demo",
        "test",
        "lint",
        "fix",
        "coverage",
        "bench",
        "run",
        "setup",
        "lock",
        "clean",
    ]


def test_ci_calls_make_test_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert [line for line in lines[1:] if line] == ['cd "$(dirname "$0")/.." && exec make test']


def test_demo_refuses_an_unknown_argument() -> None:
    answer = shell("scripts/demo.sh", "--rest")
    assert answer.returncode == 1
    assert answer.stderr == (
        "!! make demo không hiểu: --rest (chỉ có: make demo DEMO_ARGS=--reset)\n"
    )


@pytest.mark.parametrize("missing", ["DATABASE_URL", "REDIS_URL", "SECRET_KEY"])
def test_run_names_the_variable_it_lacks(missing: str) -> None:
    given = {"DATABASE_URL": "postgres://x@127.0.0.1/x", "REDIS_URL": "redis://127.0.0.1"}
    given["SECRET_KEY"] = "x" * 60
    answer = shell("scripts/run.sh", **(given | {missing: ""}))
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[0] == f"!! make run cần biến môi trường {missing}. Ví dụ:"


@pytest.mark.parametrize(
    "script", sorted((ROOT / "scripts").glob("*.sh")), ids=lambda path: path.name
)
def test_every_script_parses_and_may_be_run(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert shell("bash", "-n", str(script)).stderr == ""
