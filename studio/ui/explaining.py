"""What there is to explain about a node of the session: its layer, its inputs, and what was measured."""

from __future__ import annotations

from studio.explanation.standing import standing
from studio.explanation.subject import Subject
from studio.layers import Layer
from studio.ui.measured import measured
from studio.ui.session import Session


def subject_of(session: Session, name: str) -> Subject | None:
    """The subject of a node's page; None where its layer cannot be read."""
    node = session.place.present(name) if name in session.graph else None
    if node is None or not isinstance(node.layer, Layer):
        return None
    report = session.report(name)
    readouts = measured(report, session.receptive_field(name)) if report is not None else ()
    return standing(node.layer, session.place.prefix + name, session.analysis, session.further.known.fields, readouts)
