"""Chance as a pure function of seed, epoch, sample, place in the list and number of the draw.

Whoever asks for a draw, in whatever order, in a batch of whatever size, gets the same number: a training that goes on
within an epoch, several processes that share batches, and a preview all draw alike. What mixes the counters is the
finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.float64]

_STEP = 0x9E3779B97F4A7C15
_MASK = 2**64 - 1


def _mixed(values: Keys) -> Keys:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _with(keys: Keys, number: int) -> Keys:
    """Keys that follow from others and a number, whatever it is."""
    step = np.uint64(((number + 1) * _STEP) & _MASK)
    return _mixed(_mixed(keys) + step)


@dataclass(frozen=True)
class Chance:
    """The chance of an epoch for the samples at these places (N,) of the training samples."""

    seed: int
    epoch: int
    places: npt.NDArray[np.int64]

    def of(self, transform: int) -> Draws:
        """What a transform draws, by its place in the list."""
        keys = self.places.astype(np.uint64) * np.uint64(_STEP)
        for number in (self.seed, self.epoch, transform):
            keys = _with(keys, number)
        return Draws(keys)


class Draws:
    """Numbers for each sample (N,), one after the other."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._drawn = 0

    def __len__(self) -> int:
        return len(self._keys)

    def uniform(self, low: float = 0.0, high: float = 1.0) -> Numbers:
        """Numbers from `low` to below `high`, each as likely (N,)."""
        keys = _with(self._keys, self._drawn)
        self._drawn += 1
        # The 53 leading bits are all that a double has room for.
        shares = (keys >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return low + shares * (high - low)

    def happens(self, share: float) -> npt.NDArray[np.bool_]:
        """Whether something happens (N,) that does in this share of cases."""
        return self.uniform() < share

    def keys(self) -> npt.NDArray[np.int64]:
        """A number of 31 bits for each sample (N,), from which others go on drawing."""
        keys = _with(self._keys, self._drawn)
        self._drawn += 1
        return (keys >> np.uint64(33)).astype(np.int64)
