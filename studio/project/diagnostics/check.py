"""What a check is: it finds what makes a network fail, mislead or waste, and knows the change that puts it right."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from studio.compiler.endings import last_layer
from studio.data.config import Digits, Task
from studio.explanation.plan import batches_in_epoch
from studio.graph import Fix, Graph, Kind, Problem, Severity, Source, edits
from studio.graph.flow import Flow, ahead
from studio.graph.links import Link
from studio.graph.names import unique_name
from studio.graph.wiring import insert
from studio.layers import Layer, Shape, catalogue
from studio.layers.io import Input
from studio.project.model import Project

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.data.samples import Description
    from studio.training.mismatch import Mismatch

SMALL = 64
"""Pixels a side of the largest network that the embedded digits are taken to be meant for."""


@dataclass(frozen=True)
class Case:
    """What is checked: a project, the analysis of its graph, and its data, None where they are not known.

    `is_insisted` says that these data are meant for it, whatever they are.
    """

    project: Project
    analysis: Analysis
    data: Description | None = None
    is_insisted: bool = False

    @property
    def task(self) -> Task | None:
        """What is to be learnt of the data, None where it is not known."""
        return self.data.task if self.data is not None else None

    @cached_property
    def batches(self) -> int | None:
        """Batches in an epoch, None where the samples of the data are not known."""
        return batches_in_epoch(self.project.data, self.data, self.project.training.batch_size)

    @cached_property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """What keeps the network from being trained on the data; () where it has errors of its own."""
        from studio.training.suitability import unsuitable

        if self.data is None or self.analysis.errors or not self.outputs:
            return ()
        training = self.project.training
        return unsuitable(self.analysis, training.loss, self.project.data, self.data, training.metrics)

    @property
    def is_meant(self) -> bool:
        """Whether the data are meant for the network: a file that names none gets the embedded digits, small grey
        pictures, which say nothing of a network for anything else."""
        inputs = (self.graph[name].layer for name in self.of_kinds("Input"))
        shapes = [layer.shape for layer in inputs if isinstance(layer, Input)]
        is_small = all(len(shape) == 3 and shape[0] == 1 and max(shape) <= SMALL for shape in shapes)
        return self.is_insisted or is_small or self.project.data != Digits()

    @property
    def graph(self) -> Graph:
        """The network as it computes: blocks opened, names inside them dotted paths, bypassed nodes passed by."""
        return self.analysis.expansion.network

    @cached_property
    def kinds(self) -> Mapping[str, Sequence[str]]:
        """The nodes of each kind of layer, by its name; looked at once, as a network may have thousands."""
        found: dict[str, list[str]] = {}
        for name, node in self.graph.items():
            found.setdefault(node.layer.kind, []).append(name)
        return found

    def of_kinds(self, *kinds: str) -> Iterator[str]:
        """The nodes whose layers are of these kinds, one kind after the other."""
        return chain.from_iterable(self.kinds.get(kind, ()) for kind in kinds)

    def of_family(self, family: str) -> Iterator[str]:
        """The nodes whose layers belong to a family of the catalogue, one kind after the other."""
        return self.of_kinds(*(kind for kind in self.kinds if kind in catalogue and catalogue[kind].family == family))

    @property
    def outputs(self) -> Sequence[str]:
        """The Outputs of the network."""
        return self.kinds.get("Output", ())

    @cached_property
    def last_layers(self) -> Sequence[str]:
        """For each Output the last node that changes the numbers."""
        ends = (last_layer(self.graph, output) for output in self.outputs)
        return [end for end in ends if end is not None]

    def of_nodes(self, severity: Severity) -> Iterator[tuple[str, Problem]]:
        """The problems that the analysis found with nodes of the network, each with its node."""
        for found in self.analysis.problems:
            if found.severity == severity and found.node is not None and found.node in self.graph:
                yield found.node, found

    def shape(self, name: str) -> Shape | None:
        """Shape of one sample at a node's first input, None where it is not known."""
        report = self.analysis.nodes.get(name)
        return report.inputs[0].shape if report is not None and report.inputs else None

    def feeds_only(self, name: str) -> str | None:
        """The one node that takes what a node hands on, None where there are several or none."""
        consumers = self.graph.consumers[name]
        return consumers[0][0] if len(consumers) == 1 else None


class Several(NamedTuple):
    """How several problems of a check are told as one: sentences with `{count}`, as `remedy` without a full stop."""

    message: str
    remedy: str


class Check(ABC):
    """Finds its kind of problem in a case, and knows the one change that puts such a problem right.

    `several` says how many of them are told as one; None where they are always told one by one.
    """

    name: ClassVar[str]
    several: ClassVar[Several | None] = None

    @abstractmethod
    def find(self, case: Case) -> Iterator[Problem]:
        """The problems of this kind. They carry a fix where the remedy can be applied."""

    @abstractmethod
    def title(self, project: Project, problem: Problem) -> str:
        """The remedy in a few words, as a button and the undo menu have it."""

    @abstractmethod
    def remedy(self, project: Project, problem: Problem) -> Project:
        """The project put right. Raises EditError where the problem is not there any more."""

    def tells(self, kind: Kind, severity: Severity, node: str | None, /, *known: Hashable, **arguments: Any) -> Problem:
        """A problem that this check can put right; `known` is what it has to know for it besides the node."""
        return self.claims(kind.problem(severity, node, **arguments), *known)

    def claims(self, problem: Problem, *known: Hashable) -> Problem:
        """A problem that others found and this check can put right."""
        return replace(problem, fix=Fix(self.name, known))


def argument(problem: Problem) -> tuple[Any, ...]:
    """What the finding check left for its remedy."""
    return problem.fix.argument if problem.fix is not None else ()


def node_of(problem: Problem) -> str:
    """The node of a problem that always has one."""
    assert problem.node is not None
    return problem.node


def kind(graph: Graph, name: str) -> str:
    """The name of a node's layer."""
    return graph[name].layer.kind


def with_parameter(graph: Graph, name: str, parameter: str, value: Any) -> Graph:
    """The graph with a parameter of one layer changed. Raises EditError or ParameterError."""
    layer = graph[name].layer
    assert isinstance(layer, Layer)
    return edits.set_layer(graph, name, layer.changed(**{parameter: value}))


def inserted(graph: Graph, layer: str, link: Link, flow: Flow) -> Graph:
    """The graph with a new layer in a link; what comes behind, the way that data flow, makes room for it."""
    declared = catalogue[layer]
    name = unique_name(f"{declared.stem or layer.lower()}1", graph)
    added = edits.add(graph, name, declared.create({}), (), ahead(graph[link.target].position, flow))
    return insert(added, name, link, flow)


def inserted_behind(graph: Graph, layer: str, name: str, flow: Flow) -> Graph:
    """The graph with a new layer behind a node, for all that its first output goes to."""
    (target, port), *others = (each for each in graph.consumers[name] if graph[each[0]].inputs[each[1]] == Source(name))
    added = inserted(graph, layer, Link(target, port), flow)
    source = added[target].inputs[port]
    assert source is not None
    for consumer, other in others:
        added = edits.connect(added, source, consumer, other)
    return added
