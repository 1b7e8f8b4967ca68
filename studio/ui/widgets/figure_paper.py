"""Paints figures of networks: as dots, as pages, and their words as outlines. On any thread."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QMarginsF, QPointF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
    QTransform,
)

from studio.project.figures import Colours, Figure, Ink, Shape, Text
from studio.project.figures.figure import Point, Step
from studio.text import tr
from studio.text.language import while_spoken
from studio.ui.theme import DARK, LIGHT, fonts
from studio.ui.widgets.pdf_file import pdf_file
from studio.ui.widgets.pictures import LARGEST, PictureError, png_bytes

_MEASURED = 100
"""Pixels of the typeface that words are measured in."""

_PDF_DPI = 1200
_GROUNDS = {"light": "#ffffff", "dark": "#12151a"}
_MOST_DOTS = 100_000_000


class Paper:
    """Measures and paints, as `Draughtsman` asks."""

    def ink(self, colours: Colours) -> Ink:
        """Colours of a mode, and the typeface."""
        theme = LIGHT if colours == "light" else DARK
        named = {
            "ground": _GROUNDS[colours], "text": theme.text, "muted": theme.muted, "link": theme.link,
            "on_family": theme.on_accent, "positive": theme.info, "negative": theme.error,
        }  # fmt: skip
        tags = {f"tag-{name}": colour for name, colour in theme.tags.items()}
        return Ink({**theme.family, **tags, **named}, width_of)

    def outline(self, text: Text) -> Shape:
        """The words as an outline."""
        path = QPainterPath()
        path.addText(0, 0, _font(_MEASURED, bold=text.bold), text.words)
        scale = text.size / _MEASURED
        turn = QTransform().translate(*text.at).rotate(-text.turn).translate(_start(text), 0).scale(scale, scale)
        return Shape(_steps(turn.map(path)), fill=text.colour)

    def pdf(self, figure: Figure) -> bytes:
        """A page of the figure's size as the content of a PDF file."""
        sides, exact = QSizeF(figure.width, figure.height), QPageSize.SizeMatchPolicy.ExactMatch
        size = QPageSize(sides, QPageSize.Unit.Point, "", exact)
        page = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))

        def draw(writer: QPdfWriter) -> None:
            painter = QPainter(writer)
            paint(painter, figure, _PDF_DPI / 72)
            painter.end()

        return pdf_file(figure.about, _PDF_DPI, page, draw)

    def png(self, figure: Figure, dots_per_inch: int) -> bytes:
        """The figure as dots. Raises PictureError where there would be too many."""
        scale = dots_per_inch / 72
        width, height = figure.width * scale, figure.height * scale
        if max(width, height) > LARGEST or width * height > _MOST_DOTS:
            told = tr("The picture would be {width} by {height} dots, which is more than programs can show.",
                      width=round(width), height=round(height))  # fmt: skip
            raise PictureError(told, tr("Choose fewer dots to an inch, a smaller width, or write a PDF or SVG file."))
        made = image(figure, scale)
        made.setDotsPerMeterX(round(dots_per_inch / 0.0254))
        made.setDotsPerMeterY(round(dots_per_inch / 0.0254))
        made.setText("Description", figure.about)
        return png_bytes(made)


def image(figure: Figure, scale: float) -> QImage:
    """The figure, so many dots to a point."""
    width, height = (max(1, round(side * scale)) for side in (figure.width, figure.height))
    made = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(QColor(0, 0, 0, 0))
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    paint(painter, figure, scale)
    painter.end()
    return made


def paint(painter: QPainter, figure: Figure, scale: float) -> None:
    """Paint the figure with its corner at the origin, so many units of the device to a point."""
    painter.scale(scale, scale)
    if figure.ground:
        painter.fillRect(0, 0, round(figure.width) + 1, round(figure.height) + 1, QColor(figure.ground))
    for part in figure.parts:
        if isinstance(part, Shape):
            _draw(painter, part)
        else:
            _write(painter, part)


def width_of(words: str, size: float, bold: bool) -> float:
    """Width of words in points."""
    return _measured(words, bold) * size / _MEASURED


def _draw(painter: QPainter, shape: Shape) -> None:
    painter.setOpacity(shape.opacity)
    path = path_of(shape.steps)
    if shape.fill:
        painter.fillPath(path, QColor(shape.fill))
    if shape.stroke:
        pen = QPen(QColor(shape.stroke), shape.thickness)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if shape.dashed:
            pen.setDashPattern([3, 2])
        painter.strokePath(path, pen)
    painter.setOpacity(1.0)


def _write(painter: QPainter, text: Text) -> None:
    painter.save()
    painter.translate(*text.at)
    painter.rotate(-text.turn)
    painter.translate(_start(text), 0)
    painter.scale(text.size / _MEASURED, text.size / _MEASURED)  # sizes of typefaces are whole pixels
    painter.setFont(_font(_MEASURED, bold=text.bold))
    painter.setPen(QColor(text.colour))
    painter.drawText(QPointF(0, 0), text.words)
    painter.restore()


def _start(text: Text) -> float:
    """Where words begin, from the place they are anchored at."""
    return -text.width * {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor]


def path_of(steps: tuple[Step, ...]) -> QPainterPath:
    """An outline as Qt draws it."""
    path = QPainterPath()
    for kind, points in steps:
        if kind == "M":
            path.moveTo(*points[0])
        elif kind == "L":
            path.lineTo(*points[0])
        elif kind == "C":
            path.cubicTo(*points[0], *points[1], *points[2])
        else:
            path.closeSubpath()
    return path


def _steps(path: QPainterPath) -> tuple[Step, ...]:
    """Qt's outline as steps."""
    steps: list[Step] = []
    handles: list[Point] = []
    kinds = QPainterPath.ElementType
    for index in range(path.elementCount()):
        element = path.elementAt(index)
        point = element.x, element.y
        kind = element.type
        if kind == kinds.MoveToElement:
            steps += [("Z", ())] if steps else []
            steps.append(("M", (point,)))
        elif kind == kinds.LineToElement:
            steps.append(("L", (point,)))
        else:
            handles.append(point)
            if len(handles) == 3:
                steps.append(("C", tuple(handles)))
                handles.clear()
    return (*steps, ("Z", ())) if steps else ()


def _font(size: int, *, bold: bool) -> QFont:
    fonts.load()
    made = QFont(fonts.families())
    made.setPixelSize(size)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)  # as the application's, which a painter would take it from otherwise
    return made


@while_spoken
@lru_cache(maxsize=20_000)
def _measured(words: str, bold: bool) -> float:
    return QFontMetricsF(_font(_MEASURED, bold=bold)).horizontalAdvance(words)
