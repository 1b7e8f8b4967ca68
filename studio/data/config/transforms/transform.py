"""What every transform of samples is: a declared step of a list, by chance or always the same."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from studio.layers import Declaration, format_value
from studio.text import tr

Sample = Literal["picture", "row", "sequence", "point", "sample", "recording"]
"""What a sample is, as data kinds call theirs."""

PICTURES: frozenset[Sample] = frozenset({"picture"})


class Transform(Declaration):
    """A subclass declares one thing that is done to samples; a list of them is gone through in its order.

    `samples` says what can be given to it. What is `random` is drawn anew for each sample of each epoch, and happens to
    training samples alone. What `moves` changes where things are, so that targets made of pixels have to follow. What
    counts in brightness from 0 to 1 cannot stand behind what `scales` values, unless it is `of_any_scale`. What `mixes`
    makes one sample of two, and their targets with them.
    """

    samples: ClassVar[frozenset[Sample]] = PICTURES
    random: ClassVar[bool] = True
    moves: ClassVar[bool] = False
    scales: ClassVar[bool] = False
    of_any_scale: ClassVar[bool] = False
    mixes: ClassVar[bool] = False

    enabled: bool = Field(True, description="Whether it is applied; off keeps it in the list for later")

    def label(self) -> str:
        """The settings in short, such as `degrees ±20 · fill_mode nearest`, without whether it is on."""
        names = [name for name in type(self).model_fields if name in self.essential or self._is_set(name)]
        return " · ".join(f"{name} {_shown(getattr(self, name))}" for name in names if name != "enabled")

    @property
    def resizes(self) -> bool:
        """Whether pictures have another height or width afterwards, or may have."""
        return False


def _shown(value: Any) -> str:
    """A setting for people: a range as ±20 or 0.8 to 1.2, sizes as 32×32."""
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(each, float) for each in value):
        low, high = (f"{each:.6g}" for each in value)
        return f"±{high}" if value[0] == -value[1] else tr("{low} to {high}", low=low, high=high)
    if isinstance(value, tuple) and any(isinstance(each, float) for each in value):
        return tr(", ").join(f"{each:.6g}" for each in value)
    return format_value(value)


def ordered(name: str) -> AfterValidator:
    """Refuses a range whose lower end is above the upper one."""

    def check(pair: tuple[float, ...]) -> tuple[float, ...]:
        for low, high in zip(pair[::2], pair[1::2], strict=False):
            if low > high:
                raise ValueError(
                    tr("{name} goes from {low} to {high}: the smaller one comes first.", name=name, low=low, high=high)
                )
        return pair

    return AfterValidator(check)


def around(middle: float, lowest: float | None = None) -> BeforeValidator:
    """One number stands for a range as wide to both sides of the middle, which ends at `lowest`."""

    def spread(value: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            low = middle - abs(value)
            return (float(low if lowest is None else max(lowest, low)), float(middle + abs(value)))
        return tuple(value) if isinstance(value, list) else value

    return BeforeValidator(spread)


def in_short(middle: float) -> PlainSerializer:
    """Writes a range that is as wide to both sides as the one number that it can be read from."""

    def written(pair: tuple[float, ...]) -> Any:
        width = float(f"{pair[1] - middle:.12g}")
        return width if pair == (middle - width, middle + width) else list(pair)

    return PlainSerializer(written, when_used="json")


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


AsTuple = BeforeValidator(_listed)
"""A JSON list as the tuple that declarations hold."""

Chance = Annotated[float, Field(ge=0.0, le=1.0, description="Share of the samples that it is applied to, by chance")]

Angle = Annotated[float, Field(ge=-360.0, le=360.0)]
Angles = Annotated[tuple[Angle, Angle], around(0.0), ordered("degrees"), in_short(0.0)]
"""From one angle to another in degrees; a single number to both sides."""

FillMode = Annotated[
    Literal["constant", "nearest", "reflect"],
    Field(description="What is seen from beyond the edges: one brightness, the nearest pixel, or a mirror image"),
]
Fill = Annotated[
    float,
    Field(ge=0.0, le=1.0, description="Brightness beyond the edges where fill_mode is constant: 0 black, 1 white"),
]
