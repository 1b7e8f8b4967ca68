"""Points of a plane with what a formula says of each: a number, or a class."""

from __future__ import annotations

import numpy as np

from studio.data.config import Functions
from studio.data.errors import DataError
from studio.data.formulas import worked_out
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.source import Source, register
from studio.text import tr

VALUE = ("f(x, y)",)
MOST_CLASSES = 20


@register(Functions)
class FunctionsSource(Source[Functions]):
    """Points spread evenly over a square, in one split."""

    def describe(self, config: Functions, check: Check = carry_on) -> Description:
        classes, samples = _made(config)
        sizes = {"train": config.samples}
        if config.target == "number":
            return Description(classes, (2,), sizes, task="numbers")
        return Description(classes, (2,), sizes, {"train": count_classes(samples.groups.tolist(), classes)})

    def read(self, config: Functions, check: Check = carry_on) -> Reading:
        return Reading(*_made(config))


def _made(config: Functions) -> tuple[tuple[str, ...], Samples]:
    random = np.random.default_rng(config.seed)
    points = random.uniform(-config.reach, config.reach, (config.samples, 2))
    values = worked_out(config.formula, points[:, 0], points[:, 1])
    with np.errstate(over="ignore"):
        strange = np.flatnonzero(~np.isfinite(values.astype(np.float32)))
    if len(strange):
        x, y = points[strange[0]]
        raise DataError(
            tr("The formula “{formula}” has no number at x = {x} and y = {y}.",
               formula=config.formula, x=f"{x:.3g}", y=f"{y:.3g}"),
            tr("Change it, or let x and y reach less far."),
        )  # fmt: skip
    noise = random.normal(0.0, config.noise, (config.samples, 2))
    if config.target == "number":
        return VALUE, Samples(points.astype(np.float32), (values + noise[:, 0]).astype(np.float32)[:, None])
    found, labels = np.unique(np.floor(values), return_inverse=True)
    if not 2 <= len(found) <= MOST_CLASSES:
        raise DataError(
            tr("The formula “{formula}” gives {count} classes by its whole numbers; there must be 2 to {most}.",
               formula=config.formula, count=len(found), most=MOST_CLASSES),
            tr("Compare it with something, such as sin(3*x) > y, or learn the number."),
        )  # fmt: skip
    samples = Samples((points + noise).astype(np.float32), labels.reshape(-1).astype(np.int64))
    return tuple(f"{value:.0f}" for value in found), samples
