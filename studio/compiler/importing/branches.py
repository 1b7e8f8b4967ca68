"""Operations that hold networks of their own: what those take from outside, and the one of two that is always taken."""

from __future__ import annotations

from collections.abc import Iterator

import onnx

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.values import Constant, Known
from studio.text import tr


def takes(node: onnx.NodeProto) -> set[str]:
    """The tensors that an operation depends on, with those that networks inside of it take from outside."""
    found = {*node.input}
    for inner in _inside(node):
        own = {each.name for each in (*inner.input, *inner.initializer)}
        for each in inner.node:
            found |= takes(each) - own
            own.update(each.output)
        found |= {each.name for each in inner.output} - own
    return found


def branch(node: onnx.NodeProto, condition: Known) -> onnx.GraphProto:
    """The network that an If always takes. Raises NoCounterpartError where that depends on what comes in."""
    single = condition.single if isinstance(condition, Constant) else None
    if single is None:
        raise NoCounterpartError(tr("which of its two networks it takes depends on what comes in"))
    wanted = "then_branch" if single else "else_branch"
    return next(attribute.g for attribute in node.attribute if attribute.name == wanted)


def _inside(node: onnx.NodeProto) -> Iterator[onnx.GraphProto]:
    for attribute in node.attribute:
        if attribute.type == onnx.AttributeProto.GRAPH:
            yield attribute.g
        yield from attribute.graphs
