"""LBFGS: its steps are torch's own, it goes on exactly, and what it cannot be together with is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from trainings import SnapshotOf, TrainAll, batch_losses, stop_after, train_losses, with_a_norm

from studio.layers.block_edits import freeze
from studio.training.averages import EMA
from studio.training.config import TrainingConfig
from studio.training.contradictions import contradictions
from studio.training.control import Control
from studio.training.device import Compute
from studio.training.errors import TrainingError
from studio.training.events import RunFailed, RunFinished
from studio.training.lbfgs_state import is_like_lbfgs
from studio.training.loop import train
from studio.training.optimizers import LBFGS
from studio.training.runs import Run
from studio.training.step_progress import Progress
from studio.training.trainer import Trainer

CPU = Compute.choose("cpu")


def model() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))


@pytest.mark.parametrize("search", ["none", "strong_wolfe"])
def test_steps_are_those_of_a_plain_loop_with_a_closure(search: str) -> None:
    declared = LBFGS.create({"line_search_fn": search, "lr": 0.5, "max_iter": 5, "history_size": 4})
    ours, theirs = model(), model()
    trainer = Trainer(ours, TrainingConfig(optimizer=declared), CPU, Progress(), "classes", 3)
    reference = torch.optim.LBFGS(
        theirs.parameters(), lr=0.5, max_iter=5, history_size=4,
        line_search_fn=None if search == "none" else search,
    )  # fmt: skip
    for _ in range(4):
        inputs, targets = torch.randn(16, 4), torch.randint(3, (16,))
        trainer.step(inputs, targets)

        def closure(inputs: torch.Tensor = inputs, targets: torch.Tensor = targets) -> torch.Tensor:
            reference.zero_grad()
            loss = nn.functional.cross_entropy(theirs(inputs), targets)
            loss.backward()
            return loss

        reference.step(closure)  # type: ignore[arg-type]
    assert all(map(torch.equal, ours.parameters(), theirs.parameters()))
    evaluations = trainer.optimizer.state_dict()["state"][0]["func_evals"]
    assert evaluations == reference.state_dict()["state"][0]["func_evals"] > 8


def test_it_learns_the_digits_in_a_few_large_steps(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    events = train_all(snapshot(with_a_norm(), optimizer=LBFGS(max_iter=10), batch_size=1024, epochs=4))
    assert isinstance(events[-1], RunFinished)
    assert train_losses(events)[-1] < 0.5 < train_losses(events)[0]


@pytest.mark.parametrize("settings", [{}, {"line_search_fn": "none", "lr": 0.1}], ids=["searching", "plain"])
def test_a_training_goes_on_exactly(
    settings: dict[str, Any], snapshot: SnapshotOf, train_all: TrainAll, tmp_path: Path, reports_at_every_step: None
) -> None:
    optimizer = LBFGS.create({"max_iter": 4, "history_size": 3, **settings})
    start = snapshot(with_a_norm(), optimizer=optimizer, batch_size=256)
    whole = train_all(start)
    control, run = Control(), Run.create(tmp_path / "stopped", start)
    first = stop_after(7, train(start, control, run), control)
    second = list(train(start, None, Run.open(run.path)))
    assert batch_losses(first) + batch_losses(second) == batch_losses(whole)
    kept, wanted = (Run.open(path).checkpoints.read("last").weights for path in (run.path, tmp_path / "run"))
    assert all(torch.equal(kept[name], wanted[name]) for name in wanted)


def test_frozen_nodes_and_averages_go_with_it(snapshot: SnapshotOf, train_all: TrainAll) -> None:
    graph = freeze(with_a_norm(), ["conv", "norm"])
    events = train_all(snapshot(graph, optimizer=LBFGS(max_iter=3), batch_size=512, average_weights=EMA()))
    assert isinstance(events[-1], RunFinished)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"accumulate": 2}, ["accumulate = 2", "accumulate to 1"]),
        ({"clip_norm": 1.0}, ["clip_norm = 1", "clip_norm empty"]),
        ({"clip_value": 0.5}, ["clip_value = 0.5", "clip_value empty"]),
        ({"precision": "float16"}, ["float16", "bfloat16"]),
    ],
    ids=str,
)
def test_what_it_cannot_be_together_with_is_refused_by_its_name(
    wrong: dict[str, Any], words: list[str], snapshot: SnapshotOf, train_all: TrainAll
) -> None:
    (failed,) = train_all(snapshot(optimizer=LBFGS(), **wrong))
    assert isinstance(failed, RunFailed)
    assert all(word in f"{failed.message} {failed.remedy}" for word in ["LBFGS", *words])
    assert not list(contradictions(TrainingConfig.create(wrong)))
    (found,) = contradictions(TrainingConfig.create({"optimizer": LBFGS(), **wrong}))
    assert not list(contradictions(TrainingConfig.create({"optimizer": LBFGS(), **wrong, found.setting: found.value})))


def state() -> dict[str, Any]:
    """What it has gathered of a few steps, in two iterations each."""
    trainer = Trainer(model(), TrainingConfig(optimizer=LBFGS(max_iter=2)), CPU, Progress(), "classes", 3)
    for _ in range(3):
        trainer.step(torch.randn(16, 4), torch.randint(3, (16,)))
    gathered: dict[str, Any] = trainer.state()
    return gathered


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("d", torch.zeros(3)), ("d", "x"), ("t", "x"), ("n_iter", 1.5), ("n_iter", -1), ("old_dirs", [torch.zeros(3)]),
        ("old_dirs", None), ("ro", []), ("al", 3), ("al", ["x"]), ("prev_loss", None), ("more", 1),
    ],
    ids=str,
)  # fmt: skip
def test_a_state_that_is_no_longer_its_own_is_refused(name: str, value: Any) -> None:
    sound = state()
    trainer = Trainer(model(), TrainingConfig(optimizer=LBFGS(max_iter=2)), CPU, Progress(), "classes", 3)
    trainer.restore(sound)
    sound["optimizer"]["state"][0][name] = value
    with pytest.raises(TrainingError):
        trainer.restore(sound)


def test_before_its_first_step_it_has_gathered_nothing() -> None:
    assert is_like_lbfgs({}, 5, 10)
    assert not is_like_lbfgs({1: {}}, 5, 10)


def test_a_search_without_a_name_is_none() -> None:
    assert LBFGS.create({"line_search_fn": None}).line_search_fn == "none"
    assert LBFGS.create({"line_search_fn": "none"}).arguments()["line_search_fn"] is None
