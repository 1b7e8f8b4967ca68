"""Begins a run with the weights of another run's checkpoint, in nodes that are the same in both networks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from studio.compiler.expansion import module_path
from studio.compiler.module import compile_graph
from studio.graph import Graph
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.runs import Run
from studio.training.runs.checkpoint_index import Which
from studio.training.runs.network import described, in_document
from studio.training.runs.origin import Origin
from studio.training.snapshot import Snapshot


def branched(path: Path, snapshot: Snapshot, origin: Run, which: Which = "best") -> Run:
    """A new run in `path` whose weights begin as those of the other run, where name, kind and shapes of a node agree.

    Of the optimizer nothing is taken. The run tells which nodes kept their weights. Raises TrainingError where none
    does, or where the new run cannot be kept, and CompileError where the network cannot run.
    """
    training = snapshot.training
    model = compile_graph(snapshot.graph, seed=training.seed, initialization=training.initial)
    found, weights = taken(origin, which, snapshot.graph, model)
    return Run.create(path, snapshot, found.told, (found, weights))


def taken(origin: Run, which: Which, graph: Graph, model: nn.Module) -> tuple[Origin, dict[str, Tensor]]:
    """What a new run of this network takes of a checkpoint: the weights of nodes of the same name, kind and shapes.

    `model` is compiled from `graph`. Raises TrainingError where the checkpoint cannot be read or nothing is in common.
    """
    if origin.checkpoints.entry(which) is None:
        raise TrainingError(
            tr("The run “{run}” has no weights yet.", run=origin.name), tr("Train it for an epoch first.")
        )
    (entry, weights), state = origin.checkpoints.read(which), model.state_dict()
    before, now = _kinds(origin, graph), described(graph)["nodes"]
    kept: dict[str, tuple[str, ...]] = {}
    fresh: list[str] = []
    for name, node in now.items():
        names = tuple(_of_node(state, name))
        same = before.get(name) == node["layer"] and set(_of_node(weights, name)) == set(names)
        if names and same and _fit(weights, state, names):
            kept[name] = names
        elif names:
            fresh.append(name)
    if not kept:
        raise TrainingError(
            tr("No node of this network has weights like those of the run “{run}”.", run=origin.name),
            tr("Nodes take weights where name, kind and shapes are the same: choose another run, or train anew."),
        )
    found = Origin(
        origin.name, str(origin.path.absolute()), which, entry.epoch, entry.step,
        entry.weights_digest, tuple(kept), tuple(fresh),
    )  # fmt: skip
    return found, {name: weights[name] for names in kept.values() for name in names}


def _kinds(origin: Run, graph: Graph) -> dict[str, str]:
    """Kinds of the nodes of the other run's network by name."""
    network = origin.network()
    if network is None:  # a run of a version that kept the project alone
        network = in_document(json.loads(origin.document()))
    nodes = network["nodes"].items()
    return {name: node["layer"] for name, node in nodes if isinstance(node, dict) and "layer" in node}


def _of_node(state: Mapping[str, Any], node: str) -> Iterator[str]:
    """The names of a node's tensors; those of copies that share weights stand with the first."""
    if module_path(node) != node:
        return
    yield from (name for name in state if name.startswith(f"{node}."))


def _fit(weights: Mapping[str, Tensor], state: Mapping[str, Tensor], names: tuple[str, ...]) -> bool:
    return all((weights[name].shape, weights[name].dtype) == (state[name].shape, state[name].dtype) for name in names)
