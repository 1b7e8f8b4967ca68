"""How the nodes of a level are written: the calls that make their modules, with what follows from their inputs."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from studio.compiler.tensors import TensorSpec
from studio.graph import Graph, Node
from studio.layers import Layer, Shape
from studio.layers.block import Block
from studio.layers.code import CodeError, outline
from studio.layers.custom import Custom
from studio.layers.torch_module import TorchModule
from studio.project.level import Place

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis, NodeReport
    from studio.compiler.constructor import Argument

KEPT = 8192


class Made(NamedTuple):
    """The class of a module, the arguments it takes, and the names of its parameters in their order."""

    called: str
    arguments: tuple[Argument, ...]
    parameters: tuple[str, ...] = ()


class Level:
    """The nodes of a level with what is known of them."""

    def __init__(self, place: Place, analysis: Analysis | None) -> None:
        self._place, self._analysis = place, analysis
        self.graph = Graph({name: place.present(name) for name in place.graph})

    def is_made(self, name: str) -> bool:
        """Whether a node is a module of its own, and no expression."""
        layer = self.graph[name].layer
        if not isinstance(layer, Layer) or isinstance(layer, Block | Custom):
            return True
        count = max(2, len(layer.inputs)) if layer.variadic else len(layer.inputs)
        return layer.expression(*("x",) * count) is None

    def gives(self, name: str) -> tuple[TensorSpec, ...]:
        """What a node gives, where that is known."""
        found = self._report(name)
        return found.outputs or () if found is not None else ()

    def call(self, name: str) -> str:
        """What makes the module of a node."""
        from studio.compiler.source_classes import Call

        node, present = self._place.graph[name], self.graph[name]
        if isinstance(present.layer, Block):
            call = _block_call(present.layer, node)
        else:
            assert isinstance(present.layer, Hashable)
            made = written(present.layer, self._arriving(name))
            call = Call(made.called, _following(made.arguments, dict(node.bindings)))
        frozen = ".requires_grad_(False)" if present.frozen else ""
        return f"{call}{frozen}"

    def _arriving(self, name: str) -> tuple[Shape, ...] | None:
        """The shapes of a node's inputs, where they are known."""
        sources = self.graph[name].inputs
        found = [self.gives(source.node)[source.port : source.port + 1] if source else () for source in sources]
        return tuple(each[0].shape for each in found) if all(found) else None

    def _report(self, name: str) -> NodeReport | None:
        if self._analysis is None:
            return None
        return self._analysis.nodes.get(self._place.prefix + name)


@lru_cache(maxsize=KEPT)
def written(layer: Hashable, shapes: tuple[Shape, ...] | None) -> Made:
    """How a layer's module is made for inputs of these shapes; what follows from them is left out where none are known.

    Code of the document is named alone, never run.
    """
    if isinstance(layer, Custom):
        found = outline(layer.code)
        named = "" if isinstance(found, CodeError) else found.name
        return Made(named if named != "forward" else "Custom", ())
    if isinstance(layer, Layer) and shapes is not None and (built := _built(layer, shapes)) is not None:
        return built
    return _declared(layer)


def _built(layer: Layer, shapes: tuple[Shape, ...]) -> Made | None:
    """As torch makes it; None where it does not take these shapes."""
    from inspect import Parameter, signature

    import torch

    from studio.compiler.constructor import constructor_arguments, module_class

    try:
        with torch.device("meta"):
            module = layer.build(*shapes)
    except Exception:  # torch refuses in many ways; the analysis says why
        return None
    several = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
    names = tuple(each.name for each in signature(type(module)).parameters.values() if each.kind not in several)
    return Made(module_class(module), constructor_arguments(layer, module), names)


def _declared(layer: Any) -> Made:
    """As the layer is declared, all arguments by name."""
    from torch import nn

    from studio.compiler.constructor import Argument

    kind = layer.module if isinstance(layer, TorchModule) else layer.kind
    values: Mapping[str, Any] = layer.values() if isinstance(layer, TorchModule) else layer.params()
    arguments = tuple(Argument(name, _text(value)) for name, value in values.items())
    return Made(f"nn.{kind}" if hasattr(nn, kind) else kind, arguments)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return repr(tuple(value) if isinstance(value, list) else value)


def _following(arguments: tuple[Argument, ...], bindings: Mapping[str, str]) -> tuple[Argument, ...]:
    """The arguments, those that follow from the block's parameters as they do."""
    return tuple(
        each._replace(text=bindings[each.name], usual=False) if each.name in bindings else each for each in arguments
    )


def _block_call(block: Block, node: Node) -> Any:
    """A block by its class, with all its arguments by name."""
    from studio.compiler.constructor import Argument
    from studio.compiler.source_classes import Call, class_name
    from studio.compiler.source_forward import is_sequential

    arguments = tuple(Argument(name, repr(value)) for name, value in block.arguments.items())
    bindings = dict(node.bindings)
    call = Call(class_name(block.definition.name), _following(arguments, bindings))
    if block.shared or (block.repeat == 1 and "repeat" not in bindings):
        return call
    copies = Argument("repeat", bindings.get("repeat", str(block.repeat)), positional=True)
    container = "nn.Sequential" if is_sequential(block) else "nn.ModuleList"
    return Call(call.made, call.arguments, copies, container)
