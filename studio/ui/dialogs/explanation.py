"""Why a network answers as it does to a sample: what of it speaks for an answer and what against, laid over it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.errors import told_by
from studio.formatting.quantities import percent
from studio.text import in_language, tr
from studio.ui.background.explanation_work import Opened, Question, Shares, open_question, worked_out
from studio.ui.background.pool import Channel, Pool
from studio.ui.widgets.attention_grid import AttentionGrid
from studio.ui.widgets.busy_bar import busy_bar
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.message import Message
from studio.ui.widgets.overlay import Overlay, SignedBar, SignedBars
from studio.ui.widgets.text import WordField

if TYPE_CHECKING:
    from studio.evaluation.explanations.attention import Attending

SIZE = QSize(560, 640)
WHOLE = 100

ATTENTION = "attention:"
"""What stands before the layer where an attention is chosen in place of a way of explaining."""

ALL_HEADS = -1


def explain(question: Question, pool: Pool, over: QWidget) -> ExplanationDialog:
    """Show why a network answers as it does, beside the window, which goes on working."""
    dialog = ExplanationDialog(question, pool, over)
    dialog.show()
    return dialog


class ExplanationDialog(Dialog):
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
        self.attention = AttentionGrid(tr("Attention"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.about = label("", 12, tone="muted", wrap=True)
        self.legend = label("", 12, tone="muted", wrap=True)
        self.message = Message()
        self._busy, self._shown = busy_bar(), QStackedWidget()
        self._row, self._offers_heads = question.row, False
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
        self._offer_answers()
        if answer is not None:
            self.answer_field.set_value(answer)
        self._ask()

    def _assemble(self) -> None:
        self.slider.setRange(0, WHOLE)
        self.slider.setValue(WHOLE)
        self.slider.setAccessibleName(tr("How much of the explanation is seen"))
        self.slider.valueChanged.connect(lambda value: self.overlay.set_share(value / WHOLE))
        for field, name in ((self.answer_field, tr("Answer")), (self.method_field, tr("Way of explaining"))):
            field.setAccessibleName(name)
            field.edited.connect(lambda _: self.choose())
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
        rows.setAccessibleName(self.bars.accessibleName())
        rows.setWidgetResizable(True)
        rows.setFrameShape(QScrollArea.Shape.NoFrame)
        rows.setWidget(self.bars)
        self._shown.addWidget(self.overlay)
        self._shown.addWidget(rows)
        self._shown.addWidget(self.attention)
        self.attention.pointed.connect(self._tell_cell)
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
        looks = {tr("Attention in {layer}", layer=each.layer): ATTENTION + each.layer for each in opened.attentions}
        self.method_field.offer(usable | looks)
        if opened.picture is not None:
            self.overlay.show_picture(opened.picture)
        self.choose(method=next(iter(usable.values())), answer=opened.likeliest)

    @property
    def _looked_at(self) -> Attending | None:
        """The attention that is chosen, None for a way of explaining."""
        method = str(self.method_field.value())
        found = () if self.opened is None else self.opened.attentions
        return next((each for each in found if ATTENTION + each.layer == method), None)

    def _offer_answers(self) -> None:
        """Offer the answers of the network, or of an attention its heads."""
        if self.opened is None:
            return
        chosen, looked_at = self.answer_field.value(), self._looked_at
        answers = {name: place for place, name in enumerate(self.opened.answers)}
        usual = self.opened.likeliest
        if looked_at is not None:
            heads = {str(tr("Head {number}", number=at + 1)): at for at in range(len(looked_at.weights))}
            answers, usual = {str(tr("All heads on average")): ALL_HEADS, **heads}, ALL_HEADS
        was_attention, self._offers_heads = self._offers_heads, looked_at is not None
        self.answer_field.offer(answers)
        is_same = was_attention == self._offers_heads and chosen in answers.values()
        self.answer_field.set_value(chosen if is_same else usual)
        is_picture = self.opened.picture is not None
        self._shown.setCurrentIndex(2 if looked_at is not None else 0 if is_picture else 1)
        self.slider.setVisible(is_picture and looked_at is None)

    def _show_attention(self, attending: Attending, head: int) -> None:
        assert self.opened is not None
        self._working.withdraw()
        self._busy.hide()
        self.message.hide()
        weights = attending.weights.mean(axis=0) if head == ALL_HEADS else attending.weights[head]
        rows, columns = (self._places(count) for count in weights.shape)
        self.attention.show_weights(weights, rows, columns)
        self.heading.setText(tr("What attends to what in “{layer}”", layer=attending.layer))
        self.legend.setText(tr("The stronger, the more of a column goes into a row; each row adds up to 1."))
        self.about.setText("")

    def _places(self, count: int) -> tuple[str, ...]:
        """What the places of a sequence are called: its tokens, or their numbers."""
        assert self.opened is not None
        words = self.opened.words
        return words if len(words) == count else tuple(str(at + 1) for at in range(count))

    def _tell_cell(self, cell: tuple[int, int] | None) -> None:
        weights = self.attention.weights
        if weights is None or cell is None or cell[0] >= weights.shape[0] or cell[1] >= weights.shape[1]:
            self.about.setText("")
            return
        rows, columns = (self._places(count) for count in weights.shape)
        told = {"row": rows[cell[0]], "column": columns[cell[1]], "share": percent(float(weights[cell]))}
        self.about.setText(tr("{share} of what goes into “{row}” comes from “{column}”", **told))

    def _ask(self) -> None:
        if self.opened is None:
            return
        method, answer = self.method_field.value(), self.answer_field.value()
        assert isinstance(method, str)
        assert isinstance(answer, int)
        if self._looked_at is not None:
            self._show_attention(self._looked_at, answer)
            return
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
        self.message.tell(*told_by(error))
        self.message.show()


def _settings(method: str, opened: Opened) -> dict[str, Any]:
    """Settings that suit a sample: a window of a sixth of its side."""
    if method != "occlusion" or opened.picture is None:
        return {}
    window = max(1, min(opened.sample.shape[1:]) // 6)
    return {"window": window, "stride": max(1, window // 2)}
