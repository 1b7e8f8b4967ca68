"""Points of a plane in two classes, each pattern made by chance that a seed fixes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from studio.data.config import Toys
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.source import Source, register

CLASSES = ("first", "second")
INNER_RADIUS = 0.5
TURNS = 1.5
"""How often a spiral goes round."""

Points = npt.NDArray[np.float64]


@register(Toys)
class ToysSource(Source[Toys]):
    """Two classes of the same size, a point more in the first one where the number is odd; in one split."""

    def describe(self, config: Toys, check: Check = carry_on) -> Description:
        return Description.of_classes(CLASSES, (2,), {"train": count_classes(_labels(config).tolist(), CLASSES)})

    def read(self, config: Toys, check: Check = carry_on) -> Reading:
        random, labels = np.random.default_rng(config.seed), _labels(config)
        points = PATTERNS[config.pattern](random, labels)
        points += random.normal(0.0, config.noise, points.shape)
        return Reading(CLASSES, Samples(points.astype(np.float32), labels))


def _labels(config: Toys) -> npt.NDArray[np.int64]:
    return np.arange(config.samples, dtype=np.int64) % len(CLASSES)


def _circles(random: np.random.Generator, labels: npt.NDArray[np.int64]) -> Points:
    """The second class lies on a ring inside the first one's."""
    return _around(random.uniform(0.0, 2 * np.pi, len(labels)), np.where(labels == 0, 1.0, INNER_RADIUS))


def _moons(random: np.random.Generator, labels: npt.NDArray[np.int64]) -> Points:
    """Two half circles that reach into each other, around the origin."""
    angles = random.uniform(0.0, np.pi, len(labels)) + np.pi * labels
    shift = np.where(labels[:, None] == 0, (-0.5, -0.25), (0.5, 0.25))
    return _around(angles, np.ones(len(labels))) + shift


def _spirals(random: np.random.Generator, labels: npt.NDArray[np.int64]) -> Points:
    """Two arms, half a turn apart; the root spreads the points evenly along them."""
    way = np.sqrt(random.uniform(0.0, 1.0, len(labels)))
    return _around(2 * np.pi * TURNS * way + np.pi * labels, way)


def _xor(random: np.random.Generator, labels: npt.NDArray[np.int64]) -> Points:
    """Squares in the four corners: the second class has coordinates of different signs."""
    points = random.uniform(0.1, 1.0, (len(labels), 2)) * random.choice((-1.0, 1.0), len(labels))[:, None]
    points[:, 1] *= np.where(labels == 0, 1.0, -1.0)
    return points


def _around(angles: Points, radii: Points) -> Points:
    return np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)


PATTERNS: dict[str, Callable[[np.random.Generator, npt.NDArray[np.int64]], Points]] = {
    "circles": _circles,
    "moons": _moons,
    "spirals": _spirals,
    "xor": _xor,
}
