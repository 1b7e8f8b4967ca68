"""The row above the charts: what they are drawn over, how smoothly, on which axes, and the way back from a zoom."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QToolButton, QWidget

from studio.formatting.numbers import exact
from studio.text import ntr, tr
from studio.ui import theme
from studio.ui.actions.shortcuts import native
from studio.ui.panels.charts.menu_button import MenuButton
from studio.ui.plain_text import tooltip
from studio.ui.widgets.label import label
from studio.ui.widgets.segmented import Segmented

WINDOWS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
"""Steps that can be smoothed over."""

WINDOW = 10
"""Steps smoothed over at first."""

WORDS_FROM, UNITS_FROM, LOG_X_FROM = 580, 480, 440
"""Pixels of width from which there is room for the word beside the slider, for the unit of its value, and for one more
button."""

AMOUNT, NUMBER, SLIDER = 76, 36, 84
"""Pixels for the value with its unit, and without, and for the slider."""


class Toolbar(QWidget):
    """One choice for all charts."""

    smoothed = Signal(int)  # over so many steps
    chosen_by = Signal(str)  # step, epoch or time
    scaled_x = Signal(bool)  # whether logarithmic
    scaled_y = Signal(bool)
    joined = Signal(bool)  # whether runs that differ by their seed are drawn as one
    followed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._by = {tr("Steps"): "step", tr("Epochs"): "epoch", tr("Time"): "time"}
        self._choice = Segmented(tuple(self._by))
        self._choice.set_value(tr("Epochs"))
        self._choice.setMaximumWidth(190)
        self._choice.setToolTip(tooltip(tr("What the curves are drawn over; time is that trained, without pauses")))
        self._choice.setAccessibleName(tr("Horizontal axis"))
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, len(WINDOWS) - 1)
        self._slider.setPageStep(1)
        self._slider.setValue(WINDOWS.index(WINDOW))
        self._slider.setToolTip(
            tooltip(tr("The strong line is a mean over about so many steps, the light one behind it shows them all"))
        )
        self._slider.setAccessibleName(tr("Smoothing"))
        self._word = label(tr("Smoothing"), 12, tone="muted")
        self._amount = label("", 12)
        self._log_x = _button(tr("Log x"), tr("Logarithmic axis of steps, epochs or time: the beginning has more room"))
        self._log_y = _button(
            tr("Log y"), tr("Logarithmic axis of values: small improvements stay visible. Shares keep a plain one.")
        )
        self._seeds = _button(
            tr("Mean"), tr("Runs that differ by nothing but their seed as one: their mean, and one standard deviation")
        )
        self._seeds.hide()
        self._follow = _button(
            "",
            tr(
                "Show whole curves and follow the newest (double-click a chart). "
                "The wheel zooms, with {control} values too.",
                control=native("Ctrl"),
            ),
        )
        self._follow.setIcon(theme.icon("fit"))
        self._follow.setAccessibleName(tr("Show all"))
        self.save = MenuButton(tr("Save all charts"), "export")
        self._connect()
        self._assemble()

    @property
    def smoothing(self) -> int:
        """Over how many steps curves are smoothed."""
        return WINDOWS[self._slider.value()]

    def smooth_over(self, window: int) -> None:
        """What moving the slider does."""
        self._slider.setValue(WINDOWS.index(window))

    def choose_by(self, by: str) -> None:
        """What a click on one of the words does."""
        self._choice.choose(next(word for word, each in self._by.items() if each == by))

    def scale(self, *, x: bool | None = None, y: bool | None = None) -> None:
        """What a click on the buttons of the axes does."""
        for button, on in ((self._log_x, x), (self._log_y, y)):
            if on is not None:
                button.setChecked(on)

    def offer_seeds(self, offered: bool) -> None:
        """Whether there are runs that can be drawn as one."""
        self._seeds.setVisible(offered)

    def join_seeds(self, on: bool) -> None:
        """What a click on the button for them does."""
        self._seeds.setChecked(on)

    def set_following(self, following: bool) -> None:
        """The way back is open when a person has zoomed or panned."""
        self._follow.setEnabled(not following)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for widget, least in ((self._word, WORDS_FROM), (self._log_x, LOG_X_FROM)):
            widget.setVisible(self.width() >= least)
        self._tell_amount()

    def _connect(self) -> None:
        self._choice.edited.connect(lambda word: self.chosen_by.emit(self._by[word]))
        self._slider.valueChanged.connect(self._tell_smoothing)
        for button, scaled in (
            (self._log_x, self.scaled_x),
            (self._log_y, self.scaled_y),
            (self._seeds, self.joined),
        ):
            button.setCheckable(True)
            button.toggled.connect(scaled)
        self._follow.setEnabled(False)
        self._follow.clicked.connect(self.followed)

    def _assemble(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # the panel may be narrower
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 2)
        row.setSpacing(8)
        row.addWidget(self._choice, 100)  # has all that is left, up to its greatest width
        for widget in (self._word, self._slider, self._amount):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self._seeds, self._log_x, self._log_y, self._follow, self.save):
            row.addWidget(button)

    def _tell_amount(self) -> None:
        """Say over how many steps, just the number where there is little room."""
        has_room = self.width() >= UNITS_FROM
        self._amount.setFixedWidth(AMOUNT if has_room else NUMBER)
        self._slider.setFixedWidth(SLIDER if has_room else 2 * SLIDER // 3)
        words = _steps(self.smoothing)
        self._amount.setText(words if has_room or self.smoothing <= 1 else exact(self.smoothing))
        self._slider.setAccessibleDescription(words)

    def _tell_smoothing(self) -> None:
        self._tell_amount()
        self.smoothed.emit(self.smoothing)


def _steps(window: int) -> str:
    if window <= 1:
        return tr("off")
    return ntr("{steps} step", "{steps} steps", window, steps=exact(window))


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tooltip(tip))
    button.setFont(theme.font(12, 500))
    button.setMinimumSize(QSize(button.sizeHint().width(), 26))
    return button
