"""Numbers that the forms print."""

import datetime as dt


def receipt_number(pattern: str, *, number: int, province: str, commune: str, on: dt.date) -> str:
    """The receipt number of Mẫu số 01.

    ``pattern`` may name: number yy month province commune year.
    """
    return pattern.format(
        number=number,
        yy=on.year % 100,
        month=on.month,
        province=province,
        commune=commune,
        year=on.year,
    )


def product_number(*, province: str, commune: str, number: int, year: int, width: int = 0) -> str:
    """``(T)-(X)-(STT)-20yy`` of Annex II: "38-16654-3-2026", codes of Quyết định 19/2025.

    The running number is filled with zeros to ``width`` digits.
    """
    return f"{province}-{commune}-{number:0{width}d}-{year}"
