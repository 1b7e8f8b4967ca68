"""The frames and comments of a scene: follow the document by identity, and answer what lies where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from studio.graph.annotations import Annotation, Annotations, Area, Comment, Frame, shown
from studio.ui.canvas.items.annotation_item import AnnotationItem
from studio.ui.canvas.items.comment_item import CommentItem
from studio.ui.canvas.items.frame_item import FrameItem
from studio.ui.canvas.items.shown import AnnotationPart, Shown

_KINDS = {Frame: FrameItem, Comment: CommentItem}


class Mark(NamedTuple):
    """A frame, or else a comment, as it is seen from far away."""

    is_frame: bool
    colour: str
    area: Area


class AnnotationItems(Mapping[str, AnnotationItem]):
    """The item of each annotation of the graph shown, those further down first."""

    def __init__(self, shown: Shown, scene: QGraphicsScene) -> None:
        self._shown = shown
        self._scene = scene
        self._items: dict[str, AnnotationItem] = {}
        self._known: Annotations = {}
        self._area: QRectF | None = None

    def __getitem__(self, name: str) -> AnnotationItem:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def follow(self, annotations: Annotations) -> None:
        """Have an item for each of these; what is the same value as before is left as it is."""
        if annotations is self._known:
            return
        self._known, self._area, wanted = annotations, None, shown(annotations)
        for name in [name for name, item in self._items.items() if not _is_of(item, wanted.get(name))]:
            self._scene.removeItem(self._items.pop(name))
        for name, each in wanted.items():
            item = self._items.get(name)
            if item is None:
                self._items[name] = made = _KINDS[type(each)](name, each, self._shown)
                self._scene.addItem(made)
            elif item.annotation is not each or item.area.getRect() != tuple(each.area):
                item.show_annotation(each)
        self._shown.selected_annotations &= wanted.keys()

    def select(self, names: Iterable[str]) -> None:
        """Draw exactly these as selected."""
        chosen = frozenset(names) & self._items.keys()
        for name in (chosen ^ self._shown.selected_annotations) & self._items.keys():
            self._items[name].update()
        self._shown.selected_annotations = chosen

    def place(self, areas: Mapping[str, Area]) -> None:
        """Show some elsewhere for as long as a gesture or an animation lasts."""
        self._area = None
        for name, area in areas.items():
            self._items[name].stand(area)

    def part_at(self, at: QPointF, zoom: float, *, frames: bool) -> AnnotationPart | None:
        """What a press at a point would take of the frames, or of comments: the uppermost, its sign and edges first."""
        found = [item for item in reversed(self._items.values()) if isinstance(item, FrameItem) is frames]
        for item in sorted(found, key=lambda item: -item.zValue()):
            if item.collapses(at, zoom):
                return AnnotationPart(item.name, collapses=True)
            edges = item.edges_at(at, zoom)
            if edges or item.holds(at, zoom):
                return AnnotationPart(item.name, edges)
        return None

    def link_at(self, at: QPointF, zoom: float) -> str:
        """Where a link in a comment leads to that is written at a point; empty where there is none."""
        part = self.part_at(at, zoom, frames=False)
        item = self._items[part.name] if part is not None else None
        return item.link_at(at) if isinstance(item, CommentItem) else ""

    def within(self, area: QRectF) -> list[str]:
        """Those that a rectangle drawn on the canvas takes: comments that it touches, frames that it surrounds."""
        return [name for name, item in self._items.items() if _is_taken(item, area)]

    def marks(self) -> tuple[Mark, ...]:
        """Where they are and in what colour, the largest first: what a map shows of them."""
        found = []
        for item in self._items.values():
            area, each = item.area, item.annotation
            place = Area(area.x(), area.y(), area.width(), area.height())
            found.append(Mark(isinstance(each, Frame), each.colour, place))
        return tuple(sorted(found, key=lambda mark: (not mark.is_frame, -mark.area.width * mark.area.height)))

    @property
    def area(self) -> QRectF:
        """The rectangle around all of them; null where there are none."""
        if self._area is None:
            self._area = QRectF()
            for item in self._items.values():
                self._area = self._area.united(item.area)
        return self._area


def _is_of(item: AnnotationItem, annotation: Annotation | None) -> bool:
    return type(item.annotation) is type(annotation)


def _is_taken(item: AnnotationItem, area: QRectF) -> bool:
    if isinstance(item.annotation, Frame):
        return area.contains(item.area)
    return area.intersects(item.area)
