"""What differs between two networks, wherever they are kept: project files, runs, or ONNX files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.graph import Graph
from studio.graph.model import Position
from studio.project.errors import ProjectError
from studio.project.file import load
from studio.project.gone_places import gone_places
from studio.project.model import Project
from studio.project.reading import loads
from studio.project.renamed_nodes import NAME, called, renames
from studio.text import ntr, tr
from studio.training.runs.description import Description
from studio.training.runs.network import described
from studio.training.runs.records import digest_of_network

if TYPE_CHECKING:
    from torch import Tensor

    from studio.compiler.analysis import Analysis

BESIDE = ("layer", "params", "inputs")
"""What is told of a changed node by itself."""


Pair = tuple[int | None, int | None]
"""What was and what is."""

COSTS = ("parameters", "macs", "activation_bytes")


@dataclass(frozen=True)
class Difference:
    """Two networks: nodes that only the second has, only the first, and both with other values; figures of both.

    `changed` has by node what was and is: `name`, `layer`, `inputs`, or a parameter's name; `told` says all of it in
    sentences, those of the settings of data and training, `settings`, among it. A figure is None where a network cannot
    run.
    `costs` has of each of these nodes its weights and multiply-accumulates, `results` the metrics of two runs.
    `reweighted` has the nodes of two ONNX files whose weights alone differ, and by how much at most.
    `places` are those where the nodes that are gone would stand among those of the second network.
    """

    added: Mapping[str, str]
    removed: Mapping[str, str]
    changed: Mapping[str, Mapping[str, tuple[Any, Any]]]
    figures: Mapping[str, Pair]
    told: tuple[str, ...]
    costs: Mapping[str, Mapping[str, Pair]] = field(default_factory=dict)
    results: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    resized: tuple[str, ...] = ()
    before: frozenset[str] = frozenset()
    settings: tuple[str, ...] = ()
    places: Mapping[str, Position] = field(default_factory=dict)
    reweighted: Mapping[str, float] = field(default_factory=dict)

    @property
    def states(self) -> dict[str, str]:
        """What became of each node of the second network that is another: `added` or `changed`, by its path.

        A block is changed where something inside of it is, and added where the first had nothing of that path.
        """
        found = dict.fromkeys(self.added, "added") | dict.fromkeys(
            (*self.changed, *self.resized, *self.reweighted), "changed"
        )
        for path in (*found, *self.removed):
            for block in _blocks_around(path):
                known = any(name.startswith(f"{block}.") for name in self.before)
                found[block] = "changed" if known else "added"
        return found

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "same": not self.told,
            "added": [{"node": name, "layer": layer, **self._costs(name)} for name, layer in self.added.items()],
            "removed": [{"node": name, "layer": layer, **self._costs(name)} for name, layer in self.removed.items()],
            "changed": [
                {
                    "node": name, **self._costs(name),
                    "changes": {what: {"old": old, "new": new} for what, (old, new) in changes.items()},
                }
                for name, changes in self.changed.items()
            ],
            "resized": [{"node": name, **self._costs(name)} for name in self.resized],
            "reweighted": [{"node": name, "largest": apart} for name, apart in self.reweighted.items()],
            **{name: _figure(*pair) for name, pair in self.figures.items()},
            **({"results": {name: _figure(*pair) for name, pair in self.results.items()}} if self.results else {}),
            "differences": [str(each) for each in self.told],
        }  # fmt: skip

    def _costs(self, name: str) -> dict[str, Any]:
        return {cost: _figure(*pair) for cost, pair in self.costs.get(name, {}).items()}


def _blocks_around(path: str) -> Iterator[str]:
    parts = path.split(".")
    yield from (".".join(parts[:count]) for count in range(1, len(parts)))


def _figure(old: float | None, new: float | None) -> dict[str, float | None]:
    return {"old": old, "new": new, "delta": None if old is None or new is None else new - old}


@dataclass(frozen=True)
class NetworkAlone:
    """A network that has no settings of data and training to be compared; `weights` are those that a file has."""

    graph: Graph
    weights: Mapping[str, Tensor] = field(default_factory=dict)


def difference(first: Path, second: Path) -> Difference:
    """What is another in the second. Raises an error with a remedy where one of them cannot be read."""
    found = between(side(first), side(second))
    return replace(found, results=_results(first, second)) if first.is_dir() and second.is_dir() else found


def side(path: Path) -> Project | NetworkAlone:
    """What is compared of a file or a folder. Raises an error with a remedy where it cannot be read."""
    if path.suffix.lower() == ".onnx":
        from studio.compiler.importing.onnx_import import import_onnx

        taken = import_onnx(path, blocks=False)
        return NetworkAlone(taken.graph, taken.module.state_dict())
    found = opened(path)
    return found if _has_settings(path) else NetworkAlone(found.graph)


def between(one: Project | NetworkAlone, other: Project | NetworkAlone) -> Difference:
    """What is another in the second of two networks, and in their settings where both have some."""
    from studio.compiler.analysis import analyse
    from studio.training.runs.differences import of_networks, of_settings

    earlier, after = described(one.graph), described(other.graph)
    names = renames(earlier, after)
    before, was = called(earlier, names), {new: old for old, new in names.items()}
    old, new = before["nodes"], after["nodes"]
    settings: tuple[str, ...] = ()
    if isinstance(one, Project) and isinstance(other, Project):
        settings = tuple(of_settings(_settings(one), _settings(other)))
    reweighted = _reweighted(one, other, names)
    weights = ntr(
        "The weights of {count} node are others.", "The weights of {count} nodes are others.", len(reweighted)
    )
    told = (*_called_otherwise(names), *of_networks(before, after), *settings, *([weights] if reweighted else []))
    changed = {
        name: {**({NAME: (was[name], name)} if name in was else {}), **dict(_changes(old[name], node))}
        for name, node in new.items()
        if name in was or (name in old and old[name] != node)
    }
    added = {name: node["layer"] for name, node in new.items() if name not in old}
    removed = {name: node["layer"] for name, node in old.items() if name not in new}
    first, second = analyse(one.graph), analyse(other.graph)
    costs = {
        name: {cost: (_cost(first, was.get(name, name), cost), _cost(second, name, cost)) for cost in COSTS}
        for name in dict.fromkeys((*old, *new))
    }
    resized = tuple(
        name for name in old if name in new and name not in changed and len(set(costs[name]["parameters"])) > 1
    )
    figures = {name: (_total(first, name), _total(second, name)) for name in COSTS}
    places = gone_places(first.expansion.whole, second.expansion.whole, removed)
    return Difference(
        added, removed, changed, figures, told, costs,
        resized=resized, before=frozenset(old), settings=settings, places=places, reweighted=reweighted,
    )  # fmt: skip


def _called_otherwise(names: Mapping[str, str]) -> Iterator[str]:
    return (tr("“{old}” is called “{new}” now", old=old, new=new) for old, new in names.items())


def _reweighted(
    one: Project | NetworkAlone, other: Project | NetworkAlone, names: Mapping[str, str]
) -> dict[str, float]:
    """Nodes of two files whose weights have the same shapes and other numbers, with the largest difference."""
    if not isinstance(one, NetworkAlone) or not isinstance(other, NetworkAlone):
        return {}
    found: dict[str, float] = {}
    for name, weights in one.weights.items():
        there, _, parameter = name.rpartition(".")
        node = names.get(there, there)
        beside = other.weights.get(f"{node}.{parameter}")
        if beside is not None and beside.shape == weights.shape and not beside.equal(weights):
            apart = float((beside.double() - weights.double()).abs().max())
            found[node] = max(found.get(node, 0.0), apart)
    return found


def results_beside(
    other: Project | Path, project: Project, runs: Sequence[Description]
) -> Mapping[str, tuple[float | None, float | None]]:
    """The metrics of the other run, or of the newest of these that trained the other network, and of the newest one
    that trained this one as it is; nothing where neither was trained."""
    was = Description.of(other) if isinstance(other, Path) and other.is_dir() else None
    if was is None and not isinstance(other, Path):
        was = _trained(other, runs)
    now = _trained(project, runs)
    old, new = (each.metrics if each is not None else {} for each in (was, now))
    return {name: (old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new))}


def _trained(project: Project, runs: Sequence[Description]) -> Description | None:
    """The newest of these runs whose network computes the same."""
    digest = digest_of_network(described(project.graph))
    return next((run for run in runs if run.network == digest), None)


def _cost(analysis: Analysis, name: str, cost: str) -> int | None:
    """A figure of one node: 0 where the network has none of that path, None where it cannot be known."""
    report = analysis.calls.get(name)
    if report is None:
        return 0
    return None if report.outputs is None else int(getattr(report, cost))


def _results(first: Path, second: Path) -> dict[str, tuple[float | None, float | None]]:
    """The metrics of the best epochs of two runs, and those on their test samples."""
    old, new = Description.of(first).metrics, Description.of(second).metrics
    return {name: (old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new))}


def opened(path: Path) -> Project:
    """The project in a file, that of a run's folder, or the network of an ONNX file; nothing of it is run."""
    if str(path) == os.devnull:  # what git gives for a file that there is not
        return Project()
    if path.is_dir():
        from studio.training.runs import Run

        return loads(Run.open(path).document())
    if path.suffix.lower() == ".onnx":
        from studio.compiler.importing.onnx_import import import_onnx

        return Project(name=path.stem, graph=import_onnx(path, blocks=False).graph)
    if not path.exists():
        raise ProjectError(tr("There is no file “{file}”.", file=path), tr("Choose another file."))
    return load(path)


def _has_settings(path: Path) -> bool:
    return path.suffix.lower() != ".onnx" and str(path) != os.devnull


def _settings(project: Project) -> dict[str, Any]:
    parts = {"data": project.data, "training": project.training}
    return {name: {"kind": part.kind, **part.params()} for name, part in parts.items()}


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for key in ("layer", "inputs", *(key for key in dict.fromkeys((*old, *new)) if key not in BESIDE)):
        if old.get(key) != new.get(key):
            yield key, (old.get(key), new.get(key))
    before, after = old.get("params", {}), new.get("params", {})
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield name, (before.get(name), after.get(name))


def _total(analysis: Analysis, name: str) -> int | None:
    """A sum over the network; None for one that cannot run, and 0 for none at all."""
    if not analysis.graph:
        return 0
    return None if analysis.errors else int(getattr(analysis.total, name))
