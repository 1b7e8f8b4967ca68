"""Applies remedies: inside a block the one change is made in the definition, and so in every block of it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from studio.graph import EditError, Fix, Node, Problem
from studio.layers import Layer, ParameterError
from studio.layers.block_edits import Path, edit_inside, inside
from studio.project.diagnostics.check import Case, Check
from studio.project.level import Place
from studio.project.model import Project
from studio.text import tr

BEYOND = "."
"""Stands in the names of nodes of other blocks."""


def is_inside(problem: Problem) -> bool:
    """Whether the problem belongs to a node in a block."""
    return problem.node is not None and "." in problem.node


class Remediable:
    """Which problems inside the blocks of a project can be put right at once.

    Each remedy is tried once for all copies of a block.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[tuple[str, str | None, Fix | None], bool] = {}

    def by(self, check: Check, problem: Problem) -> bool:
        """Whether the check's remedy for a problem can be applied."""
        try:
            where = place(self._project, problem)
        except EditError:
            return False
        if where not in self._known:
            self._known[where] = _can_apply(check, self._project, problem)
        return self._known[where]


def does_help(check: Check, case: Case, problem: Problem) -> bool:
    """Whether a trial shows that the node of a problem has no error any more once it was put right."""
    from studio.compiler.analysis import analyse

    try:
        fixed = remedy(check, case.project, problem)
    except (ParameterError, EditError):
        return False
    return not any(found.node == problem.node for found in analyse(fixed.graph, case.analysis).errors)


def _can_apply(check: Check, project: Project, problem: Problem) -> bool:
    """Whether the remedy touches nodes of one definition only, and nothing that follows from the block's parameters."""
    try:
        local, level = _local(project, problem)
        before = inside(project.graph, level)
        after = check.remedy(project.with_graph(before), local).graph if not _names_others(local) else None
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


def place(project: Project, problem: Problem) -> tuple[str, str | None, Fix | None]:
    """Where the remedy acts: the definition of the block, the node there and the fix; alike for copies of a block."""
    if not is_inside(problem):
        return "", problem.node, problem.fix
    local, level = _local(project, problem)
    layer = inside(project.graph, level[:-1])[level[-1]].layer
    definition = getattr(layer, "definition", None)
    return definition.name if definition is not None else "", local.node, local.fix


def title(check: Check, project: Project, problem: Problem) -> str:
    """The remedy in a few words, with the blocks it reaches."""
    if not is_inside(problem):
        return check.title(project, problem)
    local, level = _local(project, problem)
    graph = inside(project.graph, level[:-1])
    definition = getattr(graph[level[-1]].layer, "definition", None)
    words = check.title(_entered(project, level), local)
    return tr("{remedy} in every {block}", remedy=words, block=definition.name) if words and definition else ""


def remedy(check: Check, project: Project, problem: Problem) -> Project:
    """The project with the definition, or the network itself, put right.

    Raises EditError where the problem is not there any more.
    """
    if not is_inside(problem):
        return check.remedy(project, problem)
    local, level = _local(project, problem)
    part = check.remedy(_entered(project, level), local)
    return replace(part, graph=edit_inside(project.graph, level, lambda _: part.graph), flow=project.flow)


def _entered(project: Project, level: Path) -> Project:
    """The project as if its network were what is inside a block, drawn the way that the block is."""
    place = Place(project.graph, level, project.flow)
    return replace(project.with_graph(place.graph), flow=place.flow)


def _local(project: Project, problem: Problem) -> tuple[Problem, Path]:
    """The problem as it is within its block, and the blocks on the way to it. Raises EditError where there are none."""
    assert problem.node is not None
    prefix, _, name = problem.node.rpartition(".")
    level = tuple(part.partition("@")[0] for part in prefix.split(".") if not part.isdecimal())
    if name not in inside(project.graph, level):
        raise EditError(tr("“{node}” is not there any more.", node=problem.node))
    return replace(problem, node=name, fix=_within(problem.fix, f"{prefix}.")), level


def _within(fix: Fix | None, prefix: str) -> Fix | None:
    """The fix with the names of nodes as they are within the block."""
    if fix is None:
        return None
    return fix._replace(argument=tuple(_without(each, prefix) for each in fix.argument))


def _without(known: Hashable, prefix: str) -> Hashable:
    return known.removeprefix(prefix) if isinstance(known, str) else known


def _names_others(problem: Problem) -> bool:
    """Whether the fix touches nodes that are not in the same block."""
    known = problem.fix.argument if problem.fix is not None else ()
    return any(isinstance(each, str) and BEYOND in each for each in known)
