"""The certificate of an exported ONNX file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
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
    for size, times in told["latency_ms"].items():
        timed = times.pop("timed")
        assert timed.keys() == times.keys() == {"onnxruntime", "pytorch"}
        assert all(timed[name]["least"] <= times[name] <= timed[name]["most"] for name in times)
        assert all(each["samples"] <= int(size) and 1 <= each["repeats"] <= 5 for each in timed.values())
    assert studio("export", "net.nns", "other.onnx").status == 0
    assert not Path("other.certificate.json").exists()


@pytest.mark.slow
def test_what_a_less_precise_file_costs_is_measured_on_samples_kept_for_the_test(studio) -> None:
    save(template("inception-digits").load(), Path("net.nns"))
    done = studio("export", "net.nns", "net.onnx", "--certificate", "--precision", "int8", "--head", "softmax",
                  "--opset", "21", "--external-data")  # fmt: skip
    assert done.status == 0
    assert "In int8 it is right for" in done.out
    assert "The certificate “net.certificate.json”" in done.out
    told = json.loads(Path("net.certificate.json").read_text(encoding="utf-8"))
    assert (told["precision"], told["opset"], told["largest_difference"] > 0) == ("int8", 21, True)
    accuracy = told["accuracy"]
    assert (accuracy["metric"], accuracy["split"]) == ("accuracy", "test")
    assert accuracy["samples"] > 100
    assert accuracy["loss"] == pytest.approx(accuracy["pytorch"] - accuracy["onnxruntime"])
    assert Path("net.onnx.data").exists()
    session = onnxruntime.InferenceSession("net.onnx")
    (outputs,) = session.run(None, {"input": np.zeros((3, 1, 8, 8), np.float32)})
    assert np.allclose(outputs.sum(1), 1, atol=0.05)
    described = session.get_modelmeta().custom_metadata_map
    assert (described["activation"], described["head"]) == ("none", "softmax")


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--head", "sigmoid"), "Choose softmax as head."), (("--opset", "9"), "18"), (("--precision", "int4"), "fp16")],
)
def test_options_that_do_not_fit_are_refused(studio, options: tuple[str, ...], said: str) -> None:
    save(template("inception-digits").load(), Path("net.nns"))
    done = studio("export", "net.nns", "net.onnx", *options)
    assert done.status != 0
    assert said in done.err
    assert not Path("net.onnx").exists()


@pytest.mark.slow
def test_float16_leaves_the_preparation_as_it_is(studio) -> None:
    save(template("multilabel").load(), Path("net.nns"))
    done = studio("export", "net.nns", "net.onnx", "--precision", "fp16")
    assert done.status == 0
    assert "In fp16 it is right for" in done.out
