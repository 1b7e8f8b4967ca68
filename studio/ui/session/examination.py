"""What is known of the network of a document: its read-outs and its problems, which come a moment after each edit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.graph import Problem
from studio.layers.moves import is_only_moved
from studio.project import Project
from studio.ui.background.analyser import Analyser
from studio.ui.background.pool import Pool
from studio.ui.background.slow_readouts import NetworkReadOuts
from studio.ui.session.document import Document
from studio.ui.session.open_document import Findings

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis


class Examination(QObject):
    """Follows a document. What is found is told at once: read-outs, then problems, then both together."""

    analysis_changed = Signal(object)  # Analysis of the present graph
    problems_changed = Signal(object)  # tuple of all problems of the present project
    examined = Signal()  # read-outs, problems or both are others than before
    failed = Signal(str, str)  # message, remedy: nothing can be examined

    def __init__(self, document: Document, pool: Pool, further: NetworkReadOuts) -> None:
        """`further` has the read-outs that take their time; it is asked for those of each new analysis."""
        super().__init__(document)
        self.analysis: Analysis | None = None
        """The latest read-outs of the whole network; they may be a moment behind the graph."""
        self.problems: tuple[Problem, ...] = ()
        self._known: frozenset[Problem] | None = None
        self._found: tuple[Problem, ...] = ()
        self._trained: tuple[Project | None, tuple[Problem, ...]] = (None, ())
        self._document, self._further = document, further
        self._is_begun = self._is_waiting = False
        self._analyser = Analyser(pool, self)
        self._analyser.done.connect(self._take)
        self._analyser.failed.connect(self.failed)

    @property
    def is_up_to_date(self) -> bool:
        """Whether the read-outs are those of the present network."""
        return self.analysis is not None and self.analysis.graph is self._document.project.graph

    @property
    def is_waiting(self) -> bool:
        """Whether something of the present project has not been examined yet."""
        return self._analyser.is_waiting

    def has(self, problems: tuple[Problem, ...]) -> bool:
        """Whether these are problems of the present project, which is known."""
        if self._known is None:
            self._known = frozenset(self.problems)
        return self.is_up_to_date and self._known.issuperset(problems)

    def begin(self) -> None:
        """Examine from now on."""
        self._is_begun = True
        self._request(self.analysis)

    @property
    def findings(self) -> Findings:
        """What is known, to be taken up again."""
        return Findings(self.analysis, self._found)

    def take_up(self, findings: Findings) -> None:
        """Know this, and nothing else, as another document is about to be told; `go_on` follows."""
        self._analyser.give_up()
        self._further.forget()
        self._trained = (None, ())
        self.analysis, self._found = findings
        self.problems, self._known = self._found, None

    def go_on(self) -> None:
        """Tell what is known of the document that was told, and examine the rest of it."""
        if self._is_begun:
            self._request(self.analysis)
        if self.analysis is not None:
            self._further.request(self.analysis, self._document.project)
            self.analysis_changed.emit(self.analysis)
        self._further.changed.emit()
        self.problems_changed.emit(self.problems)
        self.examined.emit()

    def renew(self) -> None:
        """Examine everything anew, as what may run has become another."""
        if self._is_begun:
            self._request(None)

    def carry_over(self) -> bool:
        """Keep what is known of a network that has only been put elsewhere; whether it holds for the present graph."""
        known, graph = self.analysis, self._document.project.graph
        if known is None or self._is_waiting or not is_only_moved(graph, known.graph):
            return False
        if known.graph is not graph:
            self.analysis = replace(known, graph=graph)
        return True

    def follow(self, before: Project, *, is_known: bool) -> None:
        """Examine what an edit has changed; `is_known` says that what is known holds for the present graph."""
        now = self._document.project
        is_another = now.graph is not before.graph and not is_known
        if self._trained[1] and self._gather():
            self.examined.emit()
        if self._is_begun and (is_another or _is_set_otherwise(before, now)):
            self._request(self.analysis)

    def tell(self, trained: Project | None, problems: tuple[Problem, ...]) -> None:
        """Take in what a training of a project has found: it holds as long as both stay as they were."""
        self._trained = trained, problems
        if self._gather():
            self.examined.emit()

    def close(self) -> None:
        """Examine nothing any more."""
        self._analyser.give_up()

    def _request(self, previous: Analysis | None) -> None:
        self._is_waiting = True
        self._analyser.request(self._document.runnable, previous)

    def _take(self, analysis: Analysis, problems: tuple[Problem, ...]) -> None:
        earlier, graph = self.analysis, self._document.project.graph
        if not is_only_moved(graph, analysis.graph):
            return
        if earlier is not None and earlier.graph is graph and earlier.calls is analysis.calls:
            analysis = earlier
        elif analysis.graph is not graph:
            analysis = replace(analysis, graph=graph)
        self.analysis, self._is_waiting = analysis, False
        self._found = problems
        self._further.request(analysis, self._document.project)
        if analysis is not earlier:
            self.analysis_changed.emit(analysis)
        are_others = self._gather()
        if analysis is not earlier or are_others:
            self.examined.emit()

    def _gather(self) -> bool:
        """Bring all problems together, and tell where they are others than before; whether they are."""
        problems = (*self._found, *self._of_training())
        if problems == self.problems:
            return False
        self.problems, self._known = problems, None
        self.problems_changed.emit(problems)
        return True

    def _of_training(self) -> tuple[Problem, ...]:
        """What a training has found of what the project still is."""
        trained, problems = self._trained
        now = self._document.project
        if trained is None or now.training != trained.training or not is_only_moved(now.graph, trained.graph):
            return ()
        return problems


def _is_set_otherwise(before: Project, now: Project) -> bool:
    """Whether the network is to be trained otherwise, which problems may come of."""
    return now.training is not before.training or now.data is not before.data
