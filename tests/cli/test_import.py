"""Taking networks of other programs in at the command line, and going on with their weights."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from imported import model, numbers, written
from onnx import helper

from studio.compiler.onnx import predict


def classifier() -> onnx.ModelProto:
    """A network for the digits, of another program."""
    nodes = [
        helper.make_node("Conv", ["x", "conv.weight"], ["a"]),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Flatten", ["b"], ["c"]),
        helper.make_node("Gemm", ["c", "head.weight", "head.bias"], ["y"], transB=1),
    ]
    weights = {"conv.weight": numbers(4, 1, 3, 3), "head.weight": numbers(10, 144), "head.bias": numbers(10)}
    return model(nodes, {"x": ["N", 1, 8, 8]}, weights)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return written(classifier(), tmp_path / "theirs.onnx")


def test_the_weights_are_in_a_run_beside_the_project_and_leave_with_it(studio, source: Path) -> None:
    result = studio("import", source, "net.nns", "--json")
    assert result.status == 0
    told = json.loads(result.out)
    assert told["largest_difference"] < 1e-5
    assert told["parameters"] == 36 + 1450
    assert told["layers"] == {"Conv2d": 1, "Flatten": 1, "Input": 1, "Linear": 1, "Output": 1, "ReLU": 1}
    assert studio("export", "net.nns", "back.onnx", "--without-preparation").status == 0
    samples = torch.rand(3, 1, 8, 8)
    (wanted,), (got,) = predict(source, samples), predict(Path("back.onnx"), samples)
    np.testing.assert_allclose(got, wanted, atol=1e-5)


def test_the_file_of_a_network_taken_in_takes_what_that_takes_and_not_the_data_that_nobody_chose(
    studio, tmp_path: Path
) -> None:
    theirs = model(
        [helper.make_node("Gemm", ["x", "w"], ["y"])], {"x": ["N", 6]}, {"w": numbers(6, 10)}
    )  # fmt: skip
    assert studio("import", written(theirs, tmp_path / "theirs.onnx"), "net.nns").status == 0
    done = studio("export", "net.nns", "back.onnx")
    assert done.status == 0
    assert "the file takes samples prepared as the network's Input wants them" in done.out + done.err
    samples = torch.rand(3, 6)
    (wanted,), (got,) = predict(tmp_path / "theirs.onnx", samples), predict(Path("back.onnx"), samples)
    np.testing.assert_allclose(got, wanted, atol=1e-5)


def test_a_training_begins_with_the_weights_and_they_stay(studio, source: Path) -> None:
    assert studio("import", source, "net.nns").status == 0
    kept = Path("net.runs/imported/checkpoints/step-00000000.safetensors").read_bytes()
    result = studio("train", "net.nns", "--out", "run", "--steps", "1", "--set", "training.optimizer.lr=1e-30")
    assert result.status == 0
    assert "The weights of “conv” and “head” are those of the run “imported”" in result.out + result.err
    assert studio("export", "net.nns", "back.onnx", "--run", "run", "--without-preparation").status == 0
    samples = torch.rand(3, 1, 8, 8)
    (wanted,), (got,) = predict(source, samples), predict(Path("back.onnx"), samples)
    np.testing.assert_allclose(got, wanted, atol=1e-5)
    assert Path("net.runs/imported/checkpoints/step-00000000.safetensors").read_bytes() == kept
    refused = studio("train", "net.nns", "--out", "net.runs/imported", "--resume")
    assert "holds weights of another program and was never trained here" in refused.out + refused.err


def test_nothing_is_written_where_anything_is_wrong(studio, source: Path, tmp_path: Path) -> None:
    bad = written(model([helper.make_node("Det", ["x"], ["y"], "det")], {"x": ["N", 3, 3]}), tmp_path / "bad.onnx")
    before = sorted(Path().iterdir())
    for arguments, told in (
        ((bad, "net.nns"), "“det” (Det) cannot be made of layers"),
        ((source, "net.onnx"), "“net.onnx” has no ending .nns"),
        ((source, "gone/net.nns"), "There is no folder"),
        (("theirs.h5", "net.nns"), "“theirs.h5” is none of the files that can be taken in"),
        (("gone.onnx", "net.nns"), "“gone.onnx” cannot be read. There is no such file."),
    ):
        result = studio("import", *arguments)
        assert result.status == 1
        assert told in result.err
        assert sorted(Path().iterdir()) == before


def test_a_file_that_is_there_is_replaced_only_on_request(studio, source: Path) -> None:
    Path("net.nns").write_text("mine", encoding="utf-8")
    assert "There is already a file" in studio("import", source, "net.nns").err
    assert Path("net.nns").read_text(encoding="utf-8") == "mine"
    assert studio("import", source, "net.nns", "--force").status == 0
    assert json.loads(Path("net.nns").read_text(encoding="utf-8"))["format"] == "nn-studio"


NETWORK = '''
import torch
from torch import nn


class Net(nn.Module):
    """A network that somebody wrote."""

    def __init__(self, classes=3):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
        self.head = nn.Linear(8, classes)

    def forward(self, rows):
        return self.head(self.body(rows))
'''


def test_python_code_never_runs_without_consent(studio) -> None:
    Path("net.py").write_text(f"open('ran', 'w').close()\n{NETWORK}", encoding="utf-8")
    result = studio("import", "net.py", "net.nns", "--shape", "4")
    assert result.status == 1
    assert "“net.py” is Python code, which has to run to make the network Net. Read it first" in result.err
    assert sorted(path.name for path in Path().iterdir()) == ["net.py"]


@pytest.mark.slow
def test_a_module_written_in_python_is_taken_in_once_it_may_run(studio) -> None:
    Path("net.py").write_text(NETWORK, encoding="utf-8")
    result = studio(
        "import", "net.py", "net.nns", "--shape", "4", "--argument", "classes=5", "--allow-code", "--json"
    )  # fmt: skip
    told = json.loads(result.out)
    assert told["layers"] == {"Input": 1, "Linear": 2, "Output": 1, "ReLU": 1}
    assert told["parameters"] == 40 + 45
    assert told["largest_difference"] < 1e-5
    Path("net.py").write_text(f"{NETWORK}\nraise RuntimeError('no network today')\n", encoding="utf-8")
    failed = studio("import", "net.py", "other.nns", "--shape", "4", "--allow-code")
    assert "line 17 of “net.py” fails: RuntimeError: no network today" in failed.err
    Path("net.py").write_text(f"{NETWORK}\nimport os; os._exit(0)\n", encoding="utf-8")
    assert "ended its process" in studio("import", "net.py", "other.nns", "--shape", "4", "--allow-code").err
    assert not Path("other.nns").exists()


@pytest.mark.parametrize("suffix", ["safetensors", "pt"])
def test_weights_are_matched_with_a_network_by_name_and_shape(studio, source: Path, suffix: str) -> None:
    assert studio("import", source, "net.nns").status == 0
    assert studio("export", "net.nns", f"net.{suffix}").status == 0
    Path("copy.nns").write_bytes(Path("net.nns").read_bytes())
    result = studio("import", f"net.{suffix}", "copy.nns", "--json")
    told = json.loads(result.out)
    assert (result.status, told["complete"], told["matched"]) == (0, True, 3)
    assert studio("export", "copy.nns", "back.onnx", "--without-preparation").status == 0
    samples = torch.rand(2, 1, 8, 8)
    np.testing.assert_allclose(predict(Path("back.onnx"), samples)[0], predict(source, samples)[0], atol=1e-5)


def test_what_does_not_fit_is_told_and_taken_only_on_request(studio, source: Path) -> None:
    assert studio("import", source, "net.nns").status == 0
    torch.save({"state_dict": {"module.conv.weight": torch.ones(4, 1, 3, 3), "head.weight": torch.ones(3, 3),
                               "more": torch.ones(1)}}, "theirs.pt")  # fmt: skip
    result = studio("import", "theirs.pt", "net.nns", "--json")
    told = json.loads(result.out)
    assert result.status == 1
    assert (told["missing"], told["mismatched"], told["surplus"]) == (["head.bias"], ["head.weight"], ["more"])
    assert told["run"] is None
    assert studio("import", "theirs.pt", "net.nns", "--partial").status == 0
    assert Path("net.runs/imported (2)").is_dir()


class Evil:
    """What runs code when it is unpickled."""

    def __reduce__(self):
        return Path.touch, (Path("ran"),)


def test_pickles_are_never_run(studio, source: Path) -> None:
    assert studio("import", source, "net.nns").status == 0
    torch.save({"conv.weight": Evil()}, "evil.pt")
    result = studio("import", "evil.pt", "net.nns")
    assert result.status == 1
    assert "“evil.pt” holds no weights that can be read without running code" in result.err
    assert "weights_only" not in result.err, "nobody is told to run it"
    assert not Path("ran").exists()


@pytest.mark.parametrize("package", ["torchvision", "timm"])
def test_a_package_that_is_not_there_is_named(package: str, studio) -> None:
    if find_spec(package) is not None:
        pytest.skip(f"{package} is installed")
    told = studio("import", f"{package}:resnet18", "net.nns").err
    assert f"The package “{package}” is not installed here, which makes “resnet18”." in told
    assert f"pip install {package}" in told
    assert not Path("net.nns").exists()


MAKER = """
import torch
from torch import nn

class Small(nn.Sequential):
    default_cfg = {"input_size": (1, 6, 6)}

def create_model(name, num_classes=10):
    if name != "small":
        raise RuntimeError(f"Unknown model ({name})")
    return Small(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(32, num_classes))
"""


@pytest.mark.slow
def test_a_network_that_a_package_makes_is_taken_in(studio, tmp_path: Path, monkeypatch) -> None:
    if find_spec("timm") is not None:
        pytest.skip("timm itself is installed")
    place = tmp_path / "packages"
    place.mkdir()
    (place / "timm.py").write_text(MAKER, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(place))
    monkeypatch.syspath_prepend(place)
    result = studio("import", "timm:small", "net.nns", "--argument", "num_classes=4", "--json")
    assert json.loads(result.out)["layers"] == {
        "Conv2d": 1, "Flatten": 1, "Input": 1, "Linear": 1, "Output": 1, "ReLU": 1,
    }  # fmt: skip
    refused = studio("import", "timm:other", "other.nns")
    assert "“timm:other” fails: RuntimeError: Unknown model (other)." in refused.err


@pytest.mark.slow
@pytest.mark.parametrize("package", ["torchvision", "timm"])
def test_a_resnet_of_a_package_is_taken_in(package: str, studio) -> None:
    pytest.importorskip(package, exc_type=Exception)
    found = json.loads(studio("import", f"{package}:resnet18", "net.nns", "--shape", "3,64,64", "--json").out)
    assert found["parameters"] == 11_689_512
    assert found["blocks"]
    assert found["largest_difference"] < 1e-4
