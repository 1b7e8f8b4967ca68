"""The one writer: holds the project with its history, selection and read-outs; canvas and panels meet here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.graph import EditError, Graph, Problem
from studio.layers import consent
from studio.project import History, Project, advice, consents
from studio.project.file import located
from studio.ui.curves_of_layers import LayerCurves
from studio.ui.jobs import Analyser

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis


class Session(QObject):
    """What is open in a window. Everything shown follows from its signals; every change goes through `apply`."""

    project_changed = Signal(object, object)  # Project before, Project now
    analysis_changed = Signal(object)  # Analysis of the present graph
    problems_changed = Signal(object)  # tuple of all problems of the present project
    selection_changed = Signal(object)  # frozenset of node names
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
        self._analysis: Analysis | None = None
        self._problems: tuple[Problem, ...] = ()
        self.path = path
        self.curves = LayerCurves(self)
        self._analyser = Analyser(self)
        self._analyser.done.connect(self._take_analysis)
        self._analyser.failed.connect(self.refused)
        self._begun = analyse
        self._end_listening = consent.on_change(self._consent_changed)
        if analyse:
            self.begin()

    def begin(self) -> None:
        """Analyse from now on: the window calls it when it stands on the screen."""
        self._begun = True
        self._analyser.request(self.runnable, self._analysis)

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
        """The network of the present project."""
        return self.project.graph

    @property
    def analysis(self) -> Analysis | None:
        """The latest read-outs; None until the first are there. They may be a moment behind the graph."""
        return self._analysis

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

    def apply_graph(self, label: str, graph: Graph, *, merge: bool = False) -> None:
        """Make `graph` the present network as one undo step."""
        if graph is not self.graph:
            self.apply(label, self.project.with_graph(graph), merge=merge)

    def edit(self, label: str, edit: Callable[[Graph], Graph], *, merge: bool = False) -> bool:
        """Apply an edit of the network, or tell why it is refused; whether it was made."""
        try:
            graph = edit(self.graph)
        except EditError as error:
            self.refused.emit(error.message, error.remedy)
            return False
        self.apply_graph(label, graph, merge=merge)
        return True

    def remedy_of(self, problem: Problem) -> str:
        """What `apply_remedy` would do, in a few words; empty where it cannot be done at once."""
        is_up_to_date = self._analysis is not None and self._analysis.graph is self.graph
        return advice.title(self.project, problem) if is_up_to_date and problem in self._problems else ""

    def apply_remedy(self, problem: Problem) -> bool:
        """Put a problem right as one undo step named after the remedy; whether it was done."""
        label = self.remedy_of(problem)
        if not label:
            return False
        try:
            self.apply(label, advice.remedy(self.project, problem))
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
        chosen = frozenset(name for name in names if name in self.graph)
        if chosen != self._selection:
            self._selection = chosen
            self.selection_changed.emit(chosen)

    def open(self, project: Project, path: Path | None, *, modified: bool = False) -> None:
        """Put another project in place of the present one, with a history of its own."""
        self.select(())
        before = self.project
        self._history = History(project)
        self._saved = None if modified else project
        self.path = path
        self._announce(before)

    def mark_saved(self, project: Project, path: Path) -> None:
        """Remember that this value is what the file at `path` holds."""
        self._saved = project
        self.path = path
        self._history.settle()
        self.history_changed.emit()

    def close(self) -> None:
        """End the background work; the session is not used afterwards."""
        self._end_listening()
        self._analyser.close()
        self.curves.close()

    def _announce(self, before: Project) -> None:
        self.select(self._selection)
        self.project_changed.emit(before, self.project)
        self.history_changed.emit()
        if self._begun and _is_examined_anew(before, self.project):
            self._analyser.request(self.runnable, self._analysis)

    def _consent_changed(self) -> None:
        """Examine anew what was not allowed to run, and keep the consent for the file."""
        if self.path is not None and not self.is_modified:
            consents.remember(self.path, self.graph)
        if self._begun:
            self._analyser.request(self.runnable, None)

    def _take_analysis(self, analysis: Analysis, problems: tuple[Problem, ...]) -> None:
        if analysis.graph is not self.graph:
            return
        earlier, self._analysis = self._analysis, analysis
        known, self._problems = self._problems, problems
        if analysis is not earlier:
            self.analysis_changed.emit(analysis)
        if problems != known:
            self.problems_changed.emit(problems)


def _is_examined_anew(before: Project, now: Project) -> bool:
    return now.graph is not before.graph or now.training is not before.training or now.data is not before.data
