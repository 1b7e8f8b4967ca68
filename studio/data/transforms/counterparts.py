"""What each transform of a list does to samples that are not trained on, as steps of a preparation.

For those without chance that is all they do. Of those by chance, a crop has a counterpart in the middle, and the others
do nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from studio.data.config.transforms import Transform
from studio.data.config.transforms.colour import Grayscale
from studio.data.config.transforms.rows import FeatureNoise, RandomSequenceCrop
from studio.data.config.transforms.sizes import CenterCrop, RandomCrop, RandomResizedCrop
from studio.data.config.transforms.sizes import Pad as PadTransform
from studio.data.config.transforms.sizes import Resize as ResizeTransform
from studio.data.config.transforms.sound import PadTrim, Vol
from studio.data.config.transforms.values import Normalize as NormalizeTransform
from studio.data.config.transforms.values import Rescale
from studio.data.transforms.framing import Crop, Pad, ResizeShorter
from studio.data.transforms.row_steps import CropSequence, sequence_axis
from studio.data.transforms.sound_steps import Amplify, FitLength
from studio.data.transforms.steps import COLOUR, GREY, Colour, Grey, Normalize, Resize, Scale, Step
from studio.data.transforms.values import SampleShape
from studio.text import tr

Steps = tuple[Step, ...]


def steps_of(transform: Transform, shape: SampleShape) -> Steps:
    """The steps for samples of this shape, without what is measured of them.

    Raises ValueError that says why a transform cannot be given them.
    """
    make = _MAKERS.get(type(transform))
    return make(transform, shape) if make else ()


def _resize(transform: ResizeTransform, shape: SampleShape) -> Steps:
    if len(transform.size) == 1:
        return (ResizeShorter(size=transform.size[0]),)
    return (Resize(height=transform.size[0], width=transform.size[1]),)


def _center_crop(transform: CenterCrop, shape: SampleShape) -> Steps:
    height, width = transform.size
    _check_crop(shape, height, width, 0, 0)
    return (Crop(height=height, width=width),)


def _pad(transform: PadTransform, shape: SampleShape) -> Steps:
    fill = transform.fill if transform.padding_mode == "constant" else 0.0
    return (Pad(edges=transform.padding, mode=transform.padding_mode, fill=fill),)


def _random_crop(transform: RandomCrop, shape: SampleShape) -> Steps:
    height, width = transform.size
    left, top, right, bottom = transform.padding
    _check_crop(shape, height, width, top + bottom, left + right)
    fill = transform.fill if transform.padding_mode == "constant" else 0.0
    padded = Pad(edges=transform.padding, mode=transform.padding_mode, fill=fill)
    padded.shape(shape)
    is_larger = shape[1] is not None and shape[2] is not None and shape[1] >= height and shape[2] >= width
    crop = Crop(height=height, width=width)
    return (crop,) if is_larger or not any(transform.padding) else (padded, crop)


def _random_resized_crop(transform: RandomResizedCrop, shape: SampleShape) -> Steps:
    height, width = transform.size
    resize = Resize(height=height, width=width)
    if shape[1] is None or shape[2] is None:
        return (resize,)
    largest = largest_of_shape(shape[1], shape[2], height, width)
    return (resize,) if largest == shape[1:] else (Crop(height=largest[0], width=largest[1]), resize)


def largest_of_shape(height: int, width: int, wanted_height: int, wanted_width: int) -> tuple[int, int]:
    """Height and width of the largest part of a picture whose sides are to each other as those wanted."""
    if width * wanted_height > height * wanted_width:
        return height, max(1, round(height * wanted_width / wanted_height))
    return max(1, round(width * wanted_height / wanted_width)), width


def _grayscale(transform: Grayscale, shape: SampleShape) -> Steps:
    before: Steps = () if shape[0] == GREY else (Grey(),)
    return (*before, Colour()) if transform.num_output_channels == COLOUR else before


def _rescale(transform: Rescale, shape: SampleShape) -> Steps:
    return (Scale(factor=transform.factor, offset=transform.offset),) if transform.changes else ()


def _crop_sequence(transform: RandomSequenceCrop, shape: SampleShape) -> Steps:
    length = shape[sequence_axis(transform.axis)]
    if length is not None and length < transform.size:
        raise ValueError(
            tr(
                "a stretch of {size} is longer than the sequences, which have {length}",
                size=transform.size,
                length=length,
            )
        )
    return () if length == transform.size else (CropSequence(size=transform.size, axis=transform.axis),)


def _pad_trim(transform: PadTrim, shape: SampleShape) -> Steps:
    return () if shape[-1] == transform.max_len else (FitLength(size=transform.max_len, fill=transform.fill_value),)


def _vol(transform: Vol, shape: SampleShape) -> Steps:
    return () if transform.factor == 1 else (Amplify(factor=transform.factor),)


def _feature_noise(transform: FeatureNoise, shape: SampleShape) -> Steps:
    if len(shape) != 1:
        raise ValueError(tr("it is for rows of numbers, but samples have {count} axes here", count=len(shape)))
    return ()


def _normalize(transform: NormalizeTransform, shape: SampleShape) -> Steps:
    if transform.mean is None or transform.std is None:
        return ()
    if len(transform.mean) != shape[0]:
        raise ValueError(
            tr("mean and std have {given} numbers, but the samples have {count} channels or columns here",
               given=len(transform.mean), count=shape[0])
        )  # fmt: skip
    return (Normalize(mean=transform.mean, deviation=transform.std),)


def _check_crop(shape: SampleShape, height: int, width: int, more_height: int, more_width: int) -> None:
    """Raise ValueError where a crop is larger than the picture, as far as its size is known, with what is padded."""
    there = tuple(
        None if size is None else size + more for size, more in zip(shape[1:], (more_height, more_width), strict=True)
    )
    if any(size is not None and size < wanted for size, wanted in zip(there, (height, width), strict=True)):
        has = "×".join("?" if size is None else str(size) for size in there)
        wanted = f"{height}×{width}"
        raise ValueError(
            tr("a crop of {wanted} is larger than the picture, which is {has} here", wanted=wanted, has=has)
        )


_MAKERS: dict[type[Transform], Callable[[Any, SampleShape], Steps]] = {
    ResizeTransform: _resize,
    CenterCrop: _center_crop,
    PadTransform: _pad,
    RandomCrop: _random_crop,
    RandomResizedCrop: _random_resized_crop,
    Grayscale: _grayscale,
    Rescale: _rescale,
    NormalizeTransform: _normalize,
    RandomSequenceCrop: _crop_sequence,
    PadTrim: _pad_trim,
    Vol: _vol,
    FeatureNoise: _feature_noise,
}
