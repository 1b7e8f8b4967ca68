"""What was measured of a node, in words; knows no Qt, so that the command line tells it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.formatting import numbers
from studio.graph import Source
from studio.layers.spec import Arrival
from studio.text import tr

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis, NodeReport
    from studio.compiler.receptive_field import ReceptiveField


def measured(report: NodeReport, field: str = "") -> tuple[tuple[str, str], ...]:
    """The read-outs as (name, value); `field` is the receptive field in words."""
    shapes = [numbers.shape(spec.shape) for spec in report.outputs or ()]
    found = [(tr("Output"), tr(", ").join(dict.fromkeys(shapes)))] if shapes else []
    if field:
        found.append((tr("Receptive field"), field))
    for name, amount in (
        (tr("Parameters"), report.parameters),
        (tr("Connections"), report.connections),
        (tr("MACs for one sample"), report.macs),
    ):
        found.append((name, numbers.exact(amount)))
    return (*found, (tr("Memory of its output"), numbers.storage(report.activation_bytes)))


def field_text(field: ReceptiveField | None) -> str:
    """A receptive field as people read it: `5 × 5`; empty where it is not known."""
    if field is None:
        return ""
    return (
        tr("{shape} (all of the input)", shape=numbers.shape(field.size)) if field.whole else numbers.shape(field.size)
    )


def arrivals(analysis: Analysis | None) -> dict[Source, Arrival]:
    """What each output hands on, as far as it is known."""
    return {
        Source(name, port): Arrival(spec.shape, spec.dtype, name)
        for name, report in (analysis.nodes.items() if analysis is not None else ())
        for port, spec in enumerate(report.outputs or ())
    }
