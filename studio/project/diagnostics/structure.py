"""Checks in how a network is put together: missing ends, dead ends, shapes that do not fit."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

from studio.graph import EditError, Graph, Problem, Source, edits
from studio.graph.flow import ahead, behind
from studio.graph.links import Link
from studio.graph.names import unique_name
from studio.graph.wiring import add_behind
from studio.layers import Layer, ParameterError, catalogue, format_value
from studio.layers.dense import LINEAR_ON_ROWS
from studio.project.diagnostics import inside
from studio.project.diagnostics.check import Case, Check, Several, argument, inserted, kind, node_of
from studio.project.model import Project
from studio.text import tr

NO_INPUT, NO_OUTPUT, DEAD_END = "no-input", "no-output", "dead-end"
"""Codes of what `studio.compiler.analysis` finds, which imports torch."""


class MissingOutput(Check):
    """A network without an Output, of which one node alone leads nowhere."""

    name = "missing-output"

    def find(self, case: Case) -> Iterator[Problem]:
        if case.graph and not case.outputs and _open_end(case.graph):
            yield from (self.claims(found) for found in case.analysis.errors if found.code == NO_OUTPUT)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Add an Output")

    def remedy(self, project: Project, problem: Problem) -> Project:
        graph = project.graph
        end = _open_end(graph)
        if end is None:
            raise EditError(
                tr("It is not clear any more which node the Output belongs behind."), tr("Link it by hand.")
            )
        name, layer = unique_name("output", graph), catalogue["Output"].create({})
        at = behind(graph[end].position, project.flow)
        return project.with_graph(add_behind(graph, name, layer, (Source(end),), at, project.flow))


class MissingInput(Check):
    """A network without an Input, in which one port alone is open."""

    name = "missing-input"

    def find(self, case: Case) -> Iterator[Problem]:
        if case.graph and "Input" not in case.kinds and len(_open_ports(case.graph)) == 1:
            yield from (self.claims(found) for found in case.analysis.errors if found.code == NO_INPUT)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Add an Input")

    def remedy(self, project: Project, problem: Problem) -> Project:
        graph = project.graph
        ports = _open_ports(graph)
        if not ports:
            raise EditError(tr("No input is open any more."))
        target, port = ports[0]
        name, at = unique_name("input", graph), ahead(graph[target].position, project.flow)
        added = add_behind(graph, name, catalogue["Input"].create({}), (), at, project.flow)
        return project.with_graph(edits.connect(added, Source(name), target, port))


class DeadEnd(Check):
    """A branch that leads to no Output."""

    name = "dead-end"
    several = Several(
        "{count} branches lead to no Output, so they have no part in training and are not exported.",
        "Remove {count} branches",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        for name, found in case.of_nodes("warning"):
            is_needed = kind(case.graph, name) == "Input" and _is_last_input(case.graph, name)
            if found.code == DEAD_END and not is_needed:
                yield self.claims(found)

    def title(self, project: Project, problem: Problem) -> str:
        branch = _branch(project.graph, node_of(problem))
        if len(branch) == 1:
            return tr("Remove {node}", node=branch[0])
        return tr("Remove {first} to {last}", first=branch[-1], last=branch[0])

    def remedy(self, project: Project, problem: Problem) -> Project:
        return project.with_graph(edits.remove(project.graph, _branch(project.graph, node_of(problem))))


class FlattenFirst(Check):
    """Linear on an image, of which it connects the rows only."""

    name = "flatten-first"
    several = Several(
        "{count} Linear layers see the rows of a picture one by one.",
        "Insert Flatten {count} times",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        for name, found in case.of_nodes("warning"):
            if kind(case.graph, name) == "Linear" and found.code == LINEAR_ON_ROWS.code:
                yield self.claims(found)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Insert Flatten")

    def remedy(self, project: Project, problem: Problem) -> Project:
        return project.with_graph(inserted(project.graph, "Flatten", Link(node_of(problem), 0), project.flow))


Choice = str | tuple[str, tuple[int, ...]]


class Refitted(Check):
    """A layer that refuses its input, and takes it with other parameters or in its variant for that rank.

    A remedy is offered only where a trial shows that the layer then takes its input.
    """

    def find(self, case: Case) -> Iterator[Problem]:
        for name, found in case.of_nodes("error"):
            layer, shape = case.graph[name].layer, case.shape(name)
            if shape is not None and isinstance(layer, Layer):
                claimed = (self.claims(found, choice) for choice in self.choices(layer, shape))
                fit = next((problem for problem in claimed if inside.does_help(self, case, problem)), None)
                if fit is not None:
                    yield fit

    @abstractmethod
    def choices(self, layer: Layer, shape: tuple[int, ...]) -> Iterator[Choice]:
        """What the remedy has to know to refit this layer to an input of this shape, best first."""

    @abstractmethod
    def refit(self, layer: Layer, choice: Choice) -> Layer:
        """The layer that takes the input. Raises ParameterError."""

    def remedy(self, project: Project, problem: Problem) -> Project:
        return project.with_graph(self._refitted(project.graph, node_of(problem), argument(problem)[0]))

    def _refitted(self, graph: Graph, name: str, choice: Choice) -> Graph:
        layer = graph[name].layer
        assert isinstance(layer, Layer)
        return edits.set_layer(graph, name, self.refit(layer, choice))


class KernelTooLarge(Refitted):
    """A window larger than what it slides over, which is made smaller, or else given more to slide over."""

    name = "kernel-too-large"

    def choices(self, layer: Layer, shape: tuple[int, ...]) -> Iterator[Choice]:
        kernel, padding = getattr(layer, "kernel_size", None), getattr(layer, "padding", None)
        if not isinstance(kernel, tuple) or not isinstance(padding, tuple) or len(kernel) != len(shape) - 1:
            return
        dilation = getattr(layer, "dilation", (1,) * len(kernel))
        extents = tuple(d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True))
        room = tuple(size + 2 * pad for size, pad in zip(shape[1:], padding, strict=True))
        if any(extent > size for extent, size in zip(extents, room, strict=True)):
            largest = ((size - 1) // d + 1 for size, d in zip(room, dilation, strict=True))
            yield "kernel_size", tuple(map(min, kernel, largest))
            yield "padding", tuple(extent // 2 for extent in extents)

    def refit(self, layer: Layer, choice: Choice) -> Layer:
        assert isinstance(choice, tuple)
        parameter, sizes = choice
        return layer.changed(**{parameter: sizes})

    def title(self, project: Project, problem: Problem) -> str:
        parameter, sizes = argument(problem)[0]
        return tr("Set {parameter} to {size}", parameter=parameter, size=format_value(sizes))


class OtherRank(Refitted):
    """BatchNorm2d on a vector, MaxPool1d on an image: the layer for data of another rank."""

    name = "other-rank"

    def choices(self, layer: Layer, shape: tuple[int, ...]) -> Iterator[Choice]:
        stem, ends = layer.kind[:-2], layer.kind[-2:]
        wanted = f"{stem}{max(1, len(shape) - 1)}d"
        if ends in ("1d", "2d", "3d") and wanted != layer.kind and wanted in catalogue:
            yield wanted

    def refit(self, layer: Layer, choice: Choice) -> Layer:
        assert isinstance(choice, str)
        declared = catalogue[choice]
        length = int(choice[-2])
        return declared.create({name: _resized(value, length) for name, value in layer.params().items()})

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Use {better}", better=argument(problem)[0])


def _open_end(graph: Graph) -> str | None:
    """The one node whose single output leads nowhere."""
    ends = [name for name, node in graph.items() if node.layer.outputs and not graph.consumers[name]]
    return ends[0] if len(ends) == 1 and kind(graph, ends[0]) != "Input" else None


def _open_ports(graph: Graph) -> list[tuple[str, int]]:
    """Input ports that nothing is plugged into."""
    ports: list[tuple[str, int]] = []
    for name, node in graph.items():
        count = max(len(node.inputs), 1) if node.layer.variadic else len(node.layer.inputs)
        ports += [(name, port) for port in range(count) if port >= len(node.inputs) or node.inputs[port] is None]
    return ports


def _is_last_input(graph: Graph, name: str) -> bool:
    return not any(node.layer.kind == "Input" for other, node in graph.items() if other != name)


def _branch(graph: Graph, end: str) -> list[str]:
    """A dead end and, upstream of it, all that serves it alone; never an Input."""
    branch = [end]
    for name in branch:
        for source in graph[name].inputs:
            if source is None or source.node in branch or kind(graph, source.node) == "Input":
                continue
            if all(consumer in branch for consumer, _ in graph.consumers[source.node]):
                branch.append(source.node)
    return branch


def _resized(value: Any, length: int) -> Any:
    """Sizes along the axes of pictures, for another number of axes; they have to be alike along all."""
    if isinstance(value, list | tuple):
        if len(set(value)) != 1:
            raise ParameterError(tr("Its sizes differ along the axes."))
        return [value[0]] * length
    return value
