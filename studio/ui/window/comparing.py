"""The open network compared with another: a dialog beside the window, and colours on the canvas while it stands."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from studio.ui.canvas.compared import Compared
from studio.ui.canvas.view import Canvas
from studio.ui.dialogs.network_difference import NetworkDifferenceDialog
from studio.ui.session import Session


def compare_network(over: QWidget, session: Session, canvas: Canvas) -> NetworkDifferenceDialog:
    """Show what is another in the open network than in one that a person chooses."""
    dialog = NetworkDifferenceDialog(session, over)
    dialog.compared.connect(partial(Compared.show, Compared(canvas.network)))
    dialog.node_wanted.connect(partial(_lead, session, canvas))
    session.document_left.connect(dialog.close)
    dialog.show()
    return dialog


def _lead(session: Session, canvas: Canvas, path: str) -> None:
    """Show a node where it is, also inside of blocks."""
    name = session.go_to(path)
    if name is not None:
        canvas.show_node(name)
