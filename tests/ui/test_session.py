"""The one writer: edits, undo, selection and read-outs as the window sees them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Source, edits
from studio.layers import layer
from studio.project import Project
from studio.ui.session import Session

OpenSession = Callable[[Graph], Session]


@pytest.fixture
def small() -> Graph:
    """Input -> conv1 -> output."""
    graph = edits.add(Graph(), "input", layer("Input", shape=(1, 8, 8)))
    graph = edits.add(graph, "conv1", layer("Conv2d", out_channels=4), (Source("input"),))
    return edits.add(graph, "output", layer("Output"), (Source("conv1"),))


def test_an_edit_reaches_the_read_outs(qtbot: QtBot, open_session: OpenSession, small: Graph) -> None:
    session = open_session(small)
    with qtbot.waitSignal(session.analysis_changed):
        session.edit("Widen conv1", lambda graph: edits.set_layer(graph, "conv1", layer("Conv2d", out_channels=8)))
    assert session.analysis is not None
    assert session.analysis.nodes["output"].outputs == (((8, 6, 6), "float32"),)
    assert session.analysis.total.parameters == 8 * (9 + 1)


def test_undo_and_redo_give_back_the_very_values(open_session: OpenSession, small: Graph) -> None:
    session = open_session(small)
    session.edit("Remove conv1", lambda graph: edits.remove(graph, ["conv1"]))
    without = session.graph
    assert session.undo_label == "Remove conv1"
    session.undo()
    assert session.graph is small
    assert (session.undo_label, session.redo_label) == (None, "Remove conv1")
    session.redo()
    assert session.graph is without


def test_steps_of_the_same_name_join_when_asked(open_session: OpenSession, small: Graph) -> None:
    session = open_session(small)
    for width in (5, 6, 7):
        widen = partial(edits.set_layer, name="conv1", layer=layer("Conv2d", out_channels=width))
        session.edit("Change out_channels of conv1", widen, merge=True)
    session.undo()
    assert session.graph is small


def test_a_refused_edit_changes_nothing_and_says_why(qtbot: QtBot, open_session: OpenSession, small: Graph) -> None:
    session = open_session(small)
    with qtbot.waitSignal(session.refused) as refused:
        made = session.edit("Close a loop", lambda graph: edits.connect(graph, Source("conv1"), "conv1", 0))
    assert not made
    assert session.graph is small
    assert refused.args is not None
    assert "loop" in refused.args[0]


def test_removed_nodes_leave_the_selection(open_session: OpenSession, small: Graph) -> None:
    session = open_session(small)
    session.select(["conv1", "output", "no such node"])
    assert session.selection == {"conv1", "output"}
    session.edit("Remove conv1", lambda graph: edits.remove(graph, ["conv1"]))
    assert session.selection == {"output"}


def test_a_project_is_modified_until_it_is_back_at_what_was_saved(
    open_session: OpenSession, small: Graph, tmp_path: Path
) -> None:
    session = open_session(small)
    assert not session.is_modified
    session.edit("Move conv1", lambda graph: edits.move(graph, {"conv1": (40.0, 0.0)}))
    assert session.is_modified
    session.undo()
    assert not session.is_modified
    session.redo()
    session.mark_saved(session.project, tmp_path / "net.nns")
    assert not session.is_modified
    session.undo()
    assert session.is_modified


def test_restored_work_counts_as_unsaved(open_session: OpenSession, small: Graph) -> None:
    session = open_session(Graph())
    session.open(Project(graph=small), None, modified=True)
    assert session.is_modified
    assert session.undo_label is None


def test_another_project_opens_with_nothing_selected(open_session: OpenSession, small: Graph) -> None:
    session = open_session(small)
    session.select(["conv1"])
    session.open(Project(graph=small), None)
    assert session.selection == frozenset()


def test_torch_that_cannot_be_loaded_is_told(qtbot: QtBot, small: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "studio.compiler.analysis", None)
    session = Session(Project(graph=small), analyse=False)
    with qtbot.waitSignal(session.refused) as refused:
        session.begin()
    assert "PyTorch cannot be loaded" in refused.args[0]
    session.edit("Remove conv1", lambda graph: edits.remove(graph, ["conv1"]))
    session.close()
    assert "conv1" not in session.graph


def test_undo_comes_back_to_what_was_saved(open_session: OpenSession, small: Graph, tmp_path: Path) -> None:
    session = open_session(small)
    for x in (10.0, 20.0):
        session.edit("Move conv1", partial(edits.move, positions={"conv1": (x, 0.0)}), merge=True)
    session.mark_saved(session.project, tmp_path / "net.nns")
    session.edit("Move conv1", partial(edits.move, positions={"conv1": (30.0, 0.0)}), merge=True)
    session.undo()
    assert session.graph["conv1"].position == (20.0, 0.0)
    assert not session.is_modified


def told(session: Session) -> list[str]:
    """The signals of the session as they come."""
    heard: list[str] = []
    for name in ("analysis_changed", "problems_changed", "examined"):
        getattr(session, name).connect(lambda *_, name=name: heard.append(name))
    return heard


def test_a_card_put_elsewhere_leaves_all_that_is_known(open_session: OpenSession, small: Graph) -> None:
    session = open_session(small)
    known, heard = session.analysis, told(session)
    assert known is not None
    session.edit("Move", lambda graph: edits.move(graph, {"conv1": (40.0, 80.0)}))
    assert session.analysis is not None
    assert session.analysis.graph is session.graph
    assert session.analysis.nodes is known.nodes
    session.undo()
    assert session.analysis.graph is session.graph
    assert heard == []


def test_read_outs_that_are_on_their_way_arrive_though_a_card_is_put_elsewhere(
    qtbot: QtBot, open_session: OpenSession, small: Graph
) -> None:
    session = open_session(small)
    session.edit("Widen", lambda graph: edits.set_layer(graph, "conv1", layer("Conv2d", out_channels=8)))
    session.edit("Move", lambda graph: edits.move(graph, {"conv1": (40.0, 80.0)}))
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.graph, timeout=30_000)
    assert session.analysis is not None
    assert session.analysis.nodes["conv1"].outputs == (((8, 6, 6), "float32"),)


def test_an_edit_taken_back_before_it_was_examined_leaves_the_problems_of_what_is_there(
    qtbot: QtBot, open_session: OpenSession, small: Graph
) -> None:
    session = open_session(edits.disconnect(small, "output", 0))
    qtbot.waitUntil(lambda: bool(session.problems), timeout=30_000)
    before = session.problems
    session.edit("Connect", lambda graph: edits.connect(graph, Source("conv1"), "output", 0))
    session.undo()
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.graph, timeout=30_000)
    assert session.problems == before


def test_problems_and_read_outs_of_an_edit_are_told_once(qtbot: QtBot, open_session: OpenSession, small: Graph) -> None:
    session = open_session(small)
    heard = told(session)
    with qtbot.waitSignal(session.examined, timeout=30_000):
        session.edit("Break", lambda graph: edits.disconnect(graph, "output", 0))
    assert heard == ["analysis_changed", "problems_changed", "examined"]
