"""Every declared loss gives what torch's class of its name gives, for each task that it takes."""

from __future__ import annotations

import pytest
import torch
from loss_cases import CLASSES, INDICES, PLACES
from torch import Tensor, nn
from torch.nn.functional import one_hot

from studio.data.config import Task
from studio.training.losses import USUAL, Loss, losses
from studio.training.objective import Objective

PARAMETERS = {
    "label_smoothing": 0.1,
    "weight": (0.5, 2.0, 1.0),
    "ignore_index": 1,
    "pos_weight": (0.5, 2.0, 1.0),
    "beta": 0.5,
    "delta": 2.0,
}
CASES = [(kind, task) for kind, declared in losses.items() for task in sorted(declared.tasks)]


def some(task: Task) -> tuple[Tensor, Tensor]:
    """Outputs and targets of a task with three classes, labels or numbers."""
    random = torch.Generator().manual_seed(0)
    shape = (5, CLASSES, *PLACES.get(task, ()))
    outputs = torch.randn(shape, generator=random)
    if task in INDICES:
        return outputs, torch.randint(CLASSES, (5, *shape[2:]), generator=random)
    targets = torch.rand(shape, generator=random)
    return outputs, targets.round() if task == "labels" else targets


def expected(declared: Loss, outputs: Tensor, targets: Tensor) -> Tensor:
    arguments = {name: torch.tensor(it) if isinstance(it, tuple) else it for name, it in dict(declared).items()}
    if declared.targets != "indices" and not targets.is_floating_point():
        targets = one_hot(targets, CLASSES).movedim(-1, 1).float()
    if arguments.get("pos_weight") is not None and outputs.dim() == 4:
        arguments["pos_weight"] = arguments["pos_weight"].reshape(-1, 1, 1)
    if declared.kind == "KLDivLoss":
        arguments["reduction"] = "batchmean"
    return getattr(nn, declared.kind)(**arguments)(outputs, targets)


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize(("kind", "task"), CASES)
def test_a_loss_is_that_of_torch(kind: str, task: Task, changed: bool) -> None:
    values = {name: value for name, value in PARAMETERS.items() if name in losses[kind].model_fields}
    if task == "input":
        values.pop("pos_weight", None)
    declared = losses[kind].create(values if changed else {})
    outputs, targets = some(task)
    torch.testing.assert_close(
        Objective.of(declared, task)(outputs, targets).mean, expected(declared, outputs, targets)
    )


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize(("kind", "task"), CASES)
def test_the_losses_of_single_samples_make_up_that_of_the_batch(kind: str, task: Task, changed: bool) -> None:
    values = {name: value for name, value in PARAMETERS.items() if name in losses[kind].model_fields}
    if task == "input":
        values.pop("pos_weight", None)
    declared = losses[kind].create(values if changed else {})
    outputs, targets = some(task)
    objective = Objective.of(declared, task)
    whole, apart = objective(outputs, targets), objective.each(outputs, targets)
    if not declared.has_denominator:
        torch.testing.assert_close(apart.mean(), whole.mean)
    else:
        counted = (targets != declared.ignored).reshape(len(targets), -1).sum(1)
        torch.testing.assert_close((apart * counted).nansum() / whole.weight, whole.mean)
        assert apart.isnan().tolist() == (counted == 0).tolist()
    one = torch.cat([objective.each(outputs[at : at + 1], targets[at : at + 1]) for at in range(len(outputs))])
    torch.testing.assert_close(apart, one, equal_nan=True)


def test_further_outputs_count_in_the_loss_of_a_sample_too() -> None:
    outputs, targets = (torch.randn(5, CLASSES), torch.randn(5, CLASSES)), torch.tensor([0, 1, 2, 1, 0])
    objective = Objective.of(losses["CrossEntropyLoss"](), auxiliary=0.3)
    torch.testing.assert_close(objective.each(outputs, targets).mean(), objective(outputs, targets).mean)


@pytest.mark.parametrize("task", sorted(USUAL))
def test_every_task_has_a_usual_loss_that_takes_it(task: Task) -> None:
    assert task in losses[USUAL[task]].tasks


def test_soft_targets_are_taken_by_the_cross_entropy() -> None:
    outputs, soft = torch.randn(5, CLASSES), torch.rand(5, CLASSES).softmax(dim=1)
    found = Objective.of(losses["CrossEntropyLoss"]())(outputs, soft).mean
    torch.testing.assert_close(found, nn.CrossEntropyLoss()(outputs, soft))
