"""Rows of a tree in one piece."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui import theme
from studio.ui.widgets.tree import Tree


def test_a_chosen_row_has_one_ground_from_edge_to_edge_and_an_arrow_where_it_opens(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp)
    model = QStandardItemModel(0, 2)
    for name in ("leaf", "branch"):
        model.appendRow([QStandardItem(name), QStandardItem("")])
    model.item(1).appendRow([QStandardItem("inner"), QStandardItem("")])
    tree = Tree()
    qtbot.addWidget(tree)
    tree.setModel(model)
    tree.resize(400, 200)
    tree.show()
    qtbot.waitExposed(tree)
    tree.setCurrentIndex(model.index(0, 0))
    middle = tree.visualRect(model.index(0, 1)).center().y()
    picture = tree.viewport().grab().toImage()
    selected = QColor(theme.current().selected)
    for x in (1, tree.indentation() // 2, tree.columnWidth(0) - 1, tree.columnWidth(0) + 1):
        assert picture.pixelColor(x, middle) == selected, x
    below = tree.visualRect(model.index(1, 0)).center().y()
    arrow = [picture.pixelColor(x, below) for x in range(tree.indentation())]
    assert QColor(theme.current().panel) in arrow
    assert len(set(map(QColor.name, arrow))) > 1
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(tree.indentation() // 2, below))
    assert tree.isExpanded(model.index(1, 0))
