"""Blocks: a network inside a node. Each definition gets a declaration of its own, with the block's parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, create_model

from studio.formatting.shortened import shortened
from studio.graph.definition import Definition
from studio.graph.expressions import ExpressionError, Value, evaluate
from studio.graph.model import Graph, Node
from studio.graph.names import objection
from studio.graph.problems import EditError
from studio.layers.declaration import format_value
from studio.layers.errors import ParameterError
from studio.layers.spec import Layer, ports
from studio.text import in_a_row, ntr, tr

if TYPE_CHECKING:
    from torch import nn

    from studio.layers.spec import Shape

BYPASSED, FROZEN = "bypassed", "frozen"
MARKS = (BYPASSED, FROZEN)
"""What a node may be besides its layer. In its bindings, these words decide whether it is."""

MOST_COPIES = 1000

OWN_FIELDS = ("repeat", "shared")


class Block(Layer):
    """A network inside a node, with ports, parameters of its own, and as many copies in a row as you like.

    Open it to see and change what is inside; every block of the same definition changes with it.
    """

    name = "Block"
    family = "other"
    title = "Block"
    dtypes = None
    definition: ClassVar[Definition]

    if TYPE_CHECKING:  # added to each definition's declaration behind its parameters
        repeat: int
        shared: bool

    inputs = ports(lambda self: self.definition.inputs)
    outputs = ports(lambda self: self.definition.outputs)

    @property
    def arguments(self) -> dict[str, Value]:
        """The values of the block's parameters."""
        return {name: getattr(self, name) for name, _ in self.definition.parameters}

    def params(self) -> dict[str, Any]:
        """The parameters as the file has them: the definition's name, its arguments, the copies."""
        written = super().params()
        arguments = {name: value for name, value in written.items() if name not in OWN_FIELDS}
        own = {name: value for name, value in written.items() if name in OWN_FIELDS}
        return {"block": self.definition.name, **({"arguments": arguments} if arguments else {}), **own}

    @classmethod
    def summary(cls) -> str:
        """The first sentence of what there is to say of it."""
        first, stop, _ = tr(cls.__doc__ or "").partition(". ")
        return first + "." if stop else first

    @classmethod
    def help(cls) -> str:
        """What its definition says about it, in one line."""
        return " ".join(tr(cls.__doc__ or "").split())

    def label(self) -> str:
        """The arguments and the number of copies, such as `channels 64 · stride 2 · 3 copies`."""
        said = [f"{name} {format_value(value)}" for name, value in self.arguments.items()]
        if self.repeat > 1 and self.shared:
            said.append(ntr("{count} copy sharing weights", "{count} copies sharing weights", self.repeat))
        elif self.repeat > 1:
            said.append(ntr("{count} copy", "{count} copies", self.repeat))
        return " · ".join(said)

    def build(self, *shapes: Shape) -> nn.Module:
        """A block is opened before anything is built."""
        raise TypeError(f"the block {self.definition.name} is not a module of its own: it has to be expanded")

    def __reduce__(self) -> tuple[Any, ...]:
        return create_block, (self.definition, dict(self))


@lru_cache(maxsize=2048)
def block_type(definition: Definition) -> type[Block]:
    """The declaration of a definition: its parameters are fields, beside the number of copies.

    Raises ParameterError where a parameter's name cannot be used.
    """
    for name, _ in definition.parameters:
        check_parameter(name)
    fields: dict[str, Any] = {
        name: (type(default), Field(default, description=tr("Parameter of the block {name}", name=definition.name)))
        for name, default in definition.parameters
    }
    fields |= {
        "repeat": (
            int,
            Field(1, ge=1, le=MOST_COPIES, title="Repeat", description="Copies in a row, each fed by the one before"),
        ),
        "shared": (bool, Field(False, title="Share weights", description="Whether all copies use the same weights")),
    }
    about = definition.about or _made_of(definition)
    declared = create_model(definition.name, __base__=Block, __module__=__name__, __doc__=about, **fields)
    declared.definition = definition
    declared.title = definition.name
    declared.stem = _stem(definition.name)
    declared.essential = tuple(name for name, _ in definition.parameters)
    return declared


def _stem(title: str) -> str:
    """What nodes of a definition are called before they are numbered: `residual` for Residual2."""
    words = "".join(letter if letter.isalnum() else "_" for letter in title.lower()).strip("_0123456789")
    return words if words.isidentifier() else "block"


def _made_of(definition: Definition) -> str:
    """What there is to say of a block that nobody has described."""
    kinds = [node.layer.kind for node in definition.graph.values() if node.layer.kind not in ("Input", "Output")]
    if not kinds:
        return tr("A block with nothing in it yet.")
    names = in_a_row(dict.fromkeys(kinds))
    return ntr("A block of {count} layer: {names}.", "A block of {count} layers: {names}.", len(kinds), names=names)


def create_block(definition: Definition, params: Mapping[str, Any] | None = None) -> Block:
    """A block of this definition. Raises ParameterError."""
    return block_type(definition).create(params or {})


def read_block(definition: Definition, params: Mapping[str, Any]) -> Block:
    """A block from its parameters in a file. Raises ParameterError."""
    arguments = params.get("arguments", {})
    if not isinstance(arguments, Mapping):
        raise ParameterError(tr("arguments of Block must be an object, such as {“channels”: 64}."))
    own = {name: value for name, value in params.items() if name not in ("block", "arguments")}
    return create_block(definition, {**arguments, **own})


def block_of(graph: Graph, name: str) -> Block:
    """The layer of a block node. Raises EditError where the node is no block."""
    layer = graph[name].layer if name in graph else None
    if not isinstance(layer, Block):
        raise EditError(tr("“{name}” is no block.", name=name))
    return layer


def bound(node: Node, values: Mapping[str, Value]) -> Node:
    """The node with what its bindings make of the block's parameters. Raises ParameterError."""
    if not node.bindings:
        return node
    try:
        found = {name: evaluate(text, values) for name, text in node.bindings}
    except ExpressionError as error:
        raise ParameterError(str(error)) from None
    set_marks = {mark: bool(found.pop(mark, now)) for mark, now in marks(node).items()}
    layer = node.layer
    if isinstance(layer, Layer) and found and not set_marks[BYPASSED]:
        layer = _changed(layer, tuple(found.items()))
    return marked(replace(node, layer=layer, bindings=()), set_marks)


def marks(node: Node) -> dict[str, bool]:
    """Whether a node is bypassed, and whether it is frozen, by the words for it."""
    return {BYPASSED: node.bypassed, FROZEN: node.frozen}


def marked(node: Node, changed: Mapping[str, bool]) -> Node:
    """The node with these marks set or taken away."""
    now = {**marks(node), **changed}
    return replace(node, bypassed=now[BYPASSED], frozen=now[FROZEN])


@lru_cache(maxsize=4096)
def _changed(layer: Layer, params: tuple[tuple[str, Any], ...]) -> Layer:
    return layer.changed(**dict(params))


def check_parameter(name: str) -> None:
    """Raise ParameterError where a block cannot have a parameter of this name."""
    reason = objection(name)
    if reason:
        raise ParameterError(
            tr("“{name}” cannot be a parameter's name: {reason}.", name=shortened(name), reason=reason)
        )
    if name in (*MARKS, *OWN_FIELDS) or hasattr(Block, name):
        raise ParameterError(
            tr("“{name}” cannot be a parameter of a block: every block has something of that name.", name=name)
        )
