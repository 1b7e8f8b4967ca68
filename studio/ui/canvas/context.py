"""What gestures, commands and search boxes know of the canvas they serve: session, scene, and what is in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QCursor

from studio.graph import Graph
from studio.graph.annotating import Parts, with_contents
from studio.graph.annotations import shown
from studio.graph.collapsed_view import MARK, View
from studio.graph.collapsing import hiding
from studio.graph.links import Link
from studio.graph.model import Position
from studio.ui.background.link_fitter import Fitter
from studio.ui.canvas.glide import Glide
from studio.ui.canvas.level_viewports import Views
from studio.ui.canvas.network_view import Stage
from studio.ui.session import Session

LINK_PIXELS = 8
"""How near a link the pointer has to be."""


class CanvasContext(QObject):
    """One for a canvas. What a satellite wants of another it asks for by a signal, which the canvas answers."""

    hint = Signal(str)  # a sentence for the person
    parameters_wanted = Signal(str)  # of a node
    name_wanted = Signal(str)  # of a node that is to be renamed
    title_wanted = Signal(str)  # of a tile
    toggle_wanted = Signal(str)  # of a tile that is to be expanded, or of a node with branches to be collapsed
    collapse_wanted = Signal(str)  # of a frame, of what lies on it
    expansion_wanted = Signal(object)  # names of tiles that are to be seen node by node
    words_wanted = Signal(str, str)  # of an annotation, and the step of undo that they belong to, if any
    layer_wanted_at = Signal(object, QPointF)  # Port that a link was drawn from, and where it was let go
    layer_wanted_in = Signal(object)  # Link that a layer is to be put into
    values_wanted = Signal(str)  # of a node, in large
    changed = Signal()  # what is selected, or whether there is anything to select

    def __init__(self, session: Session, view: Stage) -> None:
        super().__init__(view)
        self.session = session
        self.view = view
        self.scene = view.network
        self.camera = view.camera
        self.fitter = Fitter(session.pool, self)
        self.views = Views(view)
        self.snaps_to_grid = True
        self.holds_space = False
        self.erases = False
        self._order: list[str] = []
        self.gliding: Glide | None = None

    @property
    def picked(self) -> list[str]:
        """The selected nodes in the order in which they were selected."""
        return list(self._order)

    @property
    def reach(self) -> float:
        """How near a link, in scene units, the pointer has to be."""
        return LINK_PIXELS / self.camera.zoom

    @property
    def held(self) -> Parts:
        """What is selected, with what lies on the frames of it."""
        chosen = self.scene.shown
        return self.seen.parts(with_contents(self.seen.graph, chosen.selection, chosen.selected_annotations))

    @property
    def seen(self) -> View:
        """What is seen of the network, with parts of it collapsed."""
        return self.scene.shown.view

    def links(self, links: Iterable[Link]) -> list[Link]:
        """The links that those are that are seen."""
        return [link for each in links for link in self.seen.links(each)]

    def choose(self, names: Iterable[str], annotations: Iterable[str] = ()) -> None:
        """Select exactly these nodes and annotations, and no links."""
        self.choose_links(())
        self.session.select(names)
        self.choose_annotations(annotations)

    def choose_annotations(self, names: Iterable[str]) -> None:
        """Select exactly these annotations."""
        self.scene.annotations.select(names)
        self.session.selected_annotations = self.scene.shown.selected_annotations
        self.changed.emit()

    def choose_links(self, links: Iterable[Link]) -> None:
        """Select exactly these links."""
        self.scene.select_links(links)
        self.changed.emit()

    def follow_selection(self, chosen: frozenset[str]) -> None:
        """Show what is selected now; of several at once, those further up count as selected earlier.

        Whoever selects nodes elsewhere knows of no annotations: none is selected beside them unless it is asked for.
        """
        graph = self.session.graph
        new = sorted(chosen - set(self._order), key=lambda name: graph[name].position[::-1])
        self._order = [name for name in self._order if name in chosen] + new
        self.scene.select(chosen)
        self.choose_annotations(())

    def activate(self, name: str) -> None:
        """Enter a block, expand a tile; of another node ask for the parameters."""
        if name in self.seen.tiles:
            self.expansion_wanted.emit([name])
        elif not self.session.enter(name):
            self.parameters_wanted.emit(name)

    def hiding(self, name: str) -> list[str]:
        """The tiles that a node is inside of, from the outermost on."""
        return [MARK + each for each in hiding(self.session.graph, name)] if self.seen.seen(name) != name else []

    def show_node(self, name: str) -> None:
        """Select a node and bring it into the middle of the view, large enough to read, out of what is collapsed."""
        if around := self.hiding(name):
            self.expansion_wanted.emit(around)
        self.choose([name])
        self.view.show_area(self.scene.content([name]))

    def reveal(self, names: Iterable[str], annotations: Iterable[str] = ()) -> None:
        """Bring nodes and annotations into sight, moving the view no further than that takes."""
        self.camera.reveal(self.scene.content(names, annotations))

    def choose_new(self, before: Graph, names: Iterable[str] = ()) -> None:
        """Select nodes with the annotations that were not there before, and bring them into sight."""
        new = [name for name in shown(self.session.graph.annotations) if name not in before.annotations]
        self.choose(names, new)
        self.reveal(names, new)

    def pointer_place(self) -> QPointF | None:
        """The point of the scene under the pointer, or None when it is elsewhere."""
        viewport = self.view.viewport()
        pixel = viewport.mapFromGlobal(QCursor.pos())
        return self.view.mapToScene(pixel) if viewport.rect().contains(pixel) else None

    def glide_from(self, before: Mapping[str, Position]) -> None:
        """Let cards glide from where they were to where the document has them now."""
        self.gliding = Glide(self.scene, before)

    def end_glide(self) -> None:
        """Have gliding cards be there at once."""
        if self.gliding is not None:
            self.gliding.finish()
            self.gliding = None
