"""How large the network is seen, in per cent, in a corner of the canvas; a person can type another size there."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from studio.text import tr
from studio.ui.canvas.camera import LARGEST, SMALLEST, STEP
from studio.ui.plain_text import tooltip
from studio.ui.widgets.number_box import NumberBox

MARGIN = 16
WIDTH, HEIGHT, ROOM = 72, 28, 32


class ZoomBox(NumberBox):
    """Floats over the canvas, in its lower left corner."""

    wanted = Signal(float)  # pixels to a scene unit that a person asks for
    left = Signal()  # a person is done here

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.setRange(round(100 * SMALLEST), round(100 * LARGEST))
        self.setSuffix(tr(" %"))
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumWidth(WIDTH)
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(tr("Zoom"))
        self.setToolTip(tooltip(tr("Zoom: type a percentage, or step it with the arrow keys")))
        self.valueChanged.connect(lambda value: self.wanted.emit(value / 100))

    def place(self) -> None:
        """Stand in the lower left corner."""
        room = self._canvas.rect()
        self.resize(max(WIDTH, self.fontMetrics().horizontalAdvance(self.text()) + ROOM), self.height())
        self.move(MARGIN, room.bottom() - MARGIN - self.height() + 1)

    def show_zoom(self, zoom: float) -> None:
        """Show what is seen now, as wide as it is told; what a person types meanwhile stays."""
        with QSignalBlocker(self):
            self.setValue(round(100 * zoom))
        self.place()

    def ask(self) -> None:
        """Let a person type."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def stepBy(self, steps: int) -> None:
        """As much larger or smaller as by the keys of the canvas."""
        self.setValue(round(self.value() * STEP**steps))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes what was typed, Esc does not; both lead back to the canvas."""
        if event.key() == Qt.Key.Key_Escape:
            self.lineEdit().setText(self.textFromValue(self.value()))
            self.left.emit()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
