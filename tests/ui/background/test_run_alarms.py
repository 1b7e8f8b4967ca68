"""Alarms of a training stand among the problems of its project, and are gone once that is another."""

from __future__ import annotations

from networks import chain

from studio.graph import edits
from studio.layers import layer
from studio.layers.initialization import Constant
from studio.project import Project
from studio.training.config import TrainingConfig
from studio.ui.window.main_window import MainWindow

WAIT = 60_000


def dead() -> Project:
    """A network on the digits whose units are all dead."""
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)),
        flatten=layer("Flatten"),
        fc1=layer("Linear", out_features=8),
        relu=layer("ReLU"),
        fc2=layer("Linear", out_features=10),
        output=layer("Output"),
    )
    graph = edits.set_init(graph, "fc1", {"bias": Constant(val=-30.0)})
    return Project("Dead", graph, training=TrainingConfig.create({"epochs": 1, "device": "cpu"}))


def test_an_alarm_is_a_problem_whose_button_helps(window: MainWindow, qtbot) -> None:
    session, job = window.session, window.job
    window.documents.show(dead())
    qtbot.waitUntil(lambda: session.examination.is_up_to_date and not session.examination.is_waiting, timeout=WAIT)
    with qtbot.waitSignal(job.finished, timeout=WAIT):
        job.start(session.project)
    (found,) = [problem for problem in session.problems if problem.code == "dead_units"]
    assert found.node == "relu"
    assert session.problems_of("relu") == (found,)
    assert "LeakyReLU" in session.remedy_of(found)
    assert session.apply_remedy(found)
    assert session.graph["relu"].layer.kind == "LeakyReLU"
    assert found not in session.problems
    session.undo()
    assert found in session.problems
