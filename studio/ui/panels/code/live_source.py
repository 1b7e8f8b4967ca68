"""The source of the open level beside its document: written anew when that changes, read when it is typed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from studio.graph import Graph
from studio.layers.moves import is_only_moved
from studio.project.level import Level
from studio.project.live_source.listing import Listing
from studio.project.live_source.merging import Hunk, merged
from studio.ui.background.pool import Channel
from studio.ui.background.source_work import Typed, Wanted, change_of, source_of
from studio.ui.background.waiting import awaited
from studio.ui.session import Session
from studio.ui.session.open_document import OpenDocument

Kept = dict[Level, tuple[Listing, str]]
"""What was typed in levels of a document and is no edit yet, with the source that it was typed in."""


class LiveSource(QObject):
    """`agreed` is the text that says what the network is, maybe in other words than `source_of` would."""

    opened = Signal(object, str)  # Listing of another level, and what was typed there; "" for nothing
    rewritten = Signal()  # the network's source is another
    judged = Signal(str, int)  # what is wrong with what was taken, and where; "" where it is all right

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.agreed = Listing()
        self._latest = Listing()
        self._text = ""
        self._level: Level | None = None
        self._written: Wanted | None = None
        self._graph: Graph | None = None
        self._kept: Kept = {}
        self._document = session.document
        self._left: WeakKeyDictionary[OpenDocument, Kept] = WeakKeyDictionary()
        self._own: Graph | None = None
        self._step, self._is_last = "", False
        self._writing = Channel(session.pool, "source", self)
        self._reading = Channel(session.pool, "edit", self)
        self._writing.answered.connect(self._take_source)
        self._writing.failed.connect(lambda error: self.judged.emit(str(error), 0))
        self._reading.answered.connect(self._take_change)
        session.project_changed.connect(self._follow_document)

    @property
    def is_own(self) -> bool:
        """Whether the network is as it was made here."""
        return self._own is self._session.graph

    @property
    def is_written_otherwise(self) -> bool:
        """Whether the text says the same in other words."""
        return self.agreed.text != self._latest.text

    def write(self) -> None:
        """Ask for the source of the level that is open, as soon as its shapes are known."""
        session = self._session
        if session.analysis is not None and not session.examination.is_up_to_date:
            return
        wanted = Wanted(session.place, session.project.name, session.analysis)
        if self._written is None or self._level is None or not _says_the_same(wanted, self._written):
            self._writing.ask(partial(source_of, wanted))
        elif self._graph is self._written.place.graph:
            self._graph = wanted.place.graph
        self._written = wanted

    def take(self, text: str) -> None:
        """Read what was typed, and make an edit of it, unless another document is about to be shown."""
        if self._level is None:
            return
        self._text, self._is_last = text, False
        if text == self.agreed.text:
            self._reading.withdraw()
            self.judged.emit("", 0)
            return
        self._reading.ask(partial(change_of, self._typed(text)))

    def take_at_once(self, text: str) -> None:
        """The same, and wait for it."""
        self.give_up()
        if self._level is not None and text != self.agreed.text:
            self._text = text
            self._take_change(awaited(partial(change_of, self._typed(text))))

    def give_up(self) -> None:
        """Read nothing of what was typed."""
        self._text = self.agreed.text
        self._reading.withdraw()

    def end_step(self) -> None:
        """What is typed next is another step of undo."""
        self._step, self._is_last = "", True

    def settle(self, kept: int | None) -> list[Hunk]:
        """Agree on the latest source but for the line `kept`; what has to change in the text for that."""
        if self._graph is not self._session.graph:
            return []  # the latest source is still to come
        self.agreed, hunks = merged(self.agreed, self._latest, kept)
        self._text = self.agreed.text
        return hunks

    def nodes_at(self, text: str, line: int) -> tuple[str, ...]:
        """The nodes that a line is about."""
        if text == self.agreed.text:
            return self.agreed.nodes.get(line, ())
        return tuple(re.findall(r"\bself\.(\w+)", text.split("\n")[line - 1]))

    def lines_of(self, text: str, names: Iterable[str]) -> list[int]:
        """The lines that are about nodes."""
        if text == self.agreed.text:
            return sorted({line for name in names for line in self.agreed.lines.get(name, ())})
        found = re.compile(rf"\bself\.({'|'.join(map(re.escape, names)) or '(?!)'})\b")
        return [line for line, written in enumerate(text.split("\n"), 1) if found.search(written)]

    def _typed(self, text: str) -> Typed:
        return Typed(self._session.place, self._session.project.graph, self.agreed, text)

    def _take_source(self, answer: tuple[Wanted, Listing]) -> None:
        wanted, found = answer
        if wanted.place.level != self._session.level:
            return
        self._latest, self._graph = found, wanted.place.graph
        if self._level == wanted.place.level:
            self.rewritten.emit()
            return
        self._keep()
        self._level = wanted.place.level
        self.agreed, self._text = self._kept.pop(self._level, (found, ""))
        self.opened.emit(self.agreed, self._text)
        self._text = self._text or self.agreed.text

    def _take_change(self, answer: object) -> None:
        from studio.project.live_source.reading import MistakeError

        assert isinstance(answer, tuple)
        typed, found = answer
        if typed.text != self._text or self._session.level != typed.place.level:
            return
        if isinstance(found, MistakeError):
            self.judged.emit(found.message, found.line)
        elif self._session.graph is not typed.place.graph:
            self.take(self._text)  # the network has changed meanwhile
        elif self._apply(found.graph, found.label):
            self.agreed = Listing(typed.text, found.nodes)
            self._own = self._session.graph
            self.judged.emit("", 0)
            self.rewritten.emit()

    def _apply(self, graph: Graph, label: str) -> bool:
        """One step of undo for what is typed in one go."""
        if graph is self._session.graph:
            return True
        merge, self._step = self._step == label, "" if self._is_last else label
        return self._session.apply_graph(label, graph, merge=merge)

    def _keep(self) -> None:
        """Keep what is typed in the level shown, as another is shown now."""
        if self._level is not None and self._text != self.agreed.text:
            self._kept[self._level] = self.agreed, self._text

    def _follow_document(self) -> None:
        """Where another document is shown, what was typed in the one before waits until that is shown again."""
        document = self._session.document
        if document is self._document:
            return
        self._keep()
        self._left[self._document] = self._kept
        self._document, self._kept = document, self._left.pop(document, {})
        self._level = self._written = None
        for channel in (self._writing, self._reading):
            channel.withdraw()


def _says_the_same(one: Wanted, other: Wanted) -> bool:
    """Whether two levels have the same source, as cards have only been put elsewhere."""
    shapes = [each.analysis and each.analysis.calls for each in (one, other)]
    same = one.place.level == other.place.level and one.name == other.name and shapes[0] is shapes[1]
    return same and is_only_moved(one.place.graph, other.place.graph)
