"""Units that let nothing through for any sample are told, in the node that has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import alarms, begun, dense, told

from studio.layers import layer
from studio.layers.initialization import Constant

ACTIVATIONS = ("ReLU", "ReLU6", "GELU", "SiLU", "Mish", "Hardswish", "ELU", "Softplus")


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_a_large_negative_bias_kills_the_units_behind_it(kind: str, tmp_path: Path) -> None:
    graph = dense(layer("ReLU"), layer(kind))
    planted = begun(graph, "fc2", bias=Constant(val=-20.0))
    events = told(tmp_path / "run", planted, epochs=1)
    found = alarms(events)["dead_units", "act2"]
    assert found.epoch == 1
    assert found.value == 1.0
    assert "LeakyReLU" in found.remedy
    assert ("dead_units", "act1") not in alarms(events)


def test_each_node_is_told_once(tmp_path: Path) -> None:
    planted = begun(dense(layer("ReLU")), "fc1", bias=Constant(val=-20.0))
    events = told(tmp_path / "run", planted, epochs=5)
    assert [event.node for event in alarms(events).values() if event.alarm == "dead_units"] == ["act1"]


def test_units_of_a_healthy_network_are_not_dead(tmp_path: Path) -> None:
    assert alarms(told(tmp_path / "run", dense(layer("ReLU"), layer("ReLU")), epochs=3)) == {}
