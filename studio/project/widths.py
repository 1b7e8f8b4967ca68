"""Narrower versions of a network: fewer channels and features in its layers, where it can still run then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from studio.compiler.analysis import analyse
from studio.errors import StudioError
from studio.graph import Graph
from studio.layers import Layer
from studio.layers.block import Block
from studio.layers.io import Output
from studio.project.layers_by_path import layer_at
from studio.project.model import Project
from studio.project.overrides import overridden

PARAMETERS = ("out_channels", "out_features", "hidden_size", "channels", "features", "width")
"""What says how wide a layer or a block is."""

MOST = 3
LEAST = 2
"""Narrower than that nothing is made."""


def of_slowest(project: Project, names: Sequence[str]) -> Iterator[tuple[str, Project, tuple[str, ...]]]:
    """The network with half the width of one node of these, as far as it runs then; of the first few that do."""
    last, found = _last(project.graph), 0
    for name in names:
        if found == MOST:
            return
        setting = None if name in last else _setting(project, name, 0.5)
        changed = None if setting is None else _changed(project, (setting,))
        if changed is not None and setting is not None:
            found += 1
            yield name, changed, (setting,)


def narrower(project: Project, share: float) -> tuple[Project, tuple[str, ...]] | None:
    """The network with a share of the width of each of its nodes but the last; None where that cannot run."""
    last = _last(project.graph)
    settings = tuple(
        setting for name in project.graph if name not in last and (setting := _setting(project, name, share))
    )
    changed = _changed(project, settings) if settings else None
    return None if changed is None else (changed, settings)


def _setting(project: Project, path: str, share: float) -> str | None:
    """The setting of a node with a share of its width; None where it has none, or it could not be less."""
    values = _values(layer_at(project.graph, path, analyse(project.graph)))
    for parameter in PARAMETERS:
        width = values.get(parameter)
        if isinstance(width, int) and max(LEAST, round(share * width)) < width:
            return f"{path}.{parameter}={max(LEAST, round(share * width))}"
    return None


def _changed(project: Project, settings: Sequence[str]) -> Project | None:
    try:
        changed = overridden(project, settings)
    except StudioError:
        return None
    return None if analyse(changed.graph).errors else changed


def _last(graph: Graph) -> frozenset[str]:
    """The nodes whose width is that of the result: on the way back from the Outputs the first that have one."""
    found, waiting = set[str](), [name for name, node in graph.items() if isinstance(node.layer, Output)]
    while waiting:
        name = waiting.pop()
        values = _values(graph[name].layer)
        if any(isinstance(values.get(parameter), int) for parameter in PARAMETERS):
            found.add(name)
            continue
        waiting += [source.node for source in graph[name].inputs if source is not None]
    return frozenset(found)


def _values(layer: object) -> Mapping[str, Any]:
    """The parameters of a layer, or of a block; none of what cannot be read."""
    if isinstance(layer, Block):
        return layer.arguments
    return dict(layer) if isinstance(layer, Layer) else {}
