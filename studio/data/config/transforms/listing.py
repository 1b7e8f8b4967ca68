"""A list of transforms as a project file has it, and what in it excludes each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, SerializeAsAny

from studio.data.config.transforms.colour import ColorJitter, Grayscale
from studio.data.config.transforms.registry import transforms
from studio.data.config.transforms.sound import OfSound
from studio.data.config.transforms.transform import Sample, Transform
from studio.data.config.transforms.values import GaussianNoise, Normalize, Rescale
from studio.formatting.shortened import shortened
from studio.layers import ParameterError
from studio.text import listed, tr

MOST = 64
"""So many transforms one list has at most."""


def read(value: Any) -> Any:
    """Transforms of the objects of a JSON list. Raises ValueError that names the place of what is wrong."""
    if not isinstance(value, list | tuple):
        raise ValueError(tr("transforms is a list of transforms, such as {example}.", example=_EXAMPLE))
    return tuple(_read(place, entry) for place, entry in enumerate(value, start=1))


_EXAMPLE = '[{"kind": "RandomRotation", "degrees": 20}]'


def _read(place: int, entry: Any) -> Transform:
    if isinstance(entry, Transform):
        return entry
    if not isinstance(entry, Mapping) or not isinstance(entry.get("kind"), str):
        raise ValueError(_at(place, tr("it is no object with a kind, such as {example}.", example=_EXAMPLE[1:-1])))
    kind, rest = entry["kind"], {name: value for name, value in entry.items() if name != "kind"}
    if kind not in transforms:
        near = get_close_matches(kind, transforms, 3) or list(transforms)
        names = listed([f"“{each}”" for each in near], "or")
        unknown = tr("there is no transform “{name}”. Did you mean {names}?", name=shortened(kind), names=names)
        raise ValueError(_at(place, unknown))
    try:
        return transforms[kind].create(rest)
    except ParameterError as error:
        raise ValueError(_at(place, str(error))) from None


def written(chosen: Sequence[Transform]) -> list[dict[str, Any]]:
    """The list as JSON values."""
    return [{"kind": each.kind, **each.params()} for each in chosen]


def checked(chosen: tuple[Transform, ...]) -> tuple[Transform, ...]:
    """The same list. Raises ValueError where transforms of it that are on exclude each other."""
    before: list[Transform] = []
    for place, each in enumerate(chosen, start=1):
        if each.enabled:
            reason = _excluded(each, before)
            if reason:
                raise ValueError(_at(place, reason))
            before.append(each)
    return chosen


def check_samples(chosen: Sequence[Transform], sample: Sample, samples: str) -> None:
    """Raise ValueError where a transform cannot be given such samples, which are called `samples`."""
    for place, each in enumerate(chosen, start=1):
        if each.enabled and sample not in each.samples:
            unsuited = tr("{kind} is not for {samples}: remove it, or switch it off.", kind=each.kind, samples=samples)
            raise ValueError(_at(place, unsuited))


def scales(transform: Transform) -> bool:
    """Whether brightness does not go from 0 to 1 any more afterwards."""
    return transform.scales or (isinstance(transform, Rescale) and transform.changes)


def _excluded(each: Transform, before: Sequence[Transform]) -> str:
    """Why a transform cannot stand behind those before it; "" where it can."""
    scaling = next((other for other in before if scales(other)), None)
    if isinstance(each, Normalize) and isinstance(scaling, Normalize):
        return tr("there is a Normalize before it already: values are shifted and scaled once. Remove one of the two.")
    if scaling is not None and scales(each):
        return tr("values are scaled by {other} before it already. Remove one of the two.", other=scaling.kind)
    if scaling is not None and not each.of_any_scale and not isinstance(each, Rescale):
        told = {"kind": each.kind, "other": scaling.kind}
        if isinstance(each, OfSound):
            return tr("{kind} counts in numbers from -1 to 1, so it has to stand before {other}.", **told)
        return tr("{kind} counts in brightness from 0 to 1, so it has to stand before {other}.", **told)
    if scaling is not None and isinstance(each, GaussianNoise) and each.clip:
        return tr("behind {other} numbers are not from 0 to 1: switch clip off.", other=scaling.kind)
    if isinstance(each, ColorJitter) and each.needs_colour and any(isinstance(other, Grayscale) for other in before):
        return tr("pictures are grey behind Grayscale: they have no saturation and no hue that could change.")
    return ""


def _at(place: int, reason: str) -> str:
    return tr("transforms, number {place}: {reason}", place=place, reason=reason)


Transforms = Annotated[
    tuple[SerializeAsAny[Transform], ...],
    BeforeValidator(read),
    AfterValidator(checked),
    PlainSerializer(written, when_used="json"),
    Field(max_length=MOST),
]
"""A list of transforms, gone through in its order."""
