"""Whether a run and its repetition have the same weights to the last bit, and what may have made them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from studio.formatting.numbers import exact
from studio.project.reproduction.plan import Plan
from studio.text import tr
from studio.training.events import BatchesDone, RunStarted
from studio.training.runs import Run
from studio.training.runs.description import Description
from studio.training.runs.environment import environment
from studio.training.runs.layout import ENVIRONMENT
from studio.training.runs.records import read_record


@dataclass(frozen=True)
class Outcome:
    """What came of a repetition after `steps` steps.

    `different` are the names of tensors with another bit, `largest_difference` is that of any of their numbers, None
    where that cannot be told, as shapes differ or a number is none. `metrics` are those that the repetition reached.
    `reasons` are sentences about what is another than it was.
    """

    identical: bool
    run: str
    epochs: int
    steps: int
    largest_difference: float | None
    different: tuple[str, ...]
    metrics: Mapping[str, float]
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The values for programs."""
        return asdict(self)


def reasons_beforehand(plan: Plan) -> tuple[str, ...]:
    """What is another here than where the run was trained, in sentences."""
    then, now = read_record(plan.run.path / ENVIRONMENT), environment()
    titles = {"python": "Python", "processor": tr("the processor"), "platform": tr("the system")}
    pairs = [(title, then.get(name), now[name]) for name, title in titles.items()]
    kept = then.get("libraries")
    libraries = kept if isinstance(kept, dict) else {}
    pairs += [(name, libraries.get(name), version) for name, version in now["libraries"].items() if name != "nn-studio"]
    told = [_differs(name, before, after) for name, before, after in pairs if before and before != after]
    if plan.run.data() is None:
        told.append(tr("The run kept no fingerprint of its data: whether they are the same cannot be told."))
    return tuple(told)


def outcome(plan: Plan, again: Run) -> Outcome:
    """Compare the weights of the run's last checkpoint with those of its repetition. Raises TrainingError."""
    mine, other = plan.run.checkpoints.read("last"), again.checkpoints.read("last")
    different = tuple(_different(mine.weights, other.weights))
    reasons = (*reasons_beforehand(plan), *_of_training(plan, again, different))
    if other.entry.step != mine.entry.step:
        ended = {"steps": exact(other.entry.step), "wanted": exact(mine.entry.step)}
        reasons = (*reasons, tr("The repetition ended after {steps} steps and not after {wanted}.", **ended))
    return Outcome(
        identical=not different and other.entry.step == mine.entry.step,
        run=plan.run.path.absolute().name,
        epochs=mine.entry.epoch,
        steps=other.entry.step,
        largest_difference=_largest(mine.weights, other.weights, different),
        different=different,
        metrics=dict(Description.of(again.path).metrics),
        reasons=reasons,
    )


def _of_training(plan: Plan, again: Run, different: tuple[str, ...]) -> Iterator[str]:
    """Another device, and from which step on the losses differ."""
    device = next((event.device for event in again.events() if isinstance(event, RunStarted)), "")
    if plan.device and device != plan.device:
        yield _differs(tr("the device"), plan.device, device)
    if different:
        step = _parting(plan.run, again)
        if step is not None:
            yield tr("The losses differ from step {step} on.", step=exact(step))


def _differs(what: str, then: object, now: object) -> str:
    return tr("It was trained with {what} {then}, here it is {now}.", what=what, then=then, now=now)


def _different(mine: Mapping[str, Tensor], other: Mapping[str, Tensor]) -> Iterator[str]:
    for name in dict.fromkeys((*mine, *other)):
        if name not in mine or name not in other or not _same(mine[name], other[name]):
            yield name


def _same(mine: Tensor, other: Tensor) -> bool:
    """Whether two tensors are the same to the last bit; a number that is none is like itself."""
    if (mine.shape, mine.dtype) != (other.shape, other.dtype):
        return False
    one, two = (each.contiguous().reshape(-1).view(torch.uint8) for each in (mine, other))
    return torch.equal(one, two)


def _largest(mine: Mapping[str, Tensor], other: Mapping[str, Tensor], different: tuple[str, ...]) -> float | None:
    largest = 0.0
    for name in different:
        if name not in mine or name not in other or mine[name].shape != other[name].shape:
            return None
        difference = (mine[name].double() - other[name].double()).abs()
        if not bool(difference.isfinite().all()):
            return None
        largest = max(largest, float(difference.max()) if difference.numel() else 0.0)
    return largest


def _parting(mine: Run, other: Run) -> int | None:
    """The first step whose loss is another; None where they all are the same."""
    losses = dict(_losses(other))
    return next((step for step, loss in _losses(mine) if losses.get(step, loss) != loss), None)


def _losses(run: Run) -> Iterator[tuple[int, float]]:
    for event in run.events():
        if isinstance(event, BatchesDone):
            yield from zip(event.steps, event.losses, strict=True)
