"""The decision boundary of a network with two inputs: its field, the samples, and each hidden unit's own field."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from studio.errors import told_by
from studio.formatting.numbers import exact
from studio.text import tr
from studio.training.runs.checkpoint_index import Which, in_order
from studio.ui import theme
from studio.ui.background.boundary_look import BoundaryLook, Opened, PlaneSeen
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.live_text import LiveText
from studio.ui.widgets.scrolled import scrolled

MARGIN = 12
UNIT, GAP = 56, 8
WORDS = 14
RADIUS = 3.0
PICTURE = QSizeF(840, 480)
"""Of a plane in a file."""

FRAME = 400
"""Milliseconds for which an epoch is seen when they are played."""


class PlaneView(QWidget):
    """Paints a plane, and hidden units beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.opened: Opened | None = None
        self.seen: PlaneSeen | None = None
        self.setMinimumSize(220, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Decision boundary"))

    def show_plane(self, opened: Opened | None, seen: PlaneSeen | None) -> None:
        """Show another moment, or nothing."""
        self.opened, self.seen = opened, seen
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.opened is not None and self.seen is not None:
            paint_plane(self.opened, self.seen, QSizeF(self.size()), theme.current(), QPainter(self))


def paint_plane_picture(opened: Opened, seen: PlaneSeen, colours: theme.Theme, painter: QPainter) -> None:
    """Paint a plane for a file, in the colours that it was seen in, as large as `PICTURE`."""
    painter.fillRect(QRectF(0, 0, PICTURE.width(), PICTURE.height()), QColor(colours.panel))
    paint_plane(opened, seen, PICTURE, colours, painter)


def paint_plane(opened: Opened, seen: PlaneSeen, size: QSizeF, colours: theme.Theme, painter: QPainter) -> None:
    """Paint a plane with its samples, and hidden units beside it."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    side = min(size.height() - 2 * MARGIN, size.width() * 0.6)
    field = QRectF(MARGIN, MARGIN, side, side)
    painter.drawImage(field, seen.picture)
    _paint_samples(painter, opened, field, colours)
    painter.setPen(QPen(QColor(colours.border), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(field)
    _paint_units(painter, seen, field.right() + 2 * MARGIN, size, colours)


def _paint_samples(painter: QPainter, opened: Opened, field: QRectF, colours: theme.Theme) -> None:
    plane, low, high = opened.plane, float(opened.values.min()), float(opened.values.max())
    painter.setPen(QPen(QColor(colours.panel), 1))
    for (x, y), value in zip(opened.points.tolist(), opened.values.tolist(), strict=True):
        place = round((value - low) / ((high - low) or 1.0)) if opened.are_numbers else int(value)
        painter.setBrush(QColor(colours.runs[place % len(colours.runs)]))
        across, up = (x - plane.left) / (plane.right - plane.left), (y - plane.bottom) / (plane.top - plane.bottom)
        at = QPointF(field.left() + across * field.width(), field.bottom() - up * field.height())
        painter.drawEllipse(at, RADIUS, RADIUS)


def _paint_units(painter: QPainter, seen: PlaneSeen, left: float, size: QSizeF, colours: theme.Theme) -> None:
    """As many hidden units as there is room for, row by row."""
    columns = max(1, int((size.width() - left - MARGIN + GAP) // (UNIT + GAP)))
    painter.setFont(theme.font(10))
    painter.setPen(QColor(colours.muted))
    for at, unit in enumerate(seen.units):
        row, column = divmod(at, columns)
        box = QRectF(left + column * (UNIT + GAP), MARGIN + row * (UNIT + WORDS + GAP), UNIT, UNIT)
        if box.bottom() + WORDS > size.height():
            return
        painter.drawImage(box, unit.picture)
        words = painter.fontMetrics().elidedText(unit.name, Qt.TextElideMode.ElideMiddle, UNIT)
        painter.drawText(QRectF(box.left(), box.bottom(), UNIT, WORDS), Qt.AlignmentFlag.AlignCenter, words)


class BoundaryPage(QWidget):
    """Follows a training; of a run that is over its kept epochs can be gone through, or played."""

    def __init__(self, look: BoundaryLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._epochs: tuple[Which, ...] = ()
        self.view = PlaneView()
        self.told = LiveText("", 12, tone="muted")
        self.play_button = icon_button("play", tr("Play the kept epochs"), checkable=True)
        self.epoch_slider = QSlider(Qt.Orientation.Horizontal)
        self.epoch_slider.setAccessibleName(tr("Epoch"))
        self._playing = QTimer(self, interval=FRAME)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 0, 12, 0)
        bar.setSpacing(12)
        bar.addWidget(self.play_button)
        bar.addWidget(self.epoch_slider, 1)
        bar.addWidget(self.told, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(scrolled(self.view), 1)
        look.opened_changed.connect(self._follow)
        look.seen.connect(self._show)
        look.failed.connect(lambda error: self.told.set_text(told_by(error)[0]))
        self.epoch_slider.valueChanged.connect(self._show_epoch)
        self.play_button.toggled.connect(self._play)
        self._playing.timeout.connect(self._step)
        theme.notifier().changed.connect(self._show_epoch)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.play_button.setChecked(False)
        self.look.watch(False)

    def _follow(self) -> None:
        opened = self.look.opened
        kept = {} if opened is None else opened.epochs
        names = {which: epoch for which, epoch in kept.items() if which not in ("best", "last")}
        self._epochs = tuple(reversed(in_order(names)))
        several = len(self._epochs) > 1
        for widget in (self.play_button, self.epoch_slider):
            widget.setVisible(several)
        self.epoch_slider.blockSignals(True)
        self.epoch_slider.setRange(0, max(len(self._epochs) - 1, 0))
        self.epoch_slider.setValue(len(self._epochs) - 1)
        self.epoch_slider.blockSignals(False)
        self.view.show_plane(opened, None)
        self.told.set_text(tr("Waiting for the first batches …") if opened is not None else "")

    def _show(self, seen: PlaneSeen) -> None:
        self.view.show_plane(self.look.opened, seen)
        told = {"epoch": exact(seen.epoch), "step": exact(seen.step)}
        self.told.set_text(tr("After epoch {epoch}, step {step}", **told))

    def _show_epoch(self) -> None:
        place = self.epoch_slider.value()
        if self.look.opened is not None:
            self.look.show_epoch(self._epochs[place] if place < len(self._epochs) else "best")

    def _play(self, is_on: bool) -> None:
        if is_on:
            if self.epoch_slider.value() == self.epoch_slider.maximum():
                self.epoch_slider.setValue(0)
            self._playing.start()
        else:
            self._playing.stop()

    def _step(self) -> None:
        """The next epoch; at the last it ends."""
        if self.epoch_slider.value() == self.epoch_slider.maximum():
            self.play_button.setChecked(False)
        else:
            self.epoch_slider.setValue(self.epoch_slider.value() + 1)
