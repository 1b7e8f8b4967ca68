"""Whoever looks at a training gets copies of its weights, and changes nothing by that."""

from __future__ import annotations

from pathlib import Path

import torch
from trainings import SnapshotOf

from studio.training.control import Control
from studio.training.loop import train
from studio.training.runs import Run


def test_weights_are_given_when_asked_for_and_the_training_comes_out_the_same(
    snapshot: SnapshotOf, tmp_path: Path
) -> None:
    start, seen = snapshot(epochs=2), []
    watched, alone = (Run.create(tmp_path / name, start) for name in ("watched", "alone"))
    control = Control()
    for _ in train(start, control, watched):
        if control.weights is not None and (not seen or seen[-1] is not control.weights):
            seen.append(control.weights)
        control.look()
    list(train(start, Control(), alone))
    assert len(seen) > 1
    assert not torch.equal(seen[0]["fc1.weight"], seen[-1]["fc1.weight"])
    assert set(seen[0]) == {"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"}
    weights = [next((run.path / "checkpoints").glob("*.safetensors")).read_bytes() for run in (watched, alone)]
    assert weights[0] == weights[1]
