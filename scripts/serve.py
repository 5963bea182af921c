"""Starts the processes of the portal together and ends them together.

``serve.py demo``: one web process with threads, one worker that also keeps the timetable; logs in
var/log. ``serve.py run``: web, worker and timetable as in production; logs on the screen.

Ends all of them on Ctrl-C, SIGTERM, a closed terminal, or when one of them ends by itself. Each
child leads a process group of its own and asks the kernel to end it should this process be killed
outright, so that nothing is left behind. Standard library only: it must not cost the memory of
another Django.
"""

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("OCOP_VAR") or ROOT / "var")
BIN = Path(sys.executable).parent
HOST = os.environ.get("HOST") or "127.0.0.1"
START_SECONDS = 60
WORKER_SECONDS = 10
STOP_SECONDS = 15
LOG_BYTES = 5_000_000

ADDRESSES = (
    ("/", "trang công khai"),
    ("/san-pham/", "tra cứu sản phẩm"),
    ("/dang-nhap/", "đăng nhập"),
    ("/lam-viec/", "việc của người đã đăng nhập"),
    ("/api/docs/", "API"),
)
ACCOUNTS = (
    ("chuthe", "chủ thể"),
    ("xa", "cán bộ xã"),
    ("tinh", "Văn phòng Điều phối tỉnh"),
    ("lanhdao", "lãnh đạo tỉnh"),
    ("chutich, thuky, hoidong1…7", "hội đồng cấp tỉnh"),
    ("tuvan1…3", "tổ tư vấn"),
    ("trunguong, tw1…7", "cấp Trung ương"),
    ("thanhtra", "đoàn kiểm tra"),
    ("quantri", "quản trị"),
)


class StartError(Exception):
    """The portal can't start; the message is a sentence for the person at the screen."""


@dataclass
class Child:
    """One process of the portal. ``log`` is None when it writes to the screen."""

    name: str
    command: Sequence[str]
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it in a process group of its own."""
        with self._output() as output:
            self.process = subprocess.Popen(
                list(self.command),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 -- no threads here
            )

    @contextlib.contextmanager
    def _output(self) -> Iterator[IO[bytes] | None]:
        if self.log is None:
            yield None
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        big = self.log.exists() and self.log.stat().st_size > LOG_BYTES
        with self.log.open("wb" if big else "ab") as output:
            yield output

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and everything it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def signal(self, number: int) -> None:
        """Send a signal to the process alone, which then ends its own children in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def tail(self, lines: int = 15) -> str:
        """The end of its log, for the message of a failed start."""
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def end_with_parent() -> None:
    """Runs in the child: SIGTERM when the parent dies, however it dies (Linux)."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def check_port(host: str, port: int) -> None:
    """Refuse a port that something else holds, before any work is done.

    Raises:
        StartError: with the sentence that names the port and the way out.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(
                f"Cổng {port} trên {host} không dùng được ({error.strerror}). "
                "Hãy dừng chương trình đang giữ cổng đó, hoặc chọn cổng khác, ví dụ PORT="
                f"{port + 1}."
            ) from None


def port_of(value: str) -> int:
    """A port number from the environment.

    Raises:
        StartError: when it is not one.
    """
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise StartError(f"PORT={value!r}: cần một số từ 1 đến 65535")
    return int(value)


def children_of(mode: str, port: int) -> list[Child]:
    """The processes of a mode, in the order they start."""
    # Its control socket would lie in the home folder: state belongs in var/ only.
    gunicorn = [str(BIN / "gunicorn"), "ocop_portal.wsgi", "--no-control-socket"]
    gunicorn += ["--bind", f"{HOST}:{port}"]
    celery = [str(BIN / "celery"), "-A", "ocop_portal", "--quiet"]
    timetable = ["--schedule", str(VAR / "celerybeat-schedule")]
    if mode == "demo":
        threads = ["--workers", "1", "--worker-class", "gthread", "--threads", "4"]
        alone = ["--pool", "threads", "-c", "2", "--without-mingle", "--without-gossip"]
        worker = [*celery, "worker", "-B", *timetable, *alone, "--loglevel", "INFO"]
        return [
            Child("web", [*gunicorn, *threads], VAR / "log" / "web.log"),
            Child("worker", worker, VAR / "log" / "worker.log"),
        ]
    cores = os.cpu_count() or 1
    web = os.environ.get("WEB_PROCESSES") or str(cores + 1)
    jobs = os.environ.get("WORKER_PROCESSES") or str(cores)
    renewal = ["--max-requests", "5000", "--max-requests-jitter", "500"]
    return [
        Child("web", [*gunicorn, "--workers", web, "--access-logfile", "-", *renewal]),
        Child("worker", [*celery, "worker", "-c", jobs, "--loglevel", "INFO"]),
        Child("beat", [*celery, "beat", *timetable, "--loglevel", "INFO"]),
    ]


class Supervisor:
    """Starts the children, waits, ends them. ``run`` returns the exit code of the whole."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)
        self.asked_to_stop = False

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def dead(self) -> Child | None:
        """The first child that ended by itself."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                return child
        return None

    def wait_for(self, url: str, seconds: int) -> bool:
        """True when ``url`` answers 200 within the time, False when it does not.

        Raises:
            StartError: when a child ends first.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.asked_to_stop:
            dead = self.dead()
            if dead is not None:
                raise StartError(
                    f"Tiến trình {dead.name} đã dừng ngay khi khởi động.\n{dead.tail()}"
                )
            with (
                contextlib.suppress(OSError, urllib.error.URLError),
                urllib.request.urlopen(url, timeout=5) as answer,  # noqa: S310 -- our own address
            ):
                if answer.status == 200:
                    return True
            time.sleep(0.2)
        return self.asked_to_stop

    def wait_until_up(self, base: str) -> None:
        """Return when the web process answers and the worker has done its first job.

        A worker that is late is no reason to stop: /readyz says so, and the pages work.
        """
        if not self.wait_for(f"{base}/healthz", START_SECONDS):
            tails = "\n".join(child.tail() for child in self.children)
            raise StartError(f"Sau {START_SECONDS} giây {base} vẫn chưa trả lời.\n{tails}")
        self.wait_for(f"{base}/readyz", WORKER_SECONDS)

    def run(self, *, base: str = "", banner: str = "") -> int:
        """Start everything, say where it is, stay until a signal comes or a child ends."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, self._on_signal)
        try:
            for child in self.children:
                child.start()
            if base:
                self.wait_until_up(base)
            if banner and not self.asked_to_stop:
                print(banner, flush=True)
            while not self.asked_to_stop:
                dead = self.dead()
                if dead is not None:
                    code = dead.process.returncode if dead.process else "?"
                    raise StartError(f"Tiến trình {dead.name} đã dừng (mã {code}).\n{dead.tail()}")
                time.sleep(0.3)
        except StartError as error:
            print(f"!! {error}", file=sys.stderr, flush=True)
            return 1
        finally:
            self.stop()
        return 0

    def stop(self) -> None:
        """End every child: first politely, after 15 seconds by force. Nothing survives."""
        for child in reversed(self.children):
            child.signal(signal.SIGTERM)
        end = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is None:
                continue
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.1, end - time.monotonic()))
            child.signal_group(signal.SIGKILL)
            child.process.wait()


def banner_of(base: str) -> str:
    """What the person at the screen needs: addresses, accounts, how to end it."""
    password = os.environ.get("DEMO_PASSWORD") or "ocop-demo-2026"
    lines = ["", f"Cổng OCOP đang chạy tại {base}", ""]
    lines += [f"  {base}{path:<14} {what}" for path, what in ADDRESSES]
    lines += ["", f"Tài khoản dùng thử (mật khẩu chung: {password})", ""]
    lines += [f"  {name:<28} {who}" for name, who in ACCOUNTS]
    lines += [
        "",
        f"Nhật ký: {VAR / 'log'}   Dừng: Ctrl-C   Làm lại từ đầu: make demo DEMO_ARGS=--reset",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=("demo", "run", "check-port"))
    mode = parser.parse_args(arguments).mode
    try:
        port = port_of(os.environ.get("PORT") or "8000")
        check_port(HOST, port)
        if mode == "check-port":
            return 0
        children = children_of(mode, port)
    except StartError as error:
        print(f"!! {error}", file=sys.stderr)
        return 1
    shown = "127.0.0.1" if HOST in {"0.0.0.0", "::"} else HOST  # noqa: S104 -- compared, not bound
    base = f"http://{shown}:{port}"
    if mode == "demo":
        return Supervisor(children).run(base=base, banner=banner_of(base))
    return Supervisor(children).run()


if __name__ == "__main__":
    raise SystemExit(main())
