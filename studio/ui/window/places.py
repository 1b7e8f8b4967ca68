"""Places around the canvas that hold panels as tabs, and windows for panels that float. They know no panel by name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QTabBar, QTabWidget, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui.widgets.dialog import within
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.reading_order import lead_on

SMALLEST = QSize(180, 90)
"""A place asks for no more, whatever its panels would like: what they need beyond is scrolled to."""


FOLDS = {"left": "left", "below": "down"}
"""The way a place goes when it is folded, where that is not to the right."""


class Pane(QScrollArea):
    """Holds one panel for good. Where it has less room than the panel needs at least, it scrolls.

    Qt's own way, `widgetResizable`, gives a panel with words that wrap the height that it would like: a panel with a
    list of its own would then scroll within a pane that scrolls.
    """

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.title = name, title
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def take(self, panel: QWidget) -> None:
        """Hold the panel, which was made with the viewport as its parent: to move it would style it anew."""
        self.setWidget(panel)
        panel.setAutoFillBackground(False)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The panel needs another room than before."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Give the panel all the room there is, and more where it needs that, beside the scroll bar that this takes."""
        panel = self.widget()
        if panel is None:
            return
        room = self.maximumViewportSize()
        if _least_height(panel, max(room.width(), _least(panel).width())) > room.height():
            room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
        width = max(room.width(), _least(panel).width())
        if width > room.width():
            room.setHeight(room.height() - self.horizontalScrollBar().sizeHint().height())
        panel.resize(width, max(room.height(), _least_height(panel, width)))

    def minimumSizeHint(self) -> QSize:
        """A pane never widens what it is in."""
        return QSize(0, 0)


def _least(panel: QWidget) -> QSize:
    return panel.minimumSizeHint().expandedTo(panel.minimumSize())


def _least_height(panel: QWidget, width: int) -> int:
    """The height without which something of a panel of this width would be out of sight."""
    layout = panel.layout()
    if layout is not None and layout.hasHeightForWidth():
        return layout.minimumHeightForWidth(width)
    return _least(panel).height()


class Place(QTabWidget):
    """Panels as tabs, one of them in front. Without panels, or folded, it takes no room."""

    fold_wanted = Signal()
    drag_wanted = Signal(object)  # the pane whose tab is pulled out of the row
    menu_wanted = Signal(object, QPoint)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, documentMode=True)
        self.name = name
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.is_folded = False
        tabs = _Tabs(self)
        self.setTabBar(tabs)
        tabs.pulled.connect(lambda index: self.drag_wanted.emit(self.widget(index)))
        tabs.menu_wanted.connect(lambda index, at: self.menu_wanted.emit(self.widget(index), at))
        fold = icon_button(f"chevron-{FOLDS.get(name, 'right')}", tr("Fold these panels"))
        fold.clicked.connect(self.fold_wanted)
        self.setCornerWidget(fold)

    def panes(self) -> list[Pane]:
        """What stands here, in the order of the tabs."""
        return [pane for pane in map(self.widget, range(self.count())) if isinstance(pane, Pane)]

    def put(self, pane: Pane) -> None:
        """Take a pane as another tab."""
        self.addTab(pane, pane.title)

    def follow(self, *, is_away: bool) -> None:
        """Be in sight exactly while there is something to see."""
        self.setVisible(self.count() > 0 and not self.is_folded and not is_away)

    def minimumSizeHint(self) -> QSize:
        return SMALLEST


class FloatingPanel(QWidget):
    """A window of its own for one panel; closed, the panel goes back where it came from."""

    closed = Signal()

    def __init__(self, pane: Pane, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Tool)
        self.pane = pane
        self.setWindowTitle(pane.title)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane)
        pane.show()

    def focusNextPrevChild(self, forwards: bool) -> bool:
        return lead_on(self, forwards=forwards)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.closed.emit()


class _Tabs(QTabBar):
    """Tabs that are moved along their row, and pulled out of it."""

    pulled = Signal(int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMovable(True)
        self.setDrawBase(False)
        self._pressed = -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self.tabAt(event.position().toPoint()) if event.button() == Qt.MouseButton.LeftButton else -1
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Beyond the row, the tab comes along with the pointer."""
        slack = 2 * QApplication.startDragDistance()
        is_out = not self.rect().adjusted(-slack, -slack, slack, slack).contains(event.position().toPoint())
        if self._pressed < 0 or not is_out:
            super().mouseMoveEvent(event)
            return
        self._pressed = -1
        pulled = self.currentIndex()
        released = QMouseEvent(QMouseEvent.Type.MouseButtonRelease, event.position(), event.globalPosition(),
                               Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, event.modifiers())  # fmt: skip
        super().mouseReleaseEvent(released)
        self.pulled.emit(pulled)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the panel of a tab, by mouse or by the menu key."""
        index = self.tabAt(event.pos())
        index = index if index >= 0 else self.currentIndex()
        self.menu_wanted.emit(index, event.globalPos())


def fitted(wanted: QRect, screens: list[QRect]) -> QRect:
    """A window's area on one of the screens there are, the first as the main one: as it is where most of it is seen,
    else moved, and no larger than the screen."""

    def seen(screen: QRect) -> int:
        part = screen & wanted
        return part.width() * part.height()

    screen = max(screens, key=seen)
    if not seen(screen):
        screen = screens[0]
    return within(QRect(wanted.topLeft(), wanted.size().boundedTo(screen.size())), screen)
