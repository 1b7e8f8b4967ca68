"""A trained network tried out by hand: a drawing, a file or what is pasted, a typed row or text, a truth table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.graph.topology import computes_the_same
from studio.text import in_language, tr
from studio.training.runs.checkpoint_index import checkpoint_words, choices
from studio.training.runs.notes import title_of
from studio.ui.background.explanation_work import Question
from studio.ui.background.training_job import TrainingJob
from studio.ui.background.try_out import TryOut
from studio.ui.dialogs.explanation import explain
from studio.ui.panels.try_it.answer import AnswerView
from studio.ui.panels.try_it.asks import (
    of_row,
    of_sample,
    of_strokes,
    of_table,
    of_text,
    prepared,
)
from studio.ui.panels.try_it.drawing_page import DrawingPage
from studio.ui.panels.try_it.file_page import FilePage
from studio.ui.panels.try_it.row_form import RowForm
from studio.ui.panels.try_it.sample_page import SamplePage
from studio.ui.panels.try_it.truth_table import TruthTable
from studio.ui.plain_text import tooltip
from studio.ui.session import Session
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.label import label
from studio.ui.widgets.segmented import Segmented
from studio.ui.widgets.text import WordField

if TYPE_CHECKING:
    from studio.project.trying import Answer, Trial

WAYS = {
    "draw": tr("Draw"), "file": tr("File"), "row": tr("Row"), "text": tr("Text"), "table": tr("Truth table"),
    "samples": tr("Samples"),
}  # fmt: skip
CHECKPOINT_WIDTH = 160

NO_RUN = tr("Train the network, and it can be tried out here: draw, drop a file, or type what it is to judge.")


class TryItPanel(QWidget):
    """Reads the run shown in the window while it is in sight; works on that run alone, whatever is edited since."""

    train_wanted = Signal()

    def __init__(self, session: Session, job: TrainingJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._job = session, job
        self._known: object = None
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.network = TryOut(session.pool, self)
        self.title = label("", 12, tone="muted")
        self.checkpoint = WordField({})
        self.checkpoint.setAccessibleName(tr("Checkpoint"))
        self.checkpoint.setMinimumWidth(CHECKPOINT_WIDTH)
        self.edited_since = label(tr("The network was edited since: what answers is the one of the run."), 12,
                                  tone="warning", wrap=True)  # fmt: skip
        self.edited_since.setContentsMargins(12, 0, 12, 4)
        self.ways: Segmented | None = None
        self.drawing, self.filing = DrawingPage(), FilePage()
        self.pad = self.drawing.pad
        self.form, self.text = RowForm(), QPlainTextEdit()
        self.text.setPlaceholderText(tr("Type a text"))
        self.text.setAccessibleName(tr("Text"))
        self.table, self.samples = TruthTable(), SamplePage()
        self._answered: Answer | None = None
        self.answer = AnswerView()
        self.empty = EmptyState("play", tr("Nothing to try yet"), in_language(NO_RUN), tr("Train"))
        self.failed = EmptyState("error", tr("The run cannot be tried"), tint="error")
        self.waiting = QWidget()
        self._inputs, self._pages = QStackedWidget(), QStackedWidget()
        self._assemble()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()

    def focus(self) -> None:
        """Have the keys go to where samples are given."""
        (self._inputs.currentWidget() or self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_file(self, path: Path) -> None:
        """Ask about a file."""
        self.filing.take(path)

    def ask_why(self) -> None:
        """Show what the answer hangs on."""
        trial, answer = self.network.trial, self._answered
        if trial is not None and answer is not None and answer.raw is not None:
            explain(Question(trial.folder, partial(prepared, trial, answer.raw), trial.which), self._session.pool, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self.network.trial is not None:
            self.filing.paste()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.network.trial is not None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_file(next(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The text field leaves dropped files to the panel."""
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _assemble(self) -> None:
        self._head = QHBoxLayout()
        self._head.setContentsMargins(12, 8, 12, 4)
        self._head.setSpacing(8)
        self._head.addWidget(self.title)
        self._head.addWidget(self.checkpoint)
        self._head.addStretch(1)
        self._way_pages = {
            "draw": self.drawing, "file": self.filing, "row": self.form, "text": self.text, "table": self.table,
            "samples": self.samples,
        }  # fmt: skip
        for page in self._way_pages.values():
            self._inputs.addWidget(page)
        body = QHBoxLayout()
        body.setContentsMargins(12, 4, 12, 12)
        body.setSpacing(16)
        body.addWidget(self._inputs, 1)
        body.addWidget(self.answer, 1)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.edited_since)
        column.addLayout(body, 1)
        self._content = content
        for page in (self.empty, self.failed, self.waiting, content):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _connect(self) -> None:
        self.text.installEventFilter(self)
        self.text.viewport().installEventFilter(self)
        self.network.opened.connect(self._show)
        self.network.answered.connect(self._show_answer)
        self.network.failed.connect(self.answer.tell)
        self.pad.edited.connect(self._ask_drawing)
        self.form.edited.connect(lambda cells: self.network.ask(partial(of_row, cells)))
        self.text.textChanged.connect(self._ask_text)
        self.filing.given.connect(self._ask_file)
        self.filing.refused.connect(self._refuse_file)
        self.samples.edited.connect(self._ask_sample)
        self.answer.why_button.clicked.connect(self.ask_why)
        self.checkpoint.edited.connect(lambda which: self.network.open(self._job.folder, str(which)))
        self.empty.pressed.connect(self.train_wanted)
        for signal in (self._job.finished, self._job.recalled, self._job.forgotten, self._job.started):
            signal.connect(self._follow_anew)
        self._session.project_changed.connect(lambda *_: self._show_edited())

    def _follow_anew(self, *_: object) -> None:
        self._known = None
        if self.isVisible():
            self._follow()

    def _follow(self) -> None:
        """Open the run that the window shows, unless it is open."""
        folder = self._job.folder
        if self._known != (folder, self._job.is_active):
            self._known = folder, self._job.is_active
            self.network.open(folder)
            if self.network.trial is None and self.network.is_opening:
                self._pages.setCurrentWidget(self.waiting)

    def _show(self) -> None:
        trial = self.network.trial
        self.answer.clear()
        if trial is None:
            self.failed.set_sentence(self.network.problem)
            nothing = self._job.is_active or not self.network.problem
            self._pages.setCurrentWidget(self.empty if nothing else self.failed)
            return
        self._pages.setCurrentWidget(self._content)
        self.title.setText(tr("Run “{run}”, weights", run=title_of(trial.folder)))
        self.title.setToolTip(tooltip(checkpoint_words(trial.which, trial.checkpoints.get(trial.which, 0))))
        self.checkpoint.offer({str(words): name for name, words in choices(trial.checkpoints).items()})
        self.checkpoint.set_value(trial.which if trial.which in trial.checkpoints else "last")
        self._show_edited()
        self._show_ways(trial)

    def _show_ways(self, trial: Trial) -> None:
        chosen = self.ways.value() if self.ways is not None else None
        if self.ways is not None:
            self._head.removeWidget(self.ways)
            self.ways.deleteLater()
        words = {str(in_language(WAYS[way])): way for way in trial.ways}
        self.ways = Segmented(tuple(words))
        self.ways.setAccessibleName(tr("How a sample is given"))
        self.ways.setVisible(len(words) > 1)
        self._head.addWidget(self.ways)
        if "row" in trial.ways:
            self.form.show_columns(trial.examples, trial.ranges, trial.choices)
        self.samples.show_counts(trial.own.counts)
        plan = trial.asked.preparation
        self.filing.offer_recording(plan.rate, plan.source[-1] or 0)
        self.ways.edited.connect(lambda word: self._turn(words[str(word)]))
        self.ways.set_value(chosen if chosen in words else next(iter(words)))
        self._turn(words[str(self.ways.value())])

    def _choose(self, way: str) -> None:
        """Turn to a way, unless it is the present one."""
        if self.ways is not None:
            self.ways.set_value(str(in_language(WAYS[way])))
        self._inputs.setCurrentWidget(self._way_pages[way])
        self.answer.show()

    def _turn(self, way: str) -> None:
        """Turn to a way of giving samples, and ask about what is there already."""
        self._choose(way)
        self.answer.clear()
        self.answer.setVisible(way != "table")
        if way == "draw":
            self._ask_drawing(tuple(map(tuple, self.pad.strokes)))
        elif way == "row":
            self.network.ask(partial(of_row, self.form.cells))
        elif way == "text":
            self._ask_text()
        elif way == "samples":
            self._ask_sample(*self.samples.chosen)
        elif way == "table":
            self.network.ask(of_table)

    def _ask_file(self, work: Callable[[Trial], object]) -> None:
        self._choose("file")
        self.network.ask(work)

    def _refuse_file(self, words: str) -> None:
        self.network.forget()
        self.answer.tell(words)

    def _ask_sample(self, split: str, place: int) -> None:
        self.samples.show_sample("", "")
        self.network.ask(partial(of_sample, split, place))

    def _ask_drawing(self, strokes: object) -> None:
        if strokes:
            self.network.ask(partial(of_strokes, strokes))
        else:
            self.network.forget()
            self.answer.clear()

    def _ask_text(self) -> None:
        text = self.text.toPlainText()
        if text.strip():
            self.network.ask(partial(of_text, text))
        else:
            self.network.forget()
            self.answer.clear()

    def _show_answer(self, answer: Answer | tuple[dict[str, object], ...]) -> None:
        trial = self.network.trial
        if isinstance(answer, tuple):
            assert trial is not None
            self.table.show_rows(trial.table, answer)
        else:
            self._answered = answer
            self.samples.show_sample(answer.truth, answer.told)
            self.answer.show_answer(answer)

    def _show_edited(self) -> None:
        trained = self._job.project
        edited = trained is not None and not computes_the_same(trained.graph, self._session.graph)
        self.edited_since.setVisible(edited)
