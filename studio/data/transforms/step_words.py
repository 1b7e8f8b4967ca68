"""What the steps of a preparation do to pictures, and what transforms do by chance, in sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from studio.data.config.transforms import Transform
from studio.data.transforms.framing import Crop, Pad, ResizeShorter
from studio.data.transforms.picture_shapes import changes
from studio.data.transforms.steps import Colour, Grey, Resize, Scale, Step
from studio.layers import Shape
from studio.text import listed, tr


def fitted(originals: Collection[Shape], steps: Sequence[Step], target: Shape) -> str:
    """What is done to pictures of these shapes, as a sentence; "" where nothing is."""
    if not any(isinstance(step, Crop | Pad | ResizeShorter | Scale) for step in steps):
        return changes(originals, target)
    return tr("The pictures are {changes}.", changes=listed(_changes(steps)))


def _changes(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        match step:
            case Resize(height=height, width=width):
                yield tr("scaled to {size}", size=f"{height}×{width}")
            case ResizeShorter(size=size):
                yield tr("scaled to {size} pixels along the shorter side", size=size)
            case Crop(height=height, width=width):
                yield tr("cropped to the middle {size}", size=f"{height}×{width}")
            case Pad(edges=edges):
                yield tr("padded by {edges} pixels (left, top, right, bottom)", edges=tr(", ").join(map(str, edges)))
            case Grey():
                yield tr("turned to grey")
            case Colour():
                yield tr("turned to colour")
            case Scale(factor=factor, offset=offset):
                yield tr("scaled from 0 … 1 to {low} … {high}", low=f"{offset:.4g}", high=f"{offset + factor:.4g}")


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
    return " ".join([told, tr("In place of {kinds} these get the middle.", kinds=listed(crops))])
