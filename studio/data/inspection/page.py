"""A page of samples as the network will get them, in order or drawn by a seed, with what is learnt of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.data.inspection.opened import Opened, Places, places_in_order
from studio.data.inspection.told import target_words
from studio.data.regular_files import shown
from studio.data.samples import Check, carry_on


@dataclass(frozen=True, eq=False)
class Sample:
    """One sample: its place in its split, from 0 on, its numbers (C, H, W), (F,) or (L,), and what is learnt of it.

    `label` is the number of its class, None where it has no one class; `number` what is to be told of it, the first
    where there are several, None where that is no number. `mask` has the class of each pixel (H, W) where
    these are learnt. `problem` says why its file could not be read. `text` is that which tokens were made of.
    """

    place: int
    values: npt.NDArray[Any]
    words: str
    label: int | None = None
    number: float | None = None
    file: str = ""
    mask: npt.NDArray[np.int64] | None = None
    problem: str = ""
    text: str = ""


@dataclass(frozen=True, eq=False)
class Page:
    """Some samples of a split: the first of them is the `first`, from 0 on, of `count` in this order."""

    split: str
    first: int
    count: int
    samples: tuple[Sample, ...]

    @property
    def last(self) -> int:
        """The one behind the last of them."""
        return self.first + len(self.samples)


def page(opened: Opened, split: str, first: int, size: int, seed: int | None, check: Check = carry_on) -> Page:
    """At most `size` samples of a split from the `first` on; `seed` draws the order, None is that of the data."""
    count = len(opened.parts[split])
    places = places_in_order(count, seed)[first : first + size]
    return Page(split, first, count, samples_at(opened, split, places, check))


def samples_at(opened: Opened, split: str, places: Places, check: Check = carry_on) -> tuple[Sample, ...]:
    """The samples at these places of a split, in their order."""
    fitted = opened.fitted(split, places, check)
    plan = opened.preparation
    found = []
    for at, place in enumerate(places.tolist()):
        target, problem = fitted.targets[at], fitted.problems.get(at, "")
        file = opened.name(split, place)
        found.append(
            Sample(
                place,
                fitted.inputs[at].numpy(),
                "" if problem else target_words(plan, target),
                int(target) if plan.task == "classes" else None,
                float(target.flatten()[0]) if plan.task == "numbers" else None,
                shown(Path(file).name) if file else "",
                target.numpy() if plan.task == "pixels" and not problem else None,
                problem,
                opened.text(split, place),
            )
        )
    return tuple(found)


def first_with(opened: Opened, split: str, place: int, size: int, seed: int | None) -> int:
    """Where the page begins that has the sample at a place of its split, in the order that `seed` draws."""
    order = places_in_order(len(opened.parts[split]), seed)
    return int(np.flatnonzero(order == place)[0]) // size * size
