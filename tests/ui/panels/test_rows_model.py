"""The rows of the summary table keep Qt's rules for models, whatever they are sorted and filtered by."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QTreeView
from pytestqt.qtbot import QtBot

from studio.compiler.analysis import analyse
from studio.compiler.table import COLUMNS, Row, rows
from studio.project.templates import template
from studio.ui.panels.summary.rows_model import RowsModel, ranges


@pytest.fixture(scope="module")
def found() -> tuple[Row, ...]:
    return rows(analyse(template("resnet18").load().graph))


@pytest.fixture
def model(qapp: object, found: tuple[Row, ...]) -> RowsModel:
    model = RowsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.show_rows(found)
    return model


def paths(model: RowsModel) -> list[str]:
    return [row.path for row in model.shown()]


def test_rows_stand_as_in_the_document(model: RowsModel, found: tuple[Row, ...]) -> None:
    assert paths(model) == [row.path for row in found]
    assert [model.row_of(model.index_of(row.path)) for row in found] == list(found)


@pytest.mark.parametrize("column", range(len(COLUMNS)))
def test_another_order_keeps_every_row_under_its_block(model: RowsModel, found: tuple[Row, ...], column: int) -> None:
    for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
        model.sort(column, order)
        assert sorted(paths(model)) == sorted(row.path for row in found)
        assert [model.row_of(model.index_of(row.path).parent()).path for row in found if row.parent] == [
            row.parent for row in found if row.parent
        ]
    model.sort(-1)
    assert paths(model) == [row.path for row in found]


def test_a_filter_keeps_the_blocks_around_what_it_finds(model: RowsModel, found: tuple[Row, ...]) -> None:
    model.set_filter("batchnorm")
    shown = list(model.shown())
    norms = [row for row in found if row.layer == "BatchNorm2d"]
    assert [row for row in shown if row.layer == "BatchNorm2d"] == norms
    assert {row.parent for row in shown} - {""} <= {row.path for row in shown}
    assert all(row in norms or any(each.path.startswith(f"{row.path}.") for each in norms) for row in shown)
    assert not model.index_of("relu1").isValid()
    model.set_filter("")
    assert paths(model) == [row.path for row in found]


def test_rows_that_follow_one_another_are_one_range(model: RowsModel, qtbot: QtBot) -> None:
    view = QTreeView()
    qtbot.addWidget(view)
    view.setModel(model)
    tops = [row.path for row in model.shown() if not row.parent]
    inside = next(path for path in paths(model) if path.startswith(f"{tops[5]}."))
    wanted = [*reversed(tops[:3]), tops[4], inside, "no such row"]
    selection = model.selection_of(wanted)
    assert len(ranges(selection)) == 3
    view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    chosen = model.rows_in(view.selectionModel().selection())
    assert sorted(row.path for row in chosen) == sorted(wanted[:-1])


def test_no_row_leaves_an_empty_model(model: RowsModel) -> None:
    model.show_rows(())
    assert not model.is_filled
    assert model.rowCount() == 0
    assert model.blocks() == ()
