"""The typefaces: Inter for words and JetBrains Mono for code, shipped so that text looks the same everywhere."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from studio.paths import RESOURCES
from studio.text import language
from studio.ui.theme.faces import beside

SANS = "Inter"
MONO = "JetBrains Mono"
BODY = 13

_FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
    "JetBrainsMono-Regular.ttf",
)


@cache
def load() -> tuple[str, ...]:
    """Make the shipped typefaces known to Qt, once; gives the names of those that could not be read."""
    folder = RESOURCES / "fonts"
    return tuple(name for name in _FILES if QFontDatabase.addApplicationFont(str(folder / name)) < 0)


def families(*, mono: bool = False) -> list[str]:
    """The family of our text, and behind it that of signs which it lacks in the language in use."""
    return [MONO if mono else SANS, *beside(language.current())]


_scale = 1.0


def scale() -> float:
    """How many times as large as it is designed type is now."""
    return _scale


def set_scale(factor: float) -> None:
    """Have fonts asked for from now on so many times as large."""
    global _scale
    _scale = factor


def font(size: int = BODY, weight: int = QFont.Weight.Normal, *, mono: bool = False) -> QFont:
    """A font designed for `size` logical pixels, and larger before an audience (`theme.enlarge_type`)."""
    return fixed_font(round(size * _scale), weight, mono=mono)


def fixed_font(size: int = BODY, weight: int = QFont.Weight.Normal, *, mono: bool = False) -> QFont:
    """A font of just `size` logical pixels; its digits are all as wide, so numbers do not dance as they change."""
    load()
    made = QFont(families(mono=mono))
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
