"""Why a network answers as it does to a sample: what of it speaks for an answer and what against, laid over it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.text import in_language, tr
from studio.ui.background.explanation_work import Opened, Question, Shares, open_question, worked_out
from studio.ui.background.pool import Channel, Pool
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message
from studio.ui.widgets.overlay import Overlay, SignedBar, SignedBars
from studio.ui.widgets.text import WordField

SIZE = QSize(560, 640)
WHOLE = 100


def explain(question: Question, pool: Pool, over: QWidget) -> ExplanationDialog:
    """Show why a network answers as it does, beside the window, which goes on working."""
    dialog = ExplanationDialog(question, pool, over)
    dialog.show()
    return dialog


class ExplanationDialog(QDialog):
    """Opens network and sample, and works out each explanation, off the UI thread; only the latest is shown."""

    def __init__(self, question: Question, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Why this answer?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.opened: Opened | None = None
        self.shares: Shares | None = None
        self.heading = label(tr("Why this answer?"), 16, 600, wrap=True)
        self.answer_field, self.method_field = WordField({}), WordField({})
        self.overlay, self.bars = Overlay(tr("The sample")), SignedBars(tr("Its numbers"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.about = label("", 12, tone="muted", wrap=True)
        self.legend = label("", 12, tone="muted", wrap=True)
        self.message = Message()
        self._busy, self._shown = QProgressBar(), QStackedWidget()
        self._row = question.row
        self._assemble()
        self._opening, self._working = Channel(pool, "explained-run", self), Channel(pool, "explanation", self)
        self._opening.answered.connect(self._take)
        self._working.answered.connect(self._show)
        for channel in (self._opening, self._working):
            channel.failed.connect(self._fail)
        self._opening.ask(partial(open_question, question))

    def choose(self, *, method: str | None = None, answer: int | None = None) -> None:
        """Explain in another way, or another answer."""
        if method is not None:
            self.method_field.set_value(method)
        if answer is not None:
            self.answer_field.set_value(answer)
        self._ask()

    def _assemble(self) -> None:
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self.slider.setRange(0, WHOLE)
        self.slider.setValue(WHOLE)
        self.slider.setAccessibleName(tr("How much of the explanation is seen"))
        self.slider.valueChanged.connect(lambda value: self.overlay.set_share(value / WHOLE))
        for field, name in ((self.answer_field, tr("Answer")), (self.method_field, tr("Way of explaining"))):
            field.setAccessibleName(name)
            field.edited.connect(lambda _: self._ask())
        fields = QHBoxLayout()
        fields.setSpacing(8)
        fields.addWidget(self.answer_field, 1)
        fields.addWidget(self.method_field, 1)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.heading)
        column.addLayout(fields)
        column.addWidget(self._scene(), 1)
        for part in (self.slider, self.legend, self.about, self.message, self._busy):
            column.addWidget(part)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        for part in (self.slider, self.message):
            part.hide()
        self.resize(SIZE)

    def _scene(self) -> QWidget:
        rows = QScrollArea()
        rows.setWidgetResizable(True)
        rows.setFrameShape(QScrollArea.Shape.NoFrame)
        rows.setWidget(self.bars)
        self._shown.addWidget(self.overlay)
        self._shown.addWidget(rows)
        return self._shown

    def _take(self, opened: Opened) -> None:
        from studio.evaluation.explanations.methods import METHODS

        self.opened = opened
        is_picture = opened.picture is not None
        usable = {
            str(in_language(method.title)): name
            for name, method in METHODS.items()
            if (method.takes_tokens or opened.sample.is_floating_point()) and (is_picture or name != "grad-cam")
        }
        self.method_field.offer(usable)
        self.answer_field.offer({name: place for place, name in enumerate(opened.answers)})
        self._shown.setCurrentIndex(0 if is_picture else 1)
        self.slider.setVisible(is_picture)
        if opened.picture is not None:
            self.overlay.show_picture(opened.picture)
        self.choose(method=next(iter(usable.values())), answer=opened.likeliest)

    def _ask(self) -> None:
        if self.opened is None:
            return
        method, answer = self.method_field.value(), self.answer_field.value()
        assert isinstance(method, str)
        assert isinstance(answer, int)
        self._tell(method, answer)
        self.message.hide()
        self._busy.show()
        self._working.ask(partial(worked_out, self.opened, method, _settings(method, self.opened), answer))

    def _tell(self, method: str, answer: int) -> None:
        from studio.evaluation.explanations.methods import METHODS

        assert self.opened is not None
        name, declared = self.opened.answers[answer], METHODS[method]
        title = tr("Why “{answer}”, for {sample}?", answer=name, sample=self._row) if self._row else ""
        self.heading.setText(title or tr("Why “{answer}”?", answer=name))
        signed = tr("Red speaks for “{answer}”, blue against it.", answer=name)
        self.legend.setText(signed if declared.signed else tr("The redder, the more it counts."))
        self.about.setText(declared.summary())

    def _show(self, shares: Shares) -> None:
        self._busy.hide()
        self.shares = shares
        if shares.heat is not None:
            self.overlay.lay_over(shares.heat)
        self.bars.show_bars([SignedBar(*bar) for bar in shares.bars])

    def _fail(self, error: Exception) -> None:
        self._busy.hide()
        self.message.tell(str(getattr(error, "message", error)), str(getattr(error, "remedy", "")))
        self.message.show()


def _settings(method: str, opened: Opened) -> dict[str, Any]:
    """Settings that suit a sample: a window of a sixth of its side."""
    if method != "occlusion" or opened.picture is None:
        return {}
    window = max(1, min(opened.sample.shape[1:]) // 6)
    return {"window": window, "stride": max(1, window // 2)}
