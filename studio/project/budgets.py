"""Whether a network keeps to a budget of time or memory, and which changes would have it do so.

Nothing is advised that was not worked out, or measured, for this network on this device.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Literal

from studio.errors import StudioError
from studio.formatting.numbers import storage
from studio.insight.profiling.profile import Profile
from studio.project.errors import ProjectError
from studio.project.export import outlined
from studio.project.exporters import Subject
from studio.project.model import Project
from studio.project.profiling import forward_time
from studio.project.widths import narrower, of_slowest
from studio.text import half_width, paragraph, tr
from studio.training.footprint import Footprint, footprint

UNITS: dict[str, tuple[Literal["time", "memory"], float]] = {
    "us": ("time", 1e-6), "µs": ("time", 1e-6), "ms": ("time", 1e-3), "s": ("time", 1.0),
    "kb": ("memory", 1e3), "mb": ("memory", 1e6), "gb": ("memory", 1e9), "tb": ("memory", 1e12),
    "kib": ("memory", 2.0**10), "mib": ("memory", 2.0**20), "gib": ("memory", 2.0**30), "tib": ("memory", 2.0**40),
}  # fmt: skip
_WRITTEN = re.compile(r"(?:fit|under)?\s*([0-9]*\.?[0-9]+)\s*([a-zµ]+)", re.IGNORECASE)

MOST_TRIES = 4
SHARES = (0.75, 0.5, 0.25)
"""Of the widths that a network has, which are tried one after the other."""


CHOICES = {
    "training.precision=bfloat16": tr("In bfloat16"),
    "training.optimizer=SGD": tr("With SGD, which remembers nothing,"),
}
"""Settings that take less memory, where they are not chosen yet."""


@dataclass(frozen=True)
class Budget:
    """So many seconds for a batch in use, or so many bytes for a step of training."""

    kind: Literal["time", "memory"]
    limit: float
    written: str

    @classmethod
    def read(cls, written: str) -> Budget:
        """A budget as people write it: `5 ms`, `under 5 ms`, `8 GB`, `fit 512 MiB`. Raises ProjectError."""
        found = _WRITTEN.fullmatch(half_width(written).strip())
        unit = UNITS.get(found[2].lower()) if found else None
        if found is None or unit is None or float(found[1]) <= 0:
            raise ProjectError(
                tr("“{text}” is no budget.", text=written),
                tr("Write a time such as “5 ms” or a memory such as “8 GB”."),
            )
        return cls(unit[0], float(found[1]) * unit[1], written.strip())

    def told(self, value: float) -> str:
        """An amount in its unit."""
        return milliseconds(1000 * value) if self.kind == "time" else storage(round(value))


@dataclass(frozen=True)
class Change:
    """A change of settings (as `--set` has them), what it would take then, in seconds or bytes, and how that is known.

    `told` is the sentence about it.
    """

    settings: tuple[str, ...]
    value: float
    meets: bool
    basis: Literal["measured", "computed"]
    told: str


@dataclass(frozen=True)
class Verdict:
    """What a network takes of a budget, and the changes that were tried, those that keep to it first."""

    budget: Budget
    value: float
    told: str
    changes: tuple[Change, ...] = ()

    @property
    def meets(self) -> bool:
        """Whether it keeps to the budget as it is."""
        return self.value <= self.budget.limit

    def to_json(self) -> dict[str, Any]:
        """For programs: seconds or bytes."""
        return {
            "budget": self.budget.written, "kind": self.budget.kind, "limit": self.budget.limit, "value": self.value,
            "meets": self.meets, "message": self.told,
            "changes": [
                {"settings": list(each.settings), "value": each.value, "meets": each.meets, "basis": each.basis,
                 "message": each.told}
                for each in self.changes
            ],
        }  # fmt: skip


def judged(subject: Subject, profile: Profile, budget: Budget, check: Callable[[], None] = lambda: None) -> Verdict:
    """Hold a profile against a budget; where it does not keep to it, find changes that do.

    `check` is called between measurements and may raise.
    """
    if budget.kind == "time":
        return _of_time(subject.project, profile, budget, check)
    return _of_memory(subject, profile, budget)


def milliseconds(value: float) -> str:
    """`0.012 ms`, `4.21 ms`, `1,250 ms`."""
    return tr("{value} ms", value=f"{value:,.0f}" if value >= 100 else f"{value:.3g}")


def _of_time(project: Project, profile: Profile, budget: Budget, check: Callable[[], None]) -> Verdict:
    value = profile.forward.median / 1000
    told = tr("A batch of {batch} takes {time} on {device}.",
              batch=profile.batch, time=budget.told(value), device=profile.device_name)  # fmt: skip
    verdict = Verdict(budget, value, paragraph(told, *_slowest(profile)))
    if verdict.meets:
        return verdict
    changes = [*_smaller_batch(project, profile, budget, check), *_narrower(project, profile, budget, check)]
    return replace(verdict, changes=_ranked(changes))


def _slowest(profile: Profile) -> Iterator[str]:
    """Which layer takes most of it, and what of the device it uses."""
    whole = sum(each.forward.median for each in profile.layers)
    slowest = max(profile.layers, key=lambda each: each.forward.median, default=None)
    if slowest is not None and whole:
        yield tr("“{node}” takes {share} of it, {times} times what the device needs at best.",
                 node=slowest.name, share=f"{slowest.forward.median / whole:.0%}",
                 times=f"{slowest.forward.median / slowest.least:.1f}" if slowest.least else "∞")  # fmt: skip


def _smaller_batch(project: Project, profile: Profile, budget: Budget, check: Callable[[], None]) -> Iterator[Change]:
    """The largest batch that is done in time, found by measuring."""
    high, low = profile.batch, 1
    times = {high: profile.forward.median / 1000}
    if high > 1:
        times[low] = forward_time(project, low, profile.device, check)
    best = low if high > 1 and times[low] <= budget.limit else 0
    for _ in range(MOST_TRIES if best else 0):
        slope = (times[high] - times[low]) / (high - low)
        middle = min(high - 1, max(low + 1, int(low + (budget.limit - times[low]) / slope))) if slope > 0 else 0
        if not low < middle < high:
            break
        times[middle] = forward_time(project, middle, profile.device, check)
        low, high = (middle, high) if times[middle] <= budget.limit else (low, middle)
        best = low
    size = best or 1
    if size != profile.batch:
        yield _measured(budget, (f"training.batch_size={size}",), times[size],
                        tr("A batch of {batch} takes {time}.", batch=size, time=budget.told(times[size])))  # fmt: skip


def _narrower(project: Project, profile: Profile, budget: Budget, check: Callable[[], None]) -> Iterator[Change]:
    """The slowest layers with half their width, then all layers with less of it, each measured."""
    slowest = [each.name for each in sorted(profile.layers, key=lambda each: -each.forward.median)]
    for node, changed, settings in of_slowest(project, slowest):
        time = forward_time(changed, profile.batch, profile.device, check)
        if time < profile.forward.median / 1000:
            yield _measured(budget, settings, time,
                            tr("With half the width of “{node}” it takes {time}.", node=node,
                               time=budget.told(time)))  # fmt: skip
    for share in SHARES:
        found = narrower(project, share)
        if found is None:
            return
        changed, settings = found
        time = forward_time(changed, profile.batch, profile.device, check)
        yield _measured(budget, settings, time,
                        tr("With {share} of the width of every layer it takes {time}.", share=f"{share:.0%}",
                           time=budget.told(time)))  # fmt: skip
        if time <= budget.limit:
            return


def _measured(budget: Budget, settings: Sequence[str], value: float, told: str) -> Change:
    return Change(tuple(settings), value, value <= budget.limit, "measured", told)


def _of_memory(subject: Subject, profile: Profile, budget: Budget) -> Verdict:
    """What a step of training takes: as it was measured with the optimizer's state beside, or worked out, if more."""
    training = subject.project.training.changed(batch_size=profile.batch)
    project = replace(subject.project, training=training)
    own = _footprint(project)
    beside = own.memory.optimizer_state + own.memory.average
    measured = 0 if profile.training_peak is None else profile.training_peak + beside
    plain = _footprint(replace(project, training=training.changed(precision="float32")))  # as it was measured
    factor = max(1.0, measured / plain.training_bytes)
    value = factor * own.training_bytes
    told = tr("A step of training with a batch of {batch} takes {size}: {measured} measured, {computed} worked out.",
              batch=profile.batch, size=budget.told(value), measured=budget.told(measured),
              computed=budget.told(own.training_bytes))  # fmt: skip
    verdict = Verdict(budget, value, told)
    if verdict.meets:
        return verdict
    return replace(verdict, changes=_ranked(_lighter(project, own, profile, budget, factor)))


def _lighter(project: Project, own: Footprint, profile: Profile, budget: Budget, factor: float) -> Iterator[Change]:
    """Smaller batches, smaller numbers, an optimizer that keeps less, narrower layers: each worked out."""
    batch = profile.batch
    largest = min(own.memory.largest_batch(budget.limit / factor), batch)
    if largest and not project.training.optimizer.searches:
        parts = ceil(batch / largest)
        size, count = ceil(batch / parts), parts * project.training.accumulate
        value = factor * own.memory.training(size)
        told = tr(
            "With batches of {size} it takes {bytes}; {count} of them for each change of the weights are {samples} "
            "samples.",
            size=size, bytes=budget.told(value), count=count, samples=count * size,
        )  # fmt: skip
        yield _computed(budget, (f"training.batch_size={size}", f"training.accumulate={count}"), value, told)
    for setting, how in CHOICES.items():
        other = _overridden(project, setting)
        value = factor * _footprint(other).training_bytes if other is not None else 0.0
        if other is not None and value < factor * own.training_bytes:
            told = tr("{how} it takes {bytes}.", how=how, bytes=budget.told(value))
            yield _computed(budget, (setting,), value, told)
    heaviest = sorted(profile.layers, key=lambda each: -each.memory.kept)
    for node, changed, settings in of_slowest(project, [each.name for each in heaviest]):
        value = factor * _footprint(changed).training_bytes
        told = tr("With half the width of “{node}” it takes {bytes}.", node=node, bytes=budget.told(value))
        yield _computed(budget, settings, value, told)


def _computed(budget: Budget, settings: Sequence[str], value: float, told: str) -> Change:
    return Change(tuple(settings), value, value <= budget.limit, "computed", told)


def _footprint(project: Project) -> Footprint:
    return footprint(outlined(project).analysis, project.training)


def _overridden(project: Project, setting: str) -> Project | None:
    from studio.project.overrides import overridden

    try:
        return overridden(project, [setting])
    except StudioError:
        return None


def _ranked(changes: Sequence[Change] | Iterator[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda each: (not each.meets, len(each.settings))))
