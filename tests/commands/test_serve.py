"""scripts/serve.py: the processes start together and end together, and nothing stays behind."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = Path(settings.BASE_DIR) / "scripts"
SERVE = SCRIPTS / "serve.py"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(pid: int) -> bool:
    """True while the process runs; one that ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


# A child that has a child of its own (as gunicorn and celery have) and writes both pids down.
CHILD = """
import os, signal, subprocess, sys, time
if {stubborn}:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open({pids!r}, "a") as f:
    f.write(f"{{os.getpid()}} {{inner.pid}}\\n")
if {brief}:
    sys.exit(7)
time.sleep(600)
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a supervisor over two children; ``brief`` makes the second one end by itself."""
    started = []
    pids = tmp_path / "pids"

    def run(*, brief: bool = False, stubborn: bool = False) -> subprocess.Popen[str]:
        for name, ends in (("one", False), ("two", brief)):
            code = CHILD.format(pids=str(pids), brief=ends, stubborn=stubborn)
            (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")
        driver = f"""
            import sys
            sys.path.insert(0, {str(SCRIPTS)!r})
            import serve
            serve.STOP_SECONDS = 1
            children = [serve.Child(n, [sys.executable, {str(tmp_path)!r} + "/" + n + ".py"])
                        for n in ("one", "two")]
            sys.exit(serve.Supervisor(children).run(banner="ready"))
        """
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(driver)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def family(tmp_path: Path) -> list[int]:
    """The pids of both children and both grandchildren, once all four run."""
    pids = tmp_path / "pids"
    assert until(lambda: pids.exists() and len(pids.read_text(encoding="ascii").split()) == 4)
    return [int(word) for word in pids.read_text(encoding="ascii").split()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_every_process(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path, number: int
) -> None:
    process = start()
    pids = family(tmp_path)
    process.send_signal(number)
    assert process.wait(timeout=15) == 0
    assert [pid for pid in pids if alive(pid)] == []


def test_a_child_that_ignores_the_polite_signal_is_ended_by_force(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    process = start(stubborn=True)
    pids = family(tmp_path)
    process.terminate()
    assert process.wait(timeout=15) == 0
    assert until(lambda: [pid for pid in pids if alive(pid)] == [])


def test_when_one_process_ends_the_others_end_and_the_exit_code_says_so(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    process = start(brief=True)
    pids = family(tmp_path)
    _, errors = process.communicate(timeout=15)
    assert process.returncode == 1
    assert errors.startswith("!! Tiến trình two đã dừng (mã 7).")
    assert until(lambda: [pid for pid in pids if alive(pid)] == [])


@pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel's signal on a dead parent is Linux's"
)
def test_children_end_when_the_supervisor_is_killed_outright(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    process = start()
    one, inner_one, two, inner_two = family(tmp_path)
    try:
        process.kill()
        process.wait(timeout=15)
        assert until(lambda: not alive(one) and not alive(two))
    finally:
        for pid in (inner_one, inner_two):  # theirs are ended by gunicorn and celery, not by sleep
            os.kill(pid, signal.SIGKILL)


def check_port(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SERVE, "check-port"],
        env=os.environ | {"HOST": "127.0.0.1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_port_in_use_is_refused_with_its_number_and_a_way_out() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = check_port(PORT=str(port))
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr == (
        f"!! Cổng {port} trên 127.0.0.1 không dùng được (Address already in use). "
        f"Hãy dừng chương trình đang giữ cổng đó, hoặc chọn cổng khác, ví dụ PORT={port + 1}.\n"
    )


def test_a_free_port_is_accepted_in_silence() -> None:
    answer = check_port(PORT=str(free_port()))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


@pytest.mark.parametrize("value", ["x", "0", "65536", "-1", "8000.5"])
def test_a_port_that_is_no_port_is_refused(value: str) -> None:
    answer = check_port(PORT=value)
    assert answer.returncode == 1
    assert answer.stderr == f"!! PORT={value!r}: cần một số từ 1 đến 65535\n"
