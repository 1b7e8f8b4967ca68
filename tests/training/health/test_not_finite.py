"""The first node that makes a number that is infinite or none is named, before the training ends of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from planted import alarms, dense, told

from studio.graph import Graph, Node, Source
from studio.layers import consent, layer
from studio.training.events import Alarm, RunFailed
from studio.training.optimizers import LBFGS, SGD

LOGARITHM = """
class Log(nn.Module):
    def forward(self, x):
        return torch.log(x)
"""

ROOT = """
class Root(nn.Module):
    def forward(self, x):
        return x + torch.sqrt((x - x).abs())
"""


def with_code(code: str) -> Graph:
    graph = dense(layer("ReLU"), layer("Custom", code=code), layer("ReLU"))
    consent.allow([code])
    return graph


def divided_by_nothing() -> Graph:
    """fc1 over itself less itself."""
    graph = dict(dense())
    graph["fc1"] = Node(layer("Linear", out_features=10), (Source("flatten"),))
    graph["zero"] = Node(layer("Subtract"), (Source("fc1"), Source("fc1")))
    graph["divide"] = Node(layer("Divide"), (Source("fc1"), Source("zero")))
    graph["last"] = Node(layer("Linear", out_features=10), (Source("divide"),))
    return Graph(graph)


def test_a_logarithm_of_negative_numbers_is_named(tmp_path: Path) -> None:
    events = told(tmp_path / "run", with_code(LOGARITHM))
    (found,) = alarms(events).values()
    assert (found.alarm, found.node) == ("not_finite", "act2")
    assert isinstance(events[-1], RunFailed)
    assert events.index(found) < len(events) - 1
    assert (found.epoch, found.step) == (1, 1)


def test_a_division_by_nothing_is_named(tmp_path: Path) -> None:
    assert ("not_finite", "divide") in alarms(told(tmp_path / "run", divided_by_nothing()))


def test_a_node_that_makes_it_only_on_the_way_back_is_named(tmp_path: Path) -> None:
    events = told(tmp_path / "run", with_code(ROOT))
    assert ("not_finite", "act2") in alarms(events)
    assert "way back" in alarms(events)["not_finite", "act2"].message


@pytest.mark.parametrize("settings", [{"accumulate": 4}, {"clip_value": 1.0, "clip_norm": 1.0}, {"optimizer": LBFGS()}])
def test_it_is_named_however_the_weights_are_changed(settings: dict[str, Any], tmp_path: Path) -> None:
    assert ("not_finite", "act2") in alarms(told(tmp_path / "run", with_code(LOGARITHM), **settings))


def test_a_rate_that_is_far_too_large_is_told_though_no_node_is_to_blame_alone(tmp_path: Path) -> None:
    events = told(tmp_path / "run", dense(layer("ReLU")), optimizer=SGD(lr=1e20), epochs=3)
    assert isinstance(events[-1], RunFailed)
    assert any(event.alarm == "not_finite" for event in events if isinstance(event, Alarm))
