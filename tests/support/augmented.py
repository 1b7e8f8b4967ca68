"""Data that each kind of transform can be given, and settings with which it does something."""

from __future__ import annotations

from atexit import register
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from data_files import write_tones

from studio.data import Data, data_kinds
from studio.data.config.transforms import Transform, transforms
from studio.layers import Shape

SETTINGS: dict[str, dict[str, Any]] = {
    "Resize": {"size": [24, 20]},
    "CenterCrop": {"size": [24, 20]},
    "RandomCrop": {"size": [28, 28], "padding": 2},
    "RandomResizedCrop": {"size": [24, 20], "scale": [0.2, 0.8]},
    "RandomHorizontalFlip": {},
    "RandomAffine": {"degrees": 10, "translate": [0.1, 0.2], "scale": [0.8, 1.2], "shear": [-5, 5, -3, 3]},
    "ColorJitter": {"brightness": 0.4, "contrast": 0.4, "saturation": 0.4, "hue": 0.2},
    "RandomGrayscale": {"p": 0.5},
    "Rescale": {"scale": 1 / 127.5, "offset": -1.0},
    "RandomSequenceCrop": {"size": 12},
    "PadTrim": {"max_len": 80},
    "TimeMasking": {"time_mask_param": 30},
}
"""What a kind needs besides its defaults to do something to the samples here."""

KINDS = {"picture": "photo_tiles", "row": "iris", "point": "toys", "sequence": "sequences", "recording": "waveforms"}
SHAPES: dict[str, Shape] = {"picture": (3, 32, 32), "row": (4,), "point": (2,), "sequence": (20,), "recording": (1, 60)}


def transform(kind: str) -> dict[str, Any]:
    """A transform as a project file has it, with settings that do something."""
    return {"kind": kind, **SETTINGS.get(kind, {})}


def suited(kind: str) -> str:
    """The word for samples that it can be given."""
    return next(word for word in KINDS if word in transforms[kind].samples)


def data_with(*kinds: str, word: str = "", **settings: Any) -> Data:
    """Data with a list of these transforms, and of samples that the first one suits."""
    word = word or suited(kinds[0])
    declared = data_kinds[KINDS[word]]
    plain: dict[str, Any] = {"normalize": False} if "normalize" in declared.model_fields else {}
    chosen = [transform(kind) for kind in kinds]
    if word == "recording":
        plain["path"] = recordings()
    return declared.create({**plain, "transforms": chosen, **settings})  # type: ignore[return-value]


def input_shape(kind: str) -> Shape:
    """An Input for samples that went through it."""
    word = suited(kind)
    if word == "sequence":
        return (12,)
    return (1, 80) if kind == "PadTrim" else SHAPES[word]


@cache
def recordings() -> str:
    """A folder of short tones, removed when the process ends."""
    folder = TemporaryDirectory()
    register(folder.cleanup)
    return str(write_tones(Path(folder.name, "tones")))


def random_kinds() -> list[str]:
    """Transforms by chance."""
    return [name for name, declared in transforms.items() if declared.random]


def fixed_kinds() -> list[str]:
    """Transforms without chance."""
    return [name for name, declared in transforms.items() if not declared.random]


def made(kind: str) -> Transform:
    """The transform itself."""
    return transforms[kind].create(SETTINGS.get(kind, {}))
