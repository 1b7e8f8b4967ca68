"""How one derivative comes about by the chain rule: the products of every way on from a number to what is derived."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from studio.insight.origins import Origin, Place, short, sum_of
from studio.insight.trace import Gradients, Trace, parameters_of
from studio.layers.io import Output
from studio.text import tr

TOLERANCE = 1e-3
"""By how much of its size the sum of all products may miss the derivative; beyond it nothing is told."""


@dataclass(frozen=True, eq=False)
class Way:
    """The products dL/dy·dy/dx by which a number x goes on through one node, for all numbers y there that it moves."""

    node: str
    terms: tuple[tuple[float, float], ...]

    @property
    def total(self) -> float:
        """Their sum."""
        return math.fsum(upstream * local for upstream, local in self.terms)


def origin_of(trace: Trace, gradients: Gradients, name: str, place: Place) -> Origin | None:
    """How the derivative by one number comes about that a node gives at its first port; `place` is without the batch.

    None where what comes behind cannot be derived twice, or is not the same when it is asked again (a random mask).
    """
    found = gradients.outputs[name][0]
    users = [*_users(trace, name)]
    is_last = any(isinstance(trace.flat[user].layer, Output) for user, _ in users)
    if found is None:
        return None

    def ways() -> Iterator[Way]:
        for user, port in users:
            if not isinstance(trace.flat[user].layer, Output):
                local = _by_input(trace.module(user), _detached(trace, user), port, (0, *place))
                yield _way(gradients, user, local)

    return _origin(ways(), float(found[0][place]), is_last=is_last)


def origin_by_parameter(trace: Trace, gradients: Gradients, name: str, own: str, place: Place) -> Origin | None:
    """The same of the derivative by one number of a parameter, by its name in the node."""
    found, module = gradients.parameters[parameters_of(trace, name)[own]], trace.module(name)
    if found is None or module is None:
        return None

    def ways() -> Iterator[Way]:
        local = _local(module, _detached(trace, name), module.get_parameter(own), place)
        yield _way(gradients, name, local)

    return _origin(ways(), float(found[place]), is_last=False)


def _origin(ways: Iterator[Way], result: float, *, is_last: bool) -> Origin | None:
    try:
        every = [*ways]
    except (RuntimeError, NotImplementedError):
        return None
    total = math.fsum(way.total for way in every)
    size = max(abs(result), math.fsum(abs(a * b) for way in every for a, b in way.terms))
    if not is_last and not abs(total - result) <= TOLERANCE * size + 1e-12:
        return None
    return Origin("\n".join(_told(every, result, total, is_last=is_last)), result)


def _told(ways: Sequence[Way], result: float, total: float, *, is_last: bool) -> Iterator[str]:
    for way in ways:
        if way.terms:
            products = sum_of(way.terms, None)
            yield tr("through “{node}”: {products} = {sum}", node=way.node, products=products, sum=short(way.total))
        else:
            yield tr("through “{node}”: 0, as nothing there changes with it", node=way.node)
    if is_last:
        yield tr("as an answer of the network: {number}", number=short(result - total))
    if len(ways) + is_last > 1:
        yield tr("in all: {sum}", sum=short(result))


def _users(trace: Trace, name: str) -> Iterator[tuple[str, int]]:
    """The nodes that take what a node gives at its first port, with the port they take it by."""
    for user in trace.outputs:
        for port, source in enumerate(trace.flat[user].inputs):
            if source is not None and (source.node, source.port) == (name, 0):
                yield user, port


def _detached(trace: Trace, name: str) -> list[Tensor]:
    return [each.detach().clone() for each in trace.arriving(name)]


def _way(gradients: Gradients, name: str, every: Sequence[Tensor | None]) -> Way:
    """The products through a node, of whose ports the derivatives dy/dx are given."""
    terms: list[tuple[float, float]] = []
    for upstream, local in zip(gradients.outputs[name], every, strict=True):
        if upstream is not None and local is not None:
            moved = local != 0
            terms += zip(upstream[moved].tolist(), local[moved].tolist(), strict=True)
    return Way(name, tuple(terms))


def _by_input(module: nn.Module | None, given: list[Tensor], port: int, place: Place) -> tuple[Tensor | None, ...]:
    """dy/dx of everything that a node gives by one number of what it gets at a port, its place with the batch."""
    if module is None:  # handed on as it is
        column = torch.zeros_like(given[port])
        column[place] = 1.0
        return (column,)
    return _local(module, given, given[port].requires_grad_(), place)


def _local(module: nn.Module, given: Sequence[Tensor], x: Tensor, place: Place) -> tuple[Tensor | None, ...]:
    """dy/dx of everything that a module makes of what is given, by one number of x; None for what is not derived.

    Deriving the way back once more, by what is put in there, gives all of them at once.
    """
    with torch.enable_grad():
        # A copy, as code of a layer may change in place what it gets.
        made = module(*(each.clone() for each in given))
        every = made if isinstance(made, tuple) else (made,)
        derived = [each for each in every if each.requires_grad]
        weights = [torch.zeros_like(each, requires_grad=True) for each in derived]
        (back,) = torch.autograd.grad(derived, x, weights, create_graph=True, allow_unused=True)
        if back is None:
            return (None,) * len(every)
        found = iter(torch.autograd.grad(back[place], weights, allow_unused=True))
    return tuple(next(found) if each.requires_grad else None for each in every)
