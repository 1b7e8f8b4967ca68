"""Asks which language is spoken: one of ours, each under its own name, or that of the system."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from studio.text import choice, language, tr
from studio.ui.theme import faces
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import apart
from studio.ui.widgets.message import Message

KEY = Qt.ItemDataRole.UserRole
ROW, INSET = 32, 5


def own_name(code: str) -> str:
    """What a language is called by those who speak it: `English`, `简体中文`."""
    return "English" if code == language.SOURCE else QLocale(code).nativeLanguageName() or code


class LanguageDialog(Dialog):
    """Holds the name of what was chosen once it is accepted: that of a language, or `system`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Language"))
        self.list, self.message = QListWidget(), Message()
        self.list.setAccessibleName(tr("Language"))
        self._fill()
        self.use, self.cancel = QPushButton(tr("Use")), QPushButton(tr("Cancel"))
        self.use.setProperty("kind", "primary")
        self.use.setDefault(True)
        self._assemble()
        self.use.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self.list.itemActivated.connect(lambda _: self.use.click())
        self.list.currentItemChanged.connect(lambda *_: self._tell_missing())
        self._tell_missing()

    @property
    def chosen(self) -> str:
        """The name of the entry that is marked."""
        item = self.list.currentItem()
        return str(item.data(KEY)) if item is not None else choice.SYSTEM

    def _fill(self) -> None:
        as_system = tr("As the system ({language})", language=own_name(choice.of_system()))
        now = choice.followed()
        for name, words in ((choice.SYSTEM, as_system), *((code, own_name(code)) for code in language.known())):
            item = QListWidgetItem(words)
            item.setData(KEY, name)
            item.setSizeHint(QSize(0, ROW))
            self.list.addItem(item)
            if name == now or self.list.currentItem() is None:
                self.list.setCurrentItem(item)
        self.list.setFixedHeight(self.list.count() * ROW + 2 * INSET)

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Language"), 16, 600))
        about = tr("The window changes at once. Documents, undo and trainings go on as they are.")
        column.addWidget(label(about, tone="muted", wrap=True))
        column.addWidget(self.list)
        column.addWidget(self.message)
        column.addLayout(apart(None, self.cancel, self.use))
        self.setMinimumWidth(440)

    def _tell_missing(self) -> None:
        """A language whose signs cannot be shown cannot be taken."""
        code = choice.of_system() if self.chosen == choice.SYSTEM else self.chosen
        missing = faces.missing(code)
        self.use.setEnabled(missing is None)
        if missing is None:
            self.message.hide()
        else:
            self.message.tell(*missing, "warning")
