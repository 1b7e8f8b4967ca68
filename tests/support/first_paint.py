"""Opens the window as `studio` does, and ends the process when it is painted and takes events."""

from __future__ import annotations

import os

from studio.ui.app import after_first_paint, application
from studio.ui.window.main_window import MainWindow


def main() -> None:
    """Stands for `studio.ui.app.run`, which stays until the window is closed."""
    app = application()
    window = MainWindow()
    after_first_paint(window, lambda: os._exit(0))
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
