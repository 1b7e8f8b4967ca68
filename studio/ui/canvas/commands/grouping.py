"""What a person can do with blocks on the canvas: make one, take it apart, open, leave, bypass, freeze it."""

from __future__ import annotations

from studio.files import cause
from studio.graph import EditError
from studio.layers.block import Block
from studio.layers.block_edits import bypass, freeze
from studio.layers.grouping import ungroup
from studio.project import library
from studio.text import tr
from studio.ui.canvas.context import CanvasContext
from studio.ui.session.selection_edits import group, named


class Grouping:
    """The commands of one canvas that have to do with blocks; they act on its selection."""

    def __init__(self, canvas: CanvasContext) -> None:
        self._canvas = canvas
        self._session = canvas.session

    def group(self) -> None:
        """Put the selected nodes into a block, which is then selected."""
        block = group(self._session, self._canvas.picked)
        if block is not None:
            self._canvas.reveal([block])

    def ungroup(self) -> None:
        """Put what is in the selected block in its place, and select it."""
        session, names = self._session, self._canvas.picked
        if len(names) != 1:
            return
        try:
            graph, inner = ungroup(session.graph, names[0], session.place.flow)
        except EditError as error:
            session.refused.emit(error.message, error.remedy)
            return
        if session.apply_graph(tr("Ungroup {what}", what=names[0]), graph):
            self._show(inner)

    def bypass(self) -> None:
        """Have the selected nodes hand on their first input; where all do so already, have them work again."""
        session, names = self._session, self._canvas.picked
        if names:
            what = named(names)
            is_back = all(session.graph[name].bypassed for name in names)
            label = tr("Use {what}", what=what) if is_back else tr("Bypass {what}", what=what)
            session.edit(label, lambda graph: bypass(graph, names))

    def freeze(self) -> None:
        """Have training leave the selected nodes as they are; where all are frozen already, change them again."""
        session, names = self._session, self._canvas.picked
        if names:
            what = named(names)
            is_back = all(session.graph[name].frozen for name in names)
            label = tr("Unfreeze {what}", what=what) if is_back else tr("Freeze {what}", what=what)
            session.edit(label, lambda graph: freeze(graph, names))

    def enter_block(self) -> None:
        """Show what is inside the selected block."""
        if self._canvas.picked:
            self._canvas.activate(self._canvas.picked[-1])

    def keep_block(self) -> None:
        """Put the selected block into the person's library."""
        session, names = self._session, self._canvas.picked
        block = session.graph[names[-1]].layer if names else None
        if not isinstance(block, Block):
            return
        try:
            library.keep(block.definition)
        except OSError as error:
            session.refused.emit(
                tr("The block cannot be kept ({reason}).", reason=cause(error)), tr("Free some room on the disk.")
            )
            return
        session.library_changed.emit()
        self._canvas.hint.emit(
            tr("{block} is in your library now: every project's palette has it.", block=block.definition.name)
        )

    def _show(self, names: list[str] | tuple[str, ...]) -> None:
        self._session.select(names)
        self._canvas.reveal(names)
