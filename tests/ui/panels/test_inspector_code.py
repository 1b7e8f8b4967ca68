"""A layer's code in the inspector: nothing typed is lost, nothing runs unasked, mistakes stand at their line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from inspecting import Desk
from networks import chain
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.graph import Graph
from studio.graph.definition import Definition
from studio.graph.edits import remove
from studio.layers import consent, time_limit
from studio.layers.activation import ReLU
from studio.layers.block import create_block
from studio.layers.code_edits import code_of, text_of
from studio.layers.custom import Custom
from studio.layers.io import Input, Output
from studio.project.file import dumps, loads
from studio.ui import theme
from studio.ui.dialogs.code_pane import CodePane
from studio.ui.session import Session

CODE = "def forward(x):\n    return x + 1\n"
TRIPLED = "def forward(x):\n    return x * 3\n"
NETWORK = chain(
    input=Input(shape=(3,)), custom1=Custom(code=CODE), relu=ReLU(), custom2=Custom(code=CODE), output=Output()
)


class CodeDesk(Desk):
    """The inspector with custom1 selected, its code allowed."""

    @property
    def pane(self) -> CodePane:
        return self.panel.node_page.code.pane

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(problem.message for problem in self.session.problems_of("custom1"))

    def code(self, name: str = "custom1") -> str:
        return code_of(self.session.graph[name])

    def text(self, name: str = "custom1") -> str:
        return text_of(self.session.graph[name])

    def replace(self, text: str) -> None:
        self.pane.code.setFocus()
        self.pane.code.selectAll()
        self.qtbot.keyClicks(self.pane.code, text)

    def run(self, text: str) -> None:
        """Put a code in place of the one shown, have it run, and wait for what comes of it."""
        self.pane.code.setPlainText(text)
        with self.qtbot.waitSignal(self.session.analysis_changed):
            self.qtbot.keyClick(self.pane.code, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def desk(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> Iterator[CodeDesk]:
    consent.forget()
    consent.allow([CODE])
    made = CodeDesk(qtbot, open_session(NETWORK))
    made.session.select(["custom1"])
    yield made
    consent.forget()


def test_what_is_typed_and_not_run_outlives_everything(desk: CodeDesk) -> None:
    desk.replace("half done(")
    assert (desk.text(), desk.code()) == ("half done(", CODE)
    desk.session.select(["custom2"])
    assert desk.pane.code.toPlainText() == CODE
    desk.session.select([])
    desk.session.select(["custom1"])
    assert desk.pane.code.toPlainText() == "half done("
    assert text_of(loads(dumps(desk.session.project)).graph["custom1"]) == "half done("
    assert desk.session.is_modified
    assert not desk.problems, "the layer works as before"


def test_typing_in_one_go_is_one_step_of_undo_and_redo_brings_it_back(desk: CodeDesk) -> None:
    desk.replace("one")
    desk.panel.node_page.header.name.setFocus()
    desk.replace("two")
    desk.session.undo()
    assert desk.pane.code.toPlainText() == "one"
    desk.session.undo()
    assert desk.pane.code.toPlainText() == CODE
    desk.session.redo()
    assert desk.pane.code.toPlainText() == "one"


def test_run_allows_exactly_what_is_shown_and_undo_takes_back_first_that_and_then_the_typing(
    desk: CodeDesk, qtbot: QtBot
) -> None:
    desk.replace("def forward(x):")
    qtbot.keyClick(desk.pane.code, Qt.Key.Key_Return)
    qtbot.keyClicks(desk.pane.code, "return -x")
    typed = desk.pane.code.toPlainText()
    assert not consent.is_allowed(typed)
    qtbot.mouseClick(desk.pane.run, Qt.MouseButton.LeftButton)
    assert desk.code() == typed == "def forward(x):\n    return -x"
    assert consent.is_allowed(typed)
    assert not desk.pane.run.isEnabled()
    desk.session.undo()
    assert (desk.text(), desk.code()) == (typed, CODE)
    desk.session.undo()
    assert (desk.text(), desk.code()) == (CODE, CODE)


def test_revert_shows_what_the_layer_is_and_undo_what_was_typed(desk: CodeDesk, qtbot: QtBot) -> None:
    desk.replace("nonsense")
    qtbot.mouseClick(desk.pane.revert, Qt.MouseButton.LeftButton)
    assert desk.pane.code.toPlainText() == CODE
    assert desk.pane.revert.isHidden()
    desk.session.undo()
    assert desk.pane.code.toPlainText() == "nonsense"


def test_esc_leaves_the_editor_for_what_follows(desk: CodeDesk, qtbot: QtBot) -> None:
    desk.replace("half")
    qtbot.keyClick(desk.pane.code, Qt.Key.Key_Escape)
    assert desk.panel.node_page.code.larger.hasFocus()
    assert desk.text() == "half"


def test_a_mistake_while_typing_stands_at_its_line_and_cannot_be_run(desk: CodeDesk) -> None:
    desk.pane.code.setPlainText("def forward(x):\n    return x +\n")
    assert desk.pane.code.error_line == 2
    assert "Line 2" in desk.pane.mistake.text()
    assert not desk.pane.run.isEnabled()


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("def forward(x):\n    y = x\n    return y @ torch.ones(7)\n", 3),
        (
            "class A(nn.Module):\n    def __init__(self):\n        1 / 0\n"
            "    def forward(self, x):\n        return x\n",
            3,
        ),
        ("import nowhere_to_be_found\ndef forward(x):\n    return x\n", 1),
    ],
    ids=["forward", "constructor", "module"],
)
def test_what_fails_when_it_runs_is_marked_at_its_line_until_typed_over(desk: CodeDesk, code: str, line: int) -> None:
    desk.run(code)
    assert desk.pane.code.error_line == line
    assert any(f"line {line}:" in message for message in desk.problems)
    desk.pane.code.setFocus()
    desk.qtbot.keyClick(desk.pane.code, Qt.Key.Key_Return)
    assert desk.pane.code.error_line == 0
    desk.run(TRIPLED)
    assert not desk.problems
    assert desk.pane.code.error_line == 0


def test_a_loop_without_an_end_holds_nobody_up_and_is_marked(desk: CodeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "SECONDS", 0.2)
    desk.run("def forward(x):\n    while True:\n        pass\n    return x\n")
    assert desk.pane.code.error_line in (2, 3)
    assert any("had not ended" in message for message in desk.problems)
    desk.run(TRIPLED)
    assert not desk.problems


def test_code_inside_a_block_is_kept_in_its_definition(qtbot: QtBot, open_session: Callable[[Graph], Session]) -> None:
    block = create_block(Definition("Odd", NETWORK, (), ""))
    desk = CodeDesk(qtbot, open_session(chain(input=Input(shape=(3,)), block1=block, output=Output())))
    desk.session.enter("block1")
    desk.session.select(["custom1"])
    desk.replace("half")
    desk.session.leave()
    assert text_of(desk.session.project.definitions["Odd"].graph["custom1"]) == "half"
    desk.session.undo()
    desk.session.enter("block1")
    desk.session.select(["custom1"])
    assert desk.pane.code.toPlainText() == CODE


def test_code_of_a_file_is_allowed_unchanged(desk: CodeDesk, qtbot: QtBot) -> None:
    consent.forget()
    desk.pane.refresh()
    assert "Not allowed" in desk.pane.state.text()
    before = desk.session.project
    qtbot.mouseClick(desk.pane.run, Qt.MouseButton.LeftButton)
    assert consent.is_allowed(CODE)
    assert desk.session.project is before


def test_the_large_window_edits_the_same_code_and_esc_keeps_it(desk: CodeDesk, qtbot: QtBot) -> None:
    section = desk.panel.node_page.code
    qtbot.mouseClick(section.larger, Qt.MouseButton.LeftButton)
    dialog = section.dialog
    assert dialog is not None
    dialog.pane.code.setPlainText("def forward(x):\n    return x @ x\n")
    with qtbot.waitSignal(desk.session.problems_changed):
        qtbot.keyClick(dialog.pane.code, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.pane.code.error_line == 2
    assert "line 2" in dialog.pane.mistake.text()
    qtbot.keyClicks(dialog.pane.code, "# ")
    typed = dialog.pane.code.toPlainText()
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog.pane.code, Qt.Key.Key_Escape)
    assert desk.text() == desk.pane.code.toPlainText() == typed


def test_other_colours_change_nothing_where_no_code_is_shown(
    qtbot: QtBot, open_session: Callable[[Graph], Session]
) -> None:
    session = open_session(NETWORK)
    pane = CodePane(session)
    qtbot.addWidget(pane)
    for _ in range(2):
        theme.set_mode("dark")
        theme.set_mode("light")
        session.apply_graph("Delete custom1", remove(NETWORK, ["custom1"]))
        pane.show_node("custom1")
    assert session.undo_label == "Delete custom1"
    theme.set_mode("system")
