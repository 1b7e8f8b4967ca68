"""What transforms do without chance is a part of every exported file, which answers as the training's own network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from augmented import data_with, fixed_kinds, suited, transform
from data_files import write_picture_folder
from networks import chain

from studio.compiler.module import compile_graph
from studio.compiler.onnx import Surroundings, Trial, export_onnx, predict
from studio.compiler.source import source
from studio.data import Data, ImageFolder
from studio.data.load import load
from studio.data.preview import peek
from studio.data.sources import source_of
from studio.data.transforms.arrangement import own_shape
from studio.graph import Graph
from studio.layers import Shape, layer
from studio.project.preparation_source import companion

LISTS: dict[str, list[dict[str, Any]]] = {
    **{kind: [transform(kind)] for kind in fixed_kinds() if kind != "CenterCrop" and suited(kind) == "picture"},
    "CenterCrop": [{"kind": "Resize", "size": 26}, transform("CenterCrop")],
    "all": [
        {"kind": "Resize", "size": [33]},
        {"kind": "CenterCrop", "size": [30, 27]},
        {"kind": "Pad", "padding": [1, 2, 3, 0], "padding_mode": "reflect"},
        {"kind": "Grayscale", "num_output_channels": 3},
        {"kind": "Normalize", "mean": [0.5, 0.25, 0.5], "std": [0.5, 0.25, 2.0]},
    ],
    "counterparts": [
        {"kind": "Resize", "size": [33, 40]},
        {"kind": "RandomResizedCrop", "size": [30, 30]},
        {"kind": "RandomCrop", "size": [28, 28]},
        {"kind": "RandomHorizontalFlip"},
        {"kind": "Normalize"},
    ],
    "padded counterpart": [
        {"kind": "Resize", "size": [20, 20]},
        {"kind": "RandomCrop", "size": [24, 24], "padding": 3},
    ],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_picture_folder(tmp_path_factory.mktemp("pictures") / "data", pictures=12)


SOUNDS: dict[str, list[dict[str, Any]]] = {
    **{kind: [transform(kind)] for kind in fixed_kinds() if suited(kind) == "recording"},
    "all": [
        {"kind": "Vol", "gain": 6, "gain_type": "db"},
        {"kind": "RandomSequenceCrop", "size": 40},
        {"kind": "PadTrim", "max_len": 50, "fill_value": 0.5},
        {"kind": "Normalize"},
    ],
}


def network(shape: Shape = (3, 24, 20)) -> Graph:
    conv = layer("Conv2d" if len(shape) == 3 else "Conv1d", out_channels=2, kernel_size=3)
    return chain(input=layer("Input", shape=shape), conv=conv, output=layer("Output"))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LISTS))
def test_source_and_onnx_prepare_as_the_training_did(name: str, folder: Path, tmp_path: Path) -> None:
    check(ImageFolder.create({"path": str(folder), "transforms": LISTS[name]}), (3, 24, 20), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SOUNDS))
def test_recordings_are_prepared_as_the_training_did(name: str, tmp_path: Path) -> None:
    config = data_with("Vol", word="recording", transforms=SOUNDS[name])
    check(config, own_shape(config, source_of(config).describe(config)), tmp_path)


def check(config: Data, shape: Shape, tmp_path: Path) -> None:
    """Source and ONNX prepare samples as the data are loaded, and answer alike."""
    dataset = load(config, shape, seed=0)
    preparation = dataset.preparation
    prepare = preparation.prepare()
    raw = peek(config, 6, preparation).inputs
    known: dict[str, Any] = {}
    graph = network(shape)
    exec(compile(source(graph, "Net", companion=companion(preparation)), "net.py", "exec"), known)
    for sample in raw:
        torch.testing.assert_close(known["prepare"](sample[None]), prepare(sample[None]), rtol=0, atol=1e-6)
    module = compile_graph(graph, seed=0).eval()
    around = Surroundings(prepare, None, ((2, "height"), (3, "width")) if None in preparation.source else ())
    pictures = [torch.stack([sample, sample]) for sample in raw]
    trials = [Trial((each,), (prepare(each),)) for each in pictures]
    export_onnx(module, graph, tmp_path / "net.onnx", samples=trials[:1], surroundings=around)
    for each in pictures:
        with torch.no_grad():
            wanted = module(prepare(each))
        torch.testing.assert_close(torch.from_numpy(predict(tmp_path / "net.onnx", each)[0]), wanted, rtol=0, atol=1e-4)
    seen = {sample.numpy().tobytes() for split in dataset.splits.values() for sample in split.inputs}
    if dataset.train.augmentation is None:
        assert all(prepare(sample[None]).numpy().tobytes() in seen for sample in raw)
