"""What is varied in a set of runs: a setting with its values, or with a range to draw from."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.text import tr
from studio.training.errors import TrainingError

DECADES = 100
"""A range whose ends differ by this factor or more is drawn from by orders of magnitude."""

BRACKETS = {"(": 1, "[": 1, ")": -1, "]": -1}


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, both included; `whole` ones only, or `logarithmic`, all magnitudes alike."""

    low: float
    high: float
    whole: bool
    logarithmic: bool

    def draw(self, chance: random.Random) -> str:
        """One of its numbers as it is written."""
        if self.whole and not self.logarithmic:
            return str(chance.randint(int(self.low), int(self.high)))
        if not self.logarithmic:
            return written(chance.uniform(self.low, self.high))
        value = math.exp(chance.uniform(math.log(self.low), math.log(self.high)))
        return str(round(value)) if self.whole else written(value)


@dataclass(frozen=True)
class Axis:
    """A setting by its dotted name: either `values` as they are written, or a `range`."""

    name: str
    values: tuple[str, ...] = ()
    range: Range | None = None

    @classmethod
    def parse(cls, text: str) -> Axis:
        """`name=a,b,c` or `name=low..high`. Raises TrainingError."""
        name, equal, value = text.partition("=")
        name, value = name.strip(), value.strip()
        if not equal or not name or not value:
            raise TrainingError(
                tr("“{word}” varies nothing.", word=text),
                tr("Write name=value,value such as training.optimizer.lr=0.01,0.1."),
            )
        if ".." in value:
            return cls(name, range=_range(name, value))
        values = tuple(dict.fromkeys(filter(None, _split(value))))
        return cls(name, values)

    def draw(self, chance: random.Random) -> str:
        """One of its values, each as likely."""
        return self.range.draw(chance) if self.range is not None else chance.choice(self.values)

    def samples(self) -> tuple[str, ...]:
        """Values that show whether the setting takes such as these: all of them, or the ends of the range."""
        if self.range is None:
            return self.values
        return tuple(str(int(end)) if self.range.whole else written(end) for end in (self.range.low, self.range.high))


def grid(axes: Sequence[Axis]) -> Iterator[dict[str, str]]:
    """All combinations of values, the last setting fastest. Raises TrainingError where one has a range."""
    for axis in axes:
        if axis.range is not None:
            raise TrainingError(
                tr("“{name}” has a range, of which there is no end of values.", name=axis.name),
                tr("Give its values, such as 0.01,0.1, or draw from the range with --random N or --optuna N."),
            )
    if not axes:
        yield {}
        return
    first, *rest = axes
    for value in first.values:
        for others in grid(rest):
            yield {first.name: value, **others}


def drawn(axes: Sequence[Axis], count: int, seed: int) -> list[dict[str, str]]:
    """So many different combinations drawn at random, fewer where there are no more."""
    chance, found = random.Random(seed), dict[tuple[str, ...], dict[str, str]]()
    for _ in range(100 * count):
        if len(found) == count:
            break
        each = {axis.name: axis.draw(chance) for axis in axes}
        found.setdefault(tuple(each.values()), each)
    return list(found.values())


def written(value: float) -> str:
    """A number drawn, in so many digits as anybody means."""
    return f"{value:.4g}"


def _range(name: str, text: str) -> Range:
    low, _, high = (part.strip() for part in text.partition(".."))
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = math.nan, math.nan
    if not (math.isfinite(ends[0]) and math.isfinite(ends[1]) and ends[0] < ends[1]):
        raise TrainingError(
            tr("“{text}” is no range of “{name}”.", text=text, name=name),
            tr("Write two numbers, the smaller first, such as 0.001..0.1."),
        )
    whole = all(part.lstrip("+-").isdecimal() for part in (low, high))
    return Range(*ends, whole, ends[0] > 0 and ends[1] / ends[0] >= DECADES)


def _split(text: str) -> Iterator[str]:
    """Parts between commas; those within brackets belong to one value."""
    depth, part = 0, ""
    for letter in text:
        depth += BRACKETS.get(letter, 0)
        if letter == "," and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()
