"""What is measured: processor time here and in the database session, statements, memory."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

_TICK = os.sysconf("SC_CLK_TCK")
_FIRST_FIELD = 3  # of /proc/PID/stat, behind the name in brackets


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one run: on the clock, of the processor in both processes, there alone."""

    wall: float
    cpu: float
    database: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report: what was done, what it took, against what floor and budget."""

    work: str
    measured: str
    floor: str = ""
    ratio: float | None = None
    budget: str = ""


def backend() -> int:
    """The process of our database session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def database_seconds(pid: int) -> float:
    """Processor time that the database session has used; it runs on this machine."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    fields = stat.rpartition(")")[2].split()
    user, system = fields[14 - _FIRST_FIELD], fields[15 - _FIRST_FIELD]
    return (int(user) + int(system)) / _TICK


@contextmanager
def measured(into: list[Cost]) -> Iterator[None]:
    """Add the cost of the block to ``into``."""
    pid = backend()
    wall, cpu, there = time.perf_counter(), time.process_time(), database_seconds(pid)
    yield
    database = database_seconds(pid) - there
    here = time.process_time() - cpu
    into.append(Cost(time.perf_counter() - wall, here + database, database))


def once(work: Callable[[], object]) -> Cost:
    """The cost of doing ``work`` once."""
    costs: list[Cost] = []
    with measured(costs):
        work()
    return costs[0]


def each(work: Callable[[], object], *, times: int) -> Cost:
    """The cost of one of ``times`` runs in a row, after one that isn't counted.

    Database ticks are a hundredth of a second: only the sum over many runs is exact enough.
    """
    work()
    cost = once(lambda: [work() for _ in range(times)])
    return Cost(cost.wall / times, cost.cpu / times, cost.database / times)


def best(work: Callable[[], object], *, times: int = 3) -> Cost:
    """The median of ``times`` runs by processor time."""
    costs = sorted((once(work) for _ in range(times)), key=lambda cost: cost.cpu)
    return costs[statistics.median_low(range(times))]


def statements(work: Callable[[], object]) -> int:
    """How many statements ``work`` sends, once everything that is remembered is remembered."""
    work()
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def forget_peak() -> int:
    """Start counting the peak of memory anew; the bytes in use now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _memory("VmRSS")


def peak() -> int:
    """The most bytes in use since :func:`forget_peak`."""
    return _memory("VmHWM")


def _memory(field: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(field)


def seconds(value: float) -> str:
    """As people read it: 12,3 s or 4,5 ms."""
    text = f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
    return text.replace(".", ",")


def number(count: int) -> str:
    """As people read it: 20.000."""
    return f"{count:,}".replace(",", ".")


def against(work: str, cost: Cost, floor: Cost, *, of: str, budget: str = "") -> Figure:
    """``cost`` as a ratio of processor time against ``floor``, which does ``of``."""
    return Figure(
        work,
        f"{seconds(cost.cpu)} (cơ sở dữ liệu {seconds(cost.database)})",
        f"{of}: {seconds(floor.cpu)}",
        cost.cpu / floor.cpu,
        budget,
    )
