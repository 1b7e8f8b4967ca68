"""The dialog that playgrounds are found in: a list of them at the left, the chosen one at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.project.templates import template
from studio.text import in_language, tr
from studio.ui.dialogs.playgrounds.registry import PLAYGROUNDS, Playground
from studio.ui.dialogs.playgrounds.view import PlaygroundView, Setting
from studio.ui.plain_text import caption, tooltip
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import clear
from studio.ui.widgets.scrolled import scrolled

SIZE = QSize(1000, 640)
LIST_WIDTH = 220


class PlaygroundsDialog(Dialog):
    """Stands beside the window, which goes on working. A playground is made when it is first chosen."""

    template_chosen = Signal(str)

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Playgrounds"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._setting = setting
        self.views: dict[str, PlaygroundView] = {}
        """Those made so far, by name."""
        self.list = QListWidget()
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setViewportMargins(8, 12, 8, 8)
        self.list.setAccessibleName(tr("Playgrounds"))
        self.title, self.sentence = label("", 16, 600, wrap=True), label("", 13, wrap=True)
        self.teaches = label("", 12, tone="muted", wrap=True)
        self._templates, self._pages = QHBoxLayout(), QStackedWidget()
        self._assemble()
        for name, each in PLAYGROUNDS.items():
            item = QListWidgetItem(in_language(each.title))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setToolTip(tooltip(in_language(each.sentence)))
            self.list.addItem(item)
        self.list.currentItemChanged.connect(lambda item, _: self._show(item.data(Qt.ItemDataRole.UserRole)))
        self.list.setCurrentRow(0)
        self.resize(SIZE)

    def choose(self, name: str) -> None:
        """Bring a playground forward."""
        self.list.setCurrentRow(list(PLAYGROUNDS).index(name))

    def give_way(self) -> None:
        """The window is about to train."""
        for view in self.views.values():
            view.give_way()

    def done(self, result: int) -> None:
        """Give up what is not done yet."""
        self._end_work()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """A window that is taken away works nothing out."""
        self._end_work()
        super().closeEvent(event)

    def _assemble(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(4)
        for part in (self.title, self.sentence, self.teaches):
            head.addWidget(part)
        self._templates.setSpacing(8)
        right = QVBoxLayout()
        right.setContentsMargins(20, 16, 16, 16)
        right.setSpacing(12)
        right.addLayout(head)
        area = scrolled(self._pages)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        right.addWidget(area, 1)
        right.addLayout(self._templates)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addLayout(right, 1)

    def _show(self, name: str) -> None:
        playground = PLAYGROUNDS[name]
        self.title.setText(in_language(playground.title))
        self.sentence.setText(in_language(playground.sentence))
        self.teaches.setText(in_language(playground.teaches))
        if name not in self.views:
            self.views[name] = view = playground.make(self._setting)
            self._pages.addWidget(view)
        self.views[name].begin()
        self._pages.setCurrentWidget(self.views[name])
        self._offer_templates(playground)

    def _offer_templates(self, playground: Playground) -> None:
        clear(self._templates)
        if not playground.templates:
            return
        self._templates.addWidget(label(tr("As a network:"), 12, tone="muted"))
        for name in playground.templates:
            button = QPushButton(caption(in_language(template(name).title)))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _, name=name: self.template_chosen.emit(name))
            self._templates.addWidget(button)
        self._templates.addStretch(1)

    def _end_work(self) -> None:
        for view in self.views.values():
            view.close_work()
