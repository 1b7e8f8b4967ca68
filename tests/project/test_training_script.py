"""A training script takes the very steps of a run, with torch, numpy and scikit-learn alone; else it says why not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch
from networks import chain

from studio.compiler.export_error import ExportError
from studio.compiler.module import compile_graph
from studio.data import Data, Digits
from studio.data.config import Arrays, Idx, LogicGates, Sequences, TableFile, Toys
from studio.data.load import describe
from studio.graph import Graph
from studio.layers import layer
from studio.layers.initialization import KaimingNormal, Zeros
from studio.project import Project
from studio.project.export import export
from studio.project.snapshots import snapshot
from studio.training.averages import EMA, SWA
from studio.training.branching import branched
from studio.training.config import TrainingConfig
from studio.training.early_stopping import EarlyStopping
from studio.training.events import EpochDone, Evaluated
from studio.training.loop import train
from studio.training.losses import BCEWithLogitsLoss, CrossEntropyLoss, HuberLoss, Loss, MSELoss
from studio.training.optimizers import LBFGS, SGD, AdamW
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


def pictured(**settings: Any) -> Project:
    """A network with running statistics, for small pictures."""
    graph = chain(
        input=layer("Input", shape=[1, 8, 8]), conv=layer("Conv2d", out_channels=4, kernel_size=3),
        norm=layer("BatchNorm2d"), relu=layer("ReLU"), drop=layer("Dropout"), flatten=layer("Flatten"),
        fc=layer("Linear", out_features=10), output=layer("Output"),
    )  # fmt: skip
    training = {"epochs": 2, "device": "cpu", "seed": 5, "batch_size": 256, "monitors": False}
    training["optimizer"] = SGD(lr=0.3)
    return Project("Pictured", graph, Digits(), TrainingConfig(**(training | settings)))


def partly_frozen(project: Project, *names: str) -> Project:
    nodes = {name: replace(node, frozen=name in names) for name, node in project.graph.items()}
    return replace(project, graph=Graph(nodes))


def npz(folder: Path) -> Project:
    """Pictures with channels last and a test of their own; classes with gaps."""
    chance = np.random.default_rng(3)
    parts = {}
    for split, count in (("train", 60), ("test", 20)):
        parts[f"x_{split}"] = chance.integers(0, 256, (count, 5, 5, 3), dtype=np.uint8)
        parts[f"y_{split}"] = chance.integers(0, 3, (count, 1)) * 2 + 1
    np.savez(folder / "d.npz", **parts)
    return project(Arrays(path=str(folder / "d.npz")), [3, 5, 5], 3, batch_size=16)


def with_categories(folder: Path) -> Project:
    """A column of categories, missing values in it and beside it, a separator of its own."""
    chance = np.random.default_rng(4)
    rows = [
        f"{'NA' if at % 9 == 0 else f'{a:.3f}'};{'' if at % 11 == 0 else 'red' if b > 0.4 else 'blue'};{a > b}"
        for at, (a, b) in enumerate(chance.random((70, 2)))
    ]
    (folder / "c.csv").write_text("\n".join(["width;colour;wide", *rows]) + "\n", encoding="utf-8")
    data = TableFile(path=str(folder / "c.csv"), roles=(("wide", "class"),), missing="category")
    return project(data, list(describe(data).sample_shape), 2, batch_size=8)


def tokens(folder: Path) -> Project:
    """Columns of categories as tokens, whose embeddings are learnt."""
    chance = np.random.default_rng(5)
    rows = [f"{'SML'[a]},{'xy'[b]},{'no' if a == b else 'yes'}" for a, b in chance.integers(0, 2, (60, 2))]
    (folder / "k.csv").write_text("\n".join(["size,form,fits", *rows]) + "\n", encoding="utf-8")
    data = TableFile(path=str(folder / "k.csv"), roles=(("fits", "class"),), categories="tokens")
    graph = chain(
        input=layer("Input", shape=[2], dtype="int64"),
        embedding=layer("Embedding", num_embeddings=describe(data).vocabulary, embedding_dim=3),
        flatten=layer("Flatten"), fc=layer("Linear", out_features=2), output=layer("Output"),
    )  # fmt: skip
    return Project("Tokens", graph, data, TrainingConfig(epochs=2, device="cpu", seed=5, batch_size=8))


def of_columns(folder: Path, ending: str, roles: dict[str, str], answers: int, **settings: Any) -> Project:
    """A table whose features are two numbers."""
    chance = np.random.default_rng(6)
    width, height = chance.random((2, 50))
    tags = ["wide|big" if each > 1.2 else "wide" if each > 0.8 else "flat" for each in width + height]
    columns = {"width": width, "height": height, "area": width * height, "tags": tags, "wide": width > height}
    frame = pl.DataFrame(columns).drop(set(columns) - {"width", "height", *roles})
    path = folder / f"columns {len(list(folder.iterdir()))}.{ending}"
    (frame.write_csv if ending == "csv" else frame.write_parquet)(path)
    return project(TableFile(path=str(path), roles=tuple(roles.items())), [2], answers, batch_size=8, **settings)


def positions(folder: Path) -> Project:
    """A class at each of three positions, of a network that gives their scores in one row."""
    chance = np.random.default_rng(7)
    np.savez(folder / "p.npz", x=chance.random((50, 5), dtype=np.float32), y=chance.integers(0, 4, (50, 3)))
    return project(Arrays(path=str(folder / "p.npz"), target="class"), [5], 12, batch_size=8)


def encoded() -> Project:
    """Generated tokens, of a network with a layer that is made of layers of torch."""
    graph = chain(
        input=layer("Input", shape=[4], dtype="int64"),
        embedding=layer("Embedding", num_embeddings=6, embedding_dim=4),
        encoder=layer("TransformerEncoderLayer", nhead=2, dim_feedforward=6), flatten=layer("Flatten"),
        fc=layer("Linear", out_features=2), output=layer("Output"),
    )  # fmt: skip
    data = Sequences(length=4, vocabulary=6, samples=40)
    return Project("Encoded", graph, data, TrainingConfig(epochs=1, device="cpu", seed=5, batch_size=16))


def of_each_target(folder: Path) -> dict[str, Project]:
    """Projects whose data no function of a script reads, each with other targets or another loss."""
    one_answer, factors = project(LogicGates(gate="XOR"), [2], 1), CrossEntropyLoss(weight=(0.2, 1.5))
    return {
        "gates": replace(one_answer, training=one_answer.training.changed(loss=MSELoss())),
        "toy": project(Toys(samples=60), [2], 2, loss=factors, accumulate=2, batch_size=16),
        "regression": of_columns(folder, "csv", {"area": "number"}, 1, loss=HuberLoss(delta=0.5)),
        "labels": of_columns(folder, "csv", {"tags": "labels"}, 3, loss=BCEWithLogitsLoss(pos_weight=(1.0, 2.0, 0.5))),
        "parquet": of_columns(folder, "parquet", {"wide": "class"}, 2),
        "positions": positions(folder),
        "encoded": encoded(),
    }


def of_each_setting(folder: Path) -> dict[str, Project]:
    """Projects with settings of which each has lines of its own in a script."""
    drawn = {"initialization": KaimingNormal(), "bias_initialization": Zeros()}
    ema, early = {"average_weights": EMA(decay=0.6)}, EarlyStopping(monitor="loss", patience=3)
    return {
        "half": partly_frozen(pictured(precision="bfloat16", average_weights=SWA(start=0), **drawn), "conv"),
        "scaled": partly_frozen(pictured(precision="float16", clip_norm=1.0, accumulate=2, **ema), "norm"),
        "searched": pictured(optimizer=LBFGS(max_iter=3), batch_size=1000),
        "decayed": pictured(optimizer=AdamW(weight_decay=0.5), decay_biases_and_norms=False, early_stopping=early),
        "arrays": npz(folder),
        "categories": with_categories(folder),
        "tokens": tokens(folder),
    }


RUNNING = """
import contextlib, io, json, runpy, sys
told = {}
for name in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        runpy.run_path(f"{name}.py", run_name="__main__")
    told[name] = said.getvalue().splitlines()
print(json.dumps(told))
"""


def test_scripts_of_each_setting_tell_the_losses_of_their_runs(tmp_path: Path) -> None:
    projects = of_each_setting(tmp_path) | of_each_target(tmp_path)
    for name, given in projects.items():
        export(given, tmp_path / f"{name}.py", options={"training": True})
    ran = subprocess.run([sys.executable, "-c", RUNNING, *projects], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    for name, lines in json.loads(ran.stdout).items():
        given = snapshot(projects[name])
        events = list(train(given, run=Run.create(tmp_path / f"run of {name}", given)))
        wanted = [told_by(each, given.training.loss) for each in events if isinstance(each, EpochDone | Evaluated)]
        assert [numbers_in(line) for line in lines] == [pytest.approx(each, rel=1e-6) for each in wanted], name
    ruff = ["--isolated", "--line-length", "100", "."]
    for asked in (["check", "--select", "E,F,W,I,B,UP"], ["format", "--check"]):
        checked = subprocess.run([sys.executable, "-m", "ruff", *asked, *ruff], cwd=tmp_path, capture_output=True)
        assert checked.returncode == 0, checked.stdout.decode()


def told_by(event: EpochDone | Evaluated, loss: Loss) -> list[float]:
    """What a run told of an epoch, or of its test; accuracy where the loss takes classes."""
    names = ["loss", "accuracy"] if loss.targets == "indices" else ["loss"]
    names = ["loss", *(f"validation_{name}" for name in names)] if isinstance(event, EpochDone) else names
    return [event.metrics[name] for name in names]


def numbers_in(line: str) -> list[float]:
    """The numbers of a line that a script printed, without that of the epoch."""
    found = [float(word) for word in line.split() if word[-1].isdigit()]
    return found[1:] if line.startswith("epoch") else found


def test_a_script_begins_with_the_weights_that_its_run_begins_with(tmp_path: Path) -> None:
    before = pictured(epochs=1)
    other = replace(pictured(epochs=1, seed=7), graph=before.graph)
    list(train(snapshot(before), run=(earlier := Run.create(tmp_path / "before", snapshot(before)))))
    run = branched(tmp_path / "branch", snapshot(other), earlier)
    export(other, tmp_path / "net.py", run, options={"training": True})
    assert str(tmp_path / "branch" / "start.safetensors") in (tmp_path / "net.py").read_text(encoding="utf-8")
    export(other, tmp_path / "again.py", options={"training": True}, start=earlier)
    assert "begin_from(network" in (tmp_path / "again.py").read_text(encoding="utf-8")


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
    run.load_weights(module, "best")
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
            plain, training=training.changed(early_stopping=EarlyStopping(monitor="accuracy"))
        ),
        "TF32": replace(plain, training=training.changed(precision="tf32")),
        "search along a line in 16 bits": replace(
            plain, training=training.changed(precision="bfloat16", optimizer=LBFGS())
        ),
        "class that counts for nothing": replace(
            plain, training=training.changed(loss=training.loss.changed(ignore_index=3))
        ),
        r"needs the data.*none\.npz": replace(plain, data=Arrays(path=str(tmp_path / "none.npz"))),
        "9 numbers for each sample": project(Digits(), [1, 8, 8], 9, loss=MSELoss()),
        "by chance": replace(plain, data=Digits.create({"transforms": [{"kind": "RandomRotation", "degrees": 20}]})),
    }
    for says, given in cases.items():
        with pytest.raises(ExportError, match=says):
            export(given, tmp_path / "net.py", options={"training": True})
    assert not (tmp_path / "net.py").exists()


def test_a_script_of_a_run_whose_data_were_changed_is_refused(tmp_path: Path) -> None:
    given = of_columns(tmp_path, "csv", {"area": "number"}, 1, loss=MSELoss())
    run = Run.create(tmp_path / "run", snapshot(given))
    list(train(snapshot(given), run=run))
    export(given, tmp_path / "net.py", run, options={"training": True})
    (table,) = tmp_path.glob("*.csv")
    table.write_text("width,height,area\n" + "0.5,0.25,0.125\n" * 50, encoding="utf-8")
    with pytest.raises(ExportError, match="no longer those"):
        export(given, tmp_path / "net.py", run, options={"training": True})


def test_samples_beside_a_script_are_written_anew_but_no_file_of_a_person_is(tmp_path: Path) -> None:
    given, options = project(LogicGates(gate="OR"), [2], 1, loss=MSELoss()), {"training": True}
    np.savez(tmp_path / "mine_data.npz", numbers=np.arange(3))
    before = (tmp_path / "mine_data.npz").read_bytes()
    with pytest.raises(ExportError, match=r"mine_data\.npz"):
        export(given, tmp_path / "mine.py", options=options)
    assert (tmp_path / "mine_data.npz").read_bytes() == before
    assert not (tmp_path / "mine.py").exists()
    for _ in range(2):
        assert "net_data.npz" in export(given, tmp_path / "net.py", options=options).told
    assert np.load(tmp_path / "net_data.npz")["train_samples"].tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
