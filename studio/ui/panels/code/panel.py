"""The code panel: shows the source of the open level, follows the selection, and takes over what is typed in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.project.live_source.listing import Listing
from studio.text import tr
from studio.ui.panels.code.live_source import LiveSource
from studio.ui.plain_text import tooltip
from studio.ui.session import Session
from studio.ui.widgets.code_editor import CodeEditor
from studio.ui.widgets.label import label

LEAST = 72
"""Pixels of height that the text has at the least."""

PAUSE = 350
"""Milliseconds without a key, after which what was typed is read."""

WAITING = tr("Not taken over yet: the network is as it was, and what you typed stays here.")
COMING = tr("The source is being written…")
PLAIN = tr("Comments and blank lines are not part of the network; they go when it changes.")


class CodePanel(QWidget):
    """The source of the open level as text that can be edited. It is written only while it is in sight."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._mistake: tuple[str, int] = ("", 0)
        self._seen = ""
        self._line = 0
        self._putting = False
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.source = LiveSource(session, self)
        self.code = CodeEditor(self)
        self.code.setAccessibleName(tr("Source of the network"))
        self.mistake = label("", 12, tone="error", wrap=True)
        self.state = label("", 12, tone="muted", wrap=True)
        self.revert = QPushButton(tr("Revert"), self)
        self.revert.setToolTip(tooltip(tr("Show the source of the network again, without what was typed")))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._assemble()
        self._connect()

    @property
    def is_typed(self) -> bool:
        """Whether something is typed that is not the network's source yet."""
        return self.code.toPlainText() != self.source.agreed.text

    def show_source(self) -> None:
        """Have the source written anew, if anybody looks at it."""
        if self.isVisible():
            self.source.write()

    def settle(self) -> None:
        """Have the network as it is typed by now, as far as that is code; a person's input waits meanwhile."""
        if self.is_typed:
            self._pause.stop()
            self.source.take_at_once(self.code.toPlainText())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.source.write()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Who leaves the editor has typed all that belongs into one step."""
        if event.type() == QEvent.Type.FocusOut:
            self._take_over()
            self.source.end_step()
            self._settle()
        return super().eventFilter(watched, event)

    def _assemble(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 6, 12, 8)
        foot.setSpacing(8)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.mistake)
        said.addWidget(self.state)
        foot.addLayout(said, 1)
        foot.addWidget(self.revert, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.code.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.code.setMinimumHeight(LEAST)
        column.addWidget(self.code, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.code)
        self._tell()

    def _connect(self) -> None:
        session, code, source = self._session, self.code, self.source
        for changed in (session.project_changed, session.level_changed, session.analysis_changed):
            changed.connect(self.show_source)
        session.selection_changed.connect(self._follow)
        session.examined.connect(self._tell)
        source.opened.connect(self._open)
        source.rewritten.connect(self._settle)
        source.judged.connect(self._judge)
        code.textChanged.connect(self._type)
        code.cursorPositionChanged.connect(self._move)
        code.run.connect(self._take_over)
        code.installEventFilter(self)
        self._pause.timeout.connect(self._take_over)
        self.revert.clicked.connect(self._revert)

    def _open(self, listing: Listing, typed: str) -> None:
        """Show another level, with what was typed there before."""
        self._put(lambda: self.code.setPlainText(typed or listing.text))
        self._line = 0
        self._judge("", 0)
        self._follow()
        if typed:
            self._pause.start()

    def _settle(self) -> None:
        """Show the source as it is now where nothing else is typed; the line that is being written stays."""
        if self.is_typed:
            self._tell()
            return
        kept = self._line if self.code.hasFocus() and self.source.is_own else None
        hunks = self.source.settle(kept)
        if hunks:
            self._put(lambda: self.code.replace_parts(hunks))
        self.code.document().clearUndoRedoStacks()
        self._tell()
        self._follow()

    def _put(self, change: Callable[[], None]) -> None:
        """Change the text without its being typed."""
        self._putting = True
        change()
        self._seen, self._putting = self.code.toPlainText(), False
        self._line = self.code.textCursor().blockNumber()

    def _type(self) -> None:
        """Qt tells of a change too where only colours change."""
        text = self.code.toPlainText()
        if not self._putting and text != self._seen:
            self._seen = text
            self._tell()
            self._pause.start()

    def _take_over(self) -> None:
        self._pause.stop()
        self.source.take(self.code.toPlainText())

    def _revert(self) -> None:
        self._pause.stop()
        self.source.give_up()
        self._put(lambda: self.code.setPlainText(self.source.agreed.text))
        self._judge("", 0)
        self._settle()

    def _judge(self, sentence: str, line: int) -> None:
        self._mistake = sentence, line
        self._tell()

    def _tell(self) -> None:
        """Say what is wrong: with the text, or else with the network at one of its lines."""
        sentence, line = self._mistake if self.is_typed else self._problem()
        self.mistake.setText(sentence)
        self.mistake.setVisible(bool(sentence))
        self.code.mark_error(line)
        is_plain = not self.is_typed and self.source.is_written_otherwise
        self.state.setText(COMING if not self._seen else WAITING if self.is_typed else PLAIN if is_plain else "")
        self.state.setVisible(bool(self.state.text()))
        self.revert.setVisible(self.is_typed and bool(self._seen))

    def _problem(self) -> tuple[str, int]:
        """What keeps a node from running, and its first line."""
        lines = self.source.agreed.lines
        for name, problems in self._session.problems_here.items():
            found = next((each for each in problems if each.severity == "error"), None)
            if found is not None and name in lines:
                return tr("{node}: {message} {remedy}", node=name, message=found.message, remedy=found.remedy), lines[
                    name
                ][0]
        return "", 0

    def _move(self) -> None:
        """The cursor went elsewhere: what stands there is selected."""
        line = self.code.textCursor().blockNumber()
        if self._putting or line == self._line:
            return
        self._line = line
        if not self.is_typed:
            self.source.end_step()
            self._settle()
        if self.code.hasFocus() and (names := self.source.nodes_at(self.code.toPlainText(), self._line + 1)):
            self._session.select(names)

    def _follow(self) -> None:
        """Mark the lines of what is selected, and bring them into sight unless it was selected here."""
        found = self.source.lines_of(self.code.toPlainText(), self._session.selection)
        self.code.mark_lines(found)
        if found and not self.code.hasFocus():
            self.code.show_line(found[0])
