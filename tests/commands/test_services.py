"""scripts/services.py: a test run gets PostgreSQL and Redis, and its own ones leave nothing."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

SERVICES = Path(settings.BASE_DIR) / "scripts" / "services.py"
# The command of the run: says whether both services answer, and what they are.
PROBE = """
import os, psycopg2, redis
base = os.environ["DATABASE_URL"].rpartition("/")[0]
with psycopg2.connect(base + "/postgres") as c, c.cursor() as q:
    q.execute("SELECT current_setting('fsync')")
    print("fsync", q.fetchone()[0])
print("ping", redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
raise SystemExit(5)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder others may pass through: as root, PostgreSQL runs as another user."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def postgres_installed() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))


def answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SERVICES, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_own_services_are_started_for_the_command_and_removed_after_it(open_folder: Path) -> None:
    answer = run(
        "run", "--", sys.executable, "-c", PROBE,
        OCOP_TEST_OWN_SERVICES="1", TMPDIR=str(open_folder),
    )  # fmt: skip
    if not postgres_installed():  # a machine whose only PostgreSQL is elsewhere
        assert answer.returncode == 1
        assert answer.stderr.startswith("!! Chưa có PostgreSQL. Hãy chạy: ")
        return
    assert answer.stdout == "fsync off\nping True\n", answer.stderr
    assert answer.returncode == 5
    ports = [int(line.rsplit(" ", 1)[1]) for line in answer.stderr.splitlines()]
    assert len(ports) == 2
    assert [port for port in ports if answers(port)] == []
    assert sorted(open_folder.iterdir()) == []


def test_an_address_that_does_not_answer_is_named_and_another_service_is_used() -> None:
    answer = run(
        "run", "--", sys.executable, "-c", PROBE,
        DATABASE_URL="postgres://nobody@127.0.0.1:1/x", REDIS_URL="redis://127.0.0.1:1/0",
        OCOP_TEST_OWN_SERVICES="",
    )  # fmt: skip
    assert answer.returncode == 5, answer.stderr
    assert answer.stdout.splitlines()[1] == "ping True"
    assert answer.stderr.count("Địa chỉ trong biến môi trường không dùng được") == 2


@pytest.mark.parametrize("arguments", [(), ("run",), ("run", "--"), ("stop",)])
def test_a_wrong_call_says_how_to_call(arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert "services.py run -- COMMAND" in answer.stderr
