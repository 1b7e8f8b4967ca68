"""Numbers as people read them: counts, bytes and shapes, written the same everywhere in the window."""

from __future__ import annotations

from collections.abc import Sequence

THIN = "\u202f"
"""A narrow space that does not break: between thousands, and between a number and its unit."""

TIMES = " × "
UNITS = ("", "k", "M", "G", "T", "P")


def exact(count: int) -> str:
    """All digits, in groups of three: `61 706`."""
    return f"{count:,}".replace(",", THIN)


def compact(count: float, unit: str = "") -> str:
    """Three digits and a factor of a thousand: `156`, `48.1 k`, `13.6 M`; with a unit `1.04 MB`."""
    if abs(count) < 1000:
        return f"{count:.0f}{THIN}{unit}" if unit else f"{count:.0f}"
    value, factor = float(count), 0
    while abs(value) >= 999.5 and factor < len(UNITS) - 1:
        value /= 1000
        factor += 1
    digits = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
    return f"{value:.{digits}f}{THIN}{UNITS[factor]}{unit}"


def storage(size: float) -> str:
    """Bytes: `392 B`, `12.5 kB`, `1.04 MB`."""
    return compact(size, "B")


def shape(sizes: Sequence[int]) -> str:
    """Sizes of one sample: `6 × 28 × 28`."""
    return TIMES.join(map(str, sizes))


def three_digits(value: float) -> str:
    """A number of which the size matters: `0.95`, `−0.7`, `1e−06`."""
    return f"{value:.3g}".replace("-", "−")


def six_digits(value: float) -> str:
    """A number of data, as far as it is of use: `5.1`, `−0.333333`."""
    return f"{value:.6g}".replace("-", "−")
