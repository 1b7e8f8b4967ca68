"""The recipe beside an ONNX file answers as `studio predict` does, without PyTorch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from networks import chain
from PIL import Image

from studio.data.config import Iris
from studio.layers import layer
from studio.project import Project
from studio.project.file import save
from studio.project.templates import template

pytestmark = pytest.mark.slow

WITHOUT_TORCH = (
    "import runpy, sys; sys.modules['torch'] = sys.modules['studio'] = None; sys.argv = sys.argv[1:]; "
    "runpy.run_path(sys.argv[0], run_name='__main__')"
)


def answers(*inputs: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH, "predict.py", *inputs], capture_output=True, text=True, check=True
    )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def check_same(studio, *inputs: str) -> None:
    wanted = json.loads(studio("predict", "net.onnx", *inputs, "--json").out)
    got = answers(*inputs)
    assert [(each["input"], each["prediction"]) for each in got] == [
        (each["input"], each["prediction"]) for each in wanted
    ]
    for one, other in zip(got, wanted, strict=True):
        assert one["probabilities"] == pytest.approx(other["probabilities"], abs=1e-5)


def test_it_answers_pictures_and_arrays(studio) -> None:
    save(template("inception-digits").load(), Path("net.nns"))
    assert studio("export", "net.nns", "net.onnx", "--recipe", "--head", "softmax").status == 0
    random = np.random.default_rng(0)
    for name, mode in (("grey.png", "L"), ("colour.png", "RGB"), ("clear.png", "RGBA")):
        Image.fromarray(random.integers(0, 256, (8, 8, len(mode))).astype(np.uint8).squeeze(), mode).save(name)
    np.save("many.npy", random.random((3, 1, 8, 8), np.float32))
    check_same(studio, "grey.png", "colour.png", "clear.png", "many.npy")
    page = Path("predict.html").read_text(encoding="utf-8")
    assert "net.onnx" in page
    assert "http" not in page.replace("python -m http.server", "")
    assert '"activation": "none"' in page
    Path("predict.py").write_text("mine = 1\n", encoding="utf-8")
    done = studio("export", "net.nns", "net.onnx", "--recipe")
    assert done.status != 0
    assert "predict.py" in done.err
    assert Path("predict.py").read_text(encoding="utf-8") == "mine = 1\n"
    assert studio("export", "net.nns", "other.onnx", "--recipe", "--without-preparation").status != 0


def test_it_answers_rows_of_a_table(studio) -> None:
    graph = chain(input=layer("Input", shape=(4,)), fc=layer("Linear", out_features=3), output=layer("Output"))
    save(Project("Flowers", graph, data=Iris()), Path("net.nns"))
    assert studio("export", "net.nns", "net.onnx", "--recipe").status == 0
    from studio.project.asked_onnx import asked_onnx

    names = asked_onnx(Path("net.onnx")).preparation.features or ("x1", "x2", "x3", "x4")
    Path("rows.csv").write_text(f"{','.join(names)}\n5.1,3.5,1.4,0.2\n6.2,2.9,4.3,1.3\n", encoding="utf-8")
    check_same(studio, "rows.csv")
