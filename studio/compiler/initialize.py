"""How the parameters of a compiled network begin: which scheme fills which, from which chance, and what cannot be."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import nn

from studio.compiler.own_generator import apart
from studio.compiler.tensors import TensorSpec
from studio.formatting.shortened import shortened
from studio.graph import Kind, Node, Problem
from studio.graph.model import InitialValue
from studio.layers import Layer, format_shape
from studio.layers.by_hand import ByHand
from studio.layers.initialization import Default, UnknownInitializer
from studio.layers.initializer import Initializer
from studio.layers.modules import Affine
from studio.text import tr

Schemes = Iterable[tuple[str, InitialValue]]
"""(parameter or group, scheme); the groups are `weight` and `bias`."""

Shapes = Mapping[str, tuple[int, ...]]
"""Shapes of a layer's parameters by their names."""

GROUPS = ("weight", "bias")

NORMS: tuple[type[nn.Module], ...] = (
    nn.modules.batchnorm._BatchNorm, nn.modules.instancenorm._InstanceNorm, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm,
    Affine,
)  # fmt: skip
"""Their scale begins at 1 whatever the network's scheme is."""

UNREADABLE = Kind(
    "unreadable-initial",
    "The initial “{key}” of “{node}” cannot be read here: {reason}",
    "Choose another initialisation.",
)
NO_PARAMETERS = Kind(
    "initial-of-nothing",
    "The initial “{key}” of “{node}” is set, but {layer} has no parameters.",
    "Remove it, or correct the name.",
)
NO_SUCH_PARAMETER = Kind(
    "initial-of-no-parameter",
    "The initial “{key}” of “{node}” is set, but {layer} has {names}.",
    "Remove it, or correct the name.",
)
OTHER_SHAPE = Kind(
    "initial-of-other-shape",
    "The values typed for “{parameter}” of “{node}” have shape {given}, but {layer} needs {wanted} here.",
    "Correct the values, or choose another initialisation.",
)
TOO_FEW_DIMENSIONS = Kind(
    "initial-of-too-few-dimensions",
    "{scheme} cannot fill “{parameter}” of “{node}”, which has shape {shape}: it needs {least} or more dimensions.",
    "Choose another initialisation, such as Zeros or Normal.",
)


class Filling(NamedTuple):
    """One parameter of a layer with what fills it; `fan_in` is the number of inputs of each unit."""

    name: str
    scheme: Initializer
    fan_in: int


def node_seed(seed: int, path: str) -> int:
    """The start of chance of one node, which no other node has a part in."""
    return int.from_bytes(hashlib.blake2b(f"{seed}:{path}".encode(), digest_size=7).digest())


def initialize(module: nn.Module, node: Node, network: Schemes = (), seed: int | None = None) -> None:
    """Fill the parameters of a node's module as the node says, and where it says nothing, as the network does.

    `seed` fixes all chance, of each parameter by itself; torch's own generator is drawn from only without one.
    """
    for name, scheme, fan_in in fillings(module, node.init, network):
        chance = None if seed is None else torch.Generator().manual_seed(node_seed(seed, name))
        scheme.fill(module.get_parameter(name), fan_in, chance)


def fillings(module: nn.Module, own: Schemes, network: Schemes = ()) -> Iterator[Filling]:
    """The parameters that do not begin as PyTorch has them. A node's own scheme goes before the network's."""
    shapes = {name: tuple(parameter.shape) for name, parameter in module.named_parameters()}
    chosen = chosen_schemes(shapes, _sums(module, shapes), own, network)
    for name, shape in shapes.items():
        scheme = chosen.get(name, Default())
        if isinstance(scheme, Initializer) and not isinstance(scheme, Default) and len(shape) >= scheme.least_rank:
            yield Filling(name, scheme, _fan_in(shapes, name))


def chosen_schemes(shapes: Shapes, sums: Iterable[str], own: Schemes, network: Schemes) -> dict[str, InitialValue]:
    """What fills which parameter; `sums` are those that the network's schemes fill."""
    sums = tuple(sums)
    chosen = {name: scheme for group, scheme in network for name in sums if group == group_of(name)}
    for key, scheme in sorted(own, key=lambda entry: entry[0] not in GROUPS):
        chosen |= dict.fromkeys(covered(shapes, key), scheme)
    return chosen


def covered(shapes: Shapes, key: str) -> tuple[str, ...]:
    """The parameters that a key means: that of this name, or those of the group.

    In a layer of several parts, such as a TransformerEncoderLayer, a group leaves its norms alone.
    """
    if key in shapes:
        return (key,)
    group = tuple(name for name in shapes if group_of(name) == key)
    return tuple(name for name in group if len(shapes[_weight_of(shapes, name)]) >= 2) or group


def group_of(name: str) -> str:
    """`weight` or `bias` for parameters named so (`weight_ih_l0`, `in_proj_bias`); nothing for any other."""
    words = name.rpartition(".")[2].split("_")
    return next((group for group in GROUPS if group in words), "")


@lru_cache(maxsize=2_000)
def parameters_of(layer: Layer, inputs: tuple[TensorSpec, ...]) -> Shapes:
    """Names and shapes of the parameters that a layer has on such inputs, which it must be able to take."""
    with apart(layer), torch.device("meta"):
        module = layer.build(*(spec.shape for spec in inputs))
    return {name: tuple(parameter.shape) for name, parameter in module.named_parameters()}


@lru_cache(maxsize=2_000)
def linear_weights(layer: Layer, inputs: tuple[TensorSpec, ...]) -> frozenset[str]:
    """The parameters of a layer that the network's schemes fill: those of weighted sums, rather than of norms."""
    with apart(layer), torch.device("meta"):
        module = layer.build(*(spec.shape for spec in inputs))
    return frozenset(_sums(module, parameters_of(layer, inputs)))


def problems_of(path: str, node: Node, inputs: tuple[TensorSpec, ...]) -> tuple[Problem, ...]:
    """What is wrong with how a node's parameters are to begin; its layer must be able to take the inputs."""
    if not node.init or not isinstance(node.layer, Layer):
        return ()
    shapes = parameters_of(node.layer, inputs)
    found = (_problem(path, node.layer, key, scheme, shapes) for key, scheme in node.init)
    return tuple(problem for problem in found if problem is not None)


def _problem(path: str, layer: Layer, key: str, scheme: InitialValue, shapes: Shapes) -> Problem | None:
    if isinstance(scheme, UnknownInitializer):
        return UNREADABLE.problem("error", path, key=shortened(key), node=path, reason=scheme.message)
    meant = covered(shapes, key)
    if not meant and key not in GROUPS:
        if not shapes:
            return NO_PARAMETERS.problem("warning", path, key=shortened(key), node=path, layer=layer.kind)
        names = tr(", ").join(shapes)
        return NO_SUCH_PARAMETER.problem("warning", path, key=shortened(key), node=path, layer=layer.kind, names=names)
    for name in meant:
        if isinstance(scheme, ByHand) and scheme.shape != shapes[name]:
            given, wanted = format_shape(scheme.shape), format_shape(shapes[name])
            told = {"parameter": name, "node": path, "given": given, "layer": layer.kind, "wanted": wanted}
            return OTHER_SHAPE.problem("error", path, **told)
        if isinstance(scheme, Initializer) and len(shapes[name]) < scheme.least_rank:
            shape, least = format_shape(shapes[name]), scheme.least_rank
            told = {"scheme": tr(scheme.title), "parameter": name, "node": path, "shape": shape}
            return TOO_FEW_DIMENSIONS.problem("error", path, **told, least=least)
    return None


def _sums(module: nn.Module, shapes: Shapes) -> tuple[str, ...]:
    """The parameters that belong to a weighted sum, rather than to a norm or an activation."""
    return tuple(
        name
        for name in shapes
        if len(shapes[_weight_of(shapes, name)]) >= 2
        and not isinstance(module.get_submodule(name.rpartition(".")[0]), NORMS)
    )


def _weight_of(shapes: Shapes, name: str) -> str:
    """The weight that a bias belongs to; any other parameter is its own."""
    path, dot, last = name.rpartition(".")
    weight = path + dot + last.replace("bias", "weight")
    return weight if weight in shapes else name


def _fan_in(shapes: Shapes, name: str) -> int:
    """Inputs of each unit: the entries of one row of the weight, of a bias those of the weight it belongs to."""
    shape = shapes[_weight_of(shapes, name)]
    return math.prod(shape[1:]) if len(shape) >= 2 else math.prod(shape)
