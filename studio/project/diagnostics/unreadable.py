"""Layers of the catalogue that a file asked for with parameters or links they do not allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from studio.graph import EditError, Graph, Problem, edits
from studio.layers import Layer, ParameterError, Placeholder, catalogue
from studio.project.diagnostics.check import Case, Check, node_of
from studio.project.model import Project
from studio.text import listed, tr


class NotAllowed(Check):
    """A known layer that stays unread: what it does not allow is left out, so that its default applies."""

    name = "not-allowed"

    def find(self, case: Case) -> Iterator[Problem]:
        """Placeholders of layers that can be read without some of their parameters or links."""
        for name, problem in case.of_nodes("error"):
            if _readable(case.graph, name) is not None:
                yield self.claims(problem)

    def title(self, project: Project, problem: Problem) -> str:
        """The parameters left out by name."""
        found = _readable(project.graph, node_of(problem))
        if found is None:
            return ""
        layer, refused = found
        if refused:
            return tr("Leave out {names}", names=listed(refused))
        return tr("Unplug what {layer} does not have", layer=layer.kind)

    def remedy(self, project: Project, problem: Problem) -> Project:
        """The node as the layer it names, with all that this allows."""
        name = node_of(problem)
        found = _readable(project.graph, name)
        if found is None:
            raise EditError(tr("“{node}” is not there any more.", node=name))
        return project.with_graph(edits.set_layer(project.graph, name, found[0]))


def _readable(graph: Graph, name: str) -> tuple[Layer, tuple[str, ...]] | None:
    """The layer that a placeholder names, and the parameters it has to do without; None where that is of no help."""
    layer = graph[name].layer if name in graph else None
    if not isinstance(layer, Placeholder) or layer.kind not in catalogue:
        return None
    declared, params = catalogue[layer.kind], layer.params()
    refused = tuple(key for key, value in params.items() if _created(declared, {key: value}) is None)
    found = _created(declared, {key: value for key, value in params.items() if key not in refused})
    return None if found is None else (found, refused)


def _created(declared: type[Layer], params: Mapping[str, Any]) -> Layer | None:
    try:
        return declared.create(params)
    except ParameterError:
        return None
