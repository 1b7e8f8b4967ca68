"""The one writer: the document with what is shown of it, selected and known; canvas and panels meet here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.graph import EditError, Graph, Problem
from studio.graph.flow import Flow
from studio.layers import consent
from studio.layers.block import Block
from studio.layers.block_edits import edit_inside
from studio.project import Project, consents, diagnostics
from studio.project.history import Sight
from studio.project.level import Level, Place, steps, still_there
from studio.project.readouts import field_text
from studio.ui.background.activation_curves import LayerCurves
from studio.ui.background.data_descriptions import DataDescriptions
from studio.ui.background.parameter_facts import LayerParameters
from studio.ui.background.pool import Pool
from studio.ui.background.run_list import RunList
from studio.ui.background.slow_readouts import NetworkReadOuts
from studio.ui.session.document import Document
from studio.ui.session.examination import Examination
from studio.ui.session.open_document import OpenDocument

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis, NodeReport


class Session(Document):
    """What is open in a window. Everything shown follows from its signals; every change goes through `apply`."""

    analysis_changed = Signal(object)  # Analysis of the present graph
    problems_changed = Signal(object)  # tuple of all problems of the present project
    examined = Signal()  # read-outs, problems or both are others than before: once for both, behind their own signals
    selection_changed = Signal(object)  # frozenset of node names
    library_changed = Signal()  # the person's library of blocks has another one
    annotations_wanted = Signal(object)  # frozenset of names: annotations that were selected before, and are again
    level_changed = Signal(object)  # names of the blocks entered
    consent_changed = Signal()  # more code than before is allowed to run
    refused = Signal(str, str)  # message, remedy: an edit was not made, or nothing can be examined
    document_left = Signal(object)  # OpenDocument, which is still shown: another is about to be
    document_shown = Signal(object)  # OpenDocument, of which everything has been told by now

    def __init__(
        self,
        project: Project | None = None,
        path: Path | None = None,
        parent: QObject | None = None,
        *,
        analyse: bool = True,
    ) -> None:
        """With `analyse` False the first analysis, which imports torch, waits for `begin`."""
        super().__init__(project, path, parent)
        self._selection: frozenset[str] = frozenset()
        self.selected_annotations: frozenset[str] = frozenset()
        """Names of the annotations selected beside the nodes, as the canvas tells; some may be gone by now."""
        self._place = Place(self.project.graph, (), self.project.flow)
        self._read_outs: tuple[Analysis, Analysis] | None = None  # of the whole network, and of what is shown of it
        self._problems_here: tuple[tuple[Problem, ...], Mapping[str, tuple[Problem, ...]]] | None = None
        self.pool = Pool(self)
        self.curves = LayerCurves(self.pool, self)
        self.descriptions = DataDescriptions(self.pool, self)
        self.parameters = LayerParameters(self.pool, self)
        self.further = NetworkReadOuts(self.pool, self)
        self.runs = RunList(self.pool, self)
        self.runs.show_project(self.project, path)
        self.examination = Examination(self, self.pool, self.further)
        self._hand_on()
        self._end_listening = consent.on_change(self._consent_changed)
        if analyse:
            self.begin()

    def begin(self) -> None:
        """Analyse from now on: the window calls it when it stands on the screen."""
        self.examination.begin()

    def _hand_on(self) -> None:
        """Tell what is found by the session's own signals."""
        found = self.examination
        for theirs, own in (
            (found.analysis_changed, self.analysis_changed), (found.problems_changed, self.problems_changed),
            (found.examined, self.examined), (found.failed, self.refused),
        ):  # fmt: skip
            theirs.connect(own)

    @property
    def graph(self) -> Graph:
        """The network shown and edited: the project's, or what is inside the block entered."""
        return self._place.graph

    @property
    def level(self) -> Level:
        """Names of the blocks entered, one inside the other; empty while the whole network is shown."""
        return self._place.level

    @property
    def place(self) -> Place:
        """What is shown, as it is in the first copy of the block entered."""
        return self._place

    @property
    def analysis(self) -> Analysis | None:
        """The latest read-outs of the whole network; None until the first of this project are there.

        They may be a moment behind the graph.
        """
        return self.examination.analysis

    @property
    def read_outs(self) -> Analysis | None:
        """The latest read-outs of the graph shown, under the names that its nodes have there."""
        whole = self.analysis
        if whole is None:
            return None
        if self._read_outs is None or self._read_outs[0] is not whole:
            self._read_outs = whole, self._place.read_outs(whole)
        return self._read_outs[1]

    def report(self, name: str) -> NodeReport | None:
        """The latest read-outs of a node of the graph shown."""
        return self.read_outs.nodes.get(name) if self.read_outs is not None else None

    def receptive_field(self, name: str) -> str:
        """How much of the input a node of the graph shown sees, in words; empty where it is not known."""
        return field_text(self.further.known.fields.get(self._place.prefix + name))

    def problems_of(self, name: str) -> tuple[Problem, ...]:
        """What is wrong with a node of the graph shown, or inside of it."""
        return self.problems_here.get(name, ())

    @property
    def problems_here(self) -> Mapping[str, tuple[Problem, ...]]:
        """What is wrong with the nodes of the graph shown, or inside of them; those that are all right are left out."""
        if self._problems_here is None or self._problems_here[0] is not self.problems:
            self._problems_here = self.problems, self._place.by_node(self.problems)
        return self._problems_here[1]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with the project, as far as it has been looked at: of the network and of its settings."""
        return self.examination.problems

    @property
    def selection(self) -> frozenset[str]:
        """Names of the selected nodes."""
        return self._selection

    def apply_graph(self, label: str, graph: Graph, *, merge: bool = False, flow: Flow | None = None) -> bool:
        """Put `graph` in place of the one shown as one undo step, or tell why it is refused; whether it was done.

        With `flow` it is drawn another way from then on. Inside a block every block of its definition changes with it.
        """
        try:
            whole = edit_inside(self.project.graph, self.level, lambda _: graph, flow)
        except EditError as error:
            self.refused.emit(error.message, error.remedy)
            return False
        project = self.project.with_graph(whole) if whole is not self.project.graph else self.project
        if flow and not self.level and flow != project.flow:
            project = replace(project, flow=flow)
        self.apply(label, project, merge=merge)
        return True

    def edit(self, label: str, edit: Callable[[Graph], Graph], *, merge: bool = False) -> bool:
        """Apply an edit of the graph shown, or tell why it is refused; whether it was made."""
        try:
            graph = edit(self.graph)
        except EditError as error:
            self.refused.emit(error.message, error.remedy)
            return False
        return self.apply_graph(label, graph, merge=merge)

    def remedy_of(self, *problems: Problem) -> str:
        """What `apply_remedy` would do, in a few words; empty where it cannot be done at once."""
        return diagnostics.title(self.project, *problems) if self.examination.has(problems) else ""

    def apply_remedy(self, *problems: Problem) -> bool:
        """Put problems right as one undo step named after the remedy; whether it was done."""
        label = self.remedy_of(*problems)
        if not label:
            return False
        try:
            self.apply(label, diagnostics.remedy(self.project, *problems))
        except EditError as error:
            self.refused.emit(error.message, error.remedy)
            return False
        return True

    def select(self, names: Iterable[str]) -> None:
        """Select exactly these nodes."""
        chosen = frozenset(self.graph.keys() & names)
        if chosen != self._selection:
            self._selection = chosen
            self.selection_changed.emit(chosen)

    def enter(self, name: str) -> bool:
        """Show what is inside a block of the graph shown; whether it is one."""
        if name not in self.graph or not isinstance(self.graph[name].layer, Block):
            return False
        self.show_level((*self.level, name))
        return True

    def leave(self) -> bool:
        """Show what the block entered last stands in, with the block selected; whether there was one."""
        if not self.level:
            return False
        self.show_level(self.level[:-1])
        return True

    def show_level(self, level: Level) -> None:
        """Show what is inside these blocks, as far as they are there; in what was left, the block is selected."""
        level, before = still_there(self.project.graph, level), self.level
        if level == before:
            return
        self.select(())
        self._set_place(level)
        self.level_changed.emit(level)
        if before[: len(level)] == level:
            self.select(before[len(level) : len(level) + 1])

    def go_to(self, path: str) -> str | None:
        """Show the level of a node and select it, given its path with dots; gives its name there, if it is there."""
        names = steps(path)
        if still_there(self.project.graph, names[:-1]) != names[:-1]:
            return None
        self.show_level(names[:-1])
        self.select(names[-1:])
        return names[-1] if names[-1] in self.graph else None

    def open(self, project: Project, path: Path | None, *, modified: bool = False) -> None:
        """Show another project, with a history of its own."""
        self.show(OpenDocument.of(project, path, modified=modified))

    def show(self, document: OpenDocument) -> None:
        """Show another document as it was left. All is told of it as of an edit; nothing of the one before stays."""
        left, before = self._now, self.project
        if document is left:
            return
        self.put_away()
        self.show_level(())
        self.select(())
        self._now = document
        self._set_place(())
        self.examination.take_up(document.findings)
        self.runs.show_project(self.project, self.path, is_another=True)
        super()._announce(before)
        self.examination.go_on()
        self.show_level(document.level)
        self.select(document.selection)
        self.document_shown.emit(document)

    def put_away(self) -> None:
        """Note in the document that is shown where a person is in it, as it is about to be left."""
        left = self._now
        self.document_left.emit(left)
        left.level, left.selection, left.findings = self.level, self._selection, self.examination.findings

    def mark_saved(self, project: Project, path: Path) -> None:
        """Remember that this value is what the file at `path` holds."""
        self._keep(project, path)
        self.runs.show_project(project, path)
        self.history_changed.emit()

    def close(self) -> None:
        """End the background work; the session is not used afterwards."""
        self._end_listening()
        self.examination.close()
        self.further.close()
        self.runs.close()
        self.pool.close()

    def _announce(self, before: Project) -> None:
        level = self.level
        is_known = self.examination.carry_over()
        if self.project.graph is not before.graph or self.project.flow != before.flow:
            self._set_place(still_there(self.project.graph, level))
        self.select(self._selection)
        if self.level != level:
            self.level_changed.emit(self.level)
        self.runs.show_project(self.project, self.path)
        super()._announce(before)
        self.examination.follow(before, is_known=is_known)

    def _sight(self) -> Sight:
        return Sight(self.level, self._selection, self.selected_annotations)

    def _see(self, sight: Sight, before: Project) -> None:
        """Select what was selected when this network was left, where that is what is shown."""
        if self.project.graph is not before.graph and sight.level == self.level:
            self.select(sight.selection)
            self.annotations_wanted.emit(sight.annotations)

    def _set_place(self, level: Level) -> None:
        if level != self.level:
            self._problems_here = None
        self._place, self._read_outs = Place(self.project.graph, level, self.project.flow), None

    def _consent_changed(self) -> None:
        """Examine anew what was not allowed to run, and keep the consent for the file."""
        if self.path is not None and not self.is_modified:
            consents.remember(self.path, self.project.graph)
        self.examination.renew()
        self.consent_changed.emit()
