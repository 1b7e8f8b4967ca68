"""The certificate of an exported ONNX file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from studio.project.file import save
from studio.project.templates import template


@pytest.mark.slow
def test_a_certificate_says_what_the_file_was_held_against(studio) -> None:
    save(template("inception-digits").load(), Path("net.nns"))
    assert studio("export", "net.nns", "net.onnx", "--certificate").status == 0
    told = json.loads(Path("net.certificate.json").read_text(encoding="utf-8"))
    content = Path("net.onnx").read_bytes()
    assert (told["bytes"], told["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert told["checker"] is True
    assert told["shape_inference"] == {"agrees": True, "onnx": {"output": [10]}, "studio": {"output": [10]}}
    assert (told["batches"], told["samples"]) == ([1, 2, 7], "data")
    assert told["largest_difference"] <= told["tolerance"]
    assert told["prediction_agreement"] == 1.0
    assert told["first_diverging_node"] is None
    assert set(told["latency_ms"]) == {"1", "64"}
    assert all(value > 0 for times in told["latency_ms"].values() for value in times.values())
    assert studio("export", "net.nns", "other.onnx").status == 0
    assert not Path("other.certificate.json").exists()
