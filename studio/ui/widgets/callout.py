"""Words beside a place of the window, and a frame around that place; neither keeps the mouse from anything."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.text import paragraph, tr
from studio.ui import theme
from studio.ui.plain_text import caption
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.label import label

WIDTH = 320
GAP = 12
EDGE = 8
HEAD = 90
"""As far down as menus and toolbar reach: below them nothing else of them is covered."""

RADIUS = 8


class Spotlight(QWidget):
    """A frame in the accent colour, through which everything can be clicked."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().accent), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)


class Callout(QWidget):
    """A title, words, a quieter line, and buttons. Esc closes it while it has the focus."""

    closed = Signal()
    lead_wanted = Signal()  # to the place that it speaks of
    offer_taken = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._said: tuple[object, ...] = ()
        self.title = label(size=12, weight=600, tone="muted")
        self.words = label(size=13, wrap=True)
        self.further = label(size=12, tone="muted", wrap=True)
        self.lead = QPushButton(tr("Show me where"))
        self.offer = QPushButton()
        self.close_button = icon_button("close", tr("Leave the lesson; it goes on from here the next time"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._assemble()
        self.lead.clicked.connect(self.lead_wanted)
        self.offer.clicked.connect(self.offer_taken)
        self.close_button.clicked.connect(self.closed)
        self.hide()

    def say(self, title: str, words: str, further: str = "", *, leads: bool = True, offer: str = "") -> None:
        """Have other words; `offer` is a button's. What is said already is not said again."""
        said = (title, words, further, leads, offer)
        if said == self._said and self.isVisible():
            return
        self._said = said
        self.title.setText(title)
        self.words.setText(words)
        self.further.setText(further)
        self.further.setVisible(bool(further))
        self.lead.setVisible(leads)
        self.offer.setText(caption(offer))
        self.offer.setVisible(bool(offer))
        self.setAccessibleName(title)
        self.setAccessibleDescription(paragraph(words, further))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        layout.activate()
        return QSize(WIDTH, layout.heightForWidth(WIDTH))

    def put_beside(self, place: QRect | None, wanted: Sequence[QRect] = ()) -> None:
        """Stand beside a place of the widget it lies over, where there is room; without one, at the lower left.

        Of what is `wanted` in sight too, as little as can be is covered.
        """
        over, size = self._over.rect(), self.sizeHint()
        self.setGeometry(QRect(beside(place, size, over, wanted), size))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent), 1))
        painter.setBrush(QColor(colours.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _assemble(self) -> None:
        head, buttons = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        buttons.setSpacing(8)
        for button in (self.lead, self.offer):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 8, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.words)
        column.addWidget(self.further)
        column.addLayout(buttons)


def beside(place: QRect | None, size: QSize, over: QRect, wanted: Sequence[QRect] = ()) -> QPoint:
    """The upper left corner of something of this size within `over`: off the place, and then off what is `wanted`."""
    room = over.adjusted(EDGE, EDGE, -EDGE - size.width(), -EDGE - size.height())
    if place is None:
        return QPoint(room.left(), room.bottom())
    sides: tuple[QPoint, ...] = (
        QPoint(place.right() + GAP, place.top()),
        QPoint(place.left() - GAP - size.width(), place.top()),
        QPoint(place.left(), place.bottom() + GAP),
        QPoint(place.left(), place.top() - GAP - size.height()),
    )
    if place.bottom() < HEAD:
        sides = (sides[2], *sides)
    within = [_held(at, room) for at in sides]
    return min(within, key=lambda at: (_covered(QRect(at, size), [place]), _covered(QRect(at, size), wanted)))


def _covered(area: QRect, others: Sequence[QRect]) -> int:
    """How much of others lies below an area, in pixels."""
    shared = (area & other for other in others)
    return sum(each.width() * each.height() for each in shared if not each.isEmpty())


def _held(at: QPoint, room: QRect) -> QPoint:
    """The nearest point of an area; its upper left one where the area is too small."""
    x, y = min(at.x(), room.right()), min(at.y(), room.bottom())
    return QPoint(max(room.left(), x), max(room.top(), y))
