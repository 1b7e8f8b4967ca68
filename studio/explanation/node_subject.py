"""A node of an analysed network as the subject of its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from studio.explanation.composition import follows, inside, sums
from studio.explanation.receptive_field_formulas import seen
from studio.explanation.subject import Subject
from studio.explanation.workings import workings
from studio.layers import Layer, Shape
from studio.layers.block import Block

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.compiler.receptive_field import ReceptiveField


def standing(
    layer: Layer,
    path: str,
    analysis: Analysis | None,
    fields: Mapping[str, ReceptiveField],
    readouts: tuple[tuple[str, str], ...] = (),
) -> Subject:
    """A layer as it stands at a path with dots of a network, with what is known of it there."""
    name = path.rpartition(".")[2]
    report = analysis.nodes.get(path) if analysis is not None else None
    if analysis is None or report is None or report.inputs is None or report.outputs is None:
        return Subject(layer, None, name)
    shapes = tuple(spec.shape for spec in report.inputs)
    if not isinstance(layer, Block):
        opened = analysis.expansion.whole.get(path)
        if (opened is None or opened.layer is not layer) and not _fits(layer, shapes):
            return Subject(layer, None, name)
        return Subject(layer, shapes, name, readouts, seen(analysis.expansion.network, path, fields))
    return Subject(
        layer,
        shapes,
        name,
        readouts,
        inside=inside(layer, path, analysis.nodes),
        sums=sums(layer, path, analysis.nodes),
        bound=follows(layer),
    )


def _fits(layer: Layer, shapes: tuple[Shape, ...]) -> bool:
    """Whether a layer that has just been changed, and is not examined yet, can be told with the inputs of before."""
    try:
        return all(formula.filled() for formula in workings(layer, *shapes))
    except (ArithmeticError, LookupError, ValueError):
        return False
