"""All that can be done is found by its words, all keys are listed and can be chosen, and About says what is inside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Node
from studio.layers import layer
from studio.project import Project
from studio.ui.actions import actions, shortcuts
from studio.ui.actions.shortcuts import PLACES
from studio.ui.canvas.search.search_popup import SearchPopup
from studio.ui.dialogs.about import AboutDialog
from studio.ui.dialogs.shortcut_sheet import ShortcutSheet
from studio.ui.window import choices
from studio.ui.window.main_window import MainWindow

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def drawn(window: MainWindow) -> MainWindow:
    window.documents.show(Project("Test", Graph({"linear1": Node(layer("Linear")), "relu1": Node(layer("ReLU"))})))
    return window


def commands(qtbot: QtBot, window: MainWindow, words: str) -> SearchPopup:
    """The box of commands as it stands once these words are typed."""
    focused = window.focusWidget() or window
    qtbot.keyClick(focused, Qt.Key.Key_P, CONTROL | SHIFT)
    popup = next(each for each in window.findChildren(SearchPopup) if each.isVisible())
    qtbot.keyClicks(popup.field, words)
    return popup


def test_every_command_is_found_by_its_words_and_done_with_the_focus_where_it_was(
    qtbot: QtBot, drawn: MainWindow
) -> None:
    drawn.canvas.setFocus()
    everything = {entry.key for entry in commands(qtbot, drawn, "").entries}
    places = {name for name, action in actions.items() if action.scope in PLACES}
    assert places - everything == {"file.open_recent"}
    qtbot.keyClick(drawn.focusWidget(), Qt.Key.Key_Escape)
    assert drawn.focusWidget() is drawn.canvas

    refused = commands(qtbot, drawn, "group into")
    entry = refused.entries[0]
    assert (entry.title, entry.detail, entry.note, entry.fits) == (
        "Group into Block", "Edit · Select nodes first.", "Ctrl+G", False,
    )  # fmt: skip
    qtbot.keyClick(refused.field, Qt.Key.Key_Return)
    assert drawn.notice.text == "Select nodes first."

    qtbot.keyClick(commands(qtbot, drawn, "select all").field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: drawn.session.selection == {"linear1", "relu1"})
    assert drawn.focusWidget() is drawn.canvas
    assert commands(qtbot, drawn, "onnx").entries[0].detail.startswith("File › Export As")


def test_the_box_goes_where_it_came_from_and_leaves_the_focus_to_a_click(qtbot: QtBot, drawn: MainWindow) -> None:
    drawn.canvas.setFocus()
    popup = commands(qtbot, drawn, "undo")
    qtbot.keyClick(popup.field, Qt.Key.Key_P, CONTROL | SHIFT)
    assert not popup.isVisible()
    assert drawn.focusWidget() is drawn.canvas
    assert not [each for each in drawn.findChildren(SearchPopup) if each.isVisible()]
    popup = commands(qtbot, drawn, "undo")
    drawn.layers.search.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not popup.isVisible()
    assert drawn.focusWidget() is drawn.layers.search


def test_on_the_start_page_commands_say_that_a_network_is_wanted(qtbot: QtBot, window: MainWindow) -> None:
    entry = commands(qtbot, window, "add layer").entries[0]
    assert entry.detail == "Edit · Open or begin a network first."


def test_keys_are_found_chosen_and_kept_and_what_they_belonged_to_is_told(qtbot: QtBot, drawn: MainWindow) -> None:
    qtbot.keyClick(drawn.canvas, Qt.Key.Key_F1, CONTROL)
    sheet = drawn.findChild(ShortcutSheet)
    assert sheet is not None
    shown = {name for name in actions if actions[name].scope in PLACES} - {"file.open_recent"}
    assert {row.data(Qt.ItemDataRole.UserRole) for row in sheet.list._found()} == shown
    qtbot.keyClicks(sheet.search, "nothing is called so")
    assert sheet.name.text() == "No action is found."
    assert not sheet.keys.isEnabled()
    sheet.search.clear()
    qtbot.keyClicks(sheet.search, "group into")
    qtbot.keyClick(sheet.search, Qt.Key.Key_Return)
    qtbot.keyClick(sheet.keys, Qt.Key.Key_D, CONTROL)
    assert sheet.message.text == "Ctrl+D belongs to “Duplicate” now. Set gives it to “Group into Block” instead."
    qtbot.mouseClick(sheet.set_button, Qt.MouseButton.LeftButton)
    assert drawn.canvas.action["block.group"].shortcut().toString() == "Ctrl+D"
    assert "(Ctrl+D)" in drawn.canvas.action["block.group"].toolTip()
    assert drawn.canvas.action["edit.duplicate"].shortcut().isEmpty()
    assert choices.shortcuts_chosen() == {"block.group": ["Ctrl+D"]}

    drawn.session.select(["linear1", "relu1"])
    sheet.accept()
    qtbot.waitUntil(lambda: not drawn.findChildren(ShortcutSheet))
    drawn.activateWindow()
    drawn.canvas.setFocus()
    qtbot.waitUntil(drawn.canvas.hasFocus)
    qtbot.keyClick(drawn.canvas, Qt.Key.Key_D, CONTROL)
    assert drawn.session.undo_label is not None
    assert drawn.session.undo_label.startswith("Group")
    shortcuts().take({})
    choices.restore(drawn.canvas.network, drawn.runs.table, drawn.action)
    assert drawn.canvas.action["block.group"].shortcut().toString() == "Ctrl+D"

    again = _open_sheet(drawn)
    qtbot.mouseClick(again.reset_all_button, Qt.MouseButton.LeftButton)
    assert drawn.canvas.action["edit.duplicate"].shortcut().toString() == "Ctrl+D"
    assert choices.shortcuts_chosen() == {}


def test_about_tells_versions_and_licences_of_what_is_inside(qtbot: QtBot, window: MainWindow) -> None:
    window.action["help.about"].trigger()
    dialog = window.findChild(AboutDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.copy_button.isEnabled)
    rows = {_cell(dialog, row, 0): _cell(dialog, row, 2) for row in range(dialog.table.rowCount())}
    assert {"torch", "numpy", "pydantic", "Typeface Inter", "Python"} <= rows.keys()
    assert any("LGPL" in licence for name, licence in rows.items() if name.startswith("PySide6"))
    assert all(rows.values())
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text().startswith("NN Studio 0.")


def _open_sheet(window: MainWindow) -> ShortcutSheet:
    window.action["help.shortcuts"].trigger()
    return next(each for each in window.findChildren(ShortcutSheet) if each.isVisible())


def _cell(dialog: AboutDialog, row: int, column: int) -> str:
    cell = dialog.table.item(row, column)
    assert cell is not None
    return cell.text()
