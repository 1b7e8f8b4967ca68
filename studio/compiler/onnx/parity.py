"""The check that onnxruntime computes from an exported file what PyTorch does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import nn

from studio.compiler.own_generator import OwnGenerator

if TYPE_CHECKING:
    import numpy as np
    from onnxruntime import InferenceSession

BATCHES = (1, 2, 7)
"""Batch sizes at which the file is compared with the network."""

TOLERANCE = 1e-4
"""Largest difference that is put down to rounding, relative to the largest output (or to 1 where that is smaller)."""


class ExportError(Exception):
    """The network could not be written as ONNX, and nothing was: says why and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.message = message
        self.remedy = remedy


def predict(model: Path | bytes, *inputs: np.ndarray | torch.Tensor) -> tuple[np.ndarray, ...]:
    """The outputs that onnxruntime computes on the CPU, for one array (N, …) an input. Raises ExportError."""
    return _run(_session(model), inputs)


def largest_difference(network: nn.Module, model: bytes, samples: Sequence[torch.Tensor]) -> float:
    """Largest absolute difference between PyTorch's outputs and onnxruntime's, over all batch sizes.

    Raises ExportError where one is above the tolerance.
    """
    session = _session(model)
    return max(_difference(network, session, batch_of(samples, size)) for size in BATCHES)


def _session(model: Path | bytes) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            model if isinstance(model, bytes) else str(model), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        raise _cannot_run(error) from None


def _run(session: InferenceSession, inputs: Sequence[np.ndarray | torch.Tensor]) -> tuple[np.ndarray, ...]:
    arrays = {port.name: _array(each) for port, each in zip(session.get_inputs(), inputs, strict=True)}
    try:
        return tuple(session.run(None, arrays))
    except Exception as error:
        raise _cannot_run(error) from None


def _cannot_run(error: Exception) -> ExportError:
    return ExportError(
        f"onnxruntime cannot run the exported network: {first_line(error)}",
        "Update onnxruntime, or replace the layer that it names.",
    )


def batch_of(samples: Sequence[torch.Tensor], size: int) -> tuple[torch.Tensor, ...]:
    """The first samples, from the beginning again where there are fewer."""
    return tuple(tensor[torch.arange(size) % len(tensor)] for tensor in samples)


def _expected(network: nn.Module, inputs: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    try:
        with torch.no_grad(), OwnGenerator(0):
            results = network(*inputs)
    except Exception as error:
        raise ExportError(
            f"The network cannot run on a batch of {len(inputs[0])}: {first_line(error)}.",
            "Batch normalisation without running statistics needs several samples: switch track_running_stats on.",
        ) from None
    return results if isinstance(results, tuple) else (results,)


def _difference(network: nn.Module, session: InferenceSession, inputs: tuple[torch.Tensor, ...]) -> float:
    """Largest absolute difference between PyTorch's outputs and onnxruntime's. Raises ExportError above tolerance."""
    worst = 0.0
    for wanted, got in zip(_expected(network, inputs), _run(session, inputs), strict=True):
        actual = torch.from_numpy(got)
        if wanted.shape != actual.shape:
            raise ExportError(
                f"At batch {len(inputs[0])} onnxruntime gives {tuple(actual.shape)} where PyTorch gives "
                f"{tuple(wanted.shape)}, so nothing was written.",
                "Replace layers that fix the size of the batch.",
            )
        difference = _largest(wanted, actual)
        if not difference <= TOLERANCE * _size(wanted):
            raise ExportError(
                f"At batch {len(inputs[0])} the outputs of onnxruntime differ from PyTorch's by up to "
                f"{difference:.2g}, so nothing was written.",
                "Weights that grew very large make rounding visible: train again with a smaller learning rate.",
            )
        worst = max(worst, difference)
    return worst


def _largest(wanted: torch.Tensor, actual: torch.Tensor) -> float:
    """The largest difference; none where both are the same infinity or both are no number, NaN where only one is."""
    same = (wanted == actual) | (wanted.isnan() & actual.isnan())
    return float(torch.where(same, 0.0, (wanted.double() - actual.double()).abs()).max())


def _size(wanted: torch.Tensor) -> float:
    """The largest output, 1 where it is smaller."""
    return float(torch.where(wanted.isfinite(), wanted.abs(), 1).clamp(min=1).max())


def _array(values: np.ndarray | torch.Tensor) -> np.ndarray:
    return values.detach().cpu().numpy() if isinstance(values, torch.Tensor) else values


def first_line(error: Exception) -> str:
    """What went wrong at the root, in one line."""
    while error.__cause__ is not None and isinstance(error.__cause__, Exception):
        error = error.__cause__
    return (str(error).strip().partition("\n")[0] or type(error).__name__)[:300]
