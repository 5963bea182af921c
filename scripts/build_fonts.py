#!/usr/bin/env python3
"""Build the fonts that no package ships in the shape we need.

    .venv/bin/python scripts/build_fonts.py [--serif /usr/share/fonts/truetype/liberation2]

Run by hand; the results are committed.

1. ``static/fonts/pdf/BeVietnamPro-*.ttf``: the three web subsets of each weight merged into
   one file. WeasyPrint mixes up the glyphs of subset files: "GIẤY CHỨNG NHẬN" came out as
   other letters.
2. ``static/fonts/ocop-so-*.woff2``: the ten digits of Be Vietnam Pro at one width, for columns.
3. ``static/fonts/pdf/OcopSerif-*.ttf``: Liberation Serif cut to the letters official papers
   use, renamed as its licence asks of changed copies, so an issued paper looks the same on every
   machine.

All are under the SIL Open Font License 1.1, see ``NOTICE``.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

BASE = Path(__file__).resolve().parents[1]
WEB = BASE / "static" / "fonts"
PDF = WEB / "pdf"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
SUBSETS = ("latin", "latin-ext", "vietnamese")
DIGIT_WIDTH = {400: 652, 600: 652}  # a little under the widest, so that figures keep their rhythm
SERIF = {
    "LiberationSerif-Regular": "Regular",
    "LiberationSerif-Bold": "Bold",
    "LiberationSerif-Italic": "Italic",
    "LiberationSerif-BoldItalic": "Bold Italic",
}
# Latin with every Vietnamese letter, combining tones, dashes and quotes, đ sign, arrows, comparison
# signs, boxes to tick.
LETTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x300, 0x310), 0x31B, 0x323, *range(0x1EA0,
    0x1EFA), *range(0x2010, 0x2028), 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AB,
    0x20AC, 0x2116, 0x2190, 0x2192, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25A0, 0x25A1,
    0x25CF, 0x2610, 0x2611, 0x2713,
]  # fmt: skip
EPOCH = 3_800_000_000  # the same input gives the same bytes


def rename(font: TTFont, family: str, style: str) -> None:
    names = font["name"]
    for record in list(names.names):
        if record.nameID in (1, 2, 3, 4, 6, 16, 17, 21, 22):
            names.removeNames(nameID=record.nameID)
    full = f"{family} {style}"
    texts = {1: family, 2: style, 3: full, 4: full, 6: full.replace(" ", "")}
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)
    font["head"].created = font["head"].modified = EPOCH
    font.recalcTimestamp = False


def cut(font: TTFont, letters: list[int], *, layout: list[str]) -> None:
    options = Options()
    options.layout_features = layout
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)


def merge_sans(weight: int, style: str) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for subset in SUBSETS:
            font = TTFont(WEB / f"be-vietnam-pro-{subset}-{weight}-normal.woff2")
            font.flavor = None
            part = Path(folder) / f"{subset}.ttf"
            font.save(part)
            parts.append(str(part))
        merged = Merger().merge(parts)
    rename(merged, "Be Vietnam Pro", style)
    target = PDF / f"BeVietnamPro-{style}.ttf"
    merged.save(target)
    return target


def build_digits(weight: int) -> Path:
    font = TTFont(WEB / f"be-vietnam-pro-latin-{weight}-normal.woff2")
    digits = [ord(char) for char in "0123456789"]
    names = [font.getBestCmap()[code] for code in digits]
    width = DIGIT_WIDTH[weight]
    for name in names:
        advance, left = font["hmtx"][name]
        shift = round((width - advance) / 2)
        glyph = font["glyf"][name]
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (width, left + shift)
    cut(font, digits, layout=[])
    for table in ("GPOS", "GSUB", "kern"):
        if table in font:
            del font[table]
    rename(font, "OCOP So", WEIGHTS[weight])
    font.flavor = "woff2"
    target = WEB / f"ocop-so-{weight}.woff2"
    font.save(target)
    return target


def build_serif(folder: Path, file: str, style: str) -> Path:
    font = TTFont(folder / f"{file}.ttf")
    cut(font, LETTERS, layout=["kern", "mark", "mkmk", "ccmp", "locl"])
    rename(font, "OCOP Serif", style)
    target = PDF / f"OcopSerif-{style.replace(' ', '')}.ttf"
    font.save(target)
    return target


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serif", type=Path, default=Path("/usr/share/fonts/truetype/liberation2"))
    folder = parser.parse_args().serif
    if not folder.exists():
        sys.exit(f"{folder} is missing: install fonts-liberation2, or name its folder with --serif")
    PDF.mkdir(parents=True, exist_ok=True)
    made = [merge_sans(weight, style) for weight, style in WEIGHTS.items()]
    made += [build_digits(weight) for weight in WEIGHTS]
    made += [build_serif(folder, file, style) for file, style in SERIF.items()]
    for path in made:
        print(f"{path.relative_to(BASE)}  {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
