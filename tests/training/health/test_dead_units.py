"""Units that let nothing through for any sample are told, in the node that has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted import alarms, begun, dense, told

from studio.graph import Source, edits
from studio.layers import layer
from studio.layers.grouping import group
from studio.layers.initialization import Constant
from studio.layers.spec import Arrival
from studio.training.events import Health

ARRIVING = {Source("act1"): Arrival((32,))}
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


def test_in_a_block_the_node_is_told_with_the_way_to_it(tmp_path: Path) -> None:
    planted = begun(dense(layer("ReLU"), layer("ReLU")), "fc2", bias=Constant(val=-20.0))
    graph, block = group(planted, ["fc2", "act2"], "Part", ARRIVING)
    events = told(tmp_path / "run", graph, epochs=1)
    assert ("dead_units", f"{block}.act2") in alarms(events)
    looked = next(event for event in events if isinstance(event, Health))
    assert {f"{block}.fc2", f"{block}.act2", "fc1"} <= looked.nodes.keys()


def test_copies_that_share_their_weights_are_told_as_one(tmp_path: Path) -> None:
    graph, block = group(dense(layer("ReLU"), layer("ReLU")), ["fc2", "act2"], "Part", ARRIVING)
    shared = edits.set_layer(graph, block, graph[block].layer.changed(repeat=3, shared=True))
    looked = next(event for event in told(tmp_path / "run", shared, epochs=1) if isinstance(event, Health))
    inside = [path for path in looked.nodes if path.startswith(block)]
    assert len(inside) == 2
    assert all("gradient_norm" in looked.nodes[path] for path in inside if path.endswith("fc2"))
