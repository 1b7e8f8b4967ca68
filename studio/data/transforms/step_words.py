"""What the steps of a preparation do to samples, and what transforms do by chance, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from studio.data.config.transforms import Transform
from studio.data.transforms.framing import Crop, Pad, ResizeShorter
from studio.data.transforms.picture_shapes import changes
from studio.data.transforms.row_steps import CropSequence, Fill, OneHot, Tokens
from studio.data.transforms.sound_steps import Amplify, FitLength
from studio.data.transforms.steps import Bytes, Colour, Grey, Normalize, Reshape, Resize, Scale, Step
from studio.formatting.numbers import shape
from studio.layers import Shape
from studio.text import listed, ntr, paragraph, tr


def fitted(originals: Collection[Shape], steps: Sequence[Step], target: Shape) -> str:
    """What is done to pictures of these shapes, as a sentence; "" where nothing is."""
    if not any(isinstance(step, Crop | Pad | ResizeShorter | Scale) for step in steps):
        return changes(originals, target)
    return tr("The pictures are {changes}.", changes=listed(_changes(steps)))


def _changes(steps: Sequence[Step]) -> Iterator[str]:
    return (told for step in steps if (told := _of_pictures(step)))


def words_of(step: Step) -> str:
    """What a step does to samples, such as `scaled to 28×28`."""
    match step:
        case Normalize(mean=means, deviation=deviations):
            pairs = [f"{mean:.4g} / {deviation:.4g}" for mean, deviation in zip(means, deviations, strict=True)]
            told = tr("each channel less its mean, divided by its deviation: {pairs}", pairs=listed(pairs))
            return tr("less the mean, divided by the deviation: {pair}", pair=pairs[0]) if len(pairs) == 1 else told
        case Reshape(to=to):
            return tr("brought into the shape {shape}", shape=shape(to))
        case Bytes():
            return tr("rounded to the 256 levels of a byte")
        case Fill(values=values, marked=marked):
            count = sum(value is not None for value in values)
            told = ntr("missing numbers of {count} column filled", "missing numbers of {count} columns filled", count)
            if not marked:
                return told
            more = ntr("{count} column added that tells where", "{count} columns added that tell where", len(marked))
            return tr("{first}, {second}", first=told, second=more)
        case OneHot(sizes=sizes):
            return ntr(
                "categories of {count} column as 0 and 1 for each", "categories of {count} columns as 0 and 1 for each",
                sum(size > 0 for size in sizes),
            )  # fmt: skip
        case Tokens():
            return tr("categories as tokens of one vocabulary")
        case CropSequence(size=size):
            return tr("cropped to the middle {size}", size=size)
        case FitLength(size=size, fill=fill):
            return tr("cut at the end, or filled up with {fill}, to {size} numbers", size=f"{size:,}", fill=f"{fill:g}")
        case Amplify(factor=factor):
            return tr("multiplied by {factor} and cut to -1 and 1", factor=f"{factor:.4g}")
    return _of_pictures(step)


def _of_pictures(step: Step) -> str:
    """What a step changes of pictures to fit them; "" for other steps."""
    match step:
        case Resize(height=height, width=width):
            return tr("scaled to {size}", size=f"{height}×{width}")
        case ResizeShorter(size=size):
            return tr("scaled to {size} pixels along the shorter side", size=size)
        case Crop(height=height, width=width):
            return tr("cropped to the middle {size}", size=f"{height}×{width}")
        case Pad(edges=edges):
            return tr("padded by {edges} pixels (left, top, right, bottom)", edges=tr(", ").join(map(str, edges)))
        case Grey():
            return tr("turned to grey")
        case Colour():
            return tr("turned to colour")
        case Scale(factor=factor, offset=offset):
            return tr("scaled from 0 … 1 to {low} … {high}", low=f"{offset:.4g}", high=f"{offset + factor:.4g}")
    return ""


def by_chance(transforms: Sequence[Transform]) -> str:
    """What happens to training samples alone, as sentences; "" where nothing does."""
    chosen = [each for each in transforms if each.enabled and each.random]
    if not chosen:
        return ""
    told = tr(
        "Training samples are changed by chance in each epoch ({kinds}); validation and test samples are not.",
        kinds=listed(each.kind for each in chosen),
    )
    crops = [each.kind for each in chosen if each.resizes]
    if not crops:
        return told
    return paragraph(told, tr("In place of {kinds} these get the middle.", kinds=listed(crops)))
