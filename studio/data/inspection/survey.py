"""How the numbers of data lie, and which samples are odd; where there are too many, of a part that a seed draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
import torch

from studio.data.inspection.distributions import InRange, Kept, Lie
from studio.data.inspection.names import channel_names
from studio.data.inspection.odd import Odd, OddSamples
from studio.data.inspection.opened import Opened, Places, places_in_order
from studio.data.samples import Check, carry_on

MOST_FILES = 2_000
"""So many pictures are decoded to be measured, unless all are asked for."""

MOST_NUMBERS = 100_000_000
"""So many numbers of pictures at hand are gone through, unless all are asked for."""

MOST_KEPT = 20_000_000
"""So many numbers of other samples, which are kept for as long as it takes."""

MOST_SAMPLES = 200_000
"""So many samples of any kind."""

CHUNK_NUMBERS = 4_000_000
"""Numbers that are worked on at a time."""

Tell = Callable[[int, int], None]
"""Told how many samples of how many have been gone through."""


def in_silence(done: int, of: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Survey:
    """What was measured: of `measured` samples of each split, in the units that come before any normalization.

    `inputs` says how those of the training samples lie, by the names of channels, columns and coordinates. `numbers`
    are those of targets that are numbers. `pixels` counts the pixels of each class where these are learnt.
    """

    measured: Mapping[str, int]
    inputs: Mapping[str, Lie]
    numbers: Mapping[str, Lie]
    pixels: tuple[int, ...]
    odd: tuple[Odd, ...]


def survey(
    opened: Opened, seed: int = 0, *, whole: bool = False, check: Check = carry_on, tell: Tell = in_silence
) -> Survey:
    """Go through the samples, or through as many as are gone through unasked. Raises DataError, or as `check` does."""
    chosen = {split: _chosen(opened, split, seed, whole) for split in opened.parts}
    total, done = sum(map(len, chosen.values())), 0
    odd, names = OddSamples(opened), channel_names(opened.preparation)
    inputs = InRange(names) if opened.preparation.sample == "picture" else Kept(names)
    numbers = Kept(opened.preparation.classes)
    pixels = torch.zeros(len(opened.preparation.classes), dtype=torch.int64)
    for split, places in chosen.items():
        for part in _parts(opened, places):
            check()
            fitted = opened.fitted(split, part, check)
            odd.look(split, part, fitted)
            if split == "train":
                intact = [at for at in range(len(part)) if at not in fitted.problems]
                inputs.add(fitted.inputs[intact])
                if opened.preparation.task == "numbers":
                    numbers.add(fitted.targets[intact])
                if opened.preparation.task == "pixels":
                    pixels += torch.bincount(fitted.targets[intact].flatten(), minlength=len(pixels))[: len(pixels)]
            done += len(part)
            tell(done, total)
    return Survey(
        {split: len(places) for split, places in chosen.items()},
        inputs.found(),
        numbers.found(),
        tuple(pixels.tolist()) if opened.preparation.task == "pixels" else (),
        odd.found(),
    )


def _chosen(opened: Opened, split: str, seed: int, whole: bool) -> Places:
    """The places of a split that are gone through, in their own order."""
    sizes = {name: len(part) for name, part in opened.parts.items()}
    most = MOST_FILES if opened.are_files else _most(opened)
    count, every = sizes[split], sum(sizes.values())
    if whole or every <= most:
        return places_in_order(count, None)
    return np.sort(places_in_order(count, seed)[: max(min(count, 1), round(count * most / every))])


def _most(opened: Opened) -> int:
    """So many samples at hand are gone through unasked."""
    numbers = MOST_NUMBERS if opened.preparation.sample == "picture" else MOST_KEPT
    return min(MOST_SAMPLES, numbers // prod(opened.preparation.fitted))


def _parts(opened: Opened, places: Places) -> Iterator[Places]:
    size = max(1, CHUNK_NUMBERS // prod(opened.preparation.fitted))
    for start in range(0, len(places), size):
        yield places[start : start + size]
