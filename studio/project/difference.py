"""What differs between two networks, wherever they are kept: project files, runs, or ONNX files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.graph import Graph
from studio.project.errors import ProjectError
from studio.project.file import load
from studio.project.model import Project
from studio.project.reading import loads
from studio.text import tr

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

BESIDE = ("layer", "params", "inputs")
"""What is told of a changed node by itself."""


@dataclass(frozen=True)
class Difference:
    """Two networks: nodes that only the second has, only the first, and both with other values; figures of both.

    `changed` has by node what was and is: `layer`, `inputs`, or a parameter's name; `told` says all of it in sentences,
    that of the settings of data and training among it. A figure is None where a network cannot run.
    """

    added: Mapping[str, str]
    removed: Mapping[str, str]
    changed: Mapping[str, Mapping[str, tuple[Any, Any]]]
    figures: Mapping[str, tuple[int | None, int | None]]
    told: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "same": not self.told,
            "added": [{"node": name, "layer": layer} for name, layer in self.added.items()],
            "removed": [{"node": name, "layer": layer} for name, layer in self.removed.items()],
            "changed": [
                {"node": name, "changes": {what: {"old": old, "new": new} for what, (old, new) in changes.items()}}
                for name, changes in self.changed.items()
            ],
            **{name: _figure(*pair) for name, pair in self.figures.items()},
            "differences": [str(each) for each in self.told],
        }


def _figure(old: int | None, new: int | None) -> dict[str, int | None]:
    return {"old": old, "new": new, "delta": None if old is None or new is None else new - old}


@dataclass(frozen=True)
class NetworkAlone:
    """A network that has no settings of data and training to be compared."""

    graph: Graph


def difference(first: Path, second: Path) -> Difference:
    """What is another in the second. Raises an error with a remedy where one of them cannot be read."""
    return between(side(first), side(second))


def side(path: Path) -> Project | NetworkAlone:
    """What is compared of a file or a folder. Raises an error with a remedy where it cannot be read."""
    found = opened(path)
    return found if _has_settings(path) else NetworkAlone(found.graph)


def between(one: Project | NetworkAlone, other: Project | NetworkAlone) -> Difference:
    """What is another in the second of two networks, and in their settings where both have some."""
    from studio.training.runs.differences import of_networks, of_settings
    from studio.training.runs.network import described

    before, after = described(one.graph), described(other.graph)
    old, new = before["nodes"], after["nodes"]
    told = [*of_networks(before, after)]
    if isinstance(one, Project) and isinstance(other, Project):
        told += of_settings(_settings(one), _settings(other))
    return Difference(
        {name: node["layer"] for name, node in new.items() if name not in old},
        {name: node["layer"] for name, node in old.items() if name not in new},
        {name: changes for name in old if name in new and (changes := dict(_changes(old[name], new[name])))},
        _figures(one.graph, other.graph),
        tuple(told),
    )


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


def _figures(one: Graph, other: Graph) -> dict[str, tuple[int | None, int | None]]:
    """Parameters, multiply-accumulates of a sample, and bytes that training keeps of one."""
    from studio.compiler.analysis import analyse

    first, second = analyse(one), analyse(other)
    return {name: (_total(first, name), _total(second, name)) for name in ("parameters", "macs", "activation_bytes")}


def _total(analysis: Analysis, name: str) -> int | None:
    """A sum over the network; None for one that cannot run, and 0 for none at all."""
    if not analysis.graph:
        return 0
    return None if analysis.errors else int(getattr(analysis.total, name))
