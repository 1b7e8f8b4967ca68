"""Keeps the palette's blocks as those of the project and of the person's library."""

from __future__ import annotations

from PySide6.QtCore import QObject

from studio.graph.definition import Definition
from studio.layers.block import block_type
from studio.project.block_offers import offered
from studio.ui.panels.palette.palette import PalettePanel
from studio.ui.session import Session


class BlockOffers(QObject):
    """Has the palette show blocks anew where they are others than before."""

    def __init__(self, session: Session, palette: PalettePanel) -> None:
        super().__init__(palette)
        self._session, self._palette = session, palette
        self._offered: tuple[Definition, ...] = ()
        session.project_changed.connect(self._follow)
        session.library_changed.connect(self._follow)

    def _follow(self) -> None:
        found = tuple(offered(self._session.project).values())
        if found != self._offered:
            self._offered = found
            self._palette.show_blocks([block_type(definition) for definition in found])
