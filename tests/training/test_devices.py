"""Devices: the choice, what it means for threads and layout; and on a CUDA device the training itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest
import torch
from networks import chain
from trainings import SnapshotOf, TrainAll, batch_losses, train_losses

from studio.data.dataset import Split
from studio.graph import Graph
from studio.layers import layer
from studio.training.batches import Batches
from studio.training.device import CORES, Compute, available, describe, use_cores, use_one_core
from studio.training.events import Evaluated, RunFinished, RunStarted
from studio.training.optimizers import optimizers

gpu = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")]


@pytest.fixture
def threads_as_before() -> Iterator[None]:
    """Thread counts are for the whole process."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def convolutional() -> Graph:
    """A network with everything whose kernels differ between devices."""
    return chain(
        input=layer("Input", shape=(1, 8, 8)),
        conv=layer("Conv2d", out_channels=16, kernel_size=3, padding=1),
        norm=layer("BatchNorm2d"),
        relu=layer("ReLU"),
        pool=layer("MaxPool2d", kernel_size=2),
        flatten=layer("Flatten"),
        dropout=layer("Dropout", p=0.2),
        fc=layer("Linear", out_features=10),
        output=layer("Output"),
    )


def test_the_processor_is_always_there() -> None:
    assert available()[-1] == "cpu"
    assert Compute.choose("cpu").device == torch.device("cpu")
    assert Compute.choose("auto").device.type == available()[0]


def test_small_steps_take_one_core_and_large_ones_all(threads_as_before: None) -> None:
    use_cores(100_000)
    assert describe(torch.device("cpu")) == "CPU, 1 thread"
    use_cores(10**12)
    assert torch.get_num_threads() == CORES
    use_one_core()
    assert torch.get_num_threads() == 1


def test_pictures_are_laid_out_with_channels_last_and_rows_as_they_are() -> None:
    compute = Compute.choose("cpu")
    assert compute.memory_format((3, 8, 8)) is torch.channels_last
    assert compute.memory_format((64,)) is torch.contiguous_format


@pytest.mark.parametrize("kind", sorted(optimizers))
def test_optimizers_run_as_one_kernel_where_torch_has_one(kind: str) -> None:
    optimizer = Compute.choose("cpu").optimizer(optimizers[kind](), torch.nn.Linear(2, 2))
    assert type(optimizer).__name__ == kind
    has_one = "fused" in inspect.signature(type(optimizer)).parameters
    assert optimizer.defaults.get("fused") is (True if has_one else None)


def test_bfloat16_trains_on_the_processor_with_weights_kept_in_float32(
    snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    events = train_all(snapshot(convolutional(), precision="bfloat16", epochs=4))
    assert isinstance(events[-1], RunFinished)
    assert train_losses(events)[-1] < 0.7 * train_losses(events)[0]


class TestOnCuda:
    """Everything of a training on a CUDA device."""

    pytestmark = gpu

    @pytest.mark.parametrize("precision", ["float32", "bfloat16"])
    def test_a_network_reads_the_digits(self, precision: str, snapshot: SnapshotOf, train_all: TrainAll) -> None:
        adam = optimizers["Adam"](lr=0.005)
        events = train_all(snapshot(convolutional(), device="cuda", precision=precision, epochs=12, optimizer=adam))
        assert isinstance(events[0], RunStarted)
        assert events[0].device == torch.cuda.get_device_name()
        assert isinstance(events[-2], Evaluated)
        assert events[-2].metrics["accuracy"] >= 0.93

    def test_the_same_seed_gives_the_same_losses(self, snapshot: SnapshotOf, train_all: TrainAll) -> None:
        from studio.training.loop import train

        first, again = (batch_losses(train(snapshot(convolutional(), device="cuda"))) for _ in range(2))
        assert first == again

    def test_the_data_are_held_on_the_device(self) -> None:
        compute = Compute.choose("cuda")
        batches = Batches(Split.of(torch.rand(20, 1, 8, 8), torch.zeros(20, dtype=torch.int64)), 8, compute)
        for inputs, targets in batches.shuffled(0, 0):
            assert inputs.is_cuda
            assert targets.is_cuda

    def test_data_too_large_for_the_device_are_fetched_batch_by_batch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("studio.training.device.FREE_SHARE", 0.0)
        numbers = torch.arange(20)
        split = Split.of(numbers.float().reshape(20, 1, 1, 1), numbers)
        for inputs, targets in Batches(split, 8, Compute.choose("cuda")).shuffled(0, 0):
            assert inputs.is_cuda
            assert torch.equal(inputs.flatten().long(), targets)

    def test_steps_do_not_wait_for_the_device(self, snapshot: SnapshotOf) -> None:
        from studio.compiler.module import compile_graph
        from studio.training.step_progress import Progress
        from studio.training.trainer import Trainer

        compute, training = Compute.choose("cuda"), snapshot(device="cuda").training
        split = Split.of(torch.rand(256, 1, 8, 8), torch.zeros(256, dtype=torch.int64))
        model = compute.place(compile_graph(convolutional(), seed=0), split.shape)
        trainer, batches = Trainer(model, training, compute, Progress()), Batches(split, 64, compute)
        stream = batches.shuffled(0, 0)
        trainer.step(*next(stream))  # the order comes to the device here, once an epoch
        torch.cuda.set_sync_debug_mode("error")
        try:
            for batch in stream:
                trainer.step(*batch)
        finally:
            torch.cuda.set_sync_debug_mode("default")
        assert [len(event.losses) for event in trainer.report("run")] == [4]
