"""Applies remedies: inside a block the one change is made in the definition, and so in every block of it."""

from __future__ import annotations

from dataclasses import replace

from studio.graph import EditError, Node, Problem
from studio.layers import Layer, ParameterError
from studio.layers.block_edits import Path, edit_inside, inside
from studio.project.diagnostics.check import Check
from studio.project.model import Project

BEYOND = "."
"""Stands in what a remedy has to know where it names nodes of other blocks."""


def is_inside(problem: Problem) -> bool:
    """Whether the problem belongs to a node in a block."""
    return problem.node is not None and "." in problem.node


def can_apply(trap: Check, project: Project, problem: Problem) -> bool:
    """Whether the remedy touches nodes of one definition only, and nothing that follows from the block's parameters."""
    try:
        local, level = _local(project, problem)
        before = inside(project.graph, level)
        after = trap.remedy(project.with_graph(before), local).graph if BEYOND not in local.trap else None
    except (EditError, ParameterError):
        return False
    return after is not None and not any(name in after and _is_bound(before[name], after[name]) for name in before)


def _is_bound(before: Node, after: Node) -> bool:
    """Whether one of the parameters that differ is bound to an expression, which would override the change."""
    if not before.bindings or before.layer is after.layer:
        return False
    if not isinstance(before.layer, Layer) or type(before.layer) is not type(after.layer):
        return True
    return any(getattr(before.layer, name, None) != getattr(after.layer, name, None) for name, _ in before.bindings)


def place(project: Project, problem: Problem) -> tuple[str, str | None, str]:
    """Where the remedy acts: the definition of the block, the node there and the trap; alike for copies of a block."""
    if not is_inside(problem):
        return "", problem.node, problem.trap
    local, level = _local(project, problem)
    layer = inside(project.graph, level[:-1])[level[-1]].layer
    definition = getattr(layer, "definition", None)
    return definition.name if definition is not None else "", local.node, local.trap


def title(trap: Check, project: Project, problem: Problem) -> str:
    """The remedy in a few words, with the blocks it reaches."""
    if not is_inside(problem):
        return trap.title(project, problem)
    local, level = _local(project, problem)
    graph = inside(project.graph, level[:-1])
    definition = getattr(graph[level[-1]].layer, "definition", None)
    words = trap.title(project.with_graph(inside(project.graph, level)), local)
    return f"{words} in every {definition.name}" if words and definition is not None else ""


def remedy(trap: Check, project: Project, problem: Problem) -> Project:
    """The project with the definition, or the network itself, put right.

    Raises EditError where the problem is not there any more.
    """
    if not is_inside(problem):
        return trap.remedy(project, problem)
    local, level = _local(project, problem)
    part = trap.remedy(project.with_graph(inside(project.graph, level)), local)
    return replace(part, graph=edit_inside(project.graph, level, lambda _: part.graph))


def _local(project: Project, problem: Problem) -> tuple[Problem, Path]:
    """The problem as it is within its block, and the blocks on the way to it. Raises EditError where there are none."""
    assert problem.node is not None
    prefix, _, name = problem.node.rpartition(".")
    level = tuple(part.partition("@")[0] for part in prefix.split(".") if not part.isdecimal())
    if name not in inside(project.graph, level):
        raise EditError(f"“{problem.node}” is not there any more.")
    return replace(problem, node=name, trap=problem.trap.replace(f"{prefix}.", "")), level
