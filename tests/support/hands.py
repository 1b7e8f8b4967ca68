"""A person's hands: mouse and keys on the real window, as Qt's own events."""

from __future__ import annotations

from pathlib import Path

from canvas_hand import LEFT, STEPS, CanvasHand
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.ui.panels.palette.list import mime_data
from studio.ui.widgets.form import DeclarationForm
from studio.ui.window.main_window import MainWindow


class Hands:
    """What a person does with a window."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self._qtbot = qtbot
        self._window = window
        self._canvas = window.canvas
        self._hand = CanvasHand(window.canvas, qtbot)

    def start_empty(self) -> None:
        """Click “Start empty” on the start page."""
        self.click(self.button(self._window.welcome, "Start empty"))

    def button(self, within: QWidget, name: str) -> QAbstractButton:
        """The button that goes by this name, for people and for screen readers."""
        (found,) = [
            each
            for each in within.findChildren(QAbstractButton)
            if name in (each.accessibleName(), each.text().strip())
        ]
        return found

    def click(self, widget: QWidget) -> None:
        """Click the middle of a widget."""
        self._qtbot.mouseClick(widget, LEFT)

    def type_into(self, widget: QWidget, text: str) -> None:
        """Put the cursor into a field, replace what stands there, and press Enter."""
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(widget, text)
        QTest.keyClick(widget, Qt.Key.Key_Return)

    def drag_layer(self, kind: str, at: QPointF) -> str:
        """Drag a layer from the palette onto a point of the scene; gives the name of the new node.

        Off-screen, Qt begins no drag of its own, so the events of one are sent as a display would send them;
        test_real_window drags with a real pointer.
        """
        before = set(self._canvas.session.graph)
        viewport, data, end = self._canvas.viewport(), mime_data(kind), QPointF(self._hand.pixel(at))
        what = (Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(viewport, QDragEnterEvent(QPoint(1, 1), *what))
        for step in range(1, STEPS + 1):
            QApplication.sendEvent(viewport, QDragMoveEvent((end * step / STEPS).toPoint(), *what))
        QApplication.sendEvent(viewport, QDropEvent(end, *what))
        (added,) = set(self._canvas.session.graph) - before
        return added

    def drop_file(self, path: Path) -> None:
        """Drag a file or folder of another program onto the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        what = (Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._window, QDragEnterEvent(QPoint(50, 50), *what))
        QApplication.sendEvent(self._window, QDropEvent(QPointF(50, 50), *what))

    def link(self, source: str, target: str, port: int = 0) -> None:
        """Drag a link from the first output of a node to an input port of another."""
        self._hand.drag(self._hand.output(source), self._hand.input(target, port))

    def select(self, name: str) -> None:
        """Click a node's card."""
        card = self._canvas.network.nodes[name].sceneBoundingRect()
        self._canvas.camera.reveal(card)
        self._hand.click(card.center())

    def set_parameter(self, name: str, text: str) -> None:
        """Type a parameter of the selected node into the inspector."""
        forms = self._window.inspector.findChildren(DeclarationForm)
        (form,) = [each for each in forms if each.isVisible() and name in each.names]
        editor = form.editor(name)
        self.type_into(editor.focusProxy() or editor, text)

    def press(self, key: Qt.Key, *keys: Qt.KeyboardModifier) -> None:
        """Press a key on whatever has the focus."""
        modifiers = Qt.KeyboardModifier.NoModifier
        for each in keys:
            modifiers |= each
        QTest.keyClick(QApplication.focusWidget() or self._window, key, modifiers)
