"""The colours, pens and typefaces the canvas draws with, made once for each theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen, QStaticText, QTransform

from studio.text.language import while_spoken
from studio.ui import theme
from studio.ui.theme import Theme


class Look:
    """Brushes and pens of a theme. Widths are in scene units unless a pen is cosmetic."""

    def __init__(self, colours: Theme) -> None:
        self.theme = colours
        self.canvas = QColor(colours.canvas)
        self.grid = QColor(colours.grid)
        self.node = QBrush(QColor(colours.node))
        self.text = QPen(QColor(colours.text))
        self.muted = QPen(QColor(colours.muted))
        self.accent = QColor(colours.accent)
        self.shadow = QColor(15, 23, 42, 14 if colours.mode == "light" else 60)
        self.line = QPen(_faded(colours.node_border, 150), 1)
        self.border = {
            "good": QPen(QColor(colours.node_border), 1),
            "waiting": QPen(QColor(colours.node_border), 1),
            "warning": QPen(QColor(colours.warning), 1.5),
            "error": QPen(QColor(colours.error), 1.5),
        }
        self.hovered = QPen(QColor(colours.muted), 1)
        self.selected = QPen(self.accent, 2)
        self.halo = _faded(colours.accent, 46)
        self.port = QPen(QColor(colours.link), 1.5)
        self.problem = {"error": QColor(colours.error), "warning": QColor(colours.warning)}
        self.on_problem = QColor(colours.node)
        self.family = {name: QColor(colour) for name, colour in colours.family.items()}
        self.badge = {name: _faded(colour, 30 if colours.mode == "light" else 44) for name, colour in self.family_hex()}
        alarms = {name: getattr(colours, name) for name in ALARMS}
        self.shades = {**colours.family, **heat_colours(colours), **alarms}
        """Every colour that a card can have where nothing else can be read, as #rrggbb by its name."""
        self.ink = {shade: _ink_on(colours, colour) for shade, colour in self.shades.items()}
        """What is written with on each of them."""
        self.heat = [QColor(colour) for colour in heat_colours(colours).values()]
        self.change = {state: QPen(QColor(getattr(colours, shade)), 3) for state, shade in CHANGE_SHADES.items()}
        self.links = {
            "good": _link_pen(colours.link, 1.75),
            "waiting": _link_pen(colours.link, 1.5, dashed=True),
            "error": _link_pen(colours.error, 1.75),
            "hovered": _link_pen(colours.text, 2.25),
            "selected": _link_pen(colours.accent, 2.75),
            "drawn": _link_pen(colours.accent, 2.25),
        }

    def family_hex(self) -> list[tuple[str, str]]:
        """Families with their colour as #rrggbb."""
        return list(self.theme.family.items())

    def tag(self, colour: str, alpha: int = 255) -> QColor:
        """A colour that people choose, by its name, made translucent (0 … 255)."""
        return _faded(self.theme.tags[colour], alpha)

    def faded(self, colour: str, alpha: int) -> QColor:
        """A colour of the theme, by its name there, made translucent (0 … 255)."""
        return _faded(getattr(self.theme, colour), alpha)


CHANGE_SHADES = {"added": "success", "changed": "warning"}
"""Colours of the theme for what became of a node since another network."""

ALARMS = ("success", "warning", "error")
"""Colours of the theme for what became of a node, and for its problems."""

HEAT_STEPS = 6
"""Colours from cold to hot; more of them could not be told apart on a card that is a few pixels large."""

HEAT_SHADES = tuple(f"heat{step}" for step in range(HEAT_STEPS))


_HALFWAY = 0.19
"""The luminance against which near-black and near-white stand out alike."""


def heat_shade(warmth: float) -> str:
    """The name of the colour for a heat from 0 to 1."""
    return HEAT_SHADES[min(int(warmth * HEAT_STEPS), HEAT_STEPS - 1)]


def heat_colours(colours: Theme) -> dict[str, str]:
    """The colours of heat as #rrggbb, from that of a border over that of a warning to that of an error."""
    cold, warm, hot = (QColor(each) for each in (colours.node_border, colours.warning, colours.error))
    middle = (HEAT_STEPS - 1) / 2
    return {
        shade: _mixed(cold, warm, step / middle) if step <= middle else _mixed(warm, hot, step / middle - 1)
        for step, shade in enumerate(HEAT_SHADES)
    }


def _ink_on(colours: Theme, ground: str) -> QPen:
    """What is written with on a colour (#rrggbb): whichever of ground and text of cards stands out more."""
    dark, light = sorted((colours.node, colours.text), key=lambda each: QColor(each).lightnessF())
    return QPen(QColor(light if _luminance(QColor(ground)) < _HALFWAY else dark))


def _luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.1)."""
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(first: QColor, second: QColor, share: float) -> str:
    """So much of the second colour in the first, as #rrggbb."""
    red, green, blue = (
        a + (b - a) * share
        for a, b in (
            (first.redF(), second.redF()),
            (first.greenF(), second.greenF()),
            (first.blueF(), second.blueF()),
        )
    )
    return QColor.fromRgbF(red, green, blue).name()


def _faded(colour: str, alpha: int) -> QColor:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made


def _link_pen(colour: str, width: float, *, dashed: bool = False) -> QPen:
    pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    if dashed:
        pen.setDashPattern([3, 3])
    return pen


@while_spoken
@lru_cache(maxsize=32)
def font(size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A typeface of `size` scene units."""
    return theme.fixed_font(size, weight)


@while_spoken
@lru_cache(maxsize=32)
def metrics(size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFontMetricsF:
    """Widths of words in that typeface."""
    return QFontMetricsF(font(size, weight))


@while_spoken
@lru_cache(maxsize=20_000)
def layout(text: str, size: int, weight: QFont.Weight, width: float, *, middle: bool = False) -> QStaticText:
    """A line of text laid out once, shortened with … at its end or `middle` where it is wider than `width`."""
    elide = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    laid = QStaticText(metrics(size, weight).elidedText(text, elide, width))
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    laid.prepare(QTransform(), font(size, weight))
    return laid


@while_spoken
@lru_cache(maxsize=20_000)
def text_width(text: str, size: int, weight: QFont.Weight = QFont.Weight.Normal) -> float:
    """Width of a line of text in scene units."""
    return metrics(size, weight).horizontalAdvance(text)
