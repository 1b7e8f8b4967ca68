"""A window that is worked in and never closed: run by itself, so that the process can be killed in mid-edit."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer

from studio.ui.app import application
from studio.ui.window.main_window import MainWindow


def main(kind: str) -> None:
    """Start an empty project, add a layer, and stay."""
    app = application()
    window = MainWindow()
    window.show()
    window.begin()

    def work() -> None:
        window.files.new()
        window.canvas.add_layer("Input")
        window.canvas.add_layer(kind)
        print("edited", flush=True)

    QTimer.singleShot(0, work)
    app.exec()


if __name__ == "__main__":
    main(sys.argv[1])
