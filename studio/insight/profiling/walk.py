"""A batch sent through a network node by node, forward and back, with every step of it watched by somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor, nn

from studio.compiler.analysis import Analysis
from studio.compiler.connections import addresses
from studio.compiler.expansion import module_path
from studio.compiler.module import inputs_of
from studio.graph import Graph
from studio.insight.trace import Ports, computed
from studio.layers.io import Input, Output
from studio.layers.passage import Passage

Computing = Callable[[], AbstractContextManager[object]]
"""The context in which nodes compute."""

Watch = Callable[[str], AbstractContextManager[object]]
"""The context in which a step of the node of this name is done."""


class Walk:
    """A network in its flat form with one batch (B, *shape) for each Input; what is not needed any more is let go."""

    def __init__(
        self, network: nn.Module, analysis: Analysis, inputs: Sequence[Tensor], computing: Computing = nullcontext
    ) -> None:
        self.network, self.computing = network, computing
        self.flat: Graph = analysis.expansion.whole
        self.order = computed(self.flat)
        self.given = dict(zip(inputs_of(analysis.graph), inputs, strict=True))
        self.modules = {name: network.get_submodule(module_path(name)) for name in self.order if self._computes(name)}
        self._last = {source.node: name for name in self.order for source in self.flat[name].inputs if source}
        self._copied: set[str] = set()
        self.sizes: dict[str, tuple[int, int]] = {}
        """Bytes of what each node gets and gives, in the number format that it does so."""
        self.views: set[str] = set()
        """Nodes that hand on memory of what they get, and so move nothing."""

    def _computes(self, name: str) -> bool:
        return not isinstance(self.flat[name].layer, Input | Output | Passage)

    def forward(self, watch: Watch) -> None:
        """Use the network: nothing is kept for derivatives, each node's numbers go when the last has taken them."""
        made: dict[str, Ports] = {}
        with torch.no_grad():
            for name in self.order:
                made[name] = self._step(name, self._arriving(name, made), watch)
                for source in self.flat[name].inputs:
                    if source is not None and self._last[source.node] == name:
                        made.pop(source.node, None)

    def train(self, forward: Watch, backward: Watch) -> None:
        """Take a step of training less its optimizer: forward, then back from the sum of all that leaves the network.

        Each node is derived by itself, so that its time is its own; parameters get their gradients.
        """
        self.network.zero_grad(set_to_none=True)
        made: dict[str, Ports] = {}
        taken: dict[str, Ports] = {}
        for name in self.order:
            arriving = self._arriving(name, made)
            if name in self.modules:
                taken[name] = tuple(each.detach().requires_grad_(each.is_floating_point()) for each in arriving)
                arriving = tuple(map(torch.clone, taken[name])) if name in self._copied else taken[name]
            made[name] = self._train_step(name, arriving, forward)
        self._back(made, taken, backward)

    def _train_step(self, name: str, arriving: Ports, watch: Watch) -> Ports:
        try:
            return self._step(name, arriving, watch)
        except RuntimeError as error:
            # What works in place on what it gets is given a copy, as it would be in the network.
            if "leaf" not in str(error) or name in self._copied:
                raise
            self._copied.add(name)
            return self._step(name, tuple(map(torch.clone, arriving)), watch)

    def _back(self, made: dict[str, Ports], taken: dict[str, Ports], watch: Watch) -> None:
        gradients: dict[tuple[str, int], Tensor] = {}
        for name in reversed(self.order):
            results = made.pop(name)
            if name not in self.modules:
                own: tuple[Tensor | None, ...] = tuple(
                    gradients.pop((name, port), torch.ones_like(each) if each.is_floating_point() else None)
                    for port, each in enumerate(results)
                )  # fmt: skip
            else:
                own = self._derived(name, results, taken.pop(name), gradients, watch)
            for source, gradient in zip(self.flat[name].inputs, own, strict=False):  # of an Input none is asked for
                if source is not None and gradient is not None:
                    place = (source.node, source.port)
                    gradients[place] = gradients[place] + gradient if place in gradients else gradient

    def _derived(
        self, name: str, results: Ports, arriving: Ports, gradients: dict[tuple[str, int], Tensor], watch: Watch
    ) -> tuple[Tensor | None, ...]:
        """Derivatives by what a node got, from those by what it gave; nothing where none came back."""
        known = [gradients.pop((name, port), None) for port in range(len(results))]
        pairs = [
            (each, gradient)
            for each, gradient in zip(results, known, strict=True)
            if gradient is not None and each.requires_grad
        ]
        if pairs:
            with watch(name):
                torch.autograd.backward([each for each, _ in pairs], [gradient for _, gradient in pairs])
        return tuple(each.grad for each in arriving)

    def _arriving(self, name: str, made: Mapping[str, Ports]) -> Ports:
        return tuple(made[source.node][source.port] for source in self.flat[name].inputs if source is not None)

    def _step(self, name: str, arriving: Ports, watch: Watch) -> Ports:
        module = self.modules.get(name)
        if module is None:
            return (self.given[name],) if name in self.given else arriving
        with watch(name), self.computing():
            found = module(*arriving)
        results = found if isinstance(found, tuple) else (found,)
        self.sizes[name] = sum(each.nbytes for each in arriving), sum(each.nbytes for each in results)
        if addresses(results) <= addresses(arriving):
            self.views.add(name)
        return results


def unwatched(name: str) -> AbstractContextManager[object]:
    """Nobody looks."""
    return nullcontext()
