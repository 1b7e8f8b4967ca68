"""The decision boundary of a network with two inputs: its field, the samples, and each hidden unit's own field."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from studio.formatting.numbers import exact
from studio.text import tr
from studio.training.runs.checkpoint_index import Which, in_order
from studio.ui import theme
from studio.ui.background.boundary_look import BoundaryLook, Opened, PlaneSeen
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.live_text import LiveText

MARGIN = 12
UNIT, GAP = 56, 8
WORDS = 14
RADIUS = 3.0
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
        if self.opened is None or self.seen is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        side = min(self.height() - 2 * MARGIN, self.width() * 3 // 5)
        field = QRectF(MARGIN, MARGIN, side, side)
        painter.drawImage(field, self.seen.picture)
        self._paint_samples(painter, self.opened, field)
        painter.setPen(QPen(QColor(theme.current().border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(field)
        self._paint_units(painter, self.seen, field.right() + 2 * MARGIN)

    def _paint_samples(self, painter: QPainter, opened: Opened, field: QRectF) -> None:
        colours, plane = theme.current(), opened.plane
        low, high = float(opened.values.min()), float(opened.values.max())
        painter.setPen(QPen(QColor(colours.panel), 1))
        for (x, y), value in zip(opened.points.tolist(), opened.values.tolist(), strict=True):
            place = int(value) if opened.classes else round((value - low) / ((high - low) or 1.0))
            painter.setBrush(QColor(colours.runs[place % len(colours.runs)]))
            across, up = (x - plane.left) / (plane.right - plane.left), (y - plane.bottom) / (plane.top - plane.bottom)
            at = QPointF(field.left() + across * field.width(), field.bottom() - up * field.height())
            painter.drawEllipse(at, RADIUS, RADIUS)

    def _paint_units(self, painter: QPainter, seen: PlaneSeen, left: float) -> None:
        """As many hidden units as there is room for, row by row."""
        colours = theme.current()
        columns = max(1, int((self.width() - left - MARGIN + GAP) // (UNIT + GAP)))
        painter.setFont(theme.font(10))
        for at, unit in enumerate(seen.units):
            row, column = divmod(at, columns)
            box = QRectF(left + column * (UNIT + GAP), MARGIN + row * (UNIT + WORDS + GAP), UNIT, UNIT)
            if box.bottom() + WORDS > self.height():
                return
            painter.drawImage(box, unit.picture)
            painter.setPen(QColor(colours.muted))
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
        column.addWidget(self.view, 1)
        look.opened_changed.connect(self._follow)
        look.seen.connect(self._show)
        look.failed.connect(lambda error: self.told.set_text(getattr(error, "message", str(error))))
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
