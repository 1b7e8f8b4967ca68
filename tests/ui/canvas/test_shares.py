"""Each node's share of the whole, drawn on its card for the statistic chosen in the menu."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from studio.project.shares import STATISTICS, shares
from studio.ui.window.main_window import MainWindow


def _choice(window: MainWindow, text: str) -> QAction:
    menu = next(menu for menu in window.menuBar().findChildren(QMenu) if menu.title() == "Show Share of")
    return next(action for action in menu.actions() if action.text() == text)


@pytest.mark.parametrize("statistic", [name for name in STATISTICS if name])
def test_shares_are_those_of_the_read_outs_and_add_up(hand, session, statistic):
    found = shares(statistic, session.analysis.nodes, session.graph)
    assert sum(found.values()) == pytest.approx(1)
    whole = getattr(session.analysis.total, statistic)
    for name, share in found.items():
        assert share == pytest.approx(getattr(session.analysis.nodes[name], statistic) / whole)


def test_the_only_layer_with_weights_has_the_whole_of_them(hand, session):
    assert shares("parameters", session.analysis.nodes, session.graph) == {"conv1": 1.0}


def test_the_bar_is_as_wide_as_the_share(hand):
    network = hand.canvas.network
    before = hand.canvas.grab().toImage()
    network.figures.show_share_of("parameters")
    after = hand.canvas.grab().toImage()
    item = network.nodes["conv1"]
    pixel = hand.canvas.mapFromScene(item.card_area().right() - 20, item.card_area().bottom() - 4.5)
    colour = QColor(network.shown.look.theme.family["convolution"])
    assert before.pixelColor(pixel) != colour
    assert after.pixelColor(pixel) == colour


def test_the_menu_shows_shares_and_the_choice_is_remembered(qtbot: QtBot, window: MainWindow) -> None:
    window.files.open_template("lenet5")
    session = window.session
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.graph, timeout=30_000)
    assert _choice(window, "Nothing").isChecked()
    assert not window.canvas.network.shown.shares
    _choice(window, "MACs").trigger()
    assert _choice(window, "MACs").isChecked()
    assert not _choice(window, "Nothing").isChecked()
    assert sum(window.canvas.network.shown.shares.values()) == pytest.approx(1)
    window.action["view.link_sizes"].trigger()
    again = MainWindow()
    assert again.canvas.network.figures.share_of == "macs"
    assert again.canvas.network.shown.has_wide_links
    assert not again.canvas.network.shown.has_shapes_on_links
    assert _choice(again, "MACs").isChecked()
    again.shut_down()
    again.deleteLater()
    _choice(window, "Nothing").trigger()
    assert not window.canvas.network.shown.shares
