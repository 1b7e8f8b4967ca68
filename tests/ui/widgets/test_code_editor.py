"""Code is edited comfortably: indentation, comments, colours over several lines, undo that knows where it ends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QTextCursor
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from studio.ui import theme
from studio.ui.widgets.code_editor import CodeEditor

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def editor(qtbot: QtBot) -> CodeEditor:
    made = CodeEditor()
    qtbot.addWidget(made)
    made.show()
    return made


def select(editor: CodeEditor, first: int, last: int) -> None:
    """Select whole lines, counted from 1, without the end of the last."""
    cursor = editor.textCursor()
    cursor.setPosition(editor.document().findBlockByNumber(first - 1).position())
    cursor.setPosition(editor.document().findBlockByNumber(last - 1).position(), QTextCursor.MoveMode.KeepAnchor)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def colours_of(editor: CodeEditor, line: int) -> set[str]:
    formats = editor.document().findBlockByNumber(line - 1).layout().formats()
    return {QColor(each.format.foreground().color()).name() for each in formats}  # type: ignore[attr-defined]


def test_indentation_follows_the_line_before(editor: CodeEditor, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor, "def forward(x):")
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.keyClicks(editor, "return x")
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.keyClicks(editor, "y = 1")
    assert editor.toPlainText() == "def forward(x):\n    return x\ny = 1"


def test_tab_and_shift_tab_move_the_selected_lines_and_keep_them_selected(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.setPlainText("a\n\n  b\nc")
    select(editor, 1, 3)
    qtbot.keyClick(editor, Key.Key_Tab)
    assert editor.toPlainText() == "    a\n\n      b\nc"
    qtbot.keyClick(editor, Key.Key_Backtab, Modifier.ShiftModifier)
    qtbot.keyClick(editor, Key.Key_Backtab, Modifier.ShiftModifier)
    assert editor.toPlainText() == "a\n\nb\nc"
    assert "b" in editor.textCursor().selectedText()


def test_tab_without_a_selection_goes_to_the_next_step_and_backspace_back(editor: CodeEditor, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor, "  ")
    qtbot.keyClick(editor, Key.Key_Tab)
    assert editor.toPlainText() == " " * 4
    qtbot.keyClick(editor, Key.Key_Tab)
    qtbot.keyClick(editor, Key.Key_Backspace)
    assert editor.toPlainText() == " " * 4
    qtbot.keyClicks(editor, "ab")
    qtbot.keyClick(editor, Key.Key_Backspace)
    assert editor.toPlainText() == "    a"


def test_comments_come_and_go_in_one_step(editor: CodeEditor, qtbot: QtBot) -> None:
    code = "def f():\n    a = 1\n\n    if a:\n        b = 2"
    editor.setPlainText(code)
    select(editor, 2, 5)
    qtbot.keyClick(editor, Key.Key_Slash, Modifier.ControlModifier)
    assert editor.toPlainText() == "def f():\n    # a = 1\n\n    # if a:\n    #     b = 2"
    qtbot.keyClick(editor, Key.Key_Slash, Modifier.ControlModifier)
    assert editor.toPlainText() == code
    qtbot.keyClick(editor, Key.Key_Z, Modifier.ControlModifier)
    assert "# if a:" in editor.toPlainText()


def test_a_text_over_several_lines_has_one_colour_until_it_ends(editor: CodeEditor) -> None:
    editor.setPlainText('x = r"""if 1\nfor "y" \\""" in\n""" # z\ny = \'\'\'a\n\'\'\' + 1')
    text, comment, number = theme.current().success, theme.current().muted, theme.current().warning
    assert colours_of(editor, 1) == colours_of(editor, 2) == {text}
    assert colours_of(editor, 3) == {text, comment}
    assert colours_of(editor, 5) == {text, number}


def test_a_mistake_stands_at_its_line_until_it_is_another(editor: CodeEditor) -> None:
    editor.setPlainText("a\nb\nc")
    editor.mark_error(2)
    (mark,) = editor.extraSelections()
    assert mark.cursor.blockNumber() == 1  # type: ignore[attr-defined]
    editor.mark_error(0)
    assert not editor.extraSelections()


def test_undo_is_the_windows_where_the_editor_has_nothing_left(qtbot: QtBot) -> None:
    window, undone = QMainWindow(), []
    editor, action = CodeEditor(), QAction(window)
    action.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
    action.triggered.connect(lambda: undone.append(editor.toPlainText()))
    window.addAction(action)
    window.setCentralWidget(editor)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    editor.setFocus()
    qtbot.keyClicks(editor, "a")
    qtbot.keyClick(editor, Key.Key_Z, Modifier.ControlModifier)
    assert (editor.toPlainText(), undone) == ("", [])
    qtbot.keyClick(editor, Key.Key_Z, Modifier.ControlModifier)
    assert undone == [""]
