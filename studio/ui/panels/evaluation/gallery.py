"""Pictures of samples with what was answered for them, side by side; of a million only those in sight are drawn."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.formatting.numbers import exact
from studio.text import tr
from studio.ui import theme
from studio.ui.panels.evaluation.listing import AHEAD, NOTHING, Listing, SeenSamples
from studio.ui.panels.evaluation.sample_view import PLACE, Index, SampleView
from studio.ui.plain_text import tooltip

SIDE = 72
"""Of a picture, in logical pixels."""

CELL = QSize(SIDE + 28, SIDE + 46)


class GalleryModel(QAbstractTableModel):
    """A listing in so many columns."""

    def __init__(self, seen: SeenSamples, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listing, self.columns = NOTHING, 1
        self.seen = seen

    def show(self, listing: Listing, columns: int) -> None:
        """Show another listing, or the same in other columns."""
        self.beginResetModel()
        self.listing, self.columns = listing, max(1, columns)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else -(-len(self.listing) // self.columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else self.columns

    def at(self, index: Index) -> int | None:
        """Which of the listing a cell shows, None where it is behind the last."""
        at = index.row() * self.columns + index.column()
        return at if index.isValid() and at < len(self.listing) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usable if self.at(index) is not None else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        at = self.at(index)
        if at is None:
            return None
        place = int(self.listing.places[at])
        if role == PLACE:
            return place
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            told, seen = self.listing.tell(place), self.seen.of(place)
            if role == Qt.ItemDataRole.DisplayRole:
                return told.first
            lines = (tr("Sample {number}", number=exact(place + 1)), told.first, told.second,
                     seen.file if seen else "", seen.problem if seen else "")  # fmt: skip
            words = "\n".join(filter(None, lines))
            return words if role == Qt.ItemDataRole.AccessibleTextRole else tooltip(words)
        return None


class _Card(QStyledItemDelegate):
    """A picture, below it what was answered: in green where that is right, in red where it is wrong."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, GalleryModel)
        at = model.at(index)
        if at is None:
            return
        place, colours = int(model.listing.places[at]), theme.current()
        box = option.rect.adjusted(2, 2, -2, -2)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QColor(colours.accent))
            painter.setBrush(QColor(colours.selected))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(box, 4, 4)
        self._picture(painter, model, place, QRect(box.center().x() - SIDE // 2, box.top() + 3, SIDE, SIDE))
        told = model.listing.tell(place)
        tone = {None: colours.text, True: colours.success, False: colours.error}[told.is_right]
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        for number, (words, colour, weight) in enumerate(((told.first, tone, 600), (told.second, colours.muted, 400))):
            line = QRect(box.left() + 2, box.top() + SIDE + 5 + 17 * number, box.width() - 4, 17)
            painter.setFont(theme.font(12 if number == 0 else 11, weight))
            painter.setPen(QColor(colour))
            elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, middle, elided)

    def _picture(self, painter: QPainter, model: GalleryModel, place: int, room: QRect) -> None:
        seen = model.seen.of(place)
        if seen is None:
            painter.fillRect(room, QColor(theme.current().hover))
        elif seen.picture is None or seen.picture.isNull():
            painter.fillRect(room, QColor(theme.current().hover))
            theme.icon("warning" if seen.problem else "image", "muted").paint(painter, room.adjusted(24, 24, -24, -24))
        else:
            size = seen.picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRect(room.topLeft(), size)
            target.moveCenter(room.center())
            painter.drawImage(target, seen.picture)


class Gallery(SampleView):
    """Goes through pictures with the arrow keys."""

    def __init__(self, seen: SeenSamples, parent: QWidget | None = None) -> None:
        self.shown = GalleryModel(seen)
        super().__init__(self.shown, seen, parent)
        self.setItemDelegate(_Card(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header, size in ((self.verticalHeader(), CELL.height()), (self.horizontalHeader(), CELL.width())):
            header.hide()
            header.setMinimumSectionSize(1)
            header.setDefaultSectionSize(size)
            header.setSectionResizeMode(header.ResizeMode.Fixed)

    def show_listing(self, listing: Listing) -> None:
        """Show other samples, from the first on."""
        self.shown.show(listing, self._fitting())
        self.scrollToTop()
        self.look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = self._fitting()
        if columns != self.shown.columns:
            at = self.shown.at(self.currentIndex())
            first = self.rowAt(0) * self.shown.columns
            self.shown.show(self.shown.listing, columns)
            if at is not None:
                self.setCurrentIndex(self.shown.index(*divmod(at, columns)))
            self.scrollTo(self.shown.index(max(0, first) // columns, 0), self.ScrollHint.PositionAtTop)
        self.look()

    def moveCursor(self, action: QAbstractItemView.CursorAction, keys: Qt.KeyboardModifier) -> QModelIndex:
        """Right of the last of a row is the first of the next."""
        at = self.shown.at(self.currentIndex())
        by = {QAbstractItemView.CursorAction.MoveRight: 1, QAbstractItemView.CursorAction.MoveLeft: -1}.get(action)
        if at is None or by is None:
            return super().moveCursor(action, keys)
        wanted = min(max(at + by, 0), len(self.shown.listing) - 1)
        return self.shown.index(*divmod(wanted, self.shown.columns))

    def _fitting(self) -> int:
        return max(1, self.viewport().width() // CELL.width())

    def look(self) -> None:
        """Ask for what is in sight."""
        listing, columns = self.shown.listing, self.shown.columns
        if not len(listing) or not self.isVisible():
            return
        first = max(self.rowAt(0), 0) * columns
        rows = self.viewport().height() // CELL.height() + 2
        near = listing.places[max(0, first - AHEAD) : first + rows * columns + AHEAD]
        self.shown.seen.look_at(near)
