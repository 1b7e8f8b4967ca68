"""Blocks in the palette: the project's and the person's own, added like layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from answering import answer
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.graph.edits import remove
from studio.layers import layer
from studio.layers.block import Block, create_block
from studio.project import Project
from studio.project.file import dumps, loads
from studio.project.library import keep, kept
from studio.ui.window.main_window import MainWindow


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NN_STUDIO_HOME", str(tmp_path))


@pytest.fixture
def unit() -> Definition:
    inside = Graph(
        {
            "input": Node(layer("Input", shape=[1, 8, 8])),
            "relu1": Node(layer("ReLU"), (Source("input"),)),
            "output": Node(layer("Output"), (Source("relu1"),)),
        }
    )
    return Definition("Unit", inside, (("channels", 4),), "Cuts off.")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow()
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.shut_down()
    made.deleteLater()


def project(unit: Definition) -> Project:
    nodes = {"input": Node(layer("Input", shape=[1, 8, 8])), "unit1": Node(create_block(unit), (Source("input"),))}
    return Project(graph=Graph(nodes))


def test_the_library_gives_back_what_was_kept(unit: Definition) -> None:
    keep(unit)
    assert kept() == {"Unit": unit}


def test_a_file_that_cannot_be_read_hides_no_other(unit: Definition, tmp_path: Path) -> None:
    keep(unit)
    (tmp_path / "blocks" / "Broken.nns").write_text("{")
    assert set(kept()) == {"Unit"}


def test_a_block_of_the_project_is_added_from_the_palette(window: MainWindow, unit: Definition) -> None:
    window.present(project(unit))
    index = window.layers.layers.indexes_of_kinds()["block:Unit"]
    assert index.parent().data() == "Blocks"
    window.session.select(["unit1"])
    window.layers.layers.setFocus()
    window.layers.layers.setCurrentIndex(index)
    QTest.keyClick(window.layers.layers, Qt.Key.Key_Return)
    (added,) = window.session.selection
    block = window.session.graph[added].layer
    assert isinstance(block, Block)
    assert block.definition == unit


def test_a_block_kept_is_offered_in_another_project(window: MainWindow, unit: Definition) -> None:
    window.present(project(unit))
    window.session.select(["unit1"])
    window.canvas.action["block.keep"].trigger()
    window.present(Project())
    assert "block:Unit" in window.layers.layers.indexes_of_kinds()
    name = window.canvas.add_layer("block:Unit")
    assert name is not None
    assert isinstance(window.session.graph[name].layer, Block)


def stage(unit: Definition) -> Definition:
    """A block around a unit."""
    inside = Graph(
        {
            "input": Node(layer("Input", shape=[1, 8, 8])),
            "unit1": Node(create_block(unit), (Source("input"),)),
            "output": Node(layer("Output"), (Source("unit1"),)),
        }
    )
    return Definition("Stage", inside)


def test_a_block_kept_brings_its_own_blocks_where_the_project_has_others(window: MainWindow, unit: Definition) -> None:
    keep(stage(unit))
    other = Definition("Unit", remove(unit.graph, ["relu1"]), unit.parameters)
    window.present(project(other))
    assert window.canvas.add_layer("block:Stage") is not None
    known = window.session.project.definitions
    assert known["Unit"] == other
    assert known["Unit2"].graph == unit.graph
    assert known["Stage"].graph["unit1"].layer.definition is known["Unit2"]  # type: ignore[attr-defined]


def test_a_block_kept_is_not_put_into_what_it_contains(window: MainWindow, unit: Definition) -> None:
    keep(stage(unit))
    window.present(project(unit))
    window.session.show_level(("unit1",))
    told: list[str] = []
    window.session.refused.connect(lambda message, remedy: told.append(message))
    assert window.canvas.add_layer("block:Stage") is None
    assert "itself" in told[0]


def test_a_block_kept_again_replaces_the_first(unit: Definition) -> None:
    keep(unit)
    assert kept() == {"Unit": unit}
    again = Definition("Unit", unit.graph, (("channels", 8),))
    keep(again)
    assert kept() == {"Unit": again}


def right_click(window: MainWindow, kind: str) -> dict[str, QAction]:
    """What a right click on a row of the palette offers, by its words."""
    rows = window.layers.layers
    at = rows.visualRect(rows.indexes_of_kinds()[kind]).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, rows.viewport().mapToGlobal(at))
    QApplication.sendEvent(rows.viewport(), event)
    return {action.text(): action for action in window.palette_menu.menu.actions()}


def test_a_block_is_taken_out_of_the_library_when_asked_twice(window: MainWindow, unit: Definition) -> None:
    keep(unit)
    window.present(Project())
    choices = right_click(window, "block:Unit")
    assert list(choices) == ["Remove from Library…"]
    answer("cancel")
    choices["Remove from Library…"].trigger()
    assert kept() == {"Unit": unit}
    answer("remove")
    choices["Remove from Library…"].trigger()
    assert kept() == {}
    assert "block:Unit" not in window.layers.layers.indexes_of_kinds()


def test_a_block_that_no_node_uses_is_taken_out_of_the_project(window: MainWindow, unit: Definition) -> None:
    opened = loads(dumps(project(unit)))
    window.present(opened)
    assert not right_click(window, "block:Unit")["Remove from Project (in use)"].isEnabled()
    window.session.edit("Delete unit1", lambda graph: remove(graph, ["unit1"]))
    right_click(window, "block:Unit")["Remove from Project"].trigger()
    assert "block:Unit" not in window.layers.layers.indexes_of_kinds()
    assert window.session.project.definitions == {}
    window.session.undo()
    assert "block:Unit" in window.layers.layers.indexes_of_kinds()


def test_a_layer_offers_nothing_of_the_kind(window: MainWindow) -> None:
    window.present(Project())
    assert right_click(window, "Input") == {}


def test_a_block_is_found_by_name(window: MainWindow, unit: Definition) -> None:
    window.present(project(unit))
    window.layers.search.setText("unit")
    assert window.layers.layers.current_kind() == "block:Unit"


def test_a_block_cannot_be_put_into_itself(window: MainWindow, unit: Definition) -> None:
    window.present(project(unit))
    window.session.show_level(("unit1",))
    told: list[str] = []
    window.session.refused.connect(lambda message, remedy: told.append(message))
    assert window.canvas.add_layer("block:Unit") is None
    assert "itself" in told[0]


def test_blocks_whose_names_differ_in_large_letters_or_signs_keep_a_file_each(unit: Definition, tmp_path: Path) -> None:
    names = ["Unit", "unit", "A/B", "A-B", "CON"]
    for name in [*names, "Unit"]:
        keep(replace(unit, name=name))
    assert set(kept()) == set(names)
    files = [path.name.casefold() for path in (tmp_path / "blocks").iterdir()]
    assert len(set(files)) == len(names)
