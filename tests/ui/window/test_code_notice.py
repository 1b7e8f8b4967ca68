"""Code that came with a file is read and allowed in one place, or left alone; until then none of it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.layers import consent
from studio.layers.block import create_block
from studio.layers.custom import Custom, code_places
from studio.layers.io import Input, Output
from studio.project import Project
from studio.project.file import load, save
from studio.ui.session import Session
from studio.ui.window.code_notice import CodeNotice
from studio.ui.window.documents import Documents

INSIDE = "def forward(x):\n    return x + 1\n"
OUTSIDE = "def forward(x):\n    return x + 2\n"


@pytest.fixture(autouse=True)
def nothing_allowed() -> Iterator[None]:
    consent.forget()
    yield
    consent.forget()


def chained(code: str, *more: tuple[str, object]) -> Graph:
    layers = {"input": Input(shape=(3,)), "custom1": Custom(code=code), **dict(more), "output": Output()}
    names = [None, *layers]
    nodes = {
        name: Node(layer, (Source(before),) if before else ())
        for before, (name, layer) in zip(names, layers.items(), strict=False)
    }
    return Graph(nodes)


@pytest.fixture
def network() -> Graph:
    """One layer with code at the top, and one inside a block that is used twice."""
    block = create_block(Definition("Odd", chained(INSIDE), (), "Adds one."))
    return chained(OUTSIDE, ("block1", block), ("block2", block))


@pytest.fixture
def notice(qtbot: QtBot, open_session: Callable[[Graph], Session], network: Graph) -> tuple[CodeNotice, Session]:
    session = open_session(network)
    shown = CodeNotice(session)
    qtbot.addWidget(shown)
    return shown, session


def test_each_layer_with_code_is_named_once_also_inside_blocks(network: Graph) -> None:
    assert list(code_places(network)) == [("custom1", OUTSIDE), ("custom1 in the block Odd", INSIDE)]


def test_one_press_allows_all_the_code_and_the_bar_goes(notice: tuple[CodeNotice, Session], qtbot: QtBot) -> None:
    shown, session = notice
    assert "2 layers" in shown.words.text()
    assert session.problems_of("custom1")
    with qtbot.waitSignal(session.analysis_changed):
        qtbot.mouseClick(shown.allow, Qt.MouseButton.LeftButton)
    assert shown.isHidden()
    assert consent.is_allowed(INSIDE)
    assert consent.is_allowed(OUTSIDE)
    assert not session.problems_of("custom1")


def test_each_code_can_be_read_first_and_reading_allows_nothing(
    notice: tuple[CodeNotice, Session], qtbot: QtBot
) -> None:
    shown, _ = notice
    qtbot.mouseClick(shown.read, Qt.MouseButton.LeftButton)
    dialog = shown.dialog
    assert dialog is not None
    assert dialog.code.toPlainText() == OUTSIDE
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert dialog.code.toPlainText() == INSIDE
    qtbot.keyClicks(dialog.code, "more")
    assert dialog.code.toPlainText() == INSIDE
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.mouseClick(dialog.later, Qt.MouseButton.LeftButton)
    assert not consent.is_allowed(OUTSIDE)
    assert not shown.isHidden()


def test_what_is_allowed_in_the_dialog_is_known_the_next_time(qtbot: QtBot, network: Graph, tmp_path: Path) -> None:
    path = tmp_path / "odd.nns"
    save(Project("Odd", network), path)
    session = Session()
    documents = Documents(session)
    shown = CodeNotice(session)
    qtbot.addWidget(shown)
    try:
        assert shown.isHidden()
        documents.open(path)
        assert not shown.isHidden()
        qtbot.mouseClick(shown.read, Qt.MouseButton.LeftButton)
        assert shown.dialog is not None
        qtbot.mouseClick(shown.dialog.allow, Qt.MouseButton.LeftButton)
        assert shown.isHidden()
        consent.forget()
        documents.open(path)
        assert shown.isHidden()
        consent.forget()
        session.open(load(path), None)
        assert not shown.isHidden(), "the same code elsewhere asks again"
    finally:
        documents.close()
        session.close()
