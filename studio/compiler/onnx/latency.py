"""How long a network and its ONNX file take for one sample and for many, in a bounded time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from studio.compiler.one_core import one_core
from studio.compiler.onnx.parity import Agreement, Trial, prepared
from studio.compiler.own_generator import OwnGenerator

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from studio.compiler.onnx.surroundings import Surroundings

BATCHES = (1, 64)
"""Batch sizes at which both are timed."""

REPEATS, MILLISECONDS = 5, 75.0
"""So often something is timed at most, and for so long in all; what takes longer is not timed once more."""


@dataclass(frozen=True)
class Timing:
    """Milliseconds for a batch, each time that it was timed; with fewer `samples`, what their times come to for it."""

    samples: int
    times: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """How it was timed: samples at once, how often, and the shortest and longest time."""
        return {
            "samples": self.samples, "repeats": len(self.times),
            "least": round(min(self.times), 4), "most": round(max(self.times), 4),
        }  # fmt: skip


def latencies(
    session: InferenceSession, network: nn.Module, surroundings: Surroundings | None, trial: Trial,
    agreement: Agreement, *, whole: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Medians of both, preparation included, on one core each, by the size of the batch; `timed` says how.

    What would take longer than a bounded time is worked out from the comparison, which timed fewer samples at once;
    `whole` has it timed nevertheless, once.
    """
    found: dict[str, Any] = {}
    with one_core(), torch.no_grad():
        for size in BATCHES:
            samples = trial.first(size)
            times: dict[str, Times] = {
                "onnxruntime": _of_onnxruntime(session, samples), "pytorch": _of_torch(network, surroundings, samples),
            }  # fmt: skip
            timed = {name: _timing(name, size, times[name], agreement, whole=whole) for name in times}
            medians = {name: round(median(each.times), 4) for name, each in timed.items()}
            found[str(size)] = {**medians, "timed": {name: each.to_json() for name, each in timed.items()}}
    return found


Times = Callable[[bool], list[float]]
"""Gives milliseconds: of one time, or of several after one that what is prepared once is left to."""


def _timing(name: str, size: int, times: Times, agreement: Agreement, *, whole: bool) -> Timing:
    """The times of one of both at a size; that of the comparison where new ones would take too long."""
    nearest = max(each for each in agreement.batches if each <= size)
    known: float = getattr(agreement.at(nearest), name) * size / nearest
    is_long = known > MILLISECONDS
    if is_long and (nearest == size or not whole):
        return Timing(nearest, (known,))
    return Timing(size, tuple(times(not is_long)))


def _of_onnxruntime(session: InferenceSession, samples: Trial) -> Times:
    names = [port.name for port in session.get_inputs()]
    fed = {name: each.numpy() for name, each in zip(names, samples.raw, strict=True)}

    def asked() -> object:
        return session.run(None, fed)

    def timed(several: bool) -> list[float]:
        first = _milliseconds(asked)
        return _repeated(asked) if several else [first]

    return timed


def _of_torch(network: nn.Module, surroundings: Surroundings | None, samples: Trial) -> Times:
    """The times of PyTorch; what draws nothing is timed without the generator that would be drawn from."""

    def asked() -> object:
        results = network(*(samples.raw if surroundings is None else prepared(surroundings, samples)))
        outputs = results if isinstance(results, tuple) else (results,)
        return outputs if surroundings is None else surroundings.finished(outputs)

    def timed(several: bool) -> list[float]:
        with OwnGenerator(0) as chance:
            first = _milliseconds(asked)
        if not several:
            return [first]
        with OwnGenerator(0) if chance.has_drawn else nullcontext():
            return _repeated(asked)

    return timed


def _repeated(asked: Callable[[], object]) -> list[float]:
    times = [_milliseconds(asked)]
    while len(times) < REPEATS and sum(times) + max(times) < MILLISECONDS:
        times.append(_milliseconds(asked))
    return times


def _milliseconds(asked: Callable[[], object]) -> float:
    began = perf_counter()
    asked()
    return 1000 * (perf_counter() - began)
