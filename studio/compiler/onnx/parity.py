"""The check that onnxruntime computes from an exported file what PyTorch does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from studio.compiler.export_error import ExportError
from studio.compiler.one_core import one_core
from studio.compiler.own_generator import OwnGenerator
from studio.text import tr

if TYPE_CHECKING:
    import numpy as np
    from onnxruntime import InferenceSession

    from studio.compiler.onnx.surroundings import Surroundings

BATCHES = (1, 2, 7)
"""Batch sizes at which the file is compared with the network."""

FEWER = ((10**9, (1, 3)), (10**10, (1, 2)))
"""Batch sizes of networks of so many multiply-accumulates a sample and more: comparing takes less than exporting."""

TOLERANCE = 1e-4
"""Largest difference that is put down to rounding, relative to the largest output (or to 1 where that is smaller)."""


class DisagreementError(ExportError):
    """onnxruntime gives something else than PyTorch does, at a trial."""

    def __init__(self, message: str, remedy: str, trial: Trial) -> None:
        super().__init__(message, remedy)
        self.trial = trial


def predict(model: Path | bytes, *inputs: np.ndarray | torch.Tensor) -> tuple[np.ndarray, ...]:
    """The outputs that onnxruntime computes on the CPU, for one array (N, …) an input. Raises ExportError."""
    return run(session_of(model), inputs)


@dataclass(frozen=True, eq=False)
class Trial:
    """Samples to compare on, one tensor (N, …) an Input: as the file takes them, and as the network does."""

    raw: tuple[torch.Tensor, ...]
    prepared: tuple[torch.Tensor, ...]

    def __len__(self) -> int:
        return min((len(each) for each in (*self.raw, *self.prepared)), default=0)

    def first(self, size: int) -> Trial:
        """The first samples, from the beginning again where there are fewer."""
        rows = torch.arange(size) % len(self)
        return Trial(tuple(each[rows] for each in self.raw), tuple(each[rows] for each in self.prepared))

    def on_cpu(self, types: Sequence[torch.dtype]) -> Trial:
        """The same on the CPU, with an Input's type each."""
        return Trial(_on_cpu(self.raw, types), _on_cpu(self.prepared, types))


@dataclass(frozen=True)
class Passed:
    """A batch that went through both: its `size`, how far apart they are, and the milliseconds that each took.

    `alike` says of how many samples both decide for the same class; None where there are no classes to decide on.
    PyTorch's time has that of the preparation of raw samples in it.
    """

    size: int
    difference: float
    alike: int | None
    onnxruntime: float
    pytorch: float


@dataclass(frozen=True)
class Agreement:
    """What came of comparing a file with the network; `batches` are the sizes that the first trial was made at.

    `session` is onnxruntime with the file as it was compared; None where that lay elsewhere then.
    """

    batches: tuple[int, ...]
    passed: tuple[Passed, ...]
    session: InferenceSession | None = field(default=None, repr=False, compare=False)

    @property
    def largest_difference(self) -> float:
        """Largest absolute difference of any output."""
        return max(each.difference for each in self.passed)

    @property
    def alike(self) -> float | None:
        """The share of different samples of which both decide for the same class; None without classes."""
        tried = self.passed[len(self.batches) - 1 :]
        counts = [each.alike for each in tried if each.alike is not None]
        return sum(counts) / sum(each.size for each in tried) if len(counts) == len(tried) else None

    def at(self, size: int) -> Passed:
        """How the first trial went at one of the `batches`."""
        return self.passed[self.batches.index(size)]


def batches_for(operations: int) -> tuple[int, ...]:
    """The batch sizes to compare at, for a network of so many multiply-accumulates a sample."""
    fitting = [batches for least, batches in FEWER if operations >= least]
    return fitting[-1] if fitting else BATCHES


def compared(
    network: nn.Module, surroundings: Surroundings | None, model: bytes | Path, trials: Sequence[Trial],
    tolerance: float = TOLERANCE, batches: tuple[int, ...] = BATCHES,
) -> Agreement:  # fmt: skip
    """PyTorch's outputs on prepared samples held against onnxruntime's on raw ones, the first trial at all `batches`.

    Raises DisagreementError where they differ by more than the tolerance.
    """
    session = session_of(model)
    tried = [trials[0].first(size) for size in batches]
    tried += [each.first(min(len(each), batches[-1])) for each in trials[1:]]
    with one_core():
        passed = tuple(_passed(network, surroundings, session, each, tolerance) for each in tried)
    return Agreement(batches, passed, session if isinstance(model, bytes) else None)


def _passed(
    network: nn.Module, surroundings: Surroundings | None, session: InferenceSession, trial: Trial, tolerance: float
) -> Passed:
    began = perf_counter()
    got = run(session, trial.raw)
    ran = perf_counter()
    wanted = answers(network, surroundings, trial)
    if surroundings is not None:
        prepared(surroundings, trial)
    ended = perf_counter()
    off = _difference(wanted, got, trial, tolerance)
    return Passed(len(trial), off, _alike(wanted[0], got[0]), 1000 * (ran - began), 1000 * (ended - ran))


def prepared(surroundings: Surroundings, trial: Trial) -> tuple[torch.Tensor, ...]:
    """What the file's own preparation makes of raw samples."""
    with torch.no_grad():
        return tuple(map(surroundings.prepare, trial.raw))


def _alike(wanted: torch.Tensor, got: np.ndarray) -> int | None:
    if wanted.dim() != 2 or wanted.shape[1] < 2:
        return None
    return int((wanted.argmax(1) == torch.from_numpy(got).argmax(1)).sum())


def session_of(model: Path | bytes) -> InferenceSession:
    """onnxruntime with a file on one core of the CPU. Raises ExportError."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1  # its threads would take the time of a training beside it
    try:
        return onnxruntime.InferenceSession(
            model if isinstance(model, bytes) else str(model), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        raise _cannot_run(error) from None


def run(session: InferenceSession, inputs: Sequence[np.ndarray | torch.Tensor]) -> tuple[np.ndarray, ...]:
    """The outputs for one array (N, …) an input. Raises ExportError."""
    arrays = {port.name: _array(each) for port, each in zip(session.get_inputs(), inputs, strict=True)}
    try:
        return tuple(session.run(None, arrays))
    except Exception as error:
        raise _cannot_run(error) from None


def _cannot_run(error: Exception) -> ExportError:
    return ExportError(
        tr("onnxruntime cannot run the exported network: {reason}", reason=first_line(error)),
        tr("Update onnxruntime, or replace the layer that it names."),
    )


def answers(network: Callable[..., Any], surroundings: Surroundings | None, trial: Trial) -> tuple[torch.Tensor, ...]:
    """What the network answers to samples prepared as for its training, in their own units."""
    try:
        with torch.no_grad(), OwnGenerator(0):
            results = network(*trial.prepared)
            outputs = tuple(each.detach() for each in (results if isinstance(results, tuple) else (results,)))
            return outputs if surroundings is None else surroundings.finished(outputs)
    except Exception as error:
        raise ExportError(
            tr("The network cannot run on a batch of {count}: {reason}.", count=len(trial), reason=first_line(error)),
            tr("Batch normalisation without running statistics needs several samples: switch track_running_stats on."),
        ) from None


def _difference(wanted: Sequence[torch.Tensor], got: Sequence[np.ndarray], trial: Trial, tolerance: float) -> float:
    """Largest absolute difference of onnxruntime's outputs from PyTorch's. Raises DisagreementError above tolerance."""
    worst, batch = 0.0, len(trial)
    for expected, actual in zip(wanted, map(torch.from_numpy, got), strict=True):
        if expected.shape != actual.shape:
            raise DisagreementError(
                tr("At batch {batch} onnxruntime gives {actual} where PyTorch gives {expected}; nothing was written.",
                   batch=batch, actual=tuple(actual.shape), expected=tuple(expected.shape)),
                tr("Replace layers that fix the size of the batch."), trial,
            )  # fmt: skip
        off = difference(expected, actual)
        if not off <= tolerance * size_of(expected):
            raise DisagreementError(
                tr("At batch {batch} the outputs of onnxruntime differ from PyTorch's by up to {difference}, "
                   "so nothing was written.", batch=batch, difference=f"{off:.2g}"),
                tr("Weights that grew very large make rounding visible: train again with a smaller learning rate."),
                trial,
            )  # fmt: skip
        worst = max(worst, off)
    return worst


def difference(wanted: torch.Tensor, actual: torch.Tensor) -> float:
    """The largest difference; none where both are the same infinity or both are no number, NaN where only one is."""
    same = (wanted == actual) | (wanted.isnan() & actual.isnan())
    return float(torch.where(same, 0.0, (wanted.double() - actual.double()).abs()).max())


def size_of(wanted: torch.Tensor) -> float:
    """The largest output, 1 where it is smaller."""
    return float(torch.where(wanted.isfinite(), wanted.double().abs(), 1).clamp(min=1).max())


def _on_cpu(tensors: Sequence[torch.Tensor], types: Sequence[torch.dtype]) -> tuple[torch.Tensor, ...]:
    return tuple(each.detach().to("cpu", dtype).contiguous() for each, dtype in zip(tensors, types, strict=True))


def _array(values: np.ndarray | torch.Tensor) -> np.ndarray:
    return values.detach().cpu().numpy() if isinstance(values, torch.Tensor) else values


def first_line(error: Exception) -> str:
    """What went wrong at the root, in one line."""
    while error.__cause__ is not None and isinstance(error.__cause__, Exception):
        error = error.__cause__
    return (str(error).strip().partition("\n")[0] or type(error).__name__)[:300]
