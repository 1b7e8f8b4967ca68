"""The values of the metrics over many batches, exactly those of all their samples together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import torch
import torch.distributed
from torch import Tensor

from studio.text import tr
from studio.training.metrics import Metric
from studio.training.metrics.metric import Answers
from studio.training.objective import Objective
from studio.training.saved_state import damaged

if TYPE_CHECKING:
    import torchmetrics


COUNTS = {"tp", "fp", "tn", "fn"}
"""What torchmetrics calls the numbers of right and wrong answers that it counts."""


class Scores:
    """Metrics of the first Output, which gather what they need of each batch on the device."""

    def __init__(
        self, metrics: Sequence[type[Metric]], objective: Objective, classes: int, device: torch.device
    ) -> None:
        self._objective = objective
        self._metrics = {metric.name: metric for metric in metrics}
        self._floats = torch.float32 if device.type == "mps" else torch.float64
        built = {
            metric.name: metric.build(objective.task, classes, objective.declaration.ignored) for metric in metrics
        }
        self._built = {name: metric.to(device).set_dtype(self._floats) for name, metric in built.items()}
        for metric in self._built.values():
            # The processes of a group ask for values at moments of their own, but where they say so.
            metric.sync_on_compute = metric._to_sync = False
        self._lenders = _lenders(metrics)
        self._device = device
        self._samples: int | Tensor = 0
        self._whole = True

    def update(self, outputs: Tensor, targets: Tensor) -> None:
        """Take in outputs (N, ...) of the first Output and the data set's targets (N, ...)."""
        targets = self._objective.decided(targets)
        self._samples = self._samples + self._objective.counted(targets)
        known: dict[Answers, tuple[Tensor, Tensor]] = {}
        for name, metric in self._gathering().items():
            what = self._metrics[name].compares
            if what not in known:
                known[what] = self._compared(what, outputs, targets)
            metric.update(*known[what])

    def values(self, *, together: bool = False) -> dict[str, float]:
        """The value of each metric over what was taken in, less those that cannot be told. Waits for the device.

        `together` is over what all processes of a group took in, for which all of them have to ask.
        """
        if not self._whole:
            return {}
        samples = self._counted(together=together)
        names = [name for name, metric in self._metrics.items() if samples >= metric.least]
        with ExitStack() as synced:
            for metric in self._gathering().values() if together else ():
                synced.enter_context(metric.sync_context())
            gathered = {name: metric.metric_state for name, metric in self._gathering().items()}
            computed = self._computed(names, gathered)
        values = torch.stack([computed[name].to(self._floats) for name in names]).tolist() if names else []
        return {name: value for name, value in zip(names, values, strict=True) if math.isfinite(value)}

    def take(self, others: Scores) -> None:
        """Take in all that others of the same metrics have gathered."""
        self._samples = self._samples + others._samples
        for name, metric in self._gathering().items():
            _merge(metric, others._built[name])

    def _gathering(self) -> dict[str, torchmetrics.Metric]:
        """The metrics that gather something; the others are lent it."""
        return {name: metric for name, metric in self._built.items() if self._lenders[name] == name}

    def _computed(self, names: Sequence[str], gathered: Mapping[str, Mapping[str, Any]]) -> dict[str, Tensor]:
        """The values of these metrics, of what each has gathered itself or the first that gathers the same for it."""
        from studio.training.metrics.ordered import Ordered

        ordered = {name: metric for name in names if isinstance(metric := self._built[name], Ordered)}
        found = {name: self._compute(name, gathered[self._lenders[name]]) for name in names if name not in ordered}
        return found | next(iter(ordered.values())).values_of(ordered) if ordered else found

    def _compute(self, name: str, gathered: Mapping[str, Any]) -> Tensor:
        """The value of a metric of what was gathered."""
        metric = self._built[name]
        # Otherwise torchmetrics warns, or gives an earlier value, where what is new is another metric's or process's.
        metric._update_count, metric._computed = max(metric._update_count, 1), None
        if self._lenders[name] == name:
            return metric.compute()
        own = metric.metric_state
        _set(metric, gathered)
        value: Tensor = metric.compute()
        _set(metric, own)
        return value

    def _counted(self, *, together: bool) -> int:
        """How many samples were taken in."""
        if together:
            samples = torch.as_tensor(self._samples, dtype=torch.int64, device=self._device)
            torch.distributed.all_reduce(samples)
            return int(samples)
        return int(self._samples)

    def _compared(self, what: Answers, outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """What metrics compare of outputs and targets.

        Contiguous, as some metrics of torchmetrics cannot take pictures whose channels come last; numbers in double
        precision where the device has it, for sums of squares far from zero.
        """
        if what == "scores":
            return self._objective.arranged(outputs, targets).float().contiguous(), targets
        if what == "ranked":
            return self._objective.ranked(outputs), targets
        answers, wanted = (given.contiguous() for given in self._objective.answers(outputs, targets))
        if self._objective.task in ("numbers", "input"):
            return answers.to(self._floats), wanted.to(self._floats)
        return answers, wanted

    @property
    def is_whole(self) -> bool:
        """Whether all batches since the last `reset` were taken in."""
        return self._whole

    def reset(self) -> None:
        """Begin anew."""
        self._samples, self._whole = 0, True
        for metric in self._gathering().values():
            metric.reset()

    def state(self, *, together: bool = False) -> dict[str, Any] | None:
        """Values to go on from, tensors among them; None where they are not those of all batches.

        `together` is of what all processes of a group took in, for which all of them have to ask.
        """
        if not self._whole:
            return None
        samples = self._counted(together=together)
        lists = {name: _lists(metric) for name, metric in self._gathering().items()}
        with ExitStack() as synced:
            for metric in self._gathering().values() if together else ():
                synced.enter_context(metric.sync_context())
            return {"samples": samples} | {
                name: {part: _copied(value, part in lists[name]) for part, value in metric.metric_state.items()}
                for name, metric in self._gathering().items()
            }

    def is_of_earlier_version(self, state: Any) -> bool:
        """Whether `state` is what earlier versions gave, which counted right and wrong answers for more metrics."""
        found = state if isinstance(state, Mapping) else {}
        gathering = self._gathering()
        return any(
            isinstance(parts, Mapping) and parts.keys() == COUNTS
            and (name not in gathering or gathering[name].metric_state.keys() != COUNTS)
            for name, parts in found.items()
        )  # fmt: skip

    def restore(self, state: Mapping[str, Any] | None) -> None:
        """Go back to what `state` gave; without it values are not known until the next `reset`.

        Raises TrainingError where lists of it do not belong together.
        """
        self.reset()
        if state is None or any(name not in state for name in self._gathering()):
            self._whole = False
            return
        self._samples = state["samples"]
        for name, metric in self._gathering().items():
            _check_lists(name, metric, state[name])
            _set(metric, {part: _placed(value, metric.device) for part, value in state[name].items()})
            # Otherwise torchmetrics warns of a value that is asked for before the next batch.
            metric._update_count = int(state["samples"] > 0)


def _lenders(metrics: Sequence[type[Metric]]) -> dict[str, str]:
    """For each metric the first one that gathers the same, which may be itself."""
    first: dict[str, str] = {}
    return {metric.name: first.setdefault(metric.gathers or metric.name, metric.name) for metric in metrics}


def _merge(metric: torchmetrics.Metric, other: torchmetrics.Metric) -> None:
    """Add to what a metric has gathered what another one of the same kind has."""
    from studio.training.metrics.ordered import Ordered

    if isinstance(metric, Ordered) and isinstance(other, Ordered):
        metric.take(other)
    else:
        _set(metric, {part: getattr(metric, part) + value for part, value in other.metric_state.items()})
    metric._update_count += other._update_count


def _set(metric: torchmetrics.Metric, state: Mapping[str, Any]) -> None:
    """Have a metric go on from this."""
    for part, value in state.items():
        setattr(metric, part, value)


def _lists(metric: torchmetrics.Metric) -> set[str]:
    """The parts that grow with each batch; several processes bring them together as one tensor each."""
    return {part for part, value in metric.metric_state.items() if isinstance(value, list)}


def _copied(value: Tensor | list[Tensor], is_list: bool) -> Tensor | list[Tensor]:
    """A list as another one, which does not grow with the next batch."""
    if not is_list:
        return value
    return list(value) if isinstance(value, list) else [value]


def _placed(value: Tensor | list[Tensor], device: torch.device) -> Tensor | list[Tensor]:
    return [each.to(device) for each in value] if isinstance(value, list) else value.to(device)


def _check_lists(name: str, metric: torchmetrics.Metric, parts: Mapping[str, Any]) -> None:
    """Raise TrainingError where a metric's lists are not of the same samples, or not of this network."""
    from studio.training.metrics.ordered import Ordered

    if isinstance(metric, Ordered) and not metric.fits(parts["scores"], parts["targets"]):
        raise damaged(tr("what {metric} has kept is not of the same samples", metric=name))
