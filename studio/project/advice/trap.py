"""What a trap is: something that makes a network fail, mislead or waste, with the change that puts it right."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from studio.data.config import Task
from studio.graph import Graph, Problem, Severity
from studio.layers import Shape
from studio.project.model import Project

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

BETWEEN = ":"
"""Stands in `Problem.trap` between the trap's name and what its remedy has to know besides the node."""


@dataclass(frozen=True)
class Case:
    """What is searched for traps: a project, the analysis of its graph, and what is to be learnt of its data.

    `task` is that of the data and None where it is not known; `classes` are those of data that have classes.
    """

    project: Project
    analysis: Analysis
    classes: tuple[str, ...] | None = None
    task: Task | None = None

    @property
    def graph(self) -> Graph:
        """The network as it computes: blocks opened, names inside them dotted paths, bypassed nodes passed by."""
        return self.analysis.expansion.network

    def shape(self, name: str) -> Shape | None:
        """Shape of one sample at a node's first input, None where it is not known."""
        report = self.analysis.nodes.get(name)
        return report.inputs[0].shape if report is not None and report.inputs else None

    def feeds_only(self, name: str) -> str | None:
        """The one node that takes what a node hands on, None where there are several or none."""
        consumers = self.graph.consumers[name]
        return consumers[0][0] if len(consumers) == 1 else None


class Trap(ABC):
    """Finds its kind of problem in a case, and knows the one change that puts such a problem right."""

    name: ClassVar[str]

    @abstractmethod
    def find(self, case: Case) -> Iterator[Problem]:
        """The problems of this kind. They carry the trap's name where the remedy can be applied."""

    @abstractmethod
    def title(self, project: Project, problem: Problem) -> str:
        """The remedy in a few words, as a button and the undo menu have it."""

    @abstractmethod
    def remedy(self, project: Project, problem: Problem) -> Project:
        """The project put right. Raises EditError where the problem is not there any more."""

    def tells(self, severity: Severity, node: str | None, message: str, remedy: str, argument: str = "") -> Problem:
        """A problem that this trap can put right."""
        return self.claims(Problem(severity, node, message, remedy), argument)

    def claims(self, problem: Problem, argument: str = "") -> Problem:
        """A problem that others found and this trap can put right."""
        return replace(problem, trap=self.name + (BETWEEN + argument if argument else ""))


def argument(problem: Problem) -> str:
    """What the finding trap left for its remedy."""
    return problem.trap.partition(BETWEEN)[2]


def node_of(problem: Problem) -> str:
    """The node of a problem that always has one."""
    assert problem.node is not None
    return problem.node


def kind(graph: Graph, name: str) -> str:
    """The name of a node's layer."""
    return graph[name].layer.kind
