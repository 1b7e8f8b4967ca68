"""Networks trained on real data and taken away, and what onnxruntime makes of the file alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from networks import chain

from studio.data import Data
from studio.graph import Graph
from studio.layers import layer
from studio.project import Project
from studio.project.snapshots import snapshot
from studio.training.config import TrainingConfig
from studio.training.events import RunFinished
from studio.training.loop import train
from studio.training.losses import losses
from studio.training.optimizers import optimizers
from studio.training.runs import Run


def dense(inputs: int, hidden: int, outputs: int) -> Graph:
    """A network of two layers for rows."""
    return chain(
        input=layer("Input", shape=(inputs,)),
        fc1=layer("Linear", out_features=hidden),
        relu=layer("ReLU"),
        fc2=layer("Linear", out_features=outputs),
        output=layer("Output"),
    )


def looking(*shape: int, classes: int) -> Graph:
    """A small network for pictures."""
    return chain(
        input=layer("Input", shape=shape),
        conv=layer("Conv2d", out_channels=4, kernel_size=[3, 3]),
        relu=layer("ReLU"),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=classes),
        output=layer("Output"),
    )


def project_of(
    graph: Graph, data: Data, *, loss: str = "CrossEntropyLoss", lr: float = 0.01, **settings: Any
) -> Project:
    """A project that is trained with Adam."""
    training = TrainingConfig(**({"epochs": 1, "batch_size": 32, "seed": 0} | settings)).changed(
        loss=losses[loss].create({}), optimizer=optimizers["Adam"].create({"lr": lr})
    )
    return Project("Tried", graph, data, training)


def trained(project: Project, folder: Path) -> Run:
    """The run of a training to its end."""
    start = snapshot(project)
    run = Run.create(folder, start)
    *_, last = train(start, run=run)
    assert isinstance(last, RunFinished), last
    return run


def answers(path: Path, samples: npt.ArrayLike, dtype: type = np.float32) -> npt.NDArray[Any]:
    """What onnxruntime makes of samples with the file alone; the first output."""
    session = onnxruntime.InferenceSession(str(path))
    found: npt.NDArray[Any] = session.run(None, {session.get_inputs()[0].name: np.asarray(samples, dtype=dtype)})[0]
    return found


def metadata(path: Path) -> dict[str, str]:
    """What the file says of itself."""
    found: dict[str, str] = onnxruntime.InferenceSession(str(path)).get_modelmeta().custom_metadata_map
    return found
