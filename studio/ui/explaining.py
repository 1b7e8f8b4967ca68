"""What there is to explain about a node of the session: its layer, its inputs, and what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.explanation.subject import Subject
from studio.layers import Layer
from studio.ui import numbers
from studio.ui.session import Session

if TYPE_CHECKING:
    from studio.compiler.analysis import NodeReport


def subject_of(session: Session, name: str) -> Subject | None:
    """The subject of a node's page; None where its layer cannot be read."""
    node = session.place.present(name) if name in session.graph else None
    if node is None or not isinstance(node.layer, Layer):
        return None
    report = session.report(name)
    known = report is not None and report.outputs is not None and report.inputs is not None
    if report is None or not known:
        return Subject(node.layer, None, name)
    return Subject(
        node.layer,
        tuple(spec.shape for spec in report.inputs or ()),
        name,
        _readouts(report, session.receptive_field(name)),
    )


def _readouts(report: NodeReport, field: str) -> tuple[tuple[str, str], ...]:
    shapes = [numbers.shape(spec.shape) for spec in report.outputs or ()]
    found = [("Output", ", ".join(dict.fromkeys(shapes)))] if shapes else []
    if field:
        found.append(("Receptive field", field))
    for name, amount in (
        ("Parameters", report.parameters),
        ("Connections", report.connections),
        ("MACs for one sample", report.macs),
    ):
        found.append((name, numbers.exact(amount)))
    return (*found, ("Memory of its output", numbers.storage(report.activation_bytes)))
