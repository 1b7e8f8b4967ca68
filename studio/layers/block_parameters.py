"""Parameters of a block: added, renamed, put in order and removed, and followed by what is inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from studio.graph.definition import Definition
from studio.graph.edits import set_layer
from studio.graph.expressions import ExpressionError, Value, names_in, substitute
from studio.graph.model import Graph, Node
from studio.graph.names import unique_name
from studio.graph.problems import EditError
from studio.layers.block import BYPASSED, MARKS, bound, check_parameter, marked
from studio.layers.errors import ParameterError
from studio.layers.spec import Layer
from studio.text import tr


def add_parameter(definition: Definition, name: str, default: Value) -> Definition:
    """The definition with one more parameter. Raises EditError where it cannot have that name."""
    _check_free(definition, name)
    return replace(definition, parameters=(*definition.parameters, (name, default)))


def rename_parameter(definition: Definition, old: str, new: str) -> Definition:
    """The definition with a parameter under another name, in every expression inside too. Raises EditError.

    Arguments of its blocks follow where it is redefined with `renamed`.
    """
    if new == old:
        return definition
    _check_free(definition, new)
    parameters = tuple((new if name == old else name, default) for name, default in definition.parameters)
    graph = _with_expressions(definition.graph, lambda text: _renamed(text, old, new))
    return replace(definition, parameters=parameters, graph=graph)


def set_default(definition: Definition, name: str, default: Value) -> Definition:
    """The definition with another default of a parameter."""
    return replace(
        definition,
        parameters=tuple((each, default if each == name else there) for each, there in definition.parameters),
    )


def remove_parameter(definition: Definition, name: str) -> Definition:
    """The definition without a parameter. Raises EditError where something inside follows it."""
    for each, node in definition.graph.items():
        for followed, text in node.bindings:
            if name in names_in(text):
                raise EditError(
                    tr(
                        "“{parameter}” of “{node}” follows “{name}” (= {text}).",
                        parameter=followed,
                        node=each,
                        name=name,
                        text=text,
                    ),
                    tr("Give it a value of its own first."),
                )
    return replace(definition, parameters=tuple(pair for pair in definition.parameters if pair[0] != name))


def move_parameter(definition: Definition, name: str, to: int) -> Definition:
    """The definition with a parameter at another place among them."""
    rest = [pair for pair in definition.parameters if pair[0] != name]
    moved = (name, dict(definition.parameters)[name])
    return replace(definition, parameters=(*rest[:to], moved, *rest[to:]))


def follow(graph: Graph, name: str, parameter: str, text: str, values: Mapping[str, Value]) -> Graph:
    """Have a parameter of a node (or a mark, such as `bypassed`) follow an expression of the block's parameters.

    Raises EditError where the expression, or what it gives for `values`, is not allowed.
    """
    node = graph[name]
    changed = replace(node, bindings=tuple({**dict(node.bindings), parameter: text}.items()))
    try:
        bound(replace(changed, bindings=((parameter, text),)), values)
    except ParameterError as error:
        raise EditError(str(error)) from None
    return graph.replacing({name: changed})


def own_value(graph: Graph, name: str, parameter: str, value: Any) -> Graph:
    """Give a parameter of a node (or a mark, such as `bypassed`) a value of its own in place of what it followed.

    Raises ParameterError.
    """
    node = graph[name]
    left = tuple(pair for pair in node.bindings if pair[0] != parameter)
    changed = marked(replace(node, bindings=left), {parameter: bool(value)} if parameter in MARKS else {})
    if changed != node:
        graph = graph.replacing({name: changed})
    if parameter in MARKS or not isinstance(node.layer, Layer):
        return graph
    return set_layer(graph, name, node.layer.changed(**{parameter: value}))


def promote(definition: Definition, names: Iterable[str], parameter: str, value: Any) -> Definition:
    """The definition with one more parameter, of this value, that a parameter of these nodes follows.

    It has the name of what follows it, or one made from that. Raises EditError.
    """
    number = value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value
    if not isinstance(number, int | float):
        raise EditError(
            tr(
                "A block's parameter is a number, or true or false, which this {parameter} is not.", parameter=parameter
            ),
            tr("Give it such a value first, or type “=” and an expression."),
        )
    new = unique_name("bypass" if parameter == BYPASSED else parameter, dict(definition.parameters))
    definition = add_parameter(definition, new, number)
    graph = definition.graph
    for name in names:
        graph = follow(graph, name, parameter, new, dict(definition.parameters))
    return replace(definition, graph=graph)


def _check_free(definition: Definition, name: str) -> None:
    if name in dict(definition.parameters):
        raise EditError(tr("The block has a parameter “{name}” already.", name=name), tr("Choose another name."))
    try:
        check_parameter(name)
    except ParameterError as error:
        raise EditError(str(error)) from None


def _renamed(text: str, old: str, new: str) -> str:
    """An expression that cannot be read stays as it is."""
    if old not in names_in(text):
        return text
    try:
        return substitute(text, {old: new})
    except ExpressionError as error:
        raise EditError(str(error), tr("Choose a shorter name.")) from None


def _with_expressions(graph: Graph, change: Callable[[str], str]) -> Graph:
    changed: dict[str, Node] = {}
    for name, node in graph.items():
        bindings = tuple((parameter, change(text)) for parameter, text in node.bindings)
        if bindings != node.bindings:
            changed[name] = replace(node, bindings=bindings)
    return graph.replacing(changed) if changed else graph
