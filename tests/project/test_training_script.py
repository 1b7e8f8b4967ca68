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
from studio.training.averages import EMA, SWA
from studio.training.config import TrainingConfig
from studio.training.early_stopping import EarlyStopping
from studio.training.events import EpochDone
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


def scheduled(folder: Path) -> Project:
    """A warm-up before a schedule by epochs, clipped gradients of three batches each, fading averages."""
    return replace(table(folder), training=table(folder).training.changed(
        schedule=schedules["ExponentialLR"](gamma=0.5), warmup_steps=6, clip_norm=0.5, clip_value=0.2, accumulate=3,
        average_weights=EMA(decay=0.9), optimizer=SGD(lr=0.3, momentum=0.9),
    ))  # fmt: skip


def one_cycle(folder: Path) -> Project:
    """A schedule over all of a number of steps that ends within an epoch."""
    training = table(folder).training.changed(
        schedule=schedules["OneCycleLR"](max_lr=0.1), epochs=None, steps=13, accumulate=2
    )
    return replace(table(folder), training=training)


def watched(folder: Path) -> Project:
    """A rate that falls and a training that ends where the loss stays, and the mean of the weights of its epochs."""
    training = table(folder).training.changed(
        schedule=schedules["ReduceLROnPlateau"](patience=0, threshold=0.5), epochs=20,
        early_stopping=EarlyStopping(patience=2, min_delta=0.01), average_weights=SWA(start=2),
    )  # fmt: skip
    return replace(table(folder), training=training)


SLOW = [pytest.param(made, marks=pytest.mark.slow) for made in (table, arrays, idx, one_cycle, watched)]


@pytest.mark.parametrize("made", [digits, scheduled, *SLOW])
def test_a_script_ends_with_the_weights_of_the_run(made: Callable[[Path], Project], tmp_path: Path) -> None:
    given = made(tmp_path)
    export(given, tmp_path / "net.py", options={"training": True})
    ran = subprocess.run([sys.executable, "net.py"], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    run = Run.create(tmp_path / "run", snapshot(given))
    events = list(train(snapshot(given), run=run))
    assert ran.stdout.count("validation loss") == sum(isinstance(each, EpochDone) for each in events)
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
        "an early end by this value": replace(
            plain, training=training.changed(early_stopping=EarlyStopping(monitor="loss"))
        ),
        "a precision of its own": replace(plain, training=training.changed(precision="bfloat16")),
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
