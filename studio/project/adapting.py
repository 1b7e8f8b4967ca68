"""Sets Input, Output and loss of a project to its data, as one change that is told in words before it is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.data.config import Data, Pictures
from studio.formatting.numbers import shape as shape_text
from studio.graph import EditError, Graph, Node
from studio.graph.definition import definitions
from studio.layers import Layer, ParameterError, Shape, format_value
from studio.layers.io import Input
from studio.project.diagnostics import remedy
from studio.project.diagnostics.check import Case, with_parameter
from studio.project.diagnostics.meeting import (
    WIDTHS,
    InputOfData,
    LossFactors,
    MissingHead,
    OtherMetrics,
    OutputWidth,
)
from studio.project.diagnostics.scores import LossForTask
from studio.project.model import Project
from studio.text import ntr, paragraph, tr

if TYPE_CHECKING:
    from studio.data.samples import Description

CHECKS = (InputOfData(), OutputWidth(), MissingHead(), LossForTask(), LossFactors(), OtherMetrics())
"""Those whose remedies make a network take its data, and learn what is to be learnt of them."""

MOST_CHANGES = 20
"""More are not made: each remedy leads on, so there are fewer."""

LARGE = 256
"""Pixels a side from which pictures are not taken at their own size, but fitted to the Input."""


@dataclass(frozen=True)
class Adaptation:
    """A project that suits its data. `changes` says what differs from before, () where nothing has to.

    `remaining` says what still keeps it from being trained on them, "" where nothing does.
    """

    project: Project
    changes: tuple[str, ...]
    remaining: str = ""


def adapted(project: Project, data: Description) -> Adaptation:
    """The project with Input, Output and loss as its data, which are described so, ask for.

    Pictures come at their own size where all have one and the network takes it, else at the Input's. Only what has to
    be is changed. Imports torch.
    """
    case = _case(_with_inputs(project, data), data)
    for _ in range(MOST_CHANGES):
        changed = _changed(case, data)
        if changed is None:
            break
        case = changed
    left = next((mismatch.problem for mismatch in case.mismatches), None)
    told = paragraph(left.message, left.remedy) if left is not None else ""
    return Adaptation(case.project, tuple(_changes(project, case.project, data)), told)


def _changed(case: Case, data: Description) -> Case | None:
    """The project with the next thing put right that does not break another; None where there is none."""
    for check in CHECKS:
        for problem in check.find(case):
            try:
                changed = _case(remedy(case.project, problem), data)
            except (EditError, ParameterError):
                continue
            if not changed.analysis.errors and changed.project != case.project:
                return changed
    return None


def _case(project: Project, data: Description) -> Case:
    from studio.compiler.analysis import analyse

    return Case(project, analyse(project.graph), data, is_insisted=True)


def _with_inputs(project: Project, data: Description) -> Project:
    """The project with Inputs of the samples' shape, or of the nearest that its network takes."""
    names = [name for name, node in project.graph.items() if isinstance(node.layer, Input)]
    if not names:
        return project
    now: Shape = getattr(project.graph[names[0]].layer, "shape", ())
    tried = [_given(project, names, shape) for shape in _shapes(project, data, now)]
    return next((each for each in tried if _runs(each)), project if _runs(project) else tried[0])


def _given(project: Project, names: Sequence[str], shape: Shape) -> Project:
    graph = project.graph
    for name in names:
        if getattr(graph[name].layer, "shape", None) != shape:
            graph = with_parameter(graph, name, "shape", shape)
    return project if graph is project.graph else project.with_graph(graph)


def _shapes(project: Project, data: Description, now: Shape) -> Iterator[Shape]:
    """Shapes for an Input that is `now` so, the best first."""
    own = data.sample_shape
    if not isinstance(project.data, Pictures):
        yield _behind_transforms(project.data, data)
        return
    has_own_size = data.uniform and max(own[1:]) <= max((LARGE, *now[1:]))
    if len(now) == 1 and has_own_size:
        size = own[0] * own[1] * own[2]
        yield (size,)
    if has_own_size:
        yield own
    if len(now) == 3:
        yield (own[0], *now[1:])
    yield own


def _behind_transforms(config: Data, data: Description) -> Shape:
    """The shape of samples as the list leaves them; as they are where it cannot be gone through, which others tell."""
    from studio.data.errors import DataError
    from studio.data.transforms.arrangement import own_shape

    try:
        return own_shape(config, data)
    except DataError:
        return data.sample_shape


def _runs(project: Project) -> bool:
    from studio.compiler.analysis import analyse

    return not analyse(project.graph).errors


def _changes(before: Project, after: Project, data: Description) -> Iterator[str]:
    """What differs, in words, from the Inputs on."""
    inside = definitions(before.graph)
    parts = [("", before.graph, after.graph)]
    parts += [
        (f"{name} › ", inside[name].graph, each.graph)
        for name, each in definitions(after.graph).items()
        if name in inside
    ]
    for prefix, was, now in parts:
        yield from _of_graphs(prefix, was, now, data)
    old, new = before.training, after.training
    if new.loss.kind != old.loss.kind:
        yield tr("loss {before} → {after}", before=old.loss.kind, after=new.loss.kind)
    elif new.loss != old.loss:
        yield tr("the factors of the loss are left out")
    if new.metrics != old.metrics:
        yield tr("metrics {metrics}", metrics=tr(", ").join(new.metrics))


def _of_graphs(prefix: str, before: Graph, after: Graph, data: Description) -> Iterator[str]:
    for name, node in after.items():
        if name not in before:
            yield tr("new: {layer}", layer=_told(node))
        elif node.layer != before[name].layer:
            yield from _of_layers(prefix + name, before[name].layer, node.layer, data)


def _of_layers(name: str, before: Any, after: Any, data: Description) -> Iterator[str]:
    for parameter, value in dict(after).items() if isinstance(after, Layer) else ():
        old: Any = getattr(before, parameter, None)
        if old == value:
            continue
        if isinstance(after, Input) and parameter == "shape":
            yield tr("Input {before} → {after}", before=shape_text(old), after=shape_text(value))
        elif parameter in WIDTHS and value == len(data.classes):
            yield _width(name, old, value, data)
        else:
            told = {"before": format_value(old), "after": format_value(value)}
            yield tr("{parameter} of {node} {before} → {after}", parameter=parameter, node=name, **told)


def _width(name: str, before: int, count: int, data: Description) -> str:
    told = {"before": before, "node": name}
    if data.task == "numbers":
        return ntr(
            "Output {before} → {count} number ({node})", "Output {before} → {count} numbers ({node})", count, **told
        )
    if data.task == "labels":
        return ntr(
            "Output {before} → {count} label ({node})", "Output {before} → {count} labels ({node})", count, **told
        )
    return ntr("Output {before} → {count} class ({node})", "Output {before} → {count} classes ({node})", count, **told)


def _told(node: Node) -> str:
    """A new layer, with its width where it has one."""
    width = next((getattr(node.layer, name) for name in WIDTHS if hasattr(node.layer, name)), None)
    return node.layer.kind if width is None else f"{node.layer.kind} ({width})"
