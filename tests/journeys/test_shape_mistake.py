"""A mistake in the shapes: it is marked, said in words, and gone once it is put right."""

from __future__ import annotations

from hands import Hands
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from studio.ui.window.main_window import MainWindow


def test_a_shape_mistake_is_told_and_put_right(qtbot: QtBot, window: MainWindow) -> None:
    hands, session = Hands(qtbot, window), window.session
    hands.start_empty()
    names = [
        hands.drag_layer(kind, QPointF(0, 110.0 * row))
        for row, kind in enumerate(("Input", "Flatten", "Conv2d", "Output"))
    ]
    source, flatten, conv, output = names
    hands.link(source, flatten)
    hands.link(flatten, conv)
    hands.link(conv, output)

    def problems() -> list[str]:
        up_to_date = session.analysis is not None and session.analysis.graph is session.graph
        return [f"{p.node}: {p.message} {p.remedy}" for p in session.analysis.errors] if up_to_date else ["?"]

    qtbot.waitUntil(lambda: problems() != ["?"], timeout=30_000)
    (told,) = problems()
    assert told.startswith(conv)
    assert "784" in told
    assert session.analysis is not None
    assert session.analysis.nodes[flatten].outputs == (((784,), "float32"),)

    hands.click(window.training.controls.train_button)
    assert not window.job.is_active
    assert "cannot be trained yet" in window.training.message.text
    assert session.selection == {conv}

    hands.press(Qt.Key.Key_Escape)
    hands.select(flatten)
    hands.press(Qt.Key.Key_Backspace)
    assert list(session.graph) == [source, conv, output]
    qtbot.waitUntil(lambda: problems() == [], timeout=30_000)
    assert session.analysis.nodes[output].outputs == (((16, 26, 26), "float32"),)
    assert session.undo_label is not None
