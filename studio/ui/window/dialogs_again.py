"""Dialogs that stand beside a window come again beside the one that takes its place, as far as they were filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit, QListWidget, QWidget

from studio.ui.window.main_window import MainWindow

ACTIONS = {
    "AboutDialog": "help.about",
    "BeginningsDialog": "train.beginnings",
    "FunctionsDialog": "help.functions",
    "GradientCheckDialog": "train.check_gradients",
    "LossCalculatorDialog": "help.loss",
    "NetworkDifferenceDialog": "edit.compare",
    "OneBatchDialog": "train.one_batch",
    "PlaygroundsDialog": "help.playgrounds",
    "PluginsDialog": "help.plugins",
    "ProfileDialog": "train.profile",
    "ShortcutSheet": "help.shortcuts",
}
"""What opens each, by the name of its class: most are only imported once they are wanted."""

FILLED_IN = ("FunctionsDialog", "LossCalculatorDialog", "PlaygroundsDialog")
"""Those in which nothing but what a person chose and typed says what is shown."""

CHECKED = Qt.ItemDataRole.CheckStateRole

Part = TypeVar("Part", bound=QWidget)


def open_again(old: QWidget, made: MainWindow) -> None:
    """Open what stands beside the window before, at its place."""
    for before in standing(old):
        name = type(before).__name__
        if name not in ACTIONS:
            continue
        made.action[ACTIONS[name]].trigger()
        for dialog in standing(made):
            if type(dialog).__name__ == name:
                dialog.setGeometry(before.geometry())
                if name in FILLED_IN:
                    _fill_in(dialog, before)


def standing(window: QWidget) -> list[QDialog]:
    """The dialogs in sight that stand beside a window."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    return [each for each in window.findChildren(QDialog, options=direct) if each.isVisible()]


def _fill_in(dialog: QDialog, before: QDialog) -> None:
    """Take over what was chosen and typed, field by field: both are made of the same fields in the same order."""
    for rows, was in _pairs(dialog, before, QListWidget):
        for row in range(min(rows.count(), was.count())):
            if was.item(row).data(CHECKED) is not None:
                rows.item(row).setCheckState(was.item(row).checkState())
        rows.setCurrentRow(was.currentRow())
    for choice, chosen in _pairs(dialog, before, QComboBox):
        if choice.currentIndex() != chosen.currentIndex():
            choice.setCurrentIndex(chosen.currentIndex())
            choice.activated.emit(chosen.currentIndex())
    for box, checked in _pairs(dialog, before, QCheckBox):
        box.setChecked(checked.isChecked())
    for line, typed in _pairs(dialog, before, QLineEdit):
        line.setText(typed.text())


def _pairs(dialog: QDialog, before: QDialog, kind: type[Part]) -> Iterator[tuple[Part, Part]]:
    return zip(dialog.findChildren(kind), before.findChildren(kind), strict=False)
