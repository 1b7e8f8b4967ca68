"""Throughput of training against the trainers that people use instead: Lightning, Keras 3 on torch, skorch.

Each trains the same LeNet on the same tensors in memory as its own documentation would have it: with a DataLoader
where it wants one, without logging or checkpoints. Ours keeps a run's folder with its events.
"""

from __future__ import annotations

import importlib.util
import os
import warnings
from collections.abc import Callable
from statistics import median
from time import perf_counter

import torch
from torch import Tensor, nn

from tests.benchmarks.reference import BATCH_SIZE, fashion_mnist_tensors, lenet_module
from tests.benchmarks.result import Benchmark, Result, Unavailable
from tests.benchmarks.training import studio_training

WARM, STEPS, ROUNDS = 20, 400, 5
EPOCHS = 100
"""More than are ever trained."""


class Stopwatch:
    """Counts steps; the speed between the end of the warm-up and the last of them, in samples per second."""

    def __init__(self) -> None:
        self._steps = 0
        self._began = self._ended = 0.0

    def step(self, *_: object, **__: object) -> None:
        """A step is over."""
        self._steps += 1
        self._ended = perf_counter()
        if self._steps == WARM:
            self._began = self._ended

    @property
    def speed(self) -> float:
        """Samples per second behind the warm-up."""
        return (self._steps - WARM) * BATCH_SIZE / (self._ended - self._began)


def lightning_speed(inputs: Tensor, targets: Tensor) -> float:
    """A LightningModule under the Trainer."""
    import lightning
    from torch.utils.data import DataLoader, TensorDataset

    watch = Stopwatch()

    class Network(lightning.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.network, self.loss_of = lenet_module(), nn.CrossEntropyLoss()

        def training_step(self, batch: tuple[Tensor, Tensor], _: int) -> Tensor:
            return self.loss_of(self.network(batch[0]), batch[1])

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.Adam(self.parameters(), lr=0.001)

        on_train_batch_end = watch.step

    trainer = lightning.Trainer(
        max_epochs=1, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False,
    )  # fmt: skip
    trainer.fit(Network(), DataLoader(TensorDataset(inputs, targets), BATCH_SIZE, shuffle=True))
    return watch.speed


def keras_speed(inputs: Tensor, targets: Tensor) -> float:
    """The same layers by Keras' names, fitted on NumPy arrays, channels last as Keras has them."""
    os.environ["KERAS_BACKEND"] = "torch"
    import keras

    watch = Stopwatch()
    conv, pool, dense = keras.layers.Conv2D, keras.layers.MaxPooling2D, keras.layers.Dense
    network = keras.Sequential([
        keras.Input((28, 28, 1)), conv(6, 5, padding="same", activation="relu"), pool(),
        conv(16, 5, activation="relu"), pool(), keras.layers.Flatten(),
        dense(120, activation="relu"), dense(84, activation="relu"), dense(10),
    ])  # fmt: skip
    network.compile(keras.optimizers.Adam(0.001), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    pictures = inputs.permute(0, 2, 3, 1).contiguous().numpy()
    ends = keras.callbacks.LambdaCallback(on_train_batch_end=watch.step)
    network.fit(pictures, targets.numpy(), batch_size=BATCH_SIZE, epochs=1, verbose=0, callbacks=[ends])
    return watch.speed


def skorch_speed(inputs: Tensor, targets: Tensor) -> float:
    """A NeuralNetClassifier without validation."""
    from skorch import NeuralNetClassifier
    from skorch.callbacks import Callback

    watch = Stopwatch()

    class Ends(Callback):
        on_batch_end = watch.step

    network = NeuralNetClassifier(
        lenet_module(), criterion=nn.CrossEntropyLoss, optimizer=torch.optim.Adam, lr=0.001, batch_size=BATCH_SIZE,
        max_epochs=1, iterator_train__shuffle=True, train_split=None, verbose=0, callbacks=[("ends", Ends())],
    )  # fmt: skip
    network.fit(inputs.numpy(), targets.numpy())
    return watch.speed


def against(module: str, name: str, other: Callable[[Tensor, Tensor], float], target: float) -> Result:
    """Ours against another in turns: the pair in the middle of several. Raises Unavailable."""
    if importlib.util.find_spec(module) is None:
        raise Unavailable(f"needs {module}: pip install -e '.[benchmark]'")
    inputs, targets = (tensor[: STEPS * BATCH_SIZE] for tensor in fashion_mnist_tensors())
    ours = studio_training(EPOCHS)
    pairs = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(ROUNDS):
            pairs.append((median(next(ours) for _ in range(10)), other(inputs, targets)))
    ratio = median(mine / theirs for mine, theirs in pairs)
    mine, theirs = min(pairs, key=lambda pair: abs(pair[0] / pair[1] - ratio))
    return Result(f"training LeNet, against {name}", mine, theirs, "images/s", target)


def against_lightning() -> Result:
    """Against Lightning's Trainer."""
    return against("lightning", "Lightning's Trainer", lightning_speed, 1.7)


def against_keras() -> Result:
    """Against Keras 3 on torch."""
    return against("keras", "Keras 3 on torch", keras_speed, 2.2)


def against_skorch() -> Result:
    """Against skorch."""
    return against("skorch", "skorch", skorch_speed, 1.3)


BENCHMARKS: tuple[Benchmark, ...] = (against_lightning, against_keras, against_skorch)
