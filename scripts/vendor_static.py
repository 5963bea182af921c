#!/usr/bin/env python3
"""Copy third-party files of the pages from ``node_modules/`` into ``static/``.

    npm ci --ignore-scripts && python3 scripts/vendor_static.py    after a new version or icon
    python3 scripts/vendor_static.py --check                       compare, change nothing

The copies are committed, so running the portal needs no Node. What is copied, and its SHA-384,
stands in ``static/vendor/SHA384SUMS``; ``--check`` also works without ``node_modules/`` (then it
compares the committed files with that list only).
"""

import argparse
import hashlib
import re
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
MODULES = BASE / "node_modules"
STATIC = BASE / "static"
SUMS = STATIC / "vendor" / "SHA384SUMS"

FILES = {
    "vendor/bootstrap-5.3.8/LICENSE": "bootstrap/LICENSE",
    "vendor/bootstrap-icons-1.13.2/LICENSE": "bootstrap-icons/LICENSE",
    "fonts/OFL.txt": "@fontsource/be-vietnam-pro/LICENSE",
} | {
    f"fonts/be-vietnam-pro-{subset}-{weight}-normal.woff2": (
        f"@fontsource/be-vietnam-pro/files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
    )
    for subset in ("latin", "latin-ext", "vietnamese")
    for weight in (400, 600)
}

# Reset and utilities of Bootstrap in one file: 12 KB on the wire where the whole is 31. Its
# buttons, cards, badges and alerts are not used, and the little grid the pages need stands in
# base.css.
BOOTSTRAP = ("bootstrap-reboot.min.css", "bootstrap-utilities.min.css")

# The one sprite. Keep it to what pages show: every icon costs each visitor about 200 bytes.
ICONS = """
arrow-clockwise arrow-down arrow-left arrow-repeat arrow-right arrow-up award bell
box-arrow-in-right box-arrow-right building building-fill calendar3 camera cart
check-circle-fill check-lg chevron-down chevron-left chevron-right circle clipboard-check
clipboard-x clock-history cloud-check cloud-slash copy dash-lg download easel envelope
exclamation-circle-fill exclamation-triangle-fill eye file-earmark-arrow-down file-earmark-text
file-earmark-word file-earmark-excel flag flag-fill gear geo-alt hourglass-split house image
info-circle-fill journal-text key link-45deg list lock-fill map megaphone paperclip
pause-circle-fill pencil-fill people people-fill person person-fill phone plus-lg printer
qr-code-scan search send shield-check shop sliders slash-circle star telephone trash unlock-fill
upload wifi-off x-circle-fill x-lg x-octagon-fill
""".split()  # noqa: SIM905 -- a list of words reads better than a list of quotes

# Our own star: logo, rating, ruler, empty state.
STAR = (
    '<symbol id="star" viewBox="0 0 24 24"><path d="M12 1.8l3.1 6.6 7.1.9-5.2 5 1.3 7.1L12 18'
    'l-6.3 3.4 1.3-7.1-5.2-5 7.1-.9z"/></symbol>'
)


def copied(source: str) -> bytes:
    """The bytes as we ship them: a source map we do not ship must not be named."""
    content = (MODULES / source).read_bytes()
    if source.endswith(".css"):
        content = re.sub(rb"\n?/\*# sourceMappingURL=[^*]*\*/\s*$", b"\n", content)
    return content


def sprite() -> bytes:
    symbols = [STAR]
    for name in sorted(set(ICONS)):
        svg = (MODULES / "bootstrap-icons" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(
            r"\s+", " ", re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg, flags=re.DOTALL)
        ).strip()
        symbols.append(
            f'<symbol id="i-{name}" viewBox="0 0 16 16">{inner.replace("> <", "><")}</symbol>'
        )
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'.encode()


def wanted() -> dict[str, bytes]:
    files = {target: copied(source) for target, source in FILES.items()}
    files["img/icons.svg"] = sprite()
    files["vendor/bootstrap-5.3.8/bootstrap-base.min.css"] = b"".join(
        copied(f"bootstrap/dist/css/{name}") for name in BOOTSTRAP
    )
    return files


def digest(content: bytes) -> str:
    return hashlib.sha384(content).hexdigest()


def listed() -> dict[str, str]:
    lines = SUMS.read_text(encoding="ascii").splitlines()
    return {path: sha for sha, path in (line.split("  ", 1) for line in lines)}


def check() -> int:
    faults = []
    for path, sha in listed().items():
        file = STATIC / path
        if not file.exists():
            faults.append(f"static/{path}: missing")
        elif digest(file.read_bytes()) != sha:
            faults.append(f"static/{path}: differs from static/vendor/SHA384SUMS")
    if MODULES.exists():
        sums = listed()
        for path, content in wanted().items():
            if sums.get(path) != digest(content):
                faults.append(
                    f"static/{path}: differs from node_modules, run scripts/vendor_static.py"
                )
    print(
        "\n".join(faults) or f"{len(listed())} files as listed",
        file=sys.stderr if faults else sys.stdout,
    )
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, change nothing")
    if parser.parse_args().check:
        return check()
    if not MODULES.exists():
        sys.exit("node_modules/ is missing: run `npm ci --ignore-scripts` first")
    files = wanted()
    for path, content in files.items():
        target = STATIC / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    SUMS.write_text(
        "".join(f"{digest(content)}  {path}\n" for path, content in sorted(files.items())),
        encoding="ascii",
    )
    print(f"{len(files)} files copied")
    return 0


if __name__ == "__main__":
    sys.exit(main())
