"""Number formats: what they compute, what keeps float16 in range, and that the process is left as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from networks import chain
from trainings import SnapshotOf, TrainAll, batch_losses, stop_after, train_losses

from studio.layers import layer
from studio.training.config import TrainingConfig
from studio.training.control import Control
from studio.training.device import Compute
from studio.training.errors import TrainingError
from studio.training.events import RunFailed, RunFinished
from studio.training.failures import explain
from studio.training.loop import train
from studio.training.optimizers import SGD, optimizers
from studio.training.runs import Run
from studio.training.step_progress import Progress
from studio.training.torch_flags import flags_of
from studio.training.trainer import Trainer


def flags() -> tuple[bool, ...]:
    cudnn = torch.backends.cudnn
    return cudnn.deterministic, cudnn.benchmark, cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32


@pytest.fixture
def other_flags() -> Iterator[tuple[bool, ...]]:
    """The process has them otherwise than any training asks for."""
    cudnn, matmul = torch.backends.cudnn, torch.backends.cuda.matmul
    before = flags()
    cudnn.deterministic, cudnn.benchmark, cudnn.allow_tf32, matmul.allow_tf32 = True, True, True, False
    yield flags()
    cudnn.deterministic, cudnn.benchmark, cudnn.allow_tf32, matmul.allow_tf32 = before


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_formats_of_16_bits_train_with_weights_kept_in_float32(
    precision: str, snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    events = train_all(snapshot(precision=precision, epochs=4))
    assert isinstance(events[-1], RunFinished)
    assert train_losses(events)[-1] < 0.9 * train_losses(events)[0]
    weights = Run.open(run_folder).checkpoints.read("last").weights
    assert {values.dtype for values in weights.values()} == {torch.float32}
    assert batch_losses(events) != batch_losses(list(train(snapshot(epochs=4))))


@pytest.mark.parametrize("accumulate", [1, 4])
def test_float16_goes_on_exactly_scale_included(
    accumulate: int, snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    settings = snapshot(precision="float16", clip_norm=0.5, accumulate=accumulate)
    whole = train_all(settings)
    control, run = Control(), Run.create(tmp_path / "stopped", settings)
    first = stop_after(30, train(settings, control, run), control)
    second = list(train(settings, None, Run.open(run.path)))
    assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
    states = [Run.open(path).checkpoints.state()["scaler"] for path in (run.path, tmp_path / "run")]
    assert states[0] == states[1]
    assert states[0]["_growth_tracker"] > 0


def test_a_step_whose_gradients_overflow_is_left_out_and_the_scale_lowered() -> None:
    torch.manual_seed(0)
    model = torch.nn.Linear(4, 3)
    trainer = Trainer(
        model, TrainingConfig(precision="float16", optimizer=SGD()), Compute.choose("cpu", "float16"), Progress(),
        "classes", 3,
    )  # fmt: skip
    before = model.weight.detach().clone()
    inputs, targets = torch.full((2, 4), 6e4), torch.tensor([0, 1])
    trainer.step(inputs / 1e5, targets)
    assert not torch.equal(model.weight, before)
    after, scale = model.weight.detach().clone(), trainer.state()["scaler"]["scale"]
    trainer.step(inputs, targets)
    assert torch.equal(model.weight, after)
    assert trainer.state()["scaler"]["scale"] == scale / 2


def test_a_state_without_its_scaler_is_refused(snapshot: SnapshotOf) -> None:
    model = torch.nn.Linear(4, 3)

    def trainer(precision: str) -> Trainer:
        settings = TrainingConfig.create({"precision": precision})
        return Trainer(model, settings, Compute.choose("cpu", settings.precision), Progress(), "classes", 3)

    state = trainer("float32").state()
    with pytest.raises(TrainingError, match="scaler"):
        trainer("float16").restore(state)
    trainer("float32").restore({name: each for name, each in state.items() if name != "scaler"})  # of earlier versions


def test_tf32_is_refused_where_it_is_not_to_be_had(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    (failed,) = train_all(snapshot(precision="tf32"))
    assert isinstance(failed, RunFailed)
    assert "TF32" in failed.message
    assert "the processor" in failed.message
    assert "float32" in failed.remedy


def test_a_layer_that_the_processor_has_not_in_float16_is_told(snapshot: SnapshotOf) -> None:
    graph = chain(
        input=layer("Input", shape=(1, 8, 8)),
        rows=layer("Flatten", start_dim=1, end_dim=2),
        lstm=layer("LSTM", hidden_size=4),
        last=layer("Flatten"),
        fc=layer("Linear", out_features=10),
        output=layer("Output"),
    )
    last = list(train(snapshot(graph, precision="float16", epochs=1)))[-1]
    if isinstance(last, RunFailed):  # processors with AVX512-FP16 can
        assert "float16" in last.message
        assert "Set precision" in last.remedy


def test_what_onednn_has_not_is_told_by_the_format() -> None:
    with pytest.raises(RuntimeError) as refused:
        raise RuntimeError("could not create a primitive descriptor for the LSTM forward propagation primitive")
    told = explain(refused.value, TrainingConfig(precision="float16"))
    assert told is not None
    assert told.message == "This device cannot compute one of the layers in float16."
    assert explain(refused.value, TrainingConfig()) != told


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({}, (True, False, False, False)),
        ({"deterministic": False}, (False, True, False, False)),
        ({"precision": "tf32"}, (True, False, True, True)),
    ],
    ids=str,
)
def test_flags_are_the_settings_while_it_trains_and_then_as_before(
    settings: dict[str, object], wanted: tuple[bool, ...], other_flags: tuple[bool, ...]
) -> None:
    with flags_of(TrainingConfig.create(settings)):
        assert flags() == wanted
    assert flags() == other_flags


def test_a_training_that_fails_or_is_given_up_leaves_the_flags_as_they_were(
    snapshot: SnapshotOf, other_flags: tuple[bool, ...]
) -> None:
    list(train(snapshot(optimizer=optimizers["SGD"](lr=1e30))))
    assert flags() == other_flags
    begun = train(snapshot())
    next(begun)
    assert flags() == (True, False, False, False)
    begun.close()  # type: ignore[attr-defined]
    assert flags() == other_flags


def test_nothing_computes_beside_a_training_on_the_same_card_that_wants_it_otherwise(
    monkeypatch: pytest.MonkeyPatch, other_flags: tuple[bool, ...]
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    with flags_of(TrainingConfig()):
        with flags_of(TrainingConfig(epochs=3)):
            pass
        assert flags() == (True, False, False, False)
        with pytest.raises(TrainingError, match="beside this one"), flags_of(TrainingConfig(precision="tf32")):
            pass
        assert flags() == (True, False, False, False)
    assert flags() == other_flags
