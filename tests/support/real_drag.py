"""Drags a layer from the palette with the pointer of a real display; prints the nodes there are afterwards."""

from __future__ import annotations

import json

from PySide6.QtCore import QProcess, QTimer

from studio.ui.app import application
from studio.ui.window.main_window import MainWindow

STEPS = 6
PATIENCE = 20_000
"""Milliseconds from the end of the gesture after which nothing is waited for any more."""


def main() -> None:
    """Press on Conv2d in the palette, move to the middle of the canvas, let go (and leave without being asked)."""
    app = application()
    window = MainWindow()
    window.show()
    window.begin()
    window.files.new()
    pointer = QProcess()
    window.session.project_changed.connect(lambda *_: QTimer.singleShot(0, app.exit))
    pointer.finished.connect(lambda: QTimer.singleShot(PATIENCE, app.exit))
    QTimer.singleShot(500, lambda: pointer.start("xdotool", _moves(window)))
    app.exec()
    print(json.dumps(list(window.session.graph)))
    window.shut_down()


def _moves(window: MainWindow) -> list[str]:
    palette, ground = window.layers.layers, window.canvas.viewport()
    row = palette.visualRect(palette.indexes_of_kinds()["Conv2d"])
    begin, end = palette.viewport().mapToGlobal(row.center()), ground.mapToGlobal(ground.rect().center())
    words = ["mousemove", str(begin.x()), str(begin.y()), "mousedown", "1"]
    for step in range(1, STEPS + 1):
        at = begin + (end - begin) * step / STEPS
        words += ["sleep", "0.05", "mousemove", str(at.x()), str(at.y())]
    return [*words, "sleep", "0.1", "mouseup", "1"]


if __name__ == "__main__":
    main()
