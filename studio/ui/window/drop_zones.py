"""Where a panel can be dropped whose tab is pulled out of its row: places around the canvas, or a window of its own."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QCursor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from studio.text import in_language
from studio.ui import theme
from studio.ui.actions.window_panels import PLACES, PlaceName
from studio.ui.window.docking import FLOATING
from studio.ui.window.workspace import Workspace

PANEL = "application/x-nn-studio-panel"
MARGIN, ROUND = 6, 8


class DropZones(QWidget):
    """Lies over the workspace while a panel is dragged."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """`parent` holds the workspace, and has its size."""
        super().__init__(parent)
        self._workspace = workspace
        self._hovered: PlaceName | None = None
        self.setAcceptDrops(True)
        self.hide()
        workspace.docking.pulled.connect(self.offer)

    def offer(self, name: str) -> None:
        """Let a person drag a panel to where it is to stand. Dropped on the canvas, or beside the window, it floats."""
        drag, data = QDrag(self), QMimeData()
        data.setData(PANEL, name.encode())
        drag.setMimeData(data)
        self.setGeometry(self._workspace.geometry())
        self.show()
        self.raise_()
        taken = drag.exec(Qt.DropAction.MoveAction)
        self.hide()
        is_given_up = bool(QApplication.mouseButtons() & Qt.MouseButton.LeftButton)
        if taken == Qt.DropAction.IgnoreAction and not is_given_up:
            at = QCursor.pos()
            self._workspace.docking.float(name, QRect(at.x() - 40, at.y() - 10, *FLOATING))

    def zones(self) -> dict[PlaceName, QRect]:
        """The part of the workspace for each place."""
        width, height = self.width(), self.height()
        side, low = width // 4, height // 3
        return {
            "left": QRect(0, 0, side, height),
            "right": QRect(width - side, 0, side, height // 2),
            "lower_right": QRect(width - side, height // 2, side, height - height // 2),
            "below": QRect(side, height - low, width - 2 * side, low),
        }

    # Qt's events.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(PANEL):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._hover(self._zone_at(event.position().toPoint()))
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._hover(None)

    def dropEvent(self, event: QDropEvent) -> None:
        zone = self._zone_at(event.position().toPoint())
        self._hover(None)
        if zone is None:
            event.setDropAction(Qt.DropAction.IgnoreAction)
            return
        event.acceptProposedAction()
        self._workspace.docking.move(event.mimeData().data(PANEL).toStdString(), zone)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(13, 600))
        for name, zone in self.zones().items():
            fill = QColor(theme.current().accent)
            fill.setAlpha(150 if name == self._hovered else 50)
            painter.setPen(QColor(theme.current().accent))
            painter.setBrush(fill)
            area = zone.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
            painter.drawRoundedRect(area, ROUND, ROUND)
            painter.setPen(QColor(theme.current().on_accent if name == self._hovered else theme.current().text))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, in_language(PLACES[name]))

    def _zone_at(self, at: QPoint) -> PlaceName | None:
        return next((name for name, zone in self.zones().items() if zone.contains(at)), None)

    def _hover(self, zone: PlaceName | None) -> None:
        if zone != self._hovered:
            self._hovered = zone
            self.update()
