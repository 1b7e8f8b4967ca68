"""Where a person was in each level of each open network, to find it so again on coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from PySide6.QtCore import QPointF

if TYPE_CHECKING:
    from studio.project.level import Level
    from studio.ui.canvas.network_view import Stage
    from studio.ui.session.open_document import OpenDocument


class View(NamedTuple):
    """Which point of the scene stood in the middle, at which zoom."""

    zoom: float
    centre: QPointF


class Views:
    """The view with which each level was left, of each document for as long as it is open."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._left: dict[Level, View | None] = {}
        self._of_others: WeakKeyDictionary[OpenDocument, dict[Level, View | None]] = WeakKeyDictionary()
        self._level: Level = ()
        self.came_out_of = ""
        """The block of the level shown that was left last, if one came from there."""

    def leave(self) -> None:
        """Note how the level shown is seen, before another takes its place."""
        camera = self._stage.camera
        self._left[self._level] = None if self._stage.is_fitted else View(camera.zoom, camera.centre)

    def enter(self, level: Level) -> None:
        """See the level that is shown now as it was left; the first time, or if nothing were in sight, as it opens."""
        before, self._level = self._level, level
        self.came_out_of = before[len(level)] if before[: len(level)] == level != before else ""
        stage, view = self._stage, self._left.get(level)
        if view is not None:
            stage.look_at(view.centre, view.zoom)
        if view is None or not stage.camera.visible.intersects(stage.network.content()):
            stage.fit_anew()

    def put_away(self, document: OpenDocument) -> None:
        """Note how a document is seen, before another is shown."""
        self.leave()
        self._of_others[document] = self._left
        self._left, self._level = {}, ()

    def take_over(self, others: Views) -> None:
        """Have what was noted of documents, all of which were put away, in a window that goes."""
        self._of_others = others._of_others

    def bring_back(self, document: OpenDocument, level: Level) -> None:
        """See this level of a document as it was left; the first time as it opens."""
        self._left = self._of_others.get(document, {})
        self._level = level
        self.enter(level)
