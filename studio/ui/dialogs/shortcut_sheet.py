"""All keyboard shortcuts in one list, to search in, and to choose others."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QPushButton, QVBoxLayout, QWidget

from studio.text import in_language, listed, tr
from studio.ui.actions import actions, shortcuts
from studio.ui.actions.shortcuts import native, portable, unfit
from studio.ui.dialogs.shortcut_list import ShortcutList
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import apart
from studio.ui.widgets.message import Message
from studio.ui.widgets.search import SearchField
from studio.ui.widgets.told import Told

SIZE = QSize(680, 640)


class KeysField(QKeySequenceEdit, Told):
    """Takes the keys that are pressed in it. Tab leads on."""

    ROLE = QAccessible.Role.EditableText

    def told_value(self) -> str:
        return native(self.keySequence()) or tr("none")


class ShortcutSheet(Dialog):
    """What is chosen here counts at once, in every menu and tooltip."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard Shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = SearchField(tr("Search by name or keys, such as “group” or “{keys}”", keys=native("Ctrl+G")))
        self.list = ShortcutList()
        self.name, self.message = label(weight=600, wrap=True), Message()
        self.keys = KeysField(maximumSequenceLength=1)
        self.keys.setAccessibleName(tr("New keys"))
        self.set_button = _button(tr("Set"), "primary")
        self.remove_button, self.reset_button = _button(tr("Remove")), _button(tr("Reset"))
        self.reset_all_button, self.close_button = _button(tr("Reset All")), _button(tr("Close"))
        self._build()
        self.resize(SIZE)
        self._connect()
        self.list.choose_first()
        self.search.setFocus()

    def _connect(self) -> None:
        self.search.textChanged.connect(self.list.search)
        self.search.stepped.connect(self.list.step)
        self.search.chosen.connect(self.keys.setFocus)
        self.list.activated.connect(self.keys.setFocus)
        self.list.chosen.connect(self._show)
        self.keys.keySequenceChanged.connect(self._weigh)
        self.set_button.clicked.connect(self._set)
        self.remove_button.clicked.connect(lambda: shortcuts().choose(self.list.current, ()))
        self.reset_button.clicked.connect(lambda: shortcuts().reset(self.list.current))
        self.reset_all_button.clicked.connect(lambda: shortcuts().take({}))
        self.close_button.clicked.connect(self.accept)
        shortcuts().changed.connect(self._follow)
        shortcuts().changed.connect(self.changed)

    def _show(self) -> None:
        """Ask for the keys of another action."""
        self.keys.clear()
        self._follow()

    def _follow(self) -> None:
        name, chosen = self.list.current, shortcuts().chosen
        self.list.refresh()
        self.name.setText(in_language(actions[name].title).rstrip("…") if name else tr("No action is found."))
        for each in (self.keys, self.remove_button, self.reset_button):
            each.setEnabled(bool(name))
        self.remove_button.setEnabled(bool(name and shortcuts().of(name)))
        self.reset_button.setEnabled(name in chosen)
        self.reset_all_button.setEnabled(bool(chosen))
        self._weigh()

    def _weigh(self) -> None:
        """Tell what stands against the keys that were pressed, or whom they would be taken from."""
        name, key = self.list.current, portable(self.keys.keySequence())
        refused = unfit(name, key) if name and key else ""
        others = shortcuts().others_with(name, key) if name and key else []
        self.set_button.setEnabled(bool(name and key and not refused) and key not in shortcuts().of(name))
        if refused:
            self.message.tell(refused)
        elif others:
            titles = (tr("“{name}”", name=in_language(actions[other].title).rstrip("…")) for other in others)
            self.message.tell(
                tr("{keys} belongs to {actions} now.", keys=native(key), actions=listed(titles)),
                tr("Set gives it to “{action}” instead.", action=in_language(actions[name].title).rstrip("…")),
                "warning",
            )
        else:
            self.message.hide()

    def _set(self) -> None:
        key = portable(self.keys.keySequence())
        self.keys.clear()
        shortcuts().choose(self.list.current, (key,))

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.keys, 1)
        for button in (self.set_button, self.remove_button, self.reset_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Keyboard Shortcuts"), 16, 600))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.name)
        column.addWidget(label(tr("Put the cursor into the field and press the keys that you want."), 12, tone="muted"))
        column.addLayout(row)
        column.addWidget(self.message)
        column.addLayout(apart(self.reset_all_button, self.close_button))


def _button(text: str, kind: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setProperty("kind", kind)
    return button
