"""A network whose work is recorded: a replay gives what it gives itself, or it is run as it is and that is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from networks import chain
from torch import Tensor, nn
from trainings import SnapshotOf, batch_losses, stop_after, with_a_norm

from studio.compiler.freezing import begin_training
from studio.compiler.module import compile_graph
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.layers.block_edits import freeze
from studio.training.captured_step import captured
from studio.training.control import Control
from studio.training.device import Compute
from studio.training.events import RunStarted
from studio.training.loop import train
from studio.training.runs import Run

CPU = Compute.choose("cpu")
BATCH = torch.rand(16, 1, 8, 8, generator=torch.Generator().manual_seed(0))
gpu = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")]


def two_outputs() -> Graph:
    graph = with_a_norm()
    return Graph({**graph, "second": Node(layer("Output"), (Source("fc"),))})


class Replaying:
    """Stands for the recordings of a card: replays write where the one before has written, for one size alone."""

    def __init__(self, wrong: float = 0.0, size: int = len(BATCH)) -> None:
        self.wrong, self.size, self.replays = wrong, size, 0

    def __call__(self, module: nn.Module, inputs: tuple[Tensor, ...]) -> Callable[[Tensor], Any]:
        """A recording of the module."""
        place = inputs[0]
        results: list[Tensor] = []

        def replay(batch: Tensor) -> Any:
            self.replays += 1
            assert len(batch) == self.size
            place.copy_(batch)
            given = module(place)
            outputs = (given,) if isinstance(given, Tensor) else given
            if not results:
                results.extend(torch.empty_like(each) for each in outputs)
            for result, output in zip(results, outputs, strict=True):
                result.data.copy_(output + self.wrong)
            shown = tuple(_Shown.apply(output, result) for output, result in zip(outputs, results, strict=True))
            return shown[0] if isinstance(given, Tensor) else shown

        return replay


class _Shown(torch.autograd.Function):
    """The numbers of a result in the memory where they lie, with the gradients of the output that they are of."""

    @staticmethod
    def forward(ctx: Any, output: Tensor, result: Tensor) -> Tensor:
        return result.detach()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return gradient, None


@pytest.mark.parametrize(
    "graph", [with_a_norm(), freeze(with_a_norm(), ["norm"]), two_outputs()], ids=["plain", "frozen", "two outputs"]
)
def test_a_recording_is_replayed_for_its_size_of_batch_and_leaves_what_it_gave(graph: Graph) -> None:
    model = begin_training(compile_graph(graph, seed=0))
    before = {name: each.clone() for name, each in model.state_dict().items()}
    record = Replaying()
    run, note = captured(model, model, BATCH, CPU, record)
    assert note == ""
    assert record.replays == 2
    assert all(torch.equal(each, before[name]) for name, each in model.state_dict().items())
    assert all(weights.grad is None for weights in model.parameters())
    CPU.seed(5)
    first = run(BATCH)
    kept = [each.clone() for each in (first if isinstance(first, tuple) else (first,))]
    CPU.seed(5)
    again = model(BATCH)
    run(BATCH + 1)
    for mine, then, wanted in zip(
        first if isinstance(first, tuple) else (first,), kept, again if isinstance(again, tuple) else (again,),
        strict=True,
    ):  # fmt: skip
        assert torch.equal(mine, then)
        torch.testing.assert_close(mine, wanted)
    assert record.replays == 4
    run(BATCH[:5])
    assert record.replays == 4


def test_a_recording_that_gives_other_numbers_is_not_taken() -> None:
    model = begin_training(compile_graph(with_a_norm(), seed=0))
    run, note = captured(model, model, BATCH, CPU, Replaying(wrong=0.5))
    assert run is model
    assert note == "A recording of this network gives other numbers than the network itself."


def test_a_network_that_cannot_be_recorded_is_run_as_it_is_and_that_is_told() -> None:
    def record(module: nn.Module, inputs: tuple[Tensor, ...]) -> Callable[[Tensor], Any]:
        module(*inputs)
        raise RuntimeError("operation not permitted when stream is capturing")

    model = begin_training(compile_graph(with_a_norm(), seed=0))
    before = {name: each.clone() for name, each in model.state_dict().items()}
    run, note = captured(model, model, BATCH, CPU, record)
    assert run is model
    assert note == ("The work of this network cannot be recorded (operation not permitted when stream is capturing).")
    assert all(torch.equal(each, before[name]) for name, each in model.state_dict().items())


def test_code_that_people_write_is_not_recorded() -> None:
    def record(module: nn.Module, inputs: tuple[Tensor, ...]) -> Callable[[Tensor], Any]:
        raise AssertionError("nothing is to be recorded")

    graph = chain(
        input=layer("Input", shape=(1, 8, 8)), code=layer("Custom"), flatten=layer("Flatten"),
        fc=layer("Linear", out_features=10), output=layer("Output"),
    )  # fmt: skip
    model = begin_training(compile_graph(graph, seed=0))
    run, note = captured(model, model, BATCH, CPU, record)
    assert run is model
    assert note == "Layers written in Python are not recorded: their code may do something else each time."


def test_on_the_processor_nothing_is_recorded(snapshot: SnapshotOf) -> None:
    started, *rest = list(train(snapshot(cuda_graph=True, epochs=1)))
    assert isinstance(started, RunStarted)
    assert "record" not in started.note
    assert batch_losses(rest) == batch_losses(list(train(snapshot(cuda_graph=False, epochs=1))))


class TestOnCuda:
    """The same with real recordings."""

    pytestmark = gpu

    @pytest.mark.parametrize("precision", ["float32", "tf32", "bfloat16", "float16"])
    def test_a_recorded_training_takes_the_steps_of_any_other(self, precision: str, snapshot: SnapshotOf) -> None:
        settings = {"device": "cuda", "precision": precision, "clip_norm": 1.0}
        recorded = list(train(snapshot(with_a_norm(), **settings)))
        assert isinstance(recorded[0], RunStarted)
        assert "record" not in recorded[0].note
        plain = batch_losses(list(train(snapshot(with_a_norm(), **settings, cuda_graph=False))))
        assert batch_losses(recorded) == pytest.approx(plain, rel=0.05 if precision.endswith("16") else 1e-3)
        assert batch_losses(recorded) == batch_losses(list(train(snapshot(with_a_norm(), **settings))))

    def test_it_goes_on_exactly(self, snapshot: SnapshotOf, tmp_path: Path, reports_at_every_step: None) -> None:
        settings = snapshot(with_a_norm(), device="cuda")
        whole = list(train(settings))
        control, run = Control(), Run.create(tmp_path / "stopped", settings)
        first = stop_after(30, train(settings, control, run), control)
        second = list(train(settings, None, Run.open(run.path)))
        assert batch_losses(first) + batch_losses(second) == batch_losses(whole)

    def test_code_that_waits_for_the_device_is_not_recorded(self) -> None:
        class Waits(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.weight = nn.Parameter(torch.ones(()))

            def forward(self, inputs: Tensor) -> Tensor:
                return inputs * self.weight * (1.0 if inputs.sum().item() > 0 else 2.0)

        compute = Compute.choose("cuda")
        model = compute.place(Waits(), tuple(BATCH.shape[1:]))
        run, note = captured(model, model, BATCH.to(compute.device), compute)
        assert run is model
        assert "cannot be recorded" in note
        assert run(BATCH.to(compute.device)).isfinite().all()
