"""The code of a layer to edit and to run: what is typed goes into the project at once, and runs at a press alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.graph import Node
from studio.layers import ParameterError, consent
from studio.layers.code import CodeError, outline
from studio.layers.code_edits import adopt_typed, code_of, keep_typed, text_of
from studio.layers.custom import Custom
from studio.text import ended, tr
from studio.ui.actions.shortcuts import native
from studio.ui.plain_text import tooltip
from studio.ui.session import Session
from studio.ui.widgets.code_editor import CodeEditor
from studio.ui.widgets.label import label

DRAFT = tr("Not run yet. The layer works as before; what you typed is kept.")
WAITING = tr("Not allowed yet: none of it has run.")


class CodePane(QWidget):
    """An editor for the node it was last told to show. Typing in one go is one step of undo."""

    def __init__(self, session: Session, parent: QWidget | None = None, *, tells_failures: bool = True) -> None:
        """Without `tells_failures` only the line at fault is marked; what happened is told elsewhere."""
        super().__init__(parent)
        self._session = session
        self._tells_failures = tells_failures
        self._name = ""
        self._typing = False
        self.code = CodeEditor(self)
        self.code.setAccessibleName(tr("Code"))
        self.mistake = label("", 12, tone="error", wrap=True)
        self.state = label("", 12, tone="muted", wrap=True)
        self.revert = QPushButton(tr("Revert"), self)
        self.revert.setToolTip(tooltip(tr("Show the code again that the layer is")))
        self.run = QPushButton(tr("Allow and run"), self)
        self.run.setToolTip(
            tooltip(tr("Let exactly this code run on your machine ({keys})", keys=native("Ctrl+Return")))
        )
        self.revert.clicked.connect(lambda: self._keep(code_of(self._node())))
        self.run.clicked.connect(self._run)
        self.code.run.connect(self._run)
        self.code.textChanged.connect(lambda: self._keep(self.code.toPlainText(), joined=True))
        self.code.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.code, 1)
        column.addWidget(self.mistake)
        column.addWidget(self.state)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.revert)
        self.buttons.addWidget(self.run)
        column.addLayout(self.buttons)
        self.setFocusProxy(self.code)
        session.consent_changed.connect(self.refresh)

    def show_node(self, name: str) -> None:
        """Show the code of a node of the present graph, or what has become of the one shown."""
        if name != self._name:
            self._name, self._typing = name, False
        self.refresh()

    def refresh(self) -> None:
        """Show the node as it is now, and what the latest analysis found in its code."""
        if not self._is_there:
            return
        text = text_of(self._node())
        if text != self.code.toPlainText():
            self._typing = False
            with QSignalBlocker(self.code):
                self.code.setPlainText(text)
        self._judge(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Who leaves the editor has typed what belongs into one step."""
        if event.type() == QEvent.Type.FocusOut:
            self._typing = False
        return super().eventFilter(watched, event)

    @property
    def _is_there(self) -> bool:
        """Whether the node shown last is still there and still has code."""
        graph = self._session.graph
        return self._name in graph and isinstance(graph[self._name].layer, Custom)

    def _node(self) -> Node:
        return self._session.graph[self._name]

    def _keep(self, text: str, *, joined: bool = False) -> None:
        """Keep what is typed. Qt tells of a change too where only colours change, and while nothing is shown."""
        if not self._is_there:
            return
        graph = keep_typed(self._session.graph, self._name, text)
        if graph is not self._session.graph:
            self._session.apply_graph(
                tr("Edit the code of {name}", name=self._name), graph, merge=joined and self._typing
            )
            self._typing = joined
        self.refresh()

    def _run(self) -> None:
        if not self.run.isEnabled():
            return
        try:
            graph = adopt_typed(self._session.graph, self._name)
        except ParameterError as error:
            self._tell(str(error), 0)
            return
        consent.allow([text_of(self._node())])
        self._session.apply_graph(tr("Run the code of {name}", name=self._name), graph)
        self._typing = False
        self.refresh()

    def _judge(self, text: str) -> None:
        """Say what keeps the text from being a layer, by reading it only; else what came of running it."""
        typed, found = text != code_of(self._node()), outline(text)
        allowed = consent.is_allowed(text)
        if isinstance(found, CodeError):
            self._tell(ended(str(found).capitalize()), found.line)
        else:
            self._tell(*(("", 0) if typed or not allowed else self._failure()))
        self.state.setText(DRAFT if typed else "" if allowed else WAITING)
        self.state.setVisible(typed or not allowed)
        self.revert.setVisible(typed)
        self.run.setEnabled(not isinstance(found, CodeError) and (typed or not allowed))

    def _failure(self) -> tuple[str, int]:
        """What came of the code that is the layer's, and at which line, once the present network is examined."""
        analysis = self._session.analysis
        if analysis is None or analysis.graph is not self._session.project.graph:
            return "", 0
        problems = [each for each in self._session.problems_of(self._name) if each.severity == "error"]
        sentence = problems[0].message if problems and self._tells_failures else ""
        return sentence, problems[0].line if problems else 0

    def _tell(self, sentence: str, line: int) -> None:
        self.mistake.setText(sentence)
        self.mistake.setVisible(bool(sentence))
        self.code.mark_error(line)
