"""The one writer: holds the project with its history, selection and read-outs; canvas and panels meet here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.formatting.numbers import exact
from studio.graph import EditError, Graph, Problem
from studio.layers import consent
from studio.layers.block import Block
from studio.layers.block_edits import edit_inside
from studio.layers.grouping import group
from studio.layers.moves import is_only_moved
from studio.project import History, Project, consents, diagnostics
from studio.project.file import located
from studio.project.level import Level, Place, steps, still_there
from studio.project.readouts import arrivals, field_text
from studio.text import ntr, tr
from studio.ui.background.activation_curves import LayerCurves
from studio.ui.background.analyser import Analyser
from studio.ui.background.data_descriptions import DataDescriptions
from studio.ui.background.parameter_facts import LayerParameters
from studio.ui.background.pool import Pool
from studio.ui.background.run_list import RunList
from studio.ui.background.slow_readouts import NetworkReadOuts

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis, NodeReport


BLOCK = "Block"
"""What a new definition is called; a number follows where there is one of that name."""


class Session(QObject):
    """What is open in a window. Everything shown follows from its signals; every change goes through `apply`."""

    project_changed = Signal(object, object)  # Project before, Project now
    analysis_changed = Signal(object)  # Analysis of the present graph
    problems_changed = Signal(object)  # tuple of all problems of the present project
    examined = Signal()  # read-outs, problems or both are others than before: once for both, behind their own signals
    selection_changed = Signal(object)  # frozenset of node names
    library_changed = Signal()  # the person's library of blocks has another one
    level_changed = Signal(object)  # names of the blocks entered
    consent_changed = Signal()  # more code than before is allowed to run
    history_changed = Signal()  # what undo and redo would do, whether there is something to save
    refused = Signal(str, str)  # message, remedy: an edit was not made, or nothing can be examined

    def __init__(
        self,
        project: Project | None = None,
        path: Path | None = None,
        parent: QObject | None = None,
        *,
        analyse: bool = True,
    ) -> None:
        """With `analyse` False the first analysis, which imports torch, waits for `begin`."""
        super().__init__(parent)
        self._history = History(project or Project())
        self._saved: Project | None = self._history.present
        self._selection: frozenset[str] = frozenset()
        self._place = Place(self.project.graph, ())
        self._read_outs: Analysis | None = None
        self._analysis: Analysis | None = None
        self._problems: tuple[Problem, ...] = ()
        self._known_problems: frozenset[Problem] | None = None
        self._problems_here: Mapping[str, tuple[Problem, ...]] | None = None
        self.path = path
        self.pool = Pool(self)
        self.curves = LayerCurves(self.pool, self)
        self.descriptions = DataDescriptions(self.pool, self)
        self.parameters = LayerParameters(self.pool, self)
        self.further = NetworkReadOuts(self.pool, self)
        self.runs = RunList(self.pool, self)
        self.runs.show_project(self.project, path)
        self._analyser = Analyser(self.pool, self)
        self._analyser.done.connect(self._take_analysis)
        self._analyser.failed.connect(self.refused)
        self._begun = analyse
        self._is_waiting = False
        self._end_listening = consent.on_change(self._consent_changed)
        if analyse:
            self.begin()

    def begin(self) -> None:
        """Analyse from now on: the window calls it when it stands on the screen."""
        self._begun = True
        self._request(self._analysis)

    @property
    def project(self) -> Project:
        """The present value of the project."""
        return self._history.present

    @property
    def runnable(self) -> Project:
        """The present project with its data folder, which a file may give relative to itself, made absolute."""
        return located(self.project, self.path)

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
        """The latest read-outs of the whole network; None until the first are there.

        They may be a moment behind the graph.
        """
        return self._analysis

    @property
    def read_outs(self) -> Analysis | None:
        """The latest read-outs of the graph shown, under the names that its nodes have there."""
        if self._read_outs is None and self._analysis is not None:
            self._read_outs = self._place.read_outs(self._analysis)
        return self._read_outs

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
        if self._problems_here is None:
            self._problems_here = self._place.by_node(self._problems)
        return self._problems_here

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong with the project, as far as it has been looked at: of the network and of its settings."""
        return self._problems

    @property
    def selection(self) -> frozenset[str]:
        """Names of the selected nodes."""
        return self._selection

    @property
    def is_modified(self) -> bool:
        """Whether the project differs from what was last opened or saved."""
        return self.project is not self._saved

    @property
    def undo_label(self) -> str | None:
        """Name of the step that undo would take back."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str | None:
        """Name of the step that redo would bring back."""
        return self._history.redo_label

    def apply(self, label: str, project: Project, *, merge: bool = False) -> None:
        """Make `project` the present as one undo step; `merge` joins it to a last step of the same label."""
        if project is self.project:
            return
        before = self.project
        self._history.apply(label, project, merge=merge)
        self._announce(before)

    def apply_graph(self, label: str, graph: Graph, *, merge: bool = False) -> bool:
        """Put `graph` in place of the one shown as one undo step, or tell why it is refused; whether it was done.

        Inside a block every block of its definition changes with it.
        """
        try:
            whole = edit_inside(self.project.graph, self.level, lambda _: graph)
        except EditError as error:
            self.refused.emit(error.message, error.remedy)
            return False
        if whole is not self.project.graph:
            self.apply(label, self.project.with_graph(whole), merge=merge)
        return True

    def edit(self, label: str, edit: Callable[[Graph], Graph], *, merge: bool = False) -> bool:
        """Apply an edit of the graph shown, or tell why it is refused; whether it was made."""
        try:
            graph = edit(self.graph)
        except EditError as error:
            self.refused.emit(error.message, error.remedy)
            return False
        return self.apply_graph(label, graph, merge=merge)

    def group(self, names: Sequence[str]) -> str | None:
        """Put nodes of the graph shown into a block, as one undo step; gives its name, or tells why it is refused."""
        known, arriving = self.project.definitions, arrivals(self.read_outs)
        try:
            graph, block = group(self.graph, names, BLOCK, arriving, taken=known, values=self.place.values)
        except EditError as error:
            self.refused.emit(error.message, error.remedy)
            return None
        several = ntr("{number} node", "{number} nodes", len(names), number=exact(len(names)))
        what = names[0] if len(names) == 1 else several
        return block if self.apply_graph(tr("Group {what}", what=what), graph) else None

    def remedy_of(self, *problems: Problem) -> str:
        """What `apply_remedy` would do, in a few words; empty where it cannot be done at once."""
        is_up_to_date = self._analysis is not None and self._analysis.graph is self.project.graph
        if self._known_problems is None:
            self._known_problems = frozenset(self._problems)
        is_known = is_up_to_date and self._known_problems.issuperset(problems)
        return diagnostics.title(self.project, *problems) if is_known else ""

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

    def undo(self) -> None:
        """Take the last step back."""
        before = self.project
        if self._history.undo():
            self._announce(before)

    def redo(self) -> None:
        """Bring the last undone step back."""
        before = self.project
        if self._history.redo():
            self._announce(before)

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
        """Put another project in place of the present one, with a history of its own."""
        self.show_level(())
        self.select(())
        before = self.project
        self._history = History(project)
        self._saved = None if modified else project
        self.path = path
        self.runs.show_project(project, path, is_another=True)
        self._announce(before)

    def mark_saved(self, project: Project, path: Path) -> None:
        """Remember that this value is what the file at `path` holds."""
        self._saved = project
        self.path = path
        self._history.settle()
        self.runs.show_project(project, path)
        self.history_changed.emit()

    def close(self) -> None:
        """End the background work; the session is not used afterwards."""
        self._end_listening()
        self._analyser.close()
        self.further.close()
        self.runs.close()
        self.pool.close()

    def _announce(self, before: Project) -> None:
        level = self.level
        holds_on = self._carry_over()
        if self.project.graph is not before.graph:
            self._set_place(still_there(self.project.graph, level))
        self.select(self._selection)
        if self.level != level:
            self.level_changed.emit(self.level)
        self.runs.show_project(self.project, self.path)
        self.project_changed.emit(before, self.project)
        self.history_changed.emit()
        is_another = self.project.graph is not before.graph and not holds_on
        if self._begun and (is_another or _is_set_otherwise(before, self.project)):
            self._request(self._analysis)

    def _request(self, previous: Analysis | None) -> None:
        self._is_waiting = True
        self._analyser.request(self.runnable, previous)

    def _carry_over(self) -> bool:
        """Keep what is known of a network that has only been put elsewhere; whether it holds for the present graph."""
        known, graph = self._analysis, self.project.graph
        if known is None or self._is_waiting or not is_only_moved(graph, known.graph):
            return False
        if known.graph is not graph:
            self._analysis, self._read_outs = replace(known, graph=graph), None
        return True

    def _set_place(self, level: Level) -> None:
        if level != self.level:
            self._problems_here = None
        self._place, self._read_outs = Place(self.project.graph, level), None

    def _consent_changed(self) -> None:
        """Examine anew what was not allowed to run, and keep the consent for the file."""
        if self.path is not None and not self.is_modified:
            consents.remember(self.path, self.project.graph)
        if self._begun:
            self._request(None)
        self.consent_changed.emit()

    def _take_analysis(self, analysis: Analysis, problems: tuple[Problem, ...]) -> None:
        earlier, graph = self._analysis, self.project.graph
        if not is_only_moved(graph, analysis.graph):
            return
        if earlier is not None and earlier.graph is graph and earlier.calls is analysis.calls:
            analysis = earlier
        elif analysis.graph is not graph:
            analysis = replace(analysis, graph=graph)
        self._analysis, self._read_outs, self._is_waiting = analysis, None, False
        are_others = problems != self._problems
        if are_others:
            self._problems, self._known_problems, self._problems_here = problems, None, None
        self.further.request(analysis, self.project)
        if analysis is not earlier:
            self.analysis_changed.emit(analysis)
        if are_others:
            self.problems_changed.emit(problems)
        if analysis is not earlier or are_others:
            self.examined.emit()


def _is_set_otherwise(before: Project, now: Project) -> bool:
    """Whether the network is to be trained otherwise, which problems may come of."""
    return now.training is not before.training or now.data is not before.data
