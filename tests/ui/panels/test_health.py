"""The health of the network that is trained: its figures in the panel, and heat on the cards."""

from __future__ import annotations

from pathlib import Path

import pytest
from networks import chain
from PySide6.QtCore import Qt

from studio.layers import layer
from studio.project import Project
from studio.project.heat import heat
from studio.training.config import TrainingConfig
from studio.training.events import Health
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.snapshot import Snapshot
from studio.ui.background.last_run import recalled
from studio.ui.panels.health.history import MOST, HealthHistory
from studio.ui.window.main_window import MainWindow

WAIT = 60_000


def project() -> Project:
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)),
        flatten=layer("Flatten"),
        fc1=layer("Linear", out_features=8),
        relu=layer("ReLU"),
        fc2=layer("Linear", out_features=10),
        output=layer("Output"),
    )
    return Project("Digits", graph, training=TrainingConfig.create({"epochs": 3, "device": "cpu"}))


def test_figures_of_a_training_stand_in_the_panel_and_on_the_cards(window: MainWindow, qtbot) -> None:
    panel = window.health
    window.documents.show(project())
    panel.heat.setCurrentIndex(panel.heat.findData("weight_norm"))
    with qtbot.waitSignal(window.job.finished, timeout=WAIT):
        window.job.start(window.session.project)
    window.show_below(panel)
    model = panel.tree.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["flatten", "fc1", "relu", "fc2"]
    panel.tree.setCurrentIndex(model.index(1, 0))
    assert len(panel.plot.lines) == 1
    assert len(panel.plot.lines[0].x) > 1
    warmth = window.canvas.network.shown.heat
    assert warmth.keys() == {"fc1", "fc2"}
    assert max(warmth.values()) == 1.0
    panel.heat.setCurrentIndex(0)
    assert not window.canvas.network.shown.heat
    panel.figure.setCurrentIndex(panel.figure.findData("weights"))
    assert panel.distribution.isVisible()
    panel.distribution.setFocus()
    qtbot.keyClick(panel.distribution, Qt.Key.Key_Left)
    last = panel.pointed.text()
    assert last.startswith("Step ")
    qtbot.keyClick(panel.distribution, Qt.Key.Key_Left)
    assert panel.pointed.text() != last
    panel.tree.setCurrentIndex(model.index(2, 0))  # a ReLU has no weights
    assert "no course" in panel.distribution.instead


def test_those_of_an_earlier_run_are_read_again(window: MainWindow, qtbot, tmp_path: Path) -> None:
    trained = project()
    snapshot = Snapshot("Digits", trained.graph, trained.data, trained.training, document='{"format": "nn-studio"}')
    list(train(snapshot, run=Run.create(tmp_path / "run", snapshot)))
    found = recalled(tmp_path / "run")
    assert found is not None
    window.documents.show(trained)
    window.job.recall(found)
    window.show_below(window.health)
    qtbot.waitUntil(lambda: window.health.tree.model().rowCount() == 4, timeout=WAIT)
    window.job.forget()
    assert window.health.tree.model().rowCount() == 0


def test_a_block_is_as_warm_as_the_warmest_inside_of_it() -> None:
    nodes = {"block.a": {"dead": 0.25}, "block.b": {"dead": 0.5}, "relu": {"dead": 0.0}, "fc": {"weight_norm": 3.0}}
    assert heat("dead", nodes, ("block", "relu", "fc")) == {"block": 0.5, "relu": 0.0}
    assert heat("dead", nodes, ("a", "b"), "block.") == {"a": 0.25, "b": 0.5}


def test_figures_that_are_no_shares_count_by_their_size() -> None:
    nodes = {name: {"gradient_norm": value} for name, value in (("a", 1e-4), ("b", 1e-2), ("c", 1.0), ("d", 0.0))}
    assert heat("gradient_norm", nodes, nodes) == pytest.approx({"a": 0.0, "b": 0.5, "c": 1.0, "d": 0.0})
    alike = {name: {"gradient_norm": value} for name, value in (("a", 0.9), ("b", 1.0))}
    assert min(heat("gradient_norm", alike, alike).values()) > 0.9


def test_of_a_long_training_looks_are_thinned_out() -> None:
    history = HealthHistory(Health("run", 1, step, {"fc": {"dead": 0.5}}) for step in range(1, 5 * MOST))
    steps, values = history.course("fc", "dead")
    assert len(steps) == len(values) <= MOST
    assert steps[-1] == 5 * MOST - 1
    assert history.course("fc", "saturated") == ([], [])


def test_what_is_told_again_stands_once_and_a_training_that_goes_on_from_earlier_forgets_what_came_after() -> None:
    history = HealthHistory(Health("run", 1, step, {"fc": {"dead": step / 10}}) for step in (1, 2, 3, 2, 3))
    assert history.course("fc", "dead") == ([1.0, 2.0, 3.0], [0.1, 0.2, 0.3])
    history.take(Health("run", 1, 2, {"fc": {"dead": 0.9}}))
    assert history.course("fc", "dead") == ([1.0, 2.0], [0.1, 0.9])
