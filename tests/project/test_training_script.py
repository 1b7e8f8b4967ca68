"""A training script takes the very steps of a run, with torch, numpy and scikit-learn alone; else it says why not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from networks import chain

from studio.compiler.export_error import ExportError
from studio.compiler.module import compile_graph
from studio.data import Data, Digits
from studio.data.config import Arrays, Idx, TableFile
from studio.layers import layer
from studio.project import Project
from studio.project.export import export
from studio.project.snapshots import snapshot
from studio.training.config import TrainingConfig
from studio.training.loop import train
from studio.training.optimizers import SGD
from studio.training.runs import Run
from studio.training.schedules import schedules


def project(data: Data, shape: list[int], classes: int, **settings: Any) -> Project:
    graph = chain(
        input=layer("Input", shape=shape), flatten=layer("Flatten"), fc1=layer("Linear", out_features=12),
        relu=layer("ReLU"), drop=layer("Dropout"), fc2=layer("Linear", out_features=classes), output=layer("Output"),
    )  # fmt: skip
    return Project("Small net", graph, data, TrainingConfig(**({"epochs": 2, "device": "cpu", "seed": 5} | settings)))


def digits(folder: Path) -> Project:
    return project(Digits(), [1, 8, 8], 10)


def arrays(folder: Path) -> Project:
    chance = np.random.default_rng(0)
    np.save(folder / "x.npy", chance.random((90, 5), dtype=np.float32))
    np.save(folder / "y.npy", chance.integers(0, 3, 90))
    data = Arrays(path=str(folder / "x.npy"), targets_path=str(folder / "y.npy"), axes="numbers")
    return project(data, [5], 3, optimizer=SGD(lr=0.1, momentum=0.9), batch_size=16)


def table(folder: Path) -> Project:
    chance = np.random.default_rng(1)
    rows = [f"{a:.3f},{b:.3f},{'yes' if a > b else 'no'}" for a, b in chance.random((70, 2))]
    (folder / "t.csv").write_text("\n".join(["width,height,wide", *rows]) + "\n", encoding="utf-8")
    return project(TableFile(path=str(folder / "t.csv"), roles=(("wide", "class"),)), [2], 2, batch_size=8)


def idx(folder: Path) -> Project:
    chance = np.random.default_rng(2)
    for split, count in (("train", 60), ("t10k", 21)):
        pictures, labels = chance.integers(0, 256, (count, 6, 6), dtype=np.uint8), np.arange(count, dtype=np.uint8) % 4
        head = bytes([0, 0, 8, 3]) + np.array([count, 6, 6], ">i4").tobytes()
        (folder / f"{split}-images-idx3-ubyte").write_bytes(head + pictures.tobytes())
        head = bytes([0, 0, 8, 1]) + np.array([count], ">i4").tobytes()
        (folder / f"{split}-labels-idx1-ubyte").write_bytes(head + labels.tobytes())
    return project(Idx(path=str(folder)), [1, 6, 6], 4, batch_size=20)


SLOW = [pytest.param(made, marks=pytest.mark.slow) for made in (arrays, idx)]


@pytest.mark.parametrize("made", [digits, table, *SLOW])
def test_a_script_ends_with_the_weights_of_the_run(made: Callable[[Path], Project], tmp_path: Path) -> None:
    given = made(tmp_path)
    export(given, tmp_path / "net.py", options={"training": True})
    ran = subprocess.run([sys.executable, "net.py"], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("validation loss") == 2
    run = Run.create(tmp_path / "run", snapshot(given))
    list(train(snapshot(given), run=run))
    weights = torch.load(tmp_path / "weights.pt")
    module = compile_graph(given.graph)
    run.load_weights(module, "last")
    for name, value in module.state_dict().items():
        torch.testing.assert_close(weights[name], value)
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length", "100", "--select", "E,F,W,I,B,UP"]
    checked = subprocess.run([*ruff, str(tmp_path / "net.py")], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_what_a_script_could_not_repeat_is_told_instead(tmp_path: Path) -> None:
    plain = digits(tmp_path)
    training = plain.training
    cases = {
        "a schedule": replace(plain, training=training.changed(schedule=schedules["StepLR"]())),
        "clipped": replace(plain, training=training.changed(clip_norm=1.0)),
        "an early end|a number of steps": replace(plain, training=training.changed(epochs=None, steps=10)),
        "CrossEntropyLoss without factors": replace(
            plain, training=training.changed(loss=training.loss.changed(ignore_index=3))
        ),
        "not at hand": replace(plain, data=Arrays(path=str(tmp_path / "none.npz"))),
        "by chance": replace(plain, data=Digits.create({"transforms": [{"kind": "RandomRotation", "degrees": 20}]})),
    }
    for says, given in cases.items():
        with pytest.raises(ExportError, match=says):
            export(given, tmp_path / "net.py", options={"training": True})
    assert not (tmp_path / "net.py").exists()
