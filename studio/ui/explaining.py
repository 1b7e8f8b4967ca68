"""What there is to explain in a session: a node, a layer by itself, or how the project is trained."""

from __future__ import annotations

from studio.explanation.node_subject import standing
from studio.explanation.plan import Plan, output_shapes, plan_of
from studio.explanation.subject import Subject, declared, example
from studio.layers import Layer
from studio.project import block_offers
from studio.project.layers_by_path import layer_at
from studio.project.readouts import field_text, measured
from studio.training.early_stopping import EarlyStopping
from studio.ui.session import Session

TRAINING = "training"
"""The page of how the project is trained."""

NODE = "node:"
"""What the pages of nodes begin with; the path from the top follows."""


def subject_of(session: Session, name: str) -> Subject | None:
    """The subject of the page of a node of the graph shown; None where its layer cannot be read."""
    node = session.place.present(name) if name in session.graph else None
    return _at(session, session.place.prefix + name, node.layer) if node is not None else None


def subject_of_selection(session: Session) -> Subject | None:
    """The node selected, the layer that all nodes selected are, or else the block entered; None outside of one."""
    names = tuple(session.selection)
    if len(names) == 1:
        return subject_of(session, names[0])
    kinds = {session.graph[name].layer.kind for name in names}
    if len(kinds) == 1:
        return subject_at(session, kinds.pop())
    return _at_path(session, session.place.prefix.removesuffix(".")) if session.level and not names else None


def subject_at(session: Session, topic: str) -> Subject | None:
    """The subject of a page: of a node by its path, of the training, or of a kind of layer, block, loss or optimizer.

    Loss, optimizer, schedule, average and early stopping of the project have its settings on their pages, all others
    their defaults.
    """
    training = session.project.training
    if topic.startswith(NODE):
        return _at_path(session, topic.removeprefix(NODE))
    stopping = training.early_stopping or EarlyStopping()
    for value in (training, training.loss, training.optimizer, training.schedule, training.average_weights, stopping):
        if topic == value.kind:
            return Subject(value, plan=_plan(session))
    if topic.startswith(block_offers.BLOCK):
        block = block_offers.declared(topic, session.project)
        return Subject(block.create({})) if block is not None else None
    found = declared(topic)
    return example(found.create({})) if found is not None else None


def _at_path(session: Session, path: str) -> Subject | None:
    analysis = session.analysis
    if analysis is None or path not in analysis.nodes or analysis.graph is not session.project.graph:
        return None
    return _at(session, path, layer_at(analysis.graph, path, analysis))


def _at(session: Session, path: str, layer: object) -> Subject | None:
    if not isinstance(layer, Layer):
        return None
    fields, report = session.further.known.fields, session.analysis and session.analysis.nodes.get(path)
    readouts = measured(report, field_text(fields.get(path))) if report else ()
    return standing(layer, path, session.analysis, fields, readouts)


def _plan(session: Session) -> Plan:
    """What the training is for; its data are looked at once torch is there."""
    data = session.runnable.data
    description = session.descriptions.of(data, "plan") if session.analysis is not None else None
    return plan_of(data, description, output_shapes(session.analysis))
