"""The summary table sorts by value, filters, copies and follows the canvas."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from studio.compiler.table import COLUMNS, rows
from studio.graph import Graph, edits
from studio.layers.io import Input
from studio.project.templates import template
from studio.ui.panels.summary.rows_model import RowsModel
from studio.ui.panels.summary.table import SummaryTable
from studio.ui.session import Session


@pytest.fixture
def session(open_session: Callable[[Graph], Session]) -> Session:
    return open_session(template("lenet5").load().graph)


@pytest.fixture
def show_table(qtbot: QtBot) -> Callable[[Session], SummaryTable]:
    def show(session: Session) -> SummaryTable:
        table = SummaryTable(session)
        qtbot.addWidget(table)
        table.resize(1200, 500)
        with qtbot.waitExposed(table):
            table.show()
        return table

    return show


@pytest.fixture
def table(session: Session, show_table: Callable[[Session], SummaryTable]) -> SummaryTable:
    return show_table(session)


def click_header(table: SummaryTable, qtbot: QtBot, column: str) -> None:
    header = table.tree.header()
    at = header.sectionViewportPosition(COLUMNS.index(column)) + 12
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, header.height() // 2))


def click_row(table: SummaryTable, qtbot: QtBot, name: str) -> None:
    model = table.tree.model()
    (index,) = model.match(model.index(0, 0), Qt.ItemDataRole.DisplayRole, name, 1, Qt.MatchFlag.MatchExactly)
    place = table.tree.visualRect(index).center()
    qtbot.mouseClick(table.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.mark.parametrize("column", COLUMNS[3:])
def test_a_click_on_a_heading_sorts_by_value_and_another_turns_it_round(
    table: SummaryTable, qtbot: QtBot, column: str
) -> None:
    def values() -> list[int]:
        return [row.costs[COLUMNS.index(column) - 3] for row in table.rows()]

    click_header(table, qtbot, column)
    first = values()
    click_header(table, qtbot, column)
    second = values()
    assert sorted((first, second)) == sorted((sorted(first), sorted(first, reverse=True)))


def test_ctrl_c_copies_all_rows_or_those_selected_for_a_spreadsheet(
    table: SummaryTable, session: Session, qtbot: QtBot
) -> None:
    def copied() -> list[list[str]]:
        qtbot.keyClick(table.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        return list(csv.reader(StringIO(QGuiApplication.clipboard().text()), delimiter="\t"))

    assert session.analysis is not None
    table.tree.setFocus()
    qtbot.waitUntil(table.tree.hasFocus)
    assert copied() == [list(COLUMNS), *(list(row.cells()) for row in rows(session.analysis))]
    click_row(table, qtbot, "conv1")
    assert [line[0] for line in copied()] == ["name", "conv1"]


def test_a_row_selects_its_node_and_a_node_its_row(table: SummaryTable, session: Session, qtbot: QtBot) -> None:
    click_row(table, qtbot, "conv1")
    assert session.selection == {"conv1"}
    session.select(["conv2"])
    assert [row.path for row in table.rows()] == ["conv2"]


def test_the_filter_leaves_what_it_finds(table: SummaryTable, qtbot: QtBot) -> None:
    qtbot.keyClicks(table.filter, "CONV2D")
    assert {row.layer for row in table.rows()} == {"Conv2d"}


def test_markdown_and_csv_hold_the_rows(table: SummaryTable, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.mouseClick(table.copy_button, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 2 + len(table.rows())
    table.export(tmp_path / "table.csv")
    written = list(csv.reader(StringIO((tmp_path / "table.csv").read_text())))
    assert [line[0] for line in written[1:]] == [row.path for row in table.rows()]


def test_a_place_that_cannot_be_written_is_told(
    table: SummaryTable, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.refused) as told:
        table.export(tmp_path / "missing" / "table.csv")
    assert "table.csv" in told.args[0]


def test_the_table_follows_an_edit_also_one_made_while_it_was_hidden(
    table: SummaryTable, session: Session, qtbot: QtBot
) -> None:
    for hidden in (False, True):
        table.setHidden(hidden)
        with qtbot.waitSignal(session.analysis_changed):
            session.edit("Delete", partial(edits.remove, names={"conv2" if hidden else "conv1"}))
        table.show()
        assert [row.path for row in table.rows()] == list(session.graph)


def test_blocks_are_opened_to_the_layers_inside(
    open_session: Callable[[Graph], Session], show_table: Callable[[Session], SummaryTable]
) -> None:
    session = open_session(template("resnet18").load().graph)
    table = show_table(session)
    model = table.tree.model()
    tops = [model.index(at, 0) for at in range(model.rowCount(QModelIndex()))]
    assert [index.data() for index in tops] == list(session.graph)
    assert any(model.hasChildren(index) for index in tops)


def test_without_layers_the_table_says_where_they_come_from(
    open_session: Callable[[Graph], Session], show_table: Callable[[Session], SummaryTable], qtbot: QtBot
) -> None:
    session = open_session(Graph())
    table = show_table(session)
    assert table.empty.isVisible()
    assert not table.tree.isVisible()
    assert not table.copy_button.isEnabled()
    with qtbot.waitSignal(session.analysis_changed):
        session.edit("Add", partial(edits.add, name="input", layer=Input()))
    assert not table.empty.isVisible()
    assert table.tree.isVisible()
    assert table.copy_button.isEnabled()


def test_a_filter_that_finds_nothing_says_so(table: SummaryTable, qtbot: QtBot) -> None:
    qtbot.keyClicks(table.filter, "no such layer")
    assert table.nothing.isVisible()
    assert not table.rows()
    table.filter.clear()
    assert not table.nothing.isVisible()
    assert table.tree.isVisible()


def test_sorting_keeps_what_is_inside_a_block_under_it(
    open_session: Callable[[Graph], Session], show_table: Callable[[Session], SummaryTable], qtbot: QtBot
) -> None:
    table = show_table(open_session(template("resnet18").load().graph))
    click_header(table, qtbot, "MACs")
    found = table.rows()
    seen: set[str] = {""}
    for row in found:
        assert row.parent in seen, "a block comes before what is in it"
        seen.add(row.path)
    macs = COLUMNS.index("MACs") - 3
    for parent in {row.parent for row in found}:
        costs = [row.costs[macs] for row in found if row.parent == parent]
        assert costs in (sorted(costs), sorted(costs, reverse=True))


def test_sorting_and_filtering_keep_what_is_open_and_chosen(
    open_session: Callable[[Graph], Session], show_table: Callable[[Session], SummaryTable], qtbot: QtBot
) -> None:
    session = open_session(template("resnet18").load().graph)
    table = show_table(session)
    session.select(["layer2"])
    model = table.tree.model()
    assert isinstance(model, RowsModel)
    table.tree.setCurrentIndex(model.index_of("layer2"))
    table.tree.expand(model.index_of("layer2"))
    click_header(table, qtbot, "parameters")
    qtbot.keyClicks(table.filter, "conv")
    assert [row.path for row in table.rows()] == ["layer2"]
    assert table.tree.isExpanded(model.index_of("layer2"))
    assert table.tree.currentIndex() == model.index_of("layer2")
    assert session.selection == {"layer2"}


def test_all_columns_are_in_sight_at_1600_points(table: SummaryTable) -> None:
    # As wide as the panel is in a window of 1,600 points, between palette and inspector.
    table.resize(976, 400)
    header = table.tree.header()
    last = len(COLUMNS) - 1
    assert header.sectionViewportPosition(last) + header.sectionSize(last) <= header.viewport().width()
    words = header.model().headerData(last, Qt.Orientation.Horizontal)
    assert header.sectionSize(last) >= header.fontMetrics().horizontalAdvance(words) + 12
