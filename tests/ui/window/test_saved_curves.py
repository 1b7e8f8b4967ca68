"""What becomes of curves that are saved is told in the window."""

from __future__ import annotations

from studio.ui.window.main_window import MainWindow


def test_where_curves_were_saved_and_why_not_is_told(window: MainWindow) -> None:
    window.files.new()
    window.plots.saved.emit("Saved as loss.csv.")
    assert window.notice.isVisible()
    window.notice.hide()
    window.plots.failed.emit("“loss.csv” cannot be written.", "Choose another folder.")
    assert window.notice.isVisible()
