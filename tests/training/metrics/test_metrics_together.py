"""What two processes take in apart is told as what one takes in whole, also where one of them has nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from studio.data.config import Task
from studio.training.losses import losses
from studio.training.metrics import METRICS, offered
from studio.training.objective import Objective
from studio.training.scores import Scores

SAMPLES, CLASSES = 40, 6
TASKS: tuple[Task, ...] = ("classes", "labels", "pixels", "numbers")


def some(task: Task) -> tuple[Tensor, Tensor]:
    """Outputs and targets of a task."""
    random = torch.Generator().manual_seed(1)
    shape = (SAMPLES, CLASSES, 2, 3) if task == "pixels" else (SAMPLES, CLASSES)
    outputs = torch.randn(shape, generator=random)
    if task in ("classes", "pixels"):
        return outputs, (outputs + torch.randn(shape, generator=random)).argmax(1)
    targets = outputs + torch.randn(shape, generator=random)
    return outputs, (targets > 0).float() if task == "labels" else targets


def scores_of(task: Task) -> Scores:
    """All metrics of a task."""
    chosen = [METRICS[name] for name in offered(task, CLASSES)]
    loss = losses["CrossEntropyLoss" if task in ("classes", "pixels") else "MSELoss"]
    return Scores(chosen, Objective.of(loss.create({}), task), CLASSES, torch.device("cpu"))  # type: ignore[arg-type]


def one_of_two(rank: int, meeting: str) -> None:
    """What each process does: every task with uneven shares, then with nothing at all for the second."""
    torch.distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=2)
    told: dict[str, Any] = {}
    for first in (25, SAMPLES):
        for task in TASKS:
            outputs, targets = some(task)
            mine = slice(0, first) if rank == 0 else slice(first, SAMPLES)
            scores = scores_of(task)
            if len(targets[mine]):
                scores.update(outputs[mine], targets[mine])
            told[f"{task} {first}"] = scores.values(together=True)
    torch.distributed.destroy_process_group()
    if rank == 0:
        print(json.dumps(told))


@pytest.mark.slow
def test_two_processes_tell_together_what_one_tells_alone(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, __file__, str(rank), str(tmp_path / "meeting")], stdout=subprocess.PIPE, encoding="utf-8"
        )
        for rank in (0, 1)
    ]
    (out, _), _ = [process.communicate(timeout=120) for process in processes]
    told = json.loads(out.splitlines()[-1])
    for task in TASKS:
        alone = scores_of(task)
        alone.update(*some(task))
        assert set(alone.values()) == set(offered(task, CLASSES))
        for first in (25, SAMPLES):
            assert told[f"{task} {first}"] == pytest.approx(alone.values(), rel=1e-9)


if __name__ == "__main__":
    one_of_two(int(sys.argv[1]), sys.argv[2])
