"""One thing has one name: in the menu, in what is told on pointing at it, and in the step that undo takes back."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.project import Project
from studio.text import in_language
from studio.ui.actions import actions
from studio.ui.window.main_window import MainWindow

GRAPH = Graph(
    {
        "input": Node(layer("Input", shape=[8]), (), (0, 0)),
        "fc1": Node(layer("Linear"), (Source("input"),), (0, 120)),
        "relu1": Node(layer("ReLU"), (Source("fc1"),), (0, 240)),
        "loose": Node(layer("ReLU"), (), (400, 240)),
    }
)
EDITS = {
    "edit.cut": ["relu1"],
    "edit.paste": [],
    "edit.paste_linked": [],
    "edit.duplicate": ["fc1"],
    "edit.delete": ["relu1"],
    "edit.delete_and_heal": ["fc1"],
    "edit.connect": ["relu1", "loose"],
    "edit.disconnect": ["relu1"],
    "edit.arrange": [],
    "block.group": ["fc1", "relu1"],
    "block.bypass": ["relu1"],
    "block.freeze": ["fc1"],
}
"""Actions that change the network at once, with the nodes that have to be selected for it."""

ASKING = ("edit.add", "edit.insert", "edit.rename", "block.ungroup")
"""Those that ask for more, or for a block."""


def words(text: str) -> list[str]:
    return text.lower().rstrip("…").replace(",", " ").replace(":", " ").split()


@pytest.mark.parametrize("name", [*EDITS, *ASKING])
def test_what_is_told_on_pointing_at_an_action_calls_it_as_the_menu_does(name: str) -> None:
    told, titled = words(in_language(actions[name].tip)), words(in_language(actions[name].title))
    assert titled[0] == told[0], "the same verb comes first"


def test_the_step_of_undo_is_called_as_the_action_is(qtbot: QtBot, window: MainWindow) -> None:
    window.documents.show(Project("Test", GRAPH))
    session, canvas = window.session, window.canvas
    session.select(["fc1"])
    canvas.action["edit.copy"].trigger()
    called = {}
    for name, selected in EDITS.items():
        session.select(selected)
        canvas.action[name].trigger()
        assert session.undo_label is not None, name
        called[name] = words(session.undo_label)[0]
        session.undo()
    assert called == {name: words(in_language(actions[name].title))[0] for name in EDITS}
