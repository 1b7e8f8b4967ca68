"""The samples of predictions: which of them, in which order, and the chosen one beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from studio.formatting.numbers import exact
from studio.text import in_language, ntr, tr
from studio.ui import theme
from studio.ui.background.evaluation_look import EvaluationLook, Look, Seen
from studio.ui.dialogs.explanation import explain
from studio.ui.panels.evaluation.detail import SIDE as DETAIL_SIDE
from studio.ui.panels.evaluation.detail import SampleDetail
from studio.ui.panels.evaluation.gallery import Gallery
from studio.ui.panels.evaluation.listing import Listing, SeenSamples
from studio.ui.panels.evaluation.rows import RowsList
from studio.ui.panels.evaluation.wording import Wording
from studio.ui.widgets.label import label
from studio.ui.widgets.text import WordField

if TYPE_CHECKING:
    from studio.evaluation.selection import Selection

ORDERS = {
    "loss": tr("Worst first"),
    "unsure": tr("Least sure first"),
    "sure": tr("Surest first"),
    "label": tr("By truth"),
    "data": tr("As in the data"),
}
ONLY = {
    "all": tr("All samples"),
    "wrong": tr("Mistakes"),
    "right": tr("Right answers"),
    "mislabelled": tr("Perhaps mislabelled"),
}
BESIDE = {
    "won": tr("Only this run is right"),
    "lost": tr("Only the other is right"),
    "both_wrong": tr("Both are wrong"),
}
FIELD_NAMES = (tr("Order"), tr("Which samples"), tr("True class"), tr("Predicted class"))
PICTURED = ("picture", "recording")
DETAIL_FROM = 460
"""Pixels of width from which there is room for the chosen sample beside the others."""


class SamplesView(QWidget):
    """Asks for the samples of a selection while it is seen, and for their pictures as they come into sight."""

    turned = Signal()  # other samples are listed

    def __init__(self, look: EvaluationLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._judged: object = None
        self._wording: Wording | None = None
        self._explains = False
        self.selection: Selection | None = None
        self.samples = SeenSamples(self)
        self.order_field, self.only_field = WordField({}), WordField({})
        self.truth_field, self.answer_field = WordField({}), WordField({})
        self.count = label("", 12, tone="muted")
        self.gallery, self.rows = Gallery(self.samples), RowsList(self.samples)
        self.detail = SampleDetail()
        self.why_button = QPushButton(tr("Why this answer?"))
        self.why_button.setEnabled(False)
        self.unseen = label("", 12, tone="warning", wrap=True)
        self._bar = QGridLayout()
        self._views = QStackedWidget()
        self._assemble()
        self._connect()

    @property
    def view(self) -> Gallery | RowsList:
        """The pictures or the rows that are shown."""
        return self.gallery if self._views.currentWidget() is self.gallery else self.rows

    @property
    def listing(self) -> Listing:
        """What is shown."""
        return self.view.shown.listing

    def show_selection(self, **changes: Any) -> None:
        """Show other samples: `order`, `only`, `truth` or `prediction` become others."""
        if self.selection is not None:
            self.selection = replace(self.selection, **changes)
            self._show_choices()
            self._look.ask_for(self.selection)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        for part in (self.detail, self.why_button):
            part.setVisible(self.width() >= DETAIL_FROM)
        self._place_fields(in_rows=self.width() < DETAIL_FROM)

    @property
    def _fields(self) -> tuple[WordField, ...]:
        return self.order_field, self.only_field, self.truth_field, self.answer_field

    def _place_fields(self, *, in_rows: bool) -> None:
        """Put the fields beside each other, or two by two where there is little room."""
        for at, field in enumerate(self._fields):
            self._bar.addWidget(field, at // 2 if in_rows else 0, at % 2 if in_rows else at)
        self._bar.addWidget(self.count, 0, 5)
        for column in range(6):
            self._bar.setColumnStretch(column, int(column < (2 if in_rows else 4)))

    def _assemble(self) -> None:
        self._bar.setContentsMargins(8, 4, 12, 4)
        self._bar.setSpacing(6)
        for field, name in zip(self._fields, FIELD_NAMES, strict=True):
            field.setAccessibleName(in_language(name))
            field.setMinimumWidth(72)
            field.setMaximumWidth(190)
        self._place_fields(in_rows=False)
        inner = QHBoxLayout()
        inner.setSpacing(0)
        for view in (self.gallery, self.rows):
            self._views.addWidget(view)
        inner.addWidget(self._views, 1)
        inner.addLayout(self._beside())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar)
        self.unseen.setContentsMargins(12, 0, 12, 4)
        column.addWidget(self.unseen)
        column.addLayout(inner, 1)
        self.unseen.hide()

    def _beside(self) -> QVBoxLayout:
        """The chosen sample, and the way to what its answer hangs on."""
        column = QVBoxLayout()
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 12, 8)
        column.addWidget(self.detail, 1)
        column.addWidget(self.why_button)
        return column

    def ask_why(self) -> None:
        """Show what the answer to the chosen sample hangs on."""
        place = self.view.current_place
        question = None if place is None else self._look.question(place)
        if question is not None:
            explain(question, self._look.pool, self)

    def _connect(self) -> None:
        self.why_button.clicked.connect(self.ask_why)
        self.order_field.edited.connect(lambda value: self.show_selection(order=value))
        self.only_field.edited.connect(lambda value: self.show_selection(only=value))
        self.truth_field.edited.connect(lambda value: self.show_selection(truth=value))
        self.answer_field.edited.connect(lambda value: self.show_selection(prediction=value))
        self._look.changed.connect(self._follow)
        self._look.compared.connect(self._follow_other)
        self._look.listed.connect(self._list)
        self._look.seen.connect(self._take_seen)
        self._look.unseen.connect(self._tell_unseen)
        self.samples.wanted.connect(self._see)
        for view in (self.gallery, self.rows):
            view.reached.connect(self._show_detail)
        theme.notifier().changed.connect(self.samples.clear)

    def _follow(self) -> None:
        """Show the samples of other predictions, the worst mistakes first."""
        laid = self._look.laid
        judged = None if laid is None else laid.judged
        if judged is None or judged is self._judged:
            return
        from studio.evaluation.selection import Selection

        self._judged = judged
        self.samples.clear()
        self.detail.show_detail(None, None)
        self.why_button.setEnabled(False)
        self._explains = judged.found.task != "input"
        self.unseen.hide()
        can_be_wrong = judged.right is not None and not bool(judged.right.all())
        self.selection = Selection(only="wrong" if can_be_wrong and judged.found.task != "pixels" else "all")
        self._wording = Wording(judged, self._look.other)
        self._offer(judged)
        self._show_choices()
        self._look.ask_for(self.selection)

    def _follow_other(self) -> None:
        laid = self._look.laid
        if laid is None or laid.judged is None or self.selection is None:
            return
        self._wording = Wording(laid.judged, self._look.other)
        self._offer(laid.judged)
        only = "lost" if self._look.other is not None else "wrong"
        self.show_selection(only=only if laid.judged.right is not None else "all")

    def _offer(self, judged: Any) -> None:
        """Offer what these predictions can be sorted and chosen by."""
        found = judged.found
        self.order_field.offer({in_language(ORDERS[name]): name for name in judged.orders()})
        has_right = judged.right is not None
        names = ["all", *(("wrong", "right") if has_right else ())]
        names += ["mislabelled"] if judged.mislabelled is not None else []
        beside = BESIDE if self._look.other is not None and has_right else {}
        self.only_field.offer({in_language({**ONLY, **BESIDE}[name]): name for name in (*names, *beside)})
        by_class = found.task in ("classes", "labels")
        for field, every in ((self.truth_field, tr("Any truth")), (self.answer_field, tr("Any prediction"))):
            places = {_named(field is self.truth_field, name): at for at, name in enumerate(found.classes)}
            field.offer({every: None, **places})
            field.setVisible(by_class)

    def _show_choices(self) -> None:
        assert self.selection is not None
        assert self._wording is not None
        wanted = self.selection
        self._wording.order = wanted.order
        self.order_field.setEnabled(wanted.only != "mislabelled")
        pairs = ((self.order_field, wanted.order), (self.only_field, wanted.only),
                 (self.truth_field, wanted.truth), (self.answer_field, wanted.prediction))  # fmt: skip
        for field, value in pairs:
            field.set_value(value)

    def _list(self, rows: npt.NDArray[np.int64]) -> None:
        laid, wording = self._look.laid, self._wording
        if laid is None or laid.judged is None or wording is None:
            return
        listing = Listing(rows, wording.told, wording.cells, wording.headings)
        self.count.setText(ntr("{number} sample", "{number} samples", len(rows), number=exact(len(rows))))
        is_pictured = laid.looks.sample in PICTURED
        self._views.setCurrentWidget(self.gallery if is_pictured else self.rows)
        if is_pictured:
            self.gallery.show_listing(listing)
        else:
            self.rows.show_listing(listing, laid.looks.names, are_texts=laid.looks.are_texts)
        self.turned.emit()

    def _see(self, rows: npt.NDArray[np.int64]) -> None:
        side = round(DETAIL_SIDE * self.devicePixelRatioF())
        self._look.ask_to_see(rows, Look(side, theme.current().runs))

    def _take_seen(self, found: dict[int, Seen]) -> None:
        self.samples.take(found)
        place = self.view.current_place
        if place is not None:
            self._show_detail(place)

    def _show_detail(self, place: int) -> None:
        if self._wording is not None:
            seen = self.samples.of(place)
            self.detail.show_detail(self._wording.detail(place), seen)
            self.why_button.setEnabled(seen is not None and self._explains)

    def _tell_unseen(self, words: str) -> None:
        self.unseen.setText(words)
        self.unseen.show()

    def table(self) -> list[list[str]]:
        """What is told of the samples listed, for a file, each with where it is from."""
        listing, laid = self.listing, self._look.laid
        head = [tr("Sample"), tr("Source"), *listing.headings]
        if laid is None or laid.judged is None:
            return [head]
        sources = laid.judged.found.sources
        return [head, *([str(row + 1), sources[row], *listing.cells(row)] for row in listing.places.tolist())]

    def focus(self) -> None:
        """Have the keys go to the samples, and choose the first where none is chosen."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.view.currentIndex().isValid() and len(self.listing):
            self.view.setCurrentIndex(self.view.shown.index(0, 0))


def _named(is_truth: bool, name: str) -> str:
    return tr("Truth: {name}", name=name) if is_truth else tr("Prediction: {name}", name=name)
