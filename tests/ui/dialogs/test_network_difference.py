"""The open network beside its earlier self and other files: a table, colours on the canvas, a way to each node."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.graph import edits
from studio.layers import layer
from studio.project.file import save
from studio.project.templates import template
from studio.ui.canvas.items.geometry import card_rect
from studio.ui.canvas.items.gone_cards import GoneCards
from studio.ui.dialogs.network_difference import NetworkDifferenceDialog
from studio.ui.window.comparing import compare_network
from studio.ui.window.main_window import MainWindow

LONG = 60_000


@pytest.fixture
def edited(window: MainWindow, tmp_path: Path) -> MainWindow:
    """LeNet, saved and then changed: a wider convolution, a dropout that is new, a pooling that is gone."""
    save(template("lenet5").load(), tmp_path / "net.nns")
    window.files.open(tmp_path / "net.nns")
    conv = window.session.graph["conv1"].layer
    window.session.edit("Wider", lambda graph: edits.set_layer(graph, "conv1", conv.changed(out_channels=8)))
    window.session.edit("Without", lambda graph: edits.remove_and_heal(graph, ["pool1"]))
    window.session.edit("New", lambda graph: edits.add(graph, "drop", layer("Dropout")))
    window.session.edit("Linked", lambda graph: edits.insert_on_link(graph, "drop", "output", 0))
    return window


def shown(qtbot: QtBot, window: MainWindow) -> NetworkDifferenceDialog:
    dialog = compare_network(window, window.session, window.canvas)
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=LONG)
    return dialog


def rows(dialog: NetworkDifferenceDialog) -> dict[str, list[str]]:
    cells = [[dialog.table.item(row, column).text() for column in range(5)] for row in range(dialog.table.rowCount())]
    return {name: others for name, *others in cells}


def choose(qtbot: QtBot, dialog: NetworkDifferenceDialog, words: str) -> None:
    before = dialog.found
    place = next(at for at in range(dialog.choice.count()) if words in dialog.choice.itemText(at))
    dialog.choice.setCurrentIndex(place)
    dialog.choice.activated.emit(place)
    qtbot.waitUntil(lambda: dialog.found is not before, timeout=LONG)


def test_the_table_and_the_canvas_say_what_is_another_than_was_saved(qtbot: QtBot, edited: MainWindow) -> None:
    dialog = shown(qtbot, edited)
    choose(qtbot, dialog, "saved")
    told = rows(dialog)
    assert told["pool1"][0].startswith("gone: ")
    assert told["drop"][0] == "new: Dropout"
    assert told["conv1"][:2] == ["out_channels 6 → 8", "+52"]
    states = edited.canvas.network.shown
    assert (states.change("drop"), states.change("conv1"), states.change("fc1")) == ("added", "changed", "changed")
    assert told["conv2"][:2] == ["inputs pool1 → relu1", "+800"]
    assert told["fc1"][0] == "takes another size"
    assert states.shade("drop") == "success"
    assert states.change("conv2") == "changed"  # it takes what pool1 took
    gone = next(item for item in edited.canvas.network.items() if isinstance(item, GoneCards))
    kind, (x, y) = gone.here["pool1"]
    assert kind == "MaxPool2d"
    assert not any(
        card_rect((x, y)).intersects(edited.canvas.network.nodes.area(name)) for name in edited.session.graph
    )
    assert gone.boundingRect().contains(card_rect((x, y)))
    assert "Parameters 61 706 → " in dialog.figures.text().replace("\u202f", " ").replace("\u2009", " ")
    dialog.close()
    assert states.change("drop") == ""
    assert gone.here == {}


def test_an_edit_is_compared_at_once_and_the_same_is_said_to_be_the_same(qtbot: QtBot, edited: MainWindow) -> None:
    dialog = shown(qtbot, edited)
    choose(qtbot, dialog, "saved")
    for _ in range(4):
        edited.session.undo()
    qtbot.waitUntil(lambda: "Both are the same network." in dialog.told.text(), timeout=LONG)
    assert dialog.table.rowCount() == 0
    dialog.close()


def test_a_click_leads_to_the_node_also_inside_a_block(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    save(template("resnet18").load(), tmp_path / "net.nns")
    window.documents.show(template("resnet34").load())
    dialog = compare_network(window, window.session, window.canvas)
    dialog.compare_with(tmp_path / "net.nns")
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=LONG)
    paths = [dialog.table.item(row, 0).text() for row in range(dialog.table.rowCount())]
    row, path = next((row, path) for row, path in enumerate(paths) if "." in path and path in dialog.found.added)
    name = path.partition(".")[0]
    assert dialog.found.states[name] == "changed"
    dialog.table.scrollToItem(dialog.table.item(row, 0))
    place = dialog.table.visualItemRect(dialog.table.item(row, 0)).center()
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.session.level[:1] == (name,)
    dialog.close()


def test_a_file_that_cannot_be_read_is_told(qtbot: QtBot, edited: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"hello")
    dialog = compare_network(edited, edited.session, edited.canvas)
    dialog.compare_with(tmp_path / "bad.onnx")
    qtbot.waitUntil(lambda: "“bad.onnx” is no ONNX file" in dialog.message.text, timeout=LONG)
    dialog.close()
