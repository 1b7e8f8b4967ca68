"""How far values look along one axis of the input: windows that repeat along an axis of a tensor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

Span = tuple[int, int]
"""First and last place of the input that a value depends on. Places before 0 are padding."""

MOST_PHASES = 500
"""Values, one beside the other, of which each may see something else."""

Key = tuple[str, int]
"""An Input and one of its axes."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What the values along a tensor's axis see of one axis of the input.

    Value p sees `spans[p % P]` shifted by `shift` for each whole period P = len(spans); None where it sees nothing.
    Every place far from the edges is alike, so that edges play no part. `axes` has the axis that values move along;
    where places are scattered over several, or lie in no order, `ordered` is False and only the sizes count.
    """

    axes: frozenset[int]
    spans: tuple[Span | None, ...] = ((0, 0),)
    shift: int = 1
    ordered: bool = True

    @property
    def size(self) -> int:
        """The most places that one value depends on, from the first to the last."""
        return max((last - first + 1 for first, last in filter(None, self.spans)), default=0)

    @property
    def jump(self) -> Fraction:
        """Places of the input between neighbouring values."""
        return Fraction(self.shift, len(self.spans)) if self.ordered and self.axes else Fraction(0)

    def at(self, place: int) -> Span | None:
        """What the value at a place sees."""
        periods, phase = divmod(place, len(self.spans))
        span = self.spans[phase]
        return None if span is None else (span[0] + periods * self.shift, span[1] + periods * self.shift)

    def through(self, taps: Callable[[int], Sequence[int]], period: int = 1, step: int = 1) -> Lane:
        """The lane of a tensor whose value p is made of values `taps(p)`, ascending, of this one.

        The taps of value p + period are those of p, moved on by `step`.
        """
        own = len(self.spans)
        repeats = own // gcd(own, step)
        phases, shift = repeats * period, repeats * step // own * self.shift
        if phases > MOST_PHASES:
            # Uneven windows behind uneven windows: taken to repeat earlier, at the nearest whole shift.
            phases, shift = MOST_PHASES, round(MOST_PHASES * Fraction(shift, phases))
        return replace(self, spans=tuple(self._seen(taps(place)) for place in range(phases)), shift=shift)

    def _seen(self, taps: Sequence[int]) -> Span | None:
        own = len(self.spans)
        # Windows only move on, so a period at each end tells how far all of them reach.
        ends = taps if len(taps) <= 2 * own else (*taps[:own], *taps[-own:])
        return hull([self.at(tap) for tap in ends])

    def scattered(self, axes: Collection[int]) -> Lane:
        """The same sizes in no order along these axes."""
        return replace(self, axes=frozenset(axes), ordered=False)


def hull(spans: Sequence[Span | None]) -> Span | None:
    """From the first place that one of these sees to the last."""
    seen = [span for span in spans if span is not None]
    return (min(first for first, _ in seen), max(last for _, last in seen)) if seen else None


View = Mapping[Key, Lane | None]
"""What the values of a tensor see along each axis of each Input; None for all of it."""


def mixed(view: View, axes: Collection[int]) -> View:
    """Behind something that makes each value of all along some axes."""
    return {key: None if lane is None or lane.axes & set(axes) else lane for key, lane in view.items()}


def through(view: View, axis: int, taps: Callable[[int], Sequence[int]], period: int = 1, step: int = 1) -> View:
    """Behind windows that move along an axis."""

    def passed(lane: Lane | None) -> Lane | None:
        if lane is None or axis not in lane.axes:
            return lane
        return lane.through(taps, period, step) if lane.ordered else None

    return {key: passed(lane) for key, lane in view.items()}


def moved(view: View, place: Callable[[int], Collection[int]]) -> View:
    """Behind axes put elsewhere: `place` gives where an axis has gone, several places if it is spread, none if lost."""

    def passed(lane: Lane | None) -> Lane | None:
        if lane is None:
            return None
        axes = frozenset(target for axis in lane.axes for target in place(axis))
        return replace(lane, axes=axes) if len(axes) <= len(lane.axes) else lane.scattered(axes)

    return {key: passed(lane) for key, lane in view.items()}


def merged(views: Sequence[View]) -> View:
    """What a value sees that is made of one of each tensor, at the same place."""
    found: dict[Key, Lane | None] = {}
    for view in views:
        for key, lane in view.items():
            found[key] = _both(found[key], lane) if key in found else lane
    return found


def joined(views: Sequence[View], axis: int) -> View:
    """What the values of tensors see that are put one behind the other along an axis."""
    apart = [
        {key: lane and (lane.scattered(lane.axes) if axis in lane.axes else lane) for key, lane in view.items()}
        for view in views
    ]
    return merged(apart)


def _both(one: Lane | None, other: Lane | None) -> Lane | None:
    if one is None or other is None or one.axes != other.axes:
        return None
    if not (one.ordered and other.ordered):
        return max(one, other, key=lambda lane: lane.size).scattered(one.axes)
    if one.jump != other.jump:
        return None
    period = lcm(len(one.spans), len(other.spans))
    spans = tuple(hull([one.at(place), other.at(place)]) for place in range(period))
    return Lane(one.axes, spans, period // len(one.spans) * one.shift)
