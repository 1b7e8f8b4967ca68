"""Chance apart from torch's own generator, which belongs to the training: a generator for what one thread does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from studio.layers import Layer


class OwnGenerator(TorchDispatchMode):
    """Within it, what torch draws on this thread comes from a generator of its own, wherever it is drawn.

    After `seed` that gives the numbers that torch's own generator would after `torch.manual_seed`; without a seed it
    begins somewhere. `has_drawn` tells whether anything was drawn.
    """

    def __init__(self, seed: int | None = None) -> None:
        super().__init__()
        self.has_drawn = False
        self._generator = torch.Generator()
        self.seed(seed)

    def seed(self, value: int | None) -> None:
        """Let chance begin here; anywhere, where there is no value."""
        if value is None:
            self._generator.seed()
        else:
            self._generator.manual_seed(value)

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        given = dict(kwargs or {})
        if torch.Tag.nondeterministic_seeded in func.tags:
            return self._drawn(func, args, given)
        return func(*args, **given)

    def _drawn(self, func: Any, args: Sequence[Any], given: dict[str, Any]) -> Any:
        self.has_drawn = True
        if given.get("generator") is not None or _device(args, given) != "cpu":
            return func(*args, **given)
        if func.overloadpacket is torch.ops.aten.native_dropout:
            return self._dropout(*args, **given)
        drawing = _with_generator(func)
        # What has no such form (attention, recurrent layers) draws on the processor only through what has.
        return func(*args, **given) if drawing is None else drawing(*args, **{**given, "generator": self._generator})

    def _dropout(self, values: torch.Tensor, p: float, train: bool | None) -> tuple[torch.Tensor, torch.Tensor]:
        """What `native_dropout` computes, which takes no generator."""
        if not train or p == 0.0:
            return values.clone(), torch.ones_like(values, dtype=torch.bool)
        kept = torch.empty_like(values).bernoulli_(1.0 - p, generator=self._generator)
        return values * kept / (1.0 - p) if p < 1.0 else torch.zeros_like(values), kept.bool()


class Undrawn(OwnGenerator):
    """Within it nothing is drawn into tensors that are there: for weights that others are about to be loaded over."""

    def _drawn(self, func: Any, args: Sequence[Any], given: dict[str, Any]) -> Any:
        is_in_place = func.overloadpacket.__name__.endswith("_")
        return args[0] if is_in_place else super()._drawn(func, args, given)


def apart(layer: Layer) -> AbstractContextManager[Any]:
    """The context to try a layer in: code of people may draw real numbers even where only shapes are asked for."""
    return OwnGenerator(0) if layer.runs_code else nullcontext()


@lru_cache(maxsize=200)
def _with_generator(func: Any) -> Any:
    """The form of an operation that takes a generator; None where torch has none."""
    wanted = _arguments(func)
    forms = (getattr(func.overloadpacket, name) for name in func.overloadpacket.overloads())
    return next((form for form in forms if "generator" in _names(form) and _arguments(form) == wanted), None)


def _arguments(func: Any) -> list[tuple[str, str]]:
    return [(each.name, str(each.type)) for each in func._schema.arguments if each.name != "generator"]


def _names(func: Any) -> list[str]:
    return [each.name for each in func._schema.arguments]


def _device(args: Sequence[Any], given: Mapping[str, Any]) -> str:
    """The kind of device that something is drawn on."""
    first = next((each for each in (*args, given.get("out")) if isinstance(each, torch.Tensor)), None)
    return first.device.type if first is not None else torch.device(given.get("device") or "cpu").type
