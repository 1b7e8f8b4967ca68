"""Code is edited comfortably, mistakes stand at their line, and nothing is allowed but by Run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.layers import consent
from studio.ui.widgets.code_editor import CodeField

CODE = "def forward(x):\n    return x + 1\n"


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[CodeField]:
    consent.forget()
    made = CodeField()
    qtbot.addWidget(made)
    made.show()
    yield made
    consent.forget()


def test_indentation_follows_the_line_before(field: CodeField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.code, "def forward(x):")
    qtbot.keyClick(field.code, Qt.Key.Key_Return)
    qtbot.keyClicks(field.code, "return x")
    assert field.code.toPlainText() == "def forward(x):\n    return x"


def test_a_mistake_stands_at_its_line_and_cannot_be_run(field: CodeField) -> None:
    field.set_value("def forward(x):\n    return x +\n")
    assert field.code.error_line == 2
    assert "Line 2" in field.mistake.text()
    assert not field.run.isEnabled()


def test_showing_typing_and_leaving_allow_nothing(field: CodeField, qtbot: QtBot) -> None:
    field.set_value(CODE)
    qtbot.keyClicks(field.code, "# ")
    field.code.clearFocus()
    assert not consent.is_allowed(CODE)
    assert not consent.is_allowed(field.code.toPlainText())


def test_run_allows_exactly_what_is_shown_and_gives_it(field: CodeField, qtbot: QtBot) -> None:
    field.code.setPlainText(CODE)
    with qtbot.waitSignal(field.edited) as given:
        qtbot.mouseClick(field.run, Qt.MouseButton.LeftButton)
    assert given.args == [CODE]
    assert consent.is_allowed(CODE)
    assert not field.run.isEnabled()


def test_code_of_a_file_is_allowed_unchanged(field: CodeField, qtbot: QtBot) -> None:
    field.set_value(CODE)
    qtbot.keyClick(field.code, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert consent.is_allowed(CODE)
