"""The code panel: what the open level is as text, selected together with the canvas, and edited by typing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from networks import chain
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Source, edits
from studio.graph.definition import Definition
from studio.layers.activation import ReLU
from studio.layers.block import create_block
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.project import Project
from studio.ui.panels.code.panel import CodePanel
from studio.ui.session import Session
from studio.ui.session.open_document import Findings, OpenDocument

TIME = 20_000


def network() -> Graph:
    inside = chain(input=Input(shape=(6,)), inner=Linear(out_features=6), output=Output())
    return chain(
        input=Input(shape=(4,)),
        fc1=Linear(out_features=6),
        relu=ReLU(),
        body=create_block(Definition("Body", inside)),
        fc2=Linear(out_features=2),
        output=Output(),
    )


class Hand:
    """A person at the panel."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session, self.qtbot = session, qtbot
        self.panel = CodePanel(session)
        qtbot.addWidget(self.panel)
        self.panel.resize(640, 500)
        self.panel.show()
        self.wait_for("nn.Linear(4, 6)")

    @property
    def text(self) -> str:
        return self.panel.code.toPlainText()

    def wait_for(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: text in self.text, timeout=TIME)

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=TIME)

    def focus(self) -> None:
        self.panel.activateWindow()
        self.panel.code.setFocus()
        self.until(self.panel.code.hasFocus)

    def go_to(self, text: str, *, select: bool = False) -> None:
        """Put the cursor behind a text."""
        self.focus()
        place = self.text.index(text)
        cursor = self.panel.code.textCursor()
        cursor.setPosition(place if select else place + len(text))
        cursor.setPosition(place + len(text), QTextCursor.MoveMode.KeepAnchor)
        self.panel.code.setTextCursor(cursor)

    def type(self, text: str) -> None:
        for line, part in enumerate(text.split("\n")):
            if line:
                self.qtbot.keyClick(self.panel.code, Qt.Key.Key_Return)
            self.qtbot.keyClicks(self.panel.code, part)

    def marked(self) -> list[str]:
        """The lines that are marked as selected."""
        return [each.cursor.block().text().strip() for each in self.panel.code.extraSelections()]


@pytest.fixture
def hand(open_session: Callable[[Graph], Session], qtbot: QtBot) -> Hand:
    return Hand(open_session(network()), qtbot)


def test_lines_and_nodes_are_selected_together(hand: Hand) -> None:
    session = hand.session
    session.select(["fc1", "relu"])
    made = ["self.fc1 = nn.Linear(4, 6)", "self.relu = nn.ReLU()"]
    assert hand.marked() == [*made, "x = self.fc1(input)  # (N, 6)", "x = self.relu(x)  # (N, 6)"]
    hand.go_to("self.fc2(x)")
    assert session.selection == {"fc2"}
    hand.go_to("return x")
    assert session.selection == {"output"}
    hand.go_to("forward(self")
    assert session.selection == {"input"}


def test_typing_changes_the_network_in_one_step_of_undo(hand: Hand) -> None:
    session = hand.session
    hand.go_to("Linear(4, 6", select=True)
    hand.type("Linear(4, 1")
    hand.until(lambda: session.graph["fc1"].layer == Linear(out_features=1))
    hand.type("2")
    hand.until(lambda: session.graph["fc1"].layer == Linear(out_features=12))
    hand.wait_for("x = self.fc1(input)  # (N, 12)")
    assert session.undo_label == "Edit fc1 in the code"
    session.undo()
    assert session.graph["fc1"].layer == Linear(out_features=6)
    assert session.undo_label is None
    hand.wait_for("nn.Linear(4, 6)")


def test_what_was_typed_just_now_is_read_where_the_network_is_needed(hand: Hand) -> None:
    hand.panel.code.setPlainText(hand.text.replace("nn.Linear(4, 6)", "nn.Linear(4, 9)"))
    assert hand.session.graph["fc1"].layer == Linear(out_features=6)
    hand.panel.settle()
    assert hand.session.graph["fc1"].layer == Linear(out_features=9)
    hand.panel.code.setPlainText(hand.text.replace("nn.Linear(4, 9)", "nn.Linear(4,"))
    hand.panel.settle()
    assert hand.session.graph["fc1"].layer == Linear(out_features=9)
    assert hand.panel.mistake.isVisible()


def test_code_that_is_not_complete_waits_and_is_not_lost(hand: Hand) -> None:
    session, panel = hand.session, hand.panel
    before = session.graph
    hand.go_to("self.relu = nn.ReLU()")
    hand.type("\nself.drop = nn.Dropout(")
    hand.until(lambda: panel.code.error_line == 6)
    assert "Not complete yet: '(' was never closed" in panel.mistake.text()
    session.select(["fc2"])
    assert "self.drop = nn.Dropout(" in hand.text
    session.enter("body")
    hand.wait_for("self.inner")
    assert not panel.is_typed
    session.leave()
    hand.wait_for("self.drop = nn.Dropout(")
    assert session.graph is before
    hand.go_to("nn.Dropout(")
    hand.type("0.25)")
    hand.until(lambda: "self.drop is made, but not called in forward." in panel.mistake.text())
    session.apply_graph("Move", edits.move(session.graph, {"fc1": (500.0, 0.0)}))
    hand.go_to("x = self.relu(x)  # (N, 6)")
    hand.type("\nx = self.drop(x)")
    hand.until(lambda: "drop" in session.graph)
    assert session.graph["body"].inputs == (Source("drop"),)
    assert session.graph["fc1"].position == (500.0, 0.0)
    assert panel.mistake.text() == ""


def test_what_is_wrong_with_the_network_is_told_at_its_line(hand: Hand) -> None:
    session, panel = hand.session, hand.panel
    session.edit("Disconnect", lambda graph: edits.disconnect(graph, "fc2", 0))
    hand.wait_for("self.fc2(...)")
    hand.until(lambda: panel.code.error_line > 0)
    assert panel.mistake.text().startswith("fc2: ")
    hand.go_to("self.fc2(...)", select=True)
    hand.type("self.fc2(x")
    panel.revert.click()
    hand.wait_for("self.fc2(...)")


def test_inside_a_block_every_block_of_it_changes(hand: Hand) -> None:
    session = hand.session
    session.enter("body")
    hand.wait_for("class Body(nn.Module)")
    hand.go_to("nn.Linear(6, 6", select=True)
    hand.type("nn.Linear(6, 9")
    hand.until(lambda: session.graph["inner"].layer == Linear(out_features=9))
    session.leave()
    hand.wait_for("x = self.body(x)  # (N, 9)")


def test_what_was_typed_waits_while_another_document_is_shown(hand: Hand) -> None:
    hand.go_to("self.relu = nn.ReLU()")
    hand.type("\nself.")
    hand.until(lambda: hand.panel.code.error_line > 0)
    other = chain(input=Input(shape=(3,)), only=ReLU(), output=Output())
    before = hand.session.document
    hand.session.open(Project(graph=other, name="Other"), None)
    hand.wait_for("class Other(nn.Module)")
    assert not hand.panel.is_typed
    hand.session.show(before)
    hand.until(lambda: hand.text.endswith("return x\n") and "self.\n" in hand.text)


def test_a_source_that_comes_late_is_not_that_of_another_document(hand: Hand) -> None:
    session = hand.session
    opened: list[str] = []
    other = OpenDocument.of(Project("Other", edits.rename(network(), "fc1", "wide")))
    other.findings = Findings(session.analysis)  # of before, as it was left just after an edit
    hand.panel.source.opened.connect(lambda listing, typed: opened.append(listing.text))
    with hand.qtbot.waitSignal(session.analysis_changed, timeout=TIME):
        session.edit("Rename", lambda graph: edits.rename(graph, "fc1", "first"))
    session.show(other)  # while the source of what was left is being written
    hand.wait_for("self.wide")
    assert all("self.wide" in text for text in opened)
