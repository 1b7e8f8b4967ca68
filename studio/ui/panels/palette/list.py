"""The list in the palette: layers under their families, or ranked while a search is on; rows can be dragged."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent, QMouseEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from studio.layers import Layer, catalogue
from studio.layers.by_name import layer_type, search_all
from studio.layers.families import FAMILY_TITLES
from studio.project.block_offers import kind_of, saying
from studio.text import in_language, tr
from studio.ui.panels.palette.drag_sign import BESIDE, drag_sign
from studio.ui.panels.palette.rows import FAMILY, KIND, PaletteRows
from studio.ui.plain_text import titled_tooltip

MIME = "application/x-nn-studio-layer"
TOOLTIP_WIDTH = 280

Index = QModelIndex | QPersistentModelIndex


class PaletteList(QTreeView):
    """Double-click, Enter or the row's + choose a layer; dragging takes its kind along."""

    chosen = Signal(str)
    menu_requested = Signal(str, QPoint)  # kind, place on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folded: set[str] = set()
        self._searching = False
        self._blocks: list[type[Layer]] = []
        self.setModel(_Model(self))
        self.setItemDelegate(PaletteRows(self))
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setUniformRowHeights(False)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Layers"))
        self.collapsed.connect(lambda index: self._folded.add(index.data()))
        self.expanded.connect(lambda index: self._folded.discard(index.data()))
        self.show_found("")

    def show_found(self, text: str) -> int:
        """Show the layers that fit `text`, best first, or all by family when it is blank; gives their number."""
        self._searching = bool(text.strip())
        found = search_all(text) if self._searching else list(catalogue.values())
        blocks = saying(text, self._blocks)
        model = self.model()
        model.clear()
        if self._searching:
            model.invisibleRootItem().appendRows([_layer_item(layer) for layer in [*blocks, *found]])
            if found or blocks:
                self.setCurrentIndex(model.index(0, 0))
            return len(found) + len(blocks)
        self.blockSignals(True)
        for item in _block_items(blocks) + _family_items(found):
            model.appendRow(item)
            self.setExpanded(item.index(), item.text() not in self._folded)
        self.blockSignals(False)
        return len(found)

    def set_blocks(self, blocks: Sequence[type[Layer]]) -> None:
        """Have these blocks shown above the layers from the next `show_found` on."""
        self._blocks = list(blocks)

    def model(self) -> QStandardItemModel:
        """Families with their layers as children, or layers alone."""
        model = super().model()
        assert isinstance(model, QStandardItemModel)
        return model

    def current_kind(self) -> str:
        """The layer chosen so far; without a choice in a search, its first hit."""
        kind = self.currentIndex().data(KIND)
        return str(kind) if kind else ""

    def step(self, rows: int) -> None:
        """Move the choice down (or up), over the family titles to the next layer."""
        index = self.currentIndex()
        forward = rows > 0
        if not index.isValid():
            index = self.model().index(0, 0) if forward else QModelIndex()
            rows -= 1 if index.data(KIND) else 0
        for _ in range(abs(rows)):
            further = self._next_layer(index, forward=forward)
            if not further.isValid():
                break
            index = further
        if index.data(KIND):
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def indexes_of_kinds(self) -> dict[str, QModelIndex]:
        """Where each layer stands."""
        found: dict[str, QModelIndex] = {}
        index = self.model().index(0, 0)
        while index.isValid():
            if index.data(KIND):
                found[index.data(KIND)] = index
            index = self.indexBelow(index)
        return found

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag a layer; beside the pointer is its sign alone, for the canvas shows the card where it would stand."""
        kind = self.current_kind()
        if not kind:
            return
        drag = QDrag(self)
        drag.setMimeData(mime_data(kind))
        dragged = next((block for block in self._blocks if kind_of(block) == kind), None) or layer_type(kind)
        assert dragged is not None
        drag.setPixmap(drag_sign(dragged.family, self.devicePixelRatioF()))
        drag.setHotSpot(QPoint(-BESIDE, -BESIDE))
        drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._activate(index)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A right click, or the menu key for the row chosen."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.data(KIND):
            at = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
            self.menu_requested.emit(index.data(KIND), at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            return
        on_plus = PaletteRows.plus_box(self.visualRect(index)).contains(event.position().toPoint())
        if not index.data(KIND) or on_plus:
            self._activate(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.data(KIND):
            if not PaletteRows.plus_box(self.visualRect(index)).contains(event.position().toPoint()):
                self._activate(index)
        else:
            self.mousePressEvent(event)

    def _activate(self, index: Index) -> None:
        """A family folds, a layer is chosen."""
        if index.data(KIND):
            self.chosen.emit(index.data(KIND))
        elif index.isValid():
            self.setExpanded(index, not self.isExpanded(index))

    def _next_layer(self, index: QModelIndex, *, forward: bool) -> QModelIndex:
        index = self.indexBelow(index) if forward else self.indexAbove(index)
        while index.isValid() and not index.data(KIND):
            index = self.indexBelow(index) if forward else self.indexAbove(index)
        return index


class _Model(QStandardItemModel):
    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return mime_data(indexes[0].data(KIND))


def mime_data(kind: str) -> QMimeData:
    """What a drag from the palette carries."""
    data = QMimeData()
    data.setData(MIME, kind.encode())
    return data


def _block_items(blocks: list[type[Layer]]) -> list[QStandardItem]:
    if not blocks:
        return []
    item = QStandardItem(tr("Blocks"))
    item.setData("other", FAMILY)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    item.appendRows([_layer_item(block) for block in blocks])
    return [item]


def _family_items(layers: list[type[Layer]]) -> list[QStandardItem]:
    items = []
    for family, title in FAMILY_TITLES.items():
        members = [layer for layer in layers if layer.family == family]
        if members:
            item = QStandardItem(in_language(title))
            item.setData(family, FAMILY)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.appendRows([_layer_item(layer) for layer in members])
            items.append(item)
    return items


def _layer_item(layer: type[Layer]) -> QStandardItem:
    words = layer.title if layer.title != layer.__name__ else layer.summary()
    item = QStandardItem(tr("{origin}: {title}", origin=layer.origin, title=words) if layer.origin else words)
    item.setData(layer.family, FAMILY)
    item.setData(kind_of(layer), KIND)
    item.setToolTip(titled_tooltip(layer.__name__, layer.help(), layer.title, width=TOOLTIP_WIDTH))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
    return item
