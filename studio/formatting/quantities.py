"""Losses, shares and times as people read them, written the same in plots, panels and dialogs."""

from __future__ import annotations

from studio.formatting.numbers import THIN


def loss(value: float) -> str:
    """A loss to four digits: `0.1234`, `3.1e-07`."""
    return f"{value:.4g}" if value == 0 or 1e-3 <= abs(value) < 1e5 else f"{value:.1e}"


def percent(value: float, digits: int = 1) -> str:
    """A share: 0.975 is `97.5 %`."""
    return f"{100 * value:.{digits}f}{THIN}%"


def duration(seconds: float) -> str:
    """A time in its two largest units: `4 s`, `2 min 05 s`, `1 h 20 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}{THIN}s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}{THIN}min {rest:02}{THIN}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}{THIN}h {minutes:02}{THIN}min"


def fine_duration(seconds: float) -> str:
    """A time as far as it can be told apart on an axis: `0.25 s`, `12.5 s`, `2 min 05 s`, `1 h 20 min`."""
    return (
        f"{float(f'{seconds:.3g}'):g}{THIN}s" if abs(seconds) < 60 and seconds != round(seconds) else duration(seconds)
    )
