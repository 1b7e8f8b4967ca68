"""MACs of a run are those of the network that it trained."""

from __future__ import annotations

from pathlib import Path

from written_runs import written_run

from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.project import Project
from studio.project.run_macs import macs_of
from studio.project.snapshots import snapshot
from studio.training.runs import Run


def network(*, complete: bool = True) -> Graph:
    return Graph(
        {
            "input": Node(layer("Input", shape=[4])),
            "fc": Node(layer("Linear", out_features=3), (Source("input") if complete else None,)),
            "output": Node(layer("Output"), (Source("fc"),)),
        }
    )


def test_macs_are_counted_of_the_network_trained(tmp_path: Path) -> None:
    Run.create(tmp_path / "run", snapshot(Project("Net", network())))
    assert macs_of(tmp_path / "run") == 12


def test_they_are_unknown_where_the_network_cannot_be_read_or_examined(tmp_path: Path) -> None:
    assert macs_of(tmp_path / "nowhere") is None
    assert macs_of(written_run(tmp_path / "without document")) is None
    Run.create(tmp_path / "open", snapshot(Project("Net", network(complete=False))))
    assert macs_of(tmp_path / "open") is None
