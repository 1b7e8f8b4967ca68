"""Which node of a network is the first whose result in an ONNX file differs from PyTorch's."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import fx

from studio.compiler.export_error import ExportError
from studio.compiler.onnx.parity import (
    BATCHES,
    TOLERANCE,
    Agreement,
    DisagreementError,
    Trial,
    answers,
    compared,
    difference,
    run,
    session_of,
    size_of,
)
from studio.compiler.onnx.precision import HALF, TOLERANCES, Precision
from studio.compiler.onnx.surroundings import PREPARE, Surroundings
from studio.text import tr

if TYPE_CHECKING:
    import onnx


FINITE = 1e30
"""The tolerance that every number is within, relative to the largest."""

BYTES = "_DequantizeLinear_Output"
"""What onnxruntime's conversion adds to the name of a value that goes through whole numbers."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Holds files against a network on trials; `values` says what the result of each node is called in them.

    The first trial is made at all `batches`.
    """

    network: fx.GraphModule
    surroundings: Surroundings | None
    trials: Sequence[Trial]
    values: Mapping[str, str]
    batches: tuple[int, ...] = BATCHES

    def checked(self, model: bytes | Path) -> Agreement:
        """How far a file agrees. Raises ExportError, which names the first node that is off."""
        try:
            return compared(self.network, self.surroundings, model, self.trials, batches=self.batches)
        except DisagreementError as error:
            first = next(iter(self.diverging(model, error.trial)), None)
            if first is None:
                raise
            message = tr("{message} The first node that differs is “{node}”.", message=error.message, node=first)
            raise ExportError(message, error.remedy) from None

    def agreeing(self, model: bytes | Path) -> frozenset[str]:
        """The nodes whose results can be compared, as they agree in a file as precise as the network."""
        return frozenset(self.values) - {*self.diverging(model, self.trials[0])}

    def diverging(self, model: bytes | Path, trial: Trial, tolerance: float = TOLERANCE) -> list[str]:
        """The paths of the nodes that are off by more than the tolerance, in the order they are computed in.

        What is not to be found in the file, or is laid out otherwise, is not looked at. Raises ExportError where the
        file cannot be run.
        """
        is_first = trial is self.trials[0]
        wanted = self._first if is_first else _results(self.network, self.surroundings, trial)
        got = _values(model, {path: value for path, value in self.values.items() if path in wanted}, trial)
        return [
            path
            for path, result in wanted.items()
            if path in got
            and result.shape == got[path].shape
            and not difference(result, got[path]) <= tolerance * size_of(result)
        ]

    def measured(
        self, model: bytes | Path, precision: Precision, known: Container[str]
    ) -> tuple[Agreement, str | None]:
        """How far a less precise file agrees, and the first of the `known` nodes that is off by more than it may be.

        Raises ExportError where its values are, or would be on another machine, too large for the precision.
        """
        if precision == "fp16":
            self._check_range()
        try:
            agreement = compared(self.network, self.surroundings, model, self.trials, FINITE, self.batches)
        except DisagreementError:
            raise ExportError(
                tr("In {precision} the network gives what are no numbers: its values are too large for that.",
                   precision=precision),
                tr("Choose fp32."),
            ) from None  # fmt: skip
        off = self.diverging(model, self.trials[0], TOLERANCES[precision])
        return agreement, next((each for each in off if each in known), None)

    @cached_property
    def _first(self) -> dict[str, torch.Tensor]:
        """The network's own results of the first trial."""
        return _results(self.network, self.surroundings, self.trials[0])

    def _check_range(self) -> None:
        """Not every machine computes in float16 what is to be in it, so that the file itself may not show it."""
        for path, result in self._first.items():
            if path != PREPARE and result.is_floating_point() and float(result.abs().max()) > HALF:
                raise ExportError(
                    tr("“{node}” gives numbers above {most}, which float16 cannot hold.", node=path, most=HALF),
                    tr("Choose fp32."),
                )


def _results(network: fx.GraphModule, surroundings: Surroundings | None, trial: Trial) -> dict[str, torch.Tensor]:
    """What the modules of a network give, by their paths, in the order of their last calls."""
    found: dict[str, torch.Tensor] = {}
    if surroundings is not None:
        found[PREPARE] = trial.prepared[0]

    class Listening(fx.Interpreter):
        """Keeps the first tensor that each module gives."""

        def call_module(self, target: Any, args: Any, kwargs: Any) -> Any:
            result = super().call_module(target, args, kwargs)
            first = result[0] if isinstance(result, tuple) else result
            if isinstance(first, torch.Tensor):
                found.pop(target, None)
                found[target] = first.clone()
            return result

    answers(Listening(network).run, None, trial)
    return found


def _values(model: bytes | Path, names: Mapping[str, str], trial: Trial) -> dict[str, torch.Tensor]:
    """Values within a file, by the paths of their nodes."""
    import onnx

    proto = onnx.load_from_string(model) if isinstance(model, bytes) else onnx.load(model, load_external_data=False)
    there = {value for operation in proto.graph.node for value in operation.output}
    called = {
        path: next((each for each in (value + BYTES, value) if each in there), "") for path, value in names.items()
    }
    shown = {path: value for path, value in called.items() if value}
    ends = {each.name for each in proto.graph.output}
    proto.graph.output.extend(onnx.ValueInfoProto(name=value) for value in {*shown.values()} - ends)
    session = session_of(_runnable(proto, model))
    results = dict(zip([port.name for port in session.get_outputs()], run(session, trial.raw), strict=True))
    found = {path: torch.from_numpy(results[value]) for path, value in shown.items()}
    return {path: each.float() if each.is_floating_point() else each for path, each in found.items()}


def _runnable(proto: onnx.ModelProto, model: bytes | Path) -> bytes | Path:
    """The model to be run: beside its weights, where these are in a file of their own."""
    content: bytes = proto.SerializeToString()
    if isinstance(model, bytes):
        return content
    beside = model.with_name(f"{model.stem}-values.onnx")
    beside.write_bytes(content)
    return beside
