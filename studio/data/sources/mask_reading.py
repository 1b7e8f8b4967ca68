"""Which classes the masks of a folder have, and which of them belong to their pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from studio.data.concurrent import each
from studio.data.config.mask_values import CLEAR, named_values
from studio.data.errors import DataError
from studio.data.folders.existing import FileStamp
from studio.data.left_out import LeftOuts
from studio.data.pictures.decode import quiet
from studio.data.pictures.masks import MOST_VALUES, TRANSPARENT, Content, MaskClasses, content_of, value_name
from studio.data.regular_files import UnreadableError, shown
from studio.data.samples import Check
from studio.data.sources.picture_layouts.listing import Listing, MaskFile, Picture
from studio.layers import Shape
from studio.text import listed, tr

REMEMBERED = 200_000
"""Masks that are not read again while they stay as they are."""

TOGETHER = 16
"""Masks that a thread reads before it takes the next ones."""

Contents = Mapping[Path, "Content | UnreadableError"]
"""For each mask what it holds, or why it cannot be read."""


def mask_contents(listing: Listing, check: Check) -> Contents:
    """What all masks of a listing hold; they are decoded for that, once while they stay as they are."""
    masks = list(_masks(listing))
    with quiet():
        found = list(each(_content, [mask.stamp for mask in masks], check, together=TOGETHER))
    return dict(zip((mask.path for mask in masks), found, strict=True))


@lru_cache(maxsize=REMEMBERED)
def _content(stamp: FileStamp) -> Content | UnreadableError:
    try:
        return content_of(Path(stamp[0]))
    except UnreadableError as error:
        # Kept for long, so without the traceback and the file's content that hangs on it.
        return UnreadableError(error.reason)


def _masks(listing: Listing) -> Iterator[MaskFile]:
    for found in listing.splits.values():
        for picture in found:
            if isinstance(picture.target, MaskFile):
                yield picture.target


def of_equal_sizes(listing: Listing, shapes: Mapping[Path, Shape], contents: Contents) -> Listing:
    """The listing without masks of another size than their pictures, which are noted; `shapes` are the pictures'."""
    left_out = LeftOuts()
    splits: dict[str, list[Picture]] = {}
    for split, found in listing.splits.items():
        splits[split] = []
        for picture in found:
            assert isinstance(picture.target, MaskFile)
            content, shape = contents[picture.target.path], shapes.get(picture.path)
            if shape is not None and isinstance(content, Content) and content.size != shape[1:]:
                left_out.add("sizes", shown(picture.target.path.relative_to(listing.root)))
            else:
                splits[split].append(picture)
    if not splits["train"]:
        raise DataError(
            tr("No mask in “{folder}” has the size of its picture.", folder=shown(listing.root)),
            tr("Choose a folder with a mask of the same height and width for each picture."),
        )
    whole = {split: found for split, found in splits.items() if found}
    return replace(listing, splits=whole, left_out=(*listing.left_out, *left_out.found()))


def mask_classes(contents: Contents, settings: str) -> MaskClasses:
    """The classes of all masks, named as the settings say or by their own values. Raises DataError."""
    found = [content for content in contents.values() if isinstance(content, Content)]
    named = named_values(settings)
    coloured = _are_coloured(found)
    values = sorted({value for content in found for value in _of(content, coloured)})
    if named:
        return _as_named(named, values, coloured, contents)
    if len(values) > MOST_VALUES:
        raise DataError(
            tr("The masks hold {count} different values, too many for classes.", count=len(values)), _plain_masks()
        )
    if len(values) < 2:
        raise DataError(tr("All masks hold the same single value, so there is nothing to tell apart."), _plain_masks())
    names = tuple(value_name(value, coloured) for value in values)
    return MaskClasses(names, tuple(values), tuple(range(len(values))), coloured)


def _plain_masks() -> str:
    return tr("Save the masks as PNG without soft edges, each class in one level of grey or one colour.")


def _of(content: Content, coloured: bool) -> Mapping[int, int]:
    return content.colours if coloured or content.numbers is None else content.numbers


def _are_coloured(contents: Sequence[Content]) -> bool:
    """Whether colours are the classes: where there are some, or where a number has other colours in other palettes."""
    palette: dict[int, int] = {}
    for content in contents:
        if content.numbers is None:
            return True
        for number, colour in content.palette.items():
            if palette.setdefault(number, colour) != colour:
                return True
    return False


def _as_named(named: Mapping[str, str], values: Sequence[int], coloured: bool, contents: Contents) -> MaskClasses:
    by_value = {_value(text, coloured): name for text, name in named.items()}
    strange = [value for value in values if value not in by_value]
    if strange:
        path = next(
            path
            for path, content in contents.items()
            if isinstance(content, Content) and strange[0] in _of(content, coloured)
        )
        raise DataError(
            tr(
                "“{file}” holds the value {value}, which has no name in the data settings.",
                file=shown(path),
                value=value_name(strange[0], coloured),
            ),
            tr(
                "Name it in mask_classes too: the masks hold {values}.",
                values=listed(value_name(value, coloured) for value in values[:20]),
            ),
        )
    names = tuple(dict.fromkeys(by_value.values()))
    known = sorted(by_value)
    return MaskClasses(names, tuple(known), tuple(names.index(by_value[value]) for value in known), coloured)


def _value(text: str, coloured: bool) -> int:
    if text == CLEAR:
        return TRANSPARENT
    if not text.startswith("#"):
        return int(text) * 0x010101 if coloured else int(text)
    return int(text[1:], 16)
