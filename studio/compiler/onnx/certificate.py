"""The certificate of an exported ONNX file: what it was held against, how far it agrees, and how fast it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import nn

from studio.compiler.analysis import Analysis
from studio.compiler.module import outputs_of
from studio.compiler.onnx.export import OnnxReport
from studio.compiler.onnx.latency import latencies
from studio.compiler.onnx.parity import Trial
from studio.compiler.onnx.precision import TOLERANCES

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from studio.compiler.onnx.surroundings import Surroundings


def certificate_path(path: Path) -> Path:
    """Where the certificate of a file lies: `net.certificate.json` beside `net.onnx`."""
    return path.with_name(f"{path.stem}.certificate.json")


def certificate(
    report: OnnxReport, session: InferenceSession, analysis: Analysis, network: nn.Module,
    surroundings: Surroundings | None, trials: Sequence[Trial], *, on_noise: bool, whole: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """What is known of a file that was just written and checked, as JSON values. Latencies are in milliseconds.

    `session` is onnxruntime with the file. `whole` has 64 samples timed at once however long that takes.

    The checker and the comparison have passed, as no file is written otherwise; a node can diverge where the file is
    less precise than the network.
    """
    with report.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "file": report.path.name, "sha256": digest, "bytes": report.bytes,
        "opset": report.opset, "precision": report.precision, "checker": True,
        "shape_inference": _shapes(report, analysis),
        "samples": "noise" if on_noise else "data", "batches": list(report.batches),
        "largest_difference": report.max_abs_diff, "tolerance": TOLERANCES[report.precision],
        "prediction_agreement": report.agreement.alike,
        "first_diverging_node": report.first_diverging,
        "latency_ms": latencies(session, network, surroundings, trials[0], report.agreement, whole=whole),
    }  # fmt: skip


def as_text(told: dict[str, Any]) -> bytes:
    """The content of the file."""
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def _shapes(report: OnnxReport, analysis: Analysis) -> dict[str, Any]:
    """The shapes of the outputs as onnx infers them, beside those of the read-outs; without the batch."""
    told = {name: list(shape) for name, shape in report.shapes.items()}
    ours = {name: list((analysis.nodes[name].outputs or ())[0].shape) for name in outputs_of(analysis.graph)}
    return {"agrees": told == ours, "onnx": told, "studio": ours}
