"""The certificate of an exported ONNX file: what it was held against, how far it agrees, and how fast it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import onnx
import torch
from torch import nn

from studio.compiler.analysis import Analysis
from studio.compiler.module import outputs_of
from studio.compiler.onnx.export import OnnxReport
from studio.compiler.onnx.parity import BATCHES, Trial, answers, predict, session_of
from studio.compiler.onnx.precision import TOLERANCES

if TYPE_CHECKING:
    from studio.compiler.onnx.surroundings import Surroundings

LATENCIES = (1, 64)
"""Batch sizes at which both are timed."""

REPEATS = 5


def certificate_path(path: Path) -> Path:
    """Where the certificate of a file lies: `net.certificate.json` beside `net.onnx`."""
    return path.with_name(f"{path.stem}.certificate.json")


def certificate(
    report: OnnxReport, analysis: Analysis, network: nn.Module, surroundings: Surroundings | None,
    trials: Sequence[Trial], *, on_noise: bool,
) -> dict[str, Any]:  # fmt: skip
    """What is known of a file that was just written and checked, as JSON values. Latencies are in milliseconds.

    The checker and the comparison have passed, as no file is written otherwise; a node can diverge where the file is
    less precise than the network.
    """
    content = report.path.read_bytes()
    return {
        "file": report.path.name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": report.bytes,
        "opset": report.opset, "precision": report.precision, "checker": True,
        "shape_inference": _shapes(report.path, analysis),
        "samples": "noise" if on_noise else "data", "batches": list(BATCHES),
        "largest_difference": report.max_abs_diff, "tolerance": TOLERANCES[report.precision],
        "prediction_agreement": _agreement(report.path, network, surroundings, trials),
        "first_diverging_node": report.first_diverging,
        "latency_ms": _latencies(report.path, network, surroundings, trials[0]),
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
    path: Path, network: nn.Module, surroundings: Surroundings | None, trials: Sequence[Trial]
) -> float | None:
    """The share of samples of which both decide for the same class; None where there are no classes to decide on."""
    same = total = 0
    for trial in trials:
        wanted, got = answers(network, surroundings, trial)[0], torch.from_numpy(predict(path, *trial.raw)[0])
        if wanted.dim() != 2 or wanted.shape[1] < 2:
            return None
        same += int((wanted.argmax(1) == got.argmax(1)).sum())
        total += len(wanted)
    return same / total


def _latencies(path: Path, network: nn.Module, surroundings: Surroundings | None, trial: Trial) -> dict[str, Any]:
    """Medians of both, preparation included, on one processor core each."""
    session = session_of(path)
    names = [port.name for port in session.get_inputs()]
    found: dict[str, Any] = {}
    for batch in LATENCIES:
        samples = trial.first(batch)
        fed = {name: each.numpy() for name, each in zip(names, samples.raw, strict=True)}
        prepare = None if surroundings is None else surroundings.prepare

        def in_torch(samples: Trial = samples, prepare: nn.Module | None = prepare) -> object:
            prepared = samples.prepared if prepare is None else tuple(map(prepare, samples.raw))
            return answers(network, surroundings, Trial(samples.raw, prepared))

        with torch.no_grad():
            found[str(batch)] = {
                "onnxruntime": _median(lambda fed=fed: session.run(None, fed)),  # type: ignore[misc]
                "pytorch": _median(in_torch),
            }
    return found


def _median(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(REPEATS):
        began = perf_counter()
        run()
        times.append(1000 * (perf_counter() - began))
    return round(median(times), 4)
