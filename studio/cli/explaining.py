"""Help pages on the command line: of a layer, a loss or an optimizer by itself, or of what stands in a project."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.console import note
from studio.cli.failures import MISUSED, CommandError
from studio.explanation.page import page
from studio.explanation.plan import Plan, output_shapes, plan_of
from studio.explanation.settings import read_settings
from studio.explanation.subject import OTHERS, Subject, declared, words_of
from studio.layers import Layer, Shape, catalogue
from studio.layers.by_name import NAMES, search_all
from studio.layers.spec import Arrival
from studio.layers.types import LARGEST
from studio.project.layers_by_path import layer_at
from studio.project.readouts import field_text, measured
from studio.text import half_width, listed, ntr, paragraph, tr

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.explanation.content import Page
    from studio.project import Project

LISTED = 5


def explain(
    about: str, settings: Sequence[str], inputs: Sequence[str], node: str | None, project: Project | None
) -> Page:
    """The page that is asked for; `project` where `about` is a file. Raises CommandError and ParameterError."""
    if project is None:
        if node is not None:
            raise CommandError(
                tr("--node names a node of a file."), tr("Write: studio explain FILE.nns --node NAME"), MISUSED
            )
        return page(of_kind(about, settings, inputs))
    if settings or inputs:
        wrong = f"“{settings[0]}”" if settings else "--input"
        remedy = tr("Name the layer in place of the file, such as: studio explain Conv2d kernel_size=3")
        raise CommandError(
            tr("{given} is for a layer by itself; a file says what its nodes are.", given=wrong), remedy, MISUSED
        )
    return page(of_project(project, node))


def is_file(about: str) -> bool:
    """Whether a project is meant, not a layer."""
    path = Path(about)
    return bool(path.suffix) or len(path.parts) > 1 or path.is_file()


def of_kind(kind: str, settings: Sequence[str], inputs: Sequence[str]) -> Subject:
    """A layer, loss or optimizer with these parameters, on inputs of these shapes or its example's."""
    found = declared(kind)
    if found is None:
        raise CommandError(
            tr("There is no layer, loss, optimizer, schedule or metric “{name}”.", name=kind), _near(kind), MISUSED
        )
    value = read_settings(found, settings)
    if isinstance(value, Layer):
        arriving = _arrivals(value, [_shape(text) for text in inputs])
        return replace(_measured(value, arriving), is_example=not inputs)
    if inputs:
        raise CommandError(tr("{name} is no layer, so it takes no --input.", name=kind), tr("Leave it out."), MISUSED)
    return Subject(value)


def of_project(project: Project, node: str | None) -> Subject:
    """A node of a project by its path with dots; without one, how the project is trained."""
    from studio.compiler.analysis import analyse
    from studio.compiler.receptive_field import receptive_fields
    from studio.explanation.node_subject import standing

    analysis = analyse(project.graph)
    if node is None:
        return Subject(project.training, plan=_plan(project, analysis))
    if node not in analysis.nodes:
        raise CommandError(
            tr("There is no node “{node}” in the network.", node=node), _nodes_near(node, analysis), MISUSED
        )
    layer = layer_at(project.graph, node, analysis)
    if not isinstance(layer, Layer):
        raise CommandError(
            tr("“{node}” cannot be explained: {reason}", node=node, reason=layer.finding.message),
            layer.finding.remedy,
        )
    fields = receptive_fields(analysis.expansion.network, analysis.calls)
    report = analysis.nodes[node]
    for problem in report.problems:
        note(paragraph(problem.message, problem.remedy))
    return standing(layer, node, analysis, fields, measured(report, field_text(fields.get(node))))


def _nodes_near(node: str, analysis: Analysis) -> str:
    close = get_close_matches(node, analysis.nodes, 3)
    if close:
        return tr("Did you mean {names}?", names=listed([f"“{each}”" for each in close], "or"))
    some = [f"“{each}”" for each in list(analysis.nodes)[:LISTED]]
    return (
        tr("It has {names}; “studio summary” lists all.", names=listed(some)) if some else tr("The network is empty.")
    )


def _measured(layer: Layer, arriving: Sequence[Arrival]) -> Subject:
    """A layer on these inputs with its read-outs. Raises CommandError where it cannot take them."""
    shapes = tuple(each.shape for each in arriving)
    if not layer.inputs:
        return Subject(layer, shapes)
    from studio.compiler.measure import Refusal, measure
    from studio.compiler.report import NodeReport
    from studio.compiler.tensors import TensorSpec

    specs = tuple(TensorSpec(each.shape, each.dtype) for each in arriving)
    found = measure(layer, specs)
    if isinstance(found, Refusal):
        raise CommandError(found.message, found.remedy)
    report = NodeReport(
        specs, found.outputs, found.parameters, found.trainable_parameters, found.macs, found.connections,
        sum(spec.bytes for spec in found.outputs),
    )  # fmt: skip
    return Subject(layer, shapes, readouts=measured(report))


def _arrivals(layer: Layer, shapes: Sequence[Shape]) -> tuple[Arrival, ...]:
    """The inputs asked for, of the type that the layer takes; its example's where none are. Raises CommandError."""
    if not layer.inputs:
        return ()
    usual = layer.example()
    if not shapes:
        return usual
    if len(shapes) != len(usual) and not layer.variadic:
        wanted = ntr("one input ({inputs})", "{count} inputs ({inputs})", len(usual), inputs=listed(layer.inputs))
        raise CommandError(
            tr("{layer} takes {wanted}, but {count} are given.", layer=layer.kind, wanted=wanted, count=len(shapes)),
            tr("Write --input once for each."),
            MISUSED,
        )
    return tuple(Arrival(shape, usual[0].dtype) for shape in shapes)


def _shape(text: str) -> Shape:
    sizes = [part.strip() for part in re.split("[,x×]", half_width(text).strip("()[] "))]
    if not all(size.isdecimal() and 0 < int(size) <= LARGEST for size in sizes):
        raise CommandError(
            tr("“{text}” is no shape of a sample.", text=text),
            tr("Write its sizes without the batch, such as 3,224,224."),
            MISUSED,
        )
    return tuple(map(int, sizes))


def _near(kind: str) -> str:
    names = [*catalogue, *NAMES, *(name for group in OTHERS.values() for name in group)]
    by_case = {name.lower(): name for name in names}
    layers = search_all(kind)[:3]
    known = [each.__name__ for each in layers if kind.lower() in map(str.lower, each.aliases)]
    known += [name for group in OTHERS.values() for name, one in group.items() if kind.lower() in words_of(one)]
    close = [by_case[each] for each in get_close_matches(kind.lower(), by_case, 3)]
    found = list(dict.fromkeys([*known, *close, *(each.__name__ for each in layers)]))[:3]
    if not found:
        return tr("“studio explain” with a word of what it does, such as “pooling”, finds its name.")
    return tr("Did you mean {names}?", names=listed([f"“{each}”" for each in found], "or"))


def _plan(project: Project, analysis: Analysis) -> Plan:
    """What the project's training is for, as far as its data can be looked at."""
    from studio.data.errors import DataError
    from studio.data.load import describe

    try:
        return plan_of(project.data, describe(project.data), output_shapes(analysis))
    except DataError:
        return plan_of(project.data, None, output_shapes(analysis))
