"""Alarms of a training are problems of the project, with a change that helps where there is one."""

from __future__ import annotations

import pytest
from networks import chain

from studio.graph import edits
from studio.layers import layer
from studio.layers.initialization import Normal
from studio.project import Project, diagnostics
from studio.project.diagnostics.after_training import HELP, REMEDIES, as_problem
from studio.training.config import TrainingConfig
from studio.training.events import Alarm
from studio.training.optimizers import Adam


def project(activation: str = "ReLU", **settings: object) -> Project:
    graph = chain(
        input=layer("Input", shape=(8,)),
        fc1=layer("Linear", out_features=4),
        act=layer(activation),
        fc2=layer("Linear", out_features=2),
        output=layer("Output"),
    )
    return Project(graph=graph, training=TrainingConfig.create(settings))


def alarm(code: str, node: str | None = None, step: int = 8) -> Alarm:
    return Alarm("run", code, node, 1.0, "Something is wrong.", "Do something.", 1, step)


def helped(before: Project, told: Alarm) -> tuple[str, Project]:
    """What the button says, and the project that it leads to."""
    problem = as_problem(before, told)
    return diagnostics.title(before, problem), diagnostics.remedy(before, problem)


def test_a_layer_whose_units_die_becomes_leaky() -> None:
    title, after = helped(project(), alarm("dead_units", "act"))
    assert "act" in title
    assert after.graph["act"].layer.kind == "LeakyReLU"


def test_a_saturated_layer_gets_a_norm_before_it() -> None:
    title, after = helped(project("Tanh"), alarm("saturated_units", "act"))
    assert "BatchNorm1d" in title
    source = after.graph["act"].inputs[0]
    assert source is not None
    assert after.graph[source.node].layer.kind == "BatchNorm1d"


def test_sigmoids_give_way_to_relu_where_gradients_vanish() -> None:
    _, after = helped(project("Sigmoid"), alarm("vanishing_gradients", "fc1"))
    assert after.graph["act"].layer.kind == "ReLU"


def test_weights_that_were_made_large_begin_as_usual_again() -> None:
    before = project(initialization=Normal(std=5.0))
    before = before.with_graph(edits.set_init(before.graph, "fc2", {"weight": Normal(std=9.0)}))
    _, after = helped(before, alarm("exploding_gradients", "fc1"))
    assert after.training.initialization.kind == "Default"
    assert not after.graph["fc2"].init


@pytest.mark.parametrize(("rate", "then"), [(1e-7, 1e-3), (1.0, 1e-3), (1e-3, 1e-4)])
def test_a_rate_that_is_far_off_becomes_the_usual_one_and_another_a_tenth(rate: float, then: float) -> None:
    before = project(optimizer=Adam(lr=rate))
    title, after = helped(before, alarm("no_learning"))
    assert after.training.optimizer.lr == pytest.approx(then)
    assert f"{then:g}" in title


def test_overfitting_is_stopped_early() -> None:
    _, after = helped(project(), alarm("overfitting"))
    assert after.training.early_stopping is not None
    assert as_problem(after, alarm("overfitting")).fix is None


def test_nothing_is_offered_that_does_not_help() -> None:
    assert as_problem(project(), alarm("not_finite", "act", step=1)).fix is None
    assert as_problem(project("GELU"), alarm("dead_units", "act")).fix is None
    assert as_problem(project(), alarm("dead_units", "gone")).fix is None
    assert as_problem(project(), alarm("of_a_later_version", "act")).fix is None


def test_what_helps_is_known() -> None:
    assert {each.name for several in HELP.values() for each in several} <= REMEDIES.keys()
