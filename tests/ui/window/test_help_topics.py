"""F1 explains what a person is at, wherever that is in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Node, Source, edits
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.shape import Flatten
from studio.project import Project
from studio.project.templates import template
from studio.training.config import TrainingConfig
from studio.training.early_stopping import EarlyStopping
from studio.training.losses import losses
from studio.training.optimizers import optimizers
from studio.ui.panels.problems.rows import ENTRY
from studio.ui.panels.summary.rows_model import RowsModel
from studio.ui.widgets.form_row import FormRow
from studio.ui.window.main_window import MainWindow

GRAPH = Graph(
    {
        "input": Node(Input(shape=(1, 8, 8))),
        "conv1": Node(Conv2d.create({"out_channels": 6, "kernel_size": 3}), (Source("input"),)),
        "flatten": Node(Flatten(), (Source("conv1"),)),
        "fc": Node(Linear(out_features=10), (Source("flatten"),)),
        "output": Node(Output(), (Source("fc"),)),
    }
)
TRAINING = TrainingConfig(
    loss=losses["CrossEntropyLoss"].create({"label_smoothing": 0.1}),
    optimizer=optimizers["SGD"].create({"lr": 0.25}),
    batch_size=100,
)


@pytest.fixture
def ready(qtbot: QtBot, window: MainWindow) -> MainWindow:
    return present(qtbot, window, Project("Test", GRAPH, training=TRAINING))


def present(qtbot: QtBot, window: MainWindow, project: Project) -> MainWindow:
    """The window with a project whose read-outs are there."""
    window.present(project)
    qtbot.waitUntil(lambda: is_examined(window), timeout=30_000)
    return window


def is_examined(window: MainWindow) -> bool:
    analysis = window.session.analysis
    return analysis is not None and analysis.graph is window.session.project.graph


def press_f1(qtbot: QtBot, widget: QWidget) -> None:
    widget.setFocus()
    qtbot.waitUntil(lambda: widget.hasFocus() or widget.isAncestorOf(QApplication.focusWidget() or QWidget()))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F1)


def told(window: MainWindow) -> str:
    assert window.help.isVisible()
    return window.help.page.toPlainText()


def test_on_the_canvas_it_is_the_node_selected(qtbot: QtBot, ready: MainWindow) -> None:
    ready.session.select(["conv1"])
    press_f1(qtbot, ready.canvas)
    assert "“conv1” · Conv2d" in told(ready)


def test_in_a_field_of_the_inspector_it_is_that_parameter(qtbot: QtBot, ready: MainWindow) -> None:
    ready.resize(1200, 500)
    ready.session.select(["conv1"])
    ready.show_beside(ready.inspector)
    rows = {row.spec.name: row for row in ready.inspector.findChildren(FormRow)}
    field = next(each for each in rows["stride"].findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus)
    press_f1(qtbot, field)
    assert "“conv1” · Conv2d" in told(ready)
    assert ready.help.page.verticalScrollBar().value() > 0


def test_in_the_training_panel_it_is_the_training_with_its_numbers(qtbot: QtBot, ready: MainWindow) -> None:
    ready.show_beside(ready.training)
    press_f1(qtbot, ready.training.loss.kind_field)
    assert "Cross entropy" in told(ready)
    assert "−log(1 / 10) = 2.303" in told(ready)
    ready.show_beside(ready.training)
    press_f1(qtbot, ready.training.optimizer.kind_field)
    assert "w ← w − 0.25·g" in told(ready)
    ready.show_beside(ready.training)
    press_f1(qtbot, ready.training.average.kind_field)
    assert "Keeps the weights as the last step leaves them" in told(ready)
    ready.show_beside(ready.training)
    press_f1(qtbot, ready.training.schedule.kind_field)
    assert "Keeps the learning rate as it is" in told(ready)
    ready.show_beside(ready.training)
    press_f1(qtbot, ready.training.data.kind_field)
    qtbot.waitUntil(lambda: "⌈1,374 / 100⌉ = 14" in told(ready), timeout=30_000)


def test_at_early_stopping_it_is_what_ends_the_training_with_its_numbers(qtbot: QtBot, ready: MainWindow) -> None:
    ready.show_beside(ready.training)
    press_f1(qtbot, ready.training.early_stopping.switch)
    assert "the validation loss is compared with the best so far: lower by more than 0" in told(ready)
    chosen = EarlyStopping(monitor="validation_accuracy", patience=3, min_delta=0.01)
    ready.training.early_stopping.edited.emit("", TRAINING.changed(early_stopping=chosen), False)
    ready.show_beside(ready.training)
    press_f1(qtbot, ready.training.early_stopping.switch)
    assert "higher by more than 0.01" in told(ready)
    assert "once 3 epochs have been no better" in told(ready)


def test_at_the_mark_of_a_metric_it_is_that_metric(qtbot: QtBot, ready: MainWindow) -> None:
    ready.show_beside(ready.training)
    qtbot.waitUntil(ready.training.metrics.isVisible, timeout=30_000)
    press_f1(qtbot, ready.training.metrics.list.boxes["auroc"])
    assert "area under the ROC curve" in told(ready)


def test_the_page_of_the_training_leads_to_its_loss_with_its_settings(qtbot: QtBot, ready: MainWindow) -> None:
    ready.help.show_topic("training")
    ready.help.page.anchorClicked.emit("about:CrossEntropyLoss")
    ready.show_beside(ready.help)
    assert "(1 − 0.1)·log" in told(ready)


def test_in_the_table_it_is_the_row_also_inside_a_block(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window, template("resnet20").load())
    window.show_below(window.table)
    tree = window.table.tree
    model = tree.model()
    assert isinstance(model, RowsModel)
    inner = next(model.index_of(row.path) for row in model.shown() if row.parent and row.layer == "Conv2d")
    tree.setCurrentIndex(inner)
    press_f1(qtbot, tree)
    assert f"“{inner.data()}” · Conv2d" in told(window)
    qtbot.waitUntil(lambda: "receptive field" in told(window).lower(), timeout=30_000)


def test_in_the_list_of_problems_it_is_the_node_with_the_problem(qtbot: QtBot, ready: MainWindow) -> None:
    ready.session.edit("Unplug", lambda graph: edits.disconnect(graph, "fc", 0))
    qtbot.waitUntil(lambda: is_examined(ready) and bool(ready.session.problems), timeout=30_000)
    ready.show_below(ready.problems)
    rows = ready.problems.list
    listed = [rows.model().index(at, 0) for at in range(rows.model().rowCount())]
    rows.setCurrentIndex(next(each for each in listed if each.data(ENTRY).problems[0].node == "fc"))
    ready.session.select(["conv1"])
    press_f1(qtbot, rows)
    assert "“fc” · Linear" in told(ready)


def test_a_block_in_the_palette_is_explained_too(qtbot: QtBot, window: MainWindow) -> None:
    present(qtbot, window, template("resnet20").load())
    rows = window.layers.layers
    kind = next(kind for kind in rows.indexes_of_kinds() if kind.startswith("block:"))
    rows.setCurrentIndex(rows.indexes_of_kinds()[kind])
    press_f1(qtbot, rows)
    assert kind.removeprefix("block:") in told(window)


def test_panels_about_runs_have_pages_of_their_own(ready: MainWindow) -> None:
    ready.show_try_it()
    assert ready._topics.of(ready.try_it.empty).page == "try-it"
    assert ready._topics.of(ready.evaluation.content.bar).page == "results"
    assert ready._topics.of(ready.canvas).page == ""
