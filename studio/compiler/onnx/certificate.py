"""The certificate of an exported ONNX file: what it was held against, how far it agrees, and how fast it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import onnx
import torch
from torch import nn

from studio.compiler.analysis import Analysis
from studio.compiler.module import outputs_of
from studio.compiler.one_core import one_core
from studio.compiler.onnx.export import OnnxReport
from studio.compiler.onnx.parity import BATCHES, Trial, answers, run
from studio.compiler.onnx.precision import TOLERANCES
from studio.compiler.own_generator import OwnGenerator

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from studio.compiler.onnx.surroundings import Surroundings

LATENCIES = (1, 64)
"""Batch sizes at which both are timed."""

REPEATS, SECONDS = 5, 0.1
"""So often something is timed at most, and for so long it is timed again: what takes longer has one time to tell."""


def certificate_path(path: Path) -> Path:
    """Where the certificate of a file lies: `net.certificate.json` beside `net.onnx`."""
    return path.with_name(f"{path.stem}.certificate.json")


def certificate(
    report: OnnxReport, session: InferenceSession, analysis: Analysis, network: nn.Module,
    surroundings: Surroundings | None, trials: Sequence[Trial], *, on_noise: bool,
) -> dict[str, Any]:  # fmt: skip
    """What is known of a file that was just written and checked, as JSON values. Latencies are in milliseconds.

    `session` is onnxruntime with the file.

    The checker and the comparison have passed, as no file is written otherwise; a node can diverge where the file is
    less precise than the network.
    """
    content = report.path.read_bytes()
    with one_core():
        agreement = _agreement(session, network, surroundings, trials)
        latencies = _latencies(session, network, surroundings, trials[0])
    return {
        "file": report.path.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": report.bytes,
        "opset": report.opset, "precision": report.precision, "checker": True,
        "shape_inference": _shapes(report.path, analysis),
        "samples": "noise" if on_noise else "data", "batches": list(BATCHES),
        "largest_difference": report.max_abs_diff, "tolerance": TOLERANCES[report.precision],
        "prediction_agreement": agreement,
        "first_diverging_node": report.first_diverging,
        "latency_ms": latencies,
    }  # fmt: skip


def as_text(told: dict[str, Any]) -> bytes:
    """The content of the file."""
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def _shapes(path: Path, analysis: Analysis) -> dict[str, Any]:
    """The shapes of the outputs as onnx infers them, beside those of the read-outs; without the batch."""
    inferred = onnx.shape_inference.infer_shapes(onnx.load(path, load_external_data=False))
    told = {
        each.name: [size.dim_value or size.dim_param for size in each.type.tensor_type.shape.dim][1:]
        for each in inferred.graph.output
    }
    ours = {name: list((analysis.nodes[name].outputs or ())[0].shape) for name in outputs_of(analysis.graph)}
    return {"agrees": told == ours, "onnx": told, "studio": ours}


def _agreement(
    session: InferenceSession, network: nn.Module, surroundings: Surroundings | None, trials: Sequence[Trial]
) -> float | None:
    """The share of samples of which both decide for the same class; None where there are no classes to decide on."""
    same = total = 0
    for trial in trials:
        wanted, got = answers(network, surroundings, trial)[0], torch.from_numpy(run(session, trial.raw)[0])
        if wanted.dim() != 2 or wanted.shape[1] < 2:
            return None
        same += int((wanted.argmax(1) == got.argmax(1)).sum())
        total += len(wanted)
    return same / total


def _latencies(
    session: InferenceSession, network: nn.Module, surroundings: Surroundings | None, trial: Trial
) -> dict[str, Any]:
    """Medians of both, preparation included, on one processor core each."""
    names = [port.name for port in session.get_inputs()]
    found: dict[str, Any] = {}
    for batch in LATENCIES:
        samples = trial.first(batch)
        fed = {name: each.numpy() for name, each in zip(names, samples.raw, strict=True)}
        with torch.no_grad():
            found[str(batch)] = {
                "onnxruntime": _in_onnxruntime(session, fed),
                "pytorch": _in_torch(network, surroundings, samples),
            }
    return found


def _in_onnxruntime(session: InferenceSession, fed: dict[str, Any]) -> float:
    def asked() -> object:
        return session.run(None, fed)

    return _median(asked, _milliseconds(asked))


def _in_torch(network: nn.Module, surroundings: Surroundings | None, samples: Trial) -> float:
    """The median of PyTorch; what draws nothing is timed without the generator that would be drawn from."""

    def asked() -> object:
        raw = samples.raw
        results = network(*(samples.prepared if surroundings is None else map(surroundings.prepare, raw)))
        outputs = results if isinstance(results, tuple) else (results,)
        return outputs if surroundings is None else surroundings.finished(outputs)

    with OwnGenerator(0) as chance:
        first = _milliseconds(asked)
    with OwnGenerator(0) if chance.has_drawn else nullcontext():
        return _median(asked, first)


def _median(asked: Callable[[], object], first: float) -> float:
    """Milliseconds; where the `first` time took long it is the only one, as what is prepared once is little of it."""
    times: list[float] = []
    while first < 1000 * SECONDS and len(times) < REPEATS and sum(times) < 1000 * SECONDS:
        times.append(_milliseconds(asked))
    return round(median(times or [first]), 4)


def _milliseconds(asked: Callable[[], object]) -> float:
    began = perf_counter()
    asked()
    return 1000 * (perf_counter() - began)
