"""One parameter in the list of a block's: its name, its default, and a menu with what else can be done to it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton

from studio.graph.expressions import Value
from studio.layers import format_value
from studio.text import tr
from studio.ui import theme
from studio.ui.actions import make
from studio.ui.plain_text import tooltip
from studio.ui.widgets.text import TextField


class ParameterRow(QObject):
    """The name of a parameter, its default, and a menu with what else can be done to it: a line of a grid."""

    renamed = Signal(object)  # the text typed
    default_changed = Signal(object)  # the text typed
    moved = Signal(int)
    removed = Signal()

    def __init__(self, at: int, grid: QGridLayout) -> None:
        super().__init__(grid)
        self.parameter = ""
        self._at = at
        self._default: Value = 1
        self.name = TextField()
        self.name.edited.connect(self.renamed)
        self.default = TextField()
        self.default.edited.connect(self.default_changed)
        self.more = _more_button()
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        self._up = make("block_parameter.move_up", self.menu, partial(self.moved.emit, -1))
        self._down = make("block_parameter.move_down", self.menu, partial(self.moved.emit, 1))
        self.menu.addSeparator()
        make("block_parameter.remove", self.menu, self.removed.emit)
        self._widgets = (self.name, self.default, self.more)
        for column, widget in enumerate(self._widgets):
            grid.addWidget(widget, at + 1, column)

    def show_parameter(self, name: str, default: Value, present: Value, *, last: bool, anew: bool) -> None:
        """Show a parameter; what is typed and not given stays, unless it is shown `anew`."""
        self.parameter, self._default = name, default
        if anew:
            self.put_back()
        self.name.setAccessibleName(tr("Name of {name}", name=name))
        self.default.setAccessibleName(tr("Default of {name}", name=name))
        told = tr(
            "A number, or on or off. In the copy shown, {name} is {value}.", name=name, value=format_value(present)
        )
        self.default.setToolTip(tooltip(told))
        self.more.setToolTip(tooltip(tr("More about {name}", name=name)))
        self.more.setAccessibleName(tr("More about {name}", name=name))
        self._up.setEnabled(self._at > 0)
        self._down.setEnabled(not last)

    def put_back(self) -> None:
        """Give up what is typed."""
        self.name.set_value(self.parameter)
        self.default.set_value(_written(self._default))

    def remove(self) -> None:
        """Take the line away."""
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self.deleteLater()


def _written(value: Value) -> str:
    return format_value(value) if isinstance(value, bool) else str(value)


def _more_button() -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon("more", "muted"))
    button.setIconSize(QSize(16, 16))
    button.setFixedSize(24, 28)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
