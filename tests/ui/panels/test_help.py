"""Help on what is selected, on any layer, and how a node's numbers come about."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Node, Source, edits
from studio.layers.activation import LeakyReLU
from studio.layers.convolution import Conv2d
from studio.layers.io import Input, Output
from studio.project import Project
from studio.ui import theme
from studio.ui.panels.help.help import HelpPanel
from studio.ui.panels.inspector.inspector import InspectorPanel
from studio.ui.session import Session
from studio.ui.widgets.function_plot import picture
from studio.ui.window.main_window import MainWindow

GRAPH = Graph(
    {
        "input": Node(Input(shape=(1, 28, 28))),
        "conv1": Node(Conv2d.create({"out_channels": 6, "kernel_size": 5, "padding": 2}), (Source("input"),)),
        "leaky": Node(LeakyReLU(negative_slope=0.5), (Source("conv1"),)),
        "output": Node(Output(), (Source("leaky"),)),
    }
)
Open = Callable[[Graph], Session]


@pytest.fixture
def panel(qtbot: QtBot, open_session: Open) -> HelpPanel:
    session = open_session(GRAPH)
    shown = HelpPanel(session, session.curves)
    qtbot.addWidget(shown)
    shown.resize(360, 700)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def text_of(panel: HelpPanel) -> str:
    return panel.page.toPlainText()


def test_without_a_selection_the_help_lists_every_layer(panel: HelpPanel) -> None:
    assert "All layers" in text_of(panel)
    assert "MultiheadAttention" in text_of(panel)


def test_the_help_follows_the_selection_with_the_numbers_of_the_node(panel: HelpPanel) -> None:
    panel._session.select(["conv1"])
    assert "2-D convolution" in text_of(panel)
    assert "6·(1·52 + 1) = 156" in text_of(panel)


def test_the_help_keeps_up_with_an_edit(qtbot: QtBot, panel: HelpPanel) -> None:
    session = panel._session
    session.select(["conv1"])
    wider = Conv2d.create({"out_channels": 10, "kernel_size": 5, "padding": 2})
    session.edit("Set out_channels", lambda graph: edits.set_layer(graph, "conv1", wider))
    qtbot.waitUntil(lambda: "10·(1·52 + 1) = 260" in text_of(panel), timeout=30_000)


def test_a_link_leads_to_another_page_and_the_next_selection_back(panel: HelpPanel) -> None:
    panel.page.anchorClicked.emit(QUrl("about:BatchNorm2d"))
    assert "2-D batch normalisation" in text_of(panel)
    panel._session.select(["conv1"])
    assert "2-D convolution" in text_of(panel)


def test_of_several_nodes_of_a_kind_the_help_shows_that_kind(panel: HelpPanel) -> None:
    panel._session.select(["conv1", "leaky"])
    assert "All layers" in text_of(panel)
    session = panel._session
    session.edit("Add", lambda graph: edits.add(graph, "conv2", Conv2d()))
    session.select(["conv1", "conv2"])
    assert "2-D convolution" in text_of(panel)
    assert "as an example" in text_of(panel)


def test_the_search_finds_layers_by_everyday_words(qtbot: QtBot, panel: HelpPanel) -> None:
    qtbot.keyClicks(panel.search, "dense")
    assert "Linear" in text_of(panel)
    assert "MaxPool2d" not in text_of(panel)


def test_the_inspector_shows_how_the_read_outs_come_about(qtbot: QtBot, open_session: Open) -> None:
    session = open_session(GRAPH)
    panel = InspectorPanel(session)
    qtbot.addWidget(panel)
    session.select(["conv1"])
    formulas = panel.node_page.formulas
    assert "⌊(28 − 5 + 2·2) / 1⌋ + 1 = 28" in formulas.lines.text()
    assert formulas.plot.isHidden()
    with qtbot.waitSignal(session.curves.ready, timeout=30_000):
        session.select(["leaky"])
    assert not formulas.plot.isHidden()
    with qtbot.waitSignal(panel.help_requested):
        qtbot.mouseClick(formulas.more, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_curve_is_drawn_crisp_in_the_colours_of_the_theme(
    qtbot: QtBot, open_session: Open, mode: theme.Choice
) -> None:
    theme.set_mode(mode)
    curves = open_session(GRAPH).curves
    with qtbot.waitSignal(curves.ready, timeout=30_000):
        curves.of(LeakyReLU(), "test")
    image = picture(QSize(300, 148), 2.0, curves.of(LeakyReLU(), "test"))
    assert image.width() == 600
    drawn = {image.pixelColor(x, y).name() for x in range(0, 600, 3) for y in range(50, 290)}
    assert {theme.current().accent, theme.current().warning} <= drawn
    theme.set_mode("system")


def test_f1_shows_the_page_of_the_selected_layer(qtbot: QtBot, window: MainWindow) -> None:
    window.present(Project("Test", GRAPH))
    qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=30_000)
    window.session.select(["conv1"])
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_F1)
    assert window.help.isVisible()
    assert "2-D convolution" in text_of(window.help)


def test_f1_in_the_palette_shows_the_page_of_the_layer_chosen_there(qtbot: QtBot, window: MainWindow) -> None:
    window.present(Project("Test", GRAPH))
    rows = window.layers.layers
    rows.setCurrentIndex(rows.indexes_of_kinds()["MaxPool2d"])
    rows.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is rows)
    qtbot.keyClick(rows, Qt.Key.Key_F1)
    assert "2-D max pooling" in text_of(window.help)
