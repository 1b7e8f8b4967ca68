"""The bar above the canvas while it shows a sample's values: which sample, whose weights, and what came of it."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QSlider, QWidget

from studio.layers import FieldSpec
from studio.project.questions import Question
from studio.text import half_width, tr
from studio.training.runs.checkpoint_index import in_order
from studio.ui import theme
from studio.ui.background.insides import Insides
from studio.ui.plain_text import tooltip
from studio.ui.widgets.dropdown import Dropdown
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.live_text import LiveText
from studio.ui.widgets.number import NumberField
from studio.ui.widgets.segmented import Segmented

TYPED, EPOCH = "typed", "epoch-"
SAMPLES = {
    "train": tr("Training sample"),
    "validation": tr("Validation sample"),
    "test": tr("Test sample"),
    TYPED: tr("Typed numbers"),
}
"""Where a sample is from, by the name of its split."""

WEIGHTS = {
    "first": tr("First weights"),
    "live": tr("Weights in training"),
    "best": tr("Best weights"),
    "last": tr("Last weights"),
}
"""Whose weights there are besides those of kept epochs."""

SHOWN = {"values": tr("Values"), "gradients": tr("Gradients"), "by_parameters": tr("dW, db")}
"""What cards may show, by the names of a Sight's strips."""

PLACE = FieldSpec("sample", "integer", "", 0, minimum=0)
SIDE_BY_SIDE_FROM = 960
"""Narrower bars have two rows, so that there is room to say what came of it."""


class ValuesBar(QWidget):
    """Asks for what is chosen in it; in sight only while values are shown."""

    closed = Signal()
    shown_changed = Signal()  # cards are to show something else

    def __init__(self, insides: Insides, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._insides = insides
        self.source = Dropdown()
        for name, words in SAMPLES.items():
            self.source.addItem(words, name)
        self.place = NumberField(PLACE)
        self.place.set_value(0)
        self.before = icon_button("chevron-left", tr("The sample before"))
        self.after = icon_button("chevron-right", tr("The next sample"))
        self.numbers = QLineEdit()
        self.weights = Dropdown()
        self.training = icon_button(
            "shuffle", tr("Compute as in training: Dropout draws its mask, BatchNorm takes the sample's own mean"),
            checkable=True,
        )  # fmt: skip
        self.shown = Segmented(list(map(str, SHOWN.values())))
        self.shown.set_value(str(SHOWN["values"]))
        self.course = QSlider(Qt.Orientation.Horizontal)
        self.told = LiveText(size=12, tone="muted", ground="info_fill")
        self.close_button = icon_button("close", tr("Show no values any more"))
        self._name_all()
        self._lay_out()
        self._times: tuple[str, ...] = ()
        self.show_checkpoints(())
        self._show_source()
        self.source.activated.connect(self._choose)
        self._place = 0
        self.place.trying.connect(self._try_place)
        self.place.edited.connect(self.choose_place)
        self.before.clicked.connect(lambda: self.choose_place(self._place - 1))
        self.after.clicked.connect(lambda: self.choose_place(self._place + 1))
        self.numbers.textChanged.connect(self._ask)
        self.training.toggled.connect(self._ask)
        self.weights.activated.connect(self._take_weights)
        self.shown.edited.connect(self.shown_changed)
        self.course.valueChanged.connect(self._go_to)
        self.close_button.clicked.connect(self.closed)
        insides.changed.connect(self._tell)
        insides.checkpoints_found.connect(self.show_checkpoints)
        self.hide()

    @property
    def shows(self) -> str:
        """What the cards are to show, by its name in a Sight."""
        return next(name for name, words in SHOWN.items() if self.shown.value() == str(words))

    def show_checkpoints(self, names: Collection[str]) -> None:
        """Offer the weights that there are."""
        chosen = self._insides.weights
        self.weights.clear()
        for name in ("first", "live", *names):
            words = WEIGHTS.get(name) or tr("Weights after epoch {epoch}", epoch=name.removeprefix(EPOCH))
            self.weights.addItem(str(words), name)
        self._times = ("first", *reversed(in_order({*names} - {"best"})))
        with QSignalBlocker(self.course):  # fewer weights choose no others
            self.course.setRange(0, len(self._times) - 1)
        self.course.setVisible(len(self._times) > 2)
        self._follow_weights(chosen)
        at = self.weights.findData(chosen)
        self.weights.setCurrentIndex(max(0, at))
        if at < 0:
            self._insides.take_weights("first")

    def choose_place(self, place: object) -> None:
        """Look at the sample at a place of its split, from 0 on."""
        self._try_place(place)
        self.place.set_value(self._place)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the canvas below it may get: words are shortened."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.info_fill))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(colours.border))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what is shown below what is asked for where there is no room beside it."""
        is_narrow = event.size().width() < SIDE_BY_SIDE_FROM
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)

    def _lay_out(self) -> None:
        self.place.setFixedWidth(64)
        self.numbers.setMinimumWidth(110)
        self.source.setMinimumWidth(110)
        self.weights.setMinimumWidth(110)
        self.shown.setFixedWidth(212)
        self.course.setFixedWidth(96)
        asked, found = QHBoxLayout(), QHBoxLayout()
        for row in (asked, found):
            row.setSpacing(6)
        for widget in (self.source, self.before, self.place, self.after, self.numbers, self.weights):
            asked.addWidget(widget)
        found.addWidget(self.course)
        found.addWidget(self.training)
        found.addWidget(self.shown)
        found.addWidget(self.told, 1)
        found.addWidget(self.close_button)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 8, 6)
        self._row.setSpacing(8)
        self._row.addLayout(asked)
        self._row.addLayout(found, 1)

    def _name_all(self) -> None:
        told = (
            (self.source, tr("Where the sample is from")),
            (self.place, tr("Which sample, counted from 0")),
            (
                self.numbers,
                tr("Numbers as the Input takes them, such as 1.0,0.5; a semicolon before those of the next Input"),
            ),
            (self.weights, tr("Whose weights compute")),
            (self.course, tr("Go through the weights that the run kept, from the first to the last")),
            (
                self.shown,
                tr("What the cards show: what leaves them, the derivative by it, or those by weights and bias"),
            ),
        )
        for widget, words in told:
            widget.setToolTip(tooltip(words))
            widget.setAccessibleName(words)
        self.numbers.setPlaceholderText("1.0,0.5")

    def _choose(self) -> None:
        self._show_source()
        self._ask()

    def _show_source(self) -> None:
        is_typed = self.source.currentData() == TYPED
        for widget in (self.before, self.place, self.after):
            widget.setVisible(not is_typed)
        self.numbers.setVisible(is_typed)

    def _try_place(self, place: object) -> None:
        if isinstance(place, int) and place >= 0 and place != self._place:
            self._place = place
            self._ask()

    def _take_weights(self) -> None:
        name = self.weights.currentData()
        self._follow_weights(name)
        self._insides.take_weights(name)

    def _follow_weights(self, name: str) -> None:
        """Have the slider where these weights are; the best and those in training have no place of their own on it."""
        if name in self._times:
            with QSignalBlocker(self.course):
                self.course.setValue(self._times.index(name))

    def _go_to(self, place: int) -> None:
        """Take the weights at a place of the slider."""
        self.weights.setCurrentIndex(self.weights.findData(self._times[place]))
        self._insides.take_weights(self._times[place])

    def _ask(self) -> None:
        training = self.training.isChecked()
        if self.source.currentData() == TYPED:
            self._insides.ask(Question(inputs=tuple(half_width(self.numbers.text()).split(";")), training=training))
        else:
            self._insides.ask(Question(sample=self._place, split=self.source.currentData(), training=training))

    def _tell(self) -> None:
        sight, failure = self._insides.sight, self._insides.failure
        words = failure
        if sight is not None:
            parts = [tr("target {target}", target=sight.target)] if sight.target else []
            if sight.loss is not None:
                parts.append(tr("loss {loss}", loss=f"{sight.loss:.4g}"))
            if self._insides.weights == "live" and sight.look.weights is None:
                parts.append(tr("no training of this window gives its weights, these are the first"))
            words = " · ".join([*parts, *sight.notes[:1]])
        self.told.set_text(words, "error" if failure else "muted")
        self.told.setToolTip(tooltip(words))
