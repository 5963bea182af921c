"""PostgreSQL and Redis for a test run: those that answer, else started for it and ended with it.

``services.py missing`` prints the Debian packages that are needed first (nothing: all is well).
``services.py run -- COMMAND…`` runs the command with DATABASE_URL and REDIS_URL set, returns its
code.

In this order: the address in the environment; the standard port of this machine; installed
programs, started on a free port of 127.0.0.1 with their data in a temporary folder (PostgreSQL must
not run as root, and its user may not be able to enter var/). OCOP_TEST_OWN_SERVICES=1 goes straight
to the last. Writes to standard error only, so that the command's last line stays the last.
"""

import contextlib
import getpass
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import redis
from serve import end_with_parent

ROOT = Path(__file__).resolve().parents[1]
# One database per folder: two checkouts on one server do not fall over each other.
NAME = f"ocop_{zlib.crc32(str(ROOT).encode()):08x}"
START_SECONDS = 40
OWN = os.environ.get("OCOP_TEST_OWN_SERVICES") == "1"


def say(text: str) -> None:
    print(f"── {text}", file=sys.stderr, flush=True)


def postgres_fault(url: str) -> str:
    """Why the suite can't run on the server of ``url``; empty when it can."""
    base, _, _ = url.rpartition("/")
    try:
        connection = psycopg2.connect(f"{base}/postgres", connect_timeout=3)
    except psycopg2.Error as error:
        return str(error).strip().splitlines()[0]
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() != (True,):
            return "người dùng này không có quyền CREATEDB"
        if connection.server_version < 150000:
            return "cần PostgreSQL 15 trở lên"
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if cursor.fetchone() != (1,):
            return "thiếu phần mở rộng pg_trgm (gói postgresql-contrib)"
    return ""


def redis_fault(url: str) -> str:
    """Why Redis at ``url`` can't be used; empty when it can."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        return str(error).splitlines()[0]
    return ""


def postgres_candidates() -> Iterator[str]:
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://", "psql://", "pgsql://")):
        yield given
    for user in dict.fromkeys((getpass.getuser(), "postgres", "root")):
        yield f"postgres://{user}@127.0.0.1:5432/{NAME}"


def redis_candidates() -> Iterator[str]:
    if os.environ.get("REDIS_URL"):
        yield os.environ["REDIS_URL"]
    yield "redis://127.0.0.1:6379/15"


def answering(candidates: Iterator[str], fault: Callable[[str], str]) -> str:
    """The first address that can be used, or empty. What a named address lacks is said."""
    if OWN:
        return ""
    named = {os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")}
    for url in candidates:
        wrong = fault(url)
        if not wrong:
            return url
        if url in named:
            say(f"Địa chỉ trong biến môi trường không dùng được: {wrong}")
    return ""


def postgres_folder() -> Path | None:
    """Where initdb and postgres are installed: the newest version."""
    folders = [Path(path).parent for path in glob.glob("/usr/lib/postgresql/*/bin/initdb")]  # noqa: PTH207
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    usable = [folder for folder in folders if (folder / "postgres").exists()]
    return max(usable, key=_version, default=None)


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as ``postgres``, or as ``nobody``."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise SystemExit(
        "!! PostgreSQL không chạy được dưới quyền root và máy không có người dùng postgres"
    )


def wait_for(
    url: str, fault: Callable[[str], str], process: subprocess.Popen[bytes], log: Path
) -> None:
    end = time.monotonic() + START_SECONDS
    wrong = "chưa trả lời"
    while time.monotonic() < end and process.poll() is None:
        wrong = fault(url)
        if not wrong:
            return
        time.sleep(0.1)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-10:])
    raise SystemExit(f"!! Dịch vụ cho bài kiểm tra không khởi động được ({wrong}):\n{tail}")


@contextlib.contextmanager
def process_of(
    command: list[str], log: Path, stop: int, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a session of its own (a Ctrl-C goes to the tests first), ended on leaving."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 -- no threads here
            **options,
        )
    try:
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def own_postgres() -> Iterator[str]:
    """A server of our own: trust on the loopback only, nothing flushed to disk."""
    folder = postgres_folder()
    if folder is None:
        raise SystemExit("!! Chưa có PostgreSQL. Hãy chạy: sudo apt-get install -y postgresql")
    user = server_user()
    port = free_port()
    home = Path(tempfile.mkdtemp(prefix="ocop-pg-"))
    try:
        if user:
            os.chown(home, user["user"], user["group"])
        wanted = ["-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8"]
        made = subprocess.run(
            [folder / "initdb", "-D", home / "data", *wanted, "--locale=C.UTF-8"],
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
            **user,
        )
        if made.returncode:
            raise SystemExit(f"!! initdb: {made.stderr.strip()}")
        quick = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=2GB")
        command = [
            str(folder / "postgres"),
            "-D",
            str(home / "data"),
            "-p",
            str(port),
            "-k",
            str(home),
        ]
        command += ["-c", "listen_addresses=127.0.0.1"]
        command += [word for setting in quick for word in ("-c", setting)]
        url = f"postgres://postgres@127.0.0.1:{port}/{NAME}"
        with process_of(command, home / "log", signal.SIGINT, cwd=home, **user) as process:
            wait_for(url, postgres_fault, process, home / "log")
            say(f"PostgreSQL khởi động riêng cho lần chạy này, cổng {port}")
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def own_redis() -> Iterator[str]:
    """A Redis of our own, in memory only."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise SystemExit("!! Chưa có Redis. Hãy chạy: sudo apt-get install -y redis-server")
    port = free_port()
    home = Path(tempfile.mkdtemp(prefix="ocop-redis-"))
    try:
        command = [
            program,
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        url = f"redis://127.0.0.1:{port}/0"
        with process_of(command, home / "log", signal.SIGTERM, cwd=home) as process:
            wait_for(url, redis_fault, process, home / "log")
            say(f"Redis khởi động riêng cho lần chạy này, cổng {port}")
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)


def missing() -> int:
    """Print the packages to install, one line, and nothing when all is there."""
    packages = []
    if postgres_folder() is None and not answering(postgres_candidates(), postgres_fault):
        packages.append("postgresql")
    redis_installed = shutil.which("redis-server") or shutil.which("valkey-server")
    if not redis_installed and not answering(redis_candidates(), redis_fault):
        packages.append("redis-server")
    if packages:
        print(*packages)
    return 0


def run(command: list[str]) -> int:
    """Run ``command`` with both addresses in its environment; its exit code."""
    with contextlib.ExitStack() as stack:
        database = answering(postgres_candidates(), postgres_fault)
        broker = answering(redis_candidates(), redis_fault)
        database = database or stack.enter_context(own_postgres())
        broker = broker or stack.enter_context(own_redis())
        environment = os.environ | {"DATABASE_URL": database, "REDIS_URL": broker}
        child = subprocess.Popen(command, env=environment)
        try:
            while True:
                try:
                    return child.wait()
                except KeyboardInterrupt:  # the command has been told too, and says so itself
                    continue
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait(timeout=15)


def _interrupt(_number: int, _frame: object) -> None:
    raise SystemExit(143)


def main() -> int:
    """Entry point; returns the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    match sys.argv[1:]:
        case ["missing"]:
            return missing()
        case ["run", "--", *command] if command:
            return run(command)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
