"""What a right click on a block in the palette offers: taking it out of the project or of the person's library."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from studio.files import cause
from studio.graph.definition import definitions
from studio.project import library
from studio.project.block_offers import BLOCK
from studio.text import tr
from studio.ui.actions import make
from studio.ui.dialogs.question import Answer, ask
from studio.ui.panels.palette.palette import PalettePanel
from studio.ui.session import Session


class PaletteMenu(QObject):
    """The menu of one palette; other rows have none."""

    def __init__(self, session: Session, palette: PalettePanel) -> None:
        super().__init__(palette)
        self._session = session
        self._palette = palette
        self.menu = QMenu(palette)
        palette.layers.menu_requested.connect(self._show)

    def _show(self, kind: str, at: QPoint) -> None:
        self.menu.clear()
        if not kind.startswith(BLOCK):
            return
        name, project = kind.removeprefix(BLOCK), self._session.project
        if name in project.definitions:
            used = name in definitions(project.graph)
            words = tr("Remove from Project (in use)") if used else ""
            make("palette.drop_block", self.menu, partial(self._drop, name), title=words).setEnabled(not used)
        if name in library.kept():
            make("palette.forget_block", self.menu, partial(self._forget, name))
        self.menu.popup(at)

    def _drop(self, name: str) -> None:
        self._session.apply(tr("Remove the block {name}", name=name), self._session.project.without_block(name))

    def _forget(self, name: str) -> None:
        answer = ask(
            self._palette.window(),
            tr("Remove {name} from your library?", name=name),
            tr("Projects that have the block keep it."),
            (Answer("remove", tr("Remove"), "danger"), Answer("cancel", tr("Cancel"), "primary")),
        )
        if answer != "remove":
            return
        try:
            library.forget(name)
        except OSError as error:
            self._session.refused.emit(
                tr("The block cannot be removed ({cause}).", cause=cause(error)), tr("Remove its file by hand.")
            )
        self._session.library_changed.emit()
