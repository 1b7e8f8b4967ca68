"""What every playground is: a picture at the left, its controls and what they come to at the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.errors import told_by
from studio.project import Project
from studio.ui.background.pool import Channel, Pool
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import stacked
from studio.ui.widgets.message import Message
from studio.ui.widgets.readout import Readout
from studio.ui.widgets.scrolled import scrolled

SIDE = 272
Work = Callable[[], object]


class Setting(NamedTuple):
    """What a playground may look at of the window it is opened over."""

    pool: Pool
    project: Callable[[], Project]
    """The open project, with its data where they lie."""
    run: Callable[[], Path | None] = lambda: None
    """The folder of the run that is shown, None without one."""
    is_training: Callable[[], bool] = lambda: False


class PlaygroundView(QWidget):
    """Works out off the UI thread what its controls ask for, always the latest alone."""

    shown = Signal()  # the picture is that of the controls again

    def __init__(self, setting: Setting, picture: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self.controls: dict[str, QWidget] = {}
        """By what they are called."""
        self.readouts: dict[str, Readout] = {}
        self.answer: Any = None
        """What is shown."""
        self.message = Message()
        self.message.hide()
        self._side = QVBoxLayout()
        self._side.setContentsMargins(0, 0, 8, 0)
        self._side.setSpacing(10)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(picture, 1)
        row.addWidget(_scrolled(self._side))
        self._channel = Channel(setting.pool, "playground", self)
        self._channel.answered.connect(self._take)
        self._channel.failed.connect(self.fail)

    def question(self) -> Work:
        """What is to be worked out for the controls as they stand; holds no widgets."""
        raise NotImplementedError

    def show_answer(self, answer: Any) -> None:
        """Show what was worked out."""
        raise NotImplementedError

    def begin(self) -> None:
        """Somebody looks: work out the first picture."""
        if self.answer is None:
            self.ask()

    def ask(self, _: object = None) -> None:
        """Work out what the controls say now."""
        self._channel.ask(self.question())

    def give_way(self) -> None:
        """The window begins to train, which torch's own generator belongs to: end what draws from it."""

    def close_work(self) -> None:
        """Wait for nothing any more."""
        self._channel.withdraw()

    def fail(self, error: Exception) -> None:
        """Say why there is no picture."""
        self.message.tell(*told_by(error))
        self.message.show()
        self.shown.emit()

    def add(self, control: Any, name: str = "") -> QWidget:
        """Put a control below the others, whose `name` stands above it unless it tells its own; what was put."""
        self.controls[name or control.name] = control
        control.edited.connect(self.ask)
        part: QWidget = control
        if name:
            control.setAccessibleName(name)
            part = stacked(label(name, 12, tone="muted"), control)
        self.add_part(part)
        return part

    def add_readout(self, name: str) -> Readout:
        """Put a number with its name below."""
        self.readouts[name] = made = Readout(name)
        self.add_part(made)
        return made

    def add_part(self, part: QWidget) -> None:
        """Put anything else below."""
        self._side.addWidget(part)

    def end_side(self) -> None:
        """Nothing more comes below."""
        self._side.addWidget(self.message)
        self._side.addStretch(1)

    def _take(self, answer: object) -> None:
        self.answer = answer
        self.message.hide()
        self.show_answer(answer)
        self.shown.emit()


def _scrolled(column: QVBoxLayout) -> QScrollArea:
    """A column that scrolls where it is too long."""
    page = QWidget()
    page.setLayout(column)
    area = scrolled(page)
    area.setFixedWidth(SIDE)
    return area
