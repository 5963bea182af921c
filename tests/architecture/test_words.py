"""Nothing unfinished is shown or left behind."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import PACKAGES, ROOT, listed, place

# Written apart, so that this file does not find itself.
UNFINISHED = re.compile(
    r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|NotImplemented" + r"Error)\b"
    r"|coming\s+so" + r"on|lorem\s+ip" + r"sum|sắp\s+ra\s+m" + r"ắt|đang\s+xây\s+d" + r"ựng"
)
KINDS = {".py", ".html", ".js", ".css", ".md", ".txt", ".sh", ".toml"}


def text_files() -> Iterator[Path]:
    folders = [ROOT / name for name in (*PACKAGES, "templates", "scripts", "docs", "tests")]
    folders += [ROOT / "static" / name for name in ("css", "js")]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in KINDS and path.is_file() and "__pycache__" not in path.parts:
                yield path


def test_nothing_is_left_unfinished() -> None:
    faults = []
    for path in text_files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if UNFINISHED.search(line):
                faults.append(f"{place(path, number)} {line.strip()[:80]}")
    assert not faults, listed(faults, "Finish it, or leave it out and out of sight.")
