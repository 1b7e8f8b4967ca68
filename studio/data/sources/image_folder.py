"""Folders of pictures: one folder for each class, by themselves or inside train, validation and test folders."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from math import prod
from pathlib import Path

import numpy as np

from studio.data.concurrent import each
from studio.data.config import ImageFolder
from studio.data.left_out import LeftOut, LeftOuts
from studio.data.pictures.decode import DIGEST_BYTES, decode, quiet, shape_of
from studio.data.pictures.files import Findings, PictureFiles, unreadable
from studio.data.regular_files import UnreadableError, shown
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.folder import FileStamp, existing_folder, folders_stamp
from studio.data.sources.picture_layouts.finding import list_pictures
from studio.data.sources.picture_layouts.listing import Listing, Picture
from studio.data.sources.source import Source, register
from studio.layers import Shape
from studio.text import tr

DECODED_PIXELS = 50_000_000
"""Where all pictures together have no more, describing them decodes them too, and so finds those that are cut short."""

HEADERS = 64
"""Headers that a thread reads before it takes the next ones."""

REMEMBERED = 200_000
"""Files whose headers are not read again while they stay as they are."""

Headers = Mapping[Path, "Shape | UnreadableError"]
"""For each picture file its (C, H, W), or why it cannot be read."""


@register(ImageFolder)
class ImageFolderSource(Source[ImageFolder]):
    """Classes by the folders that pictures lie in."""

    def describe(self, config: ImageFolder, check: Check = carry_on) -> Description:
        """Counts of the pictures that can be read, colour where one of them has it, and the size of the first."""
        listing = list_pictures(config, check)
        headers = _headers(listing, check)
        readable = {
            split: [each for each in found if _is_read(headers, each)] for split, found in listing.splits.items()
        }
        counts = {
            split: count_classes((each.label for each in found), listing.classes) for split, found in readable.items()
        }
        if 0 in counts["train"]:
            raise _none_read(listing, headers, counts["train"].index(0))
        return Description(
            listing.classes,
            (_channels(headers), *_shape(headers, readable["train"][0])[1:]),
            {split: len(found) for split, found in readable.items()},
            counts,
            uniform=False,
            left_out=(*listing.left_out, *_damaged(listing.root, headers)),
            notes=(listing.layout,),
        )

    def read(self, config: ImageFolder, check: Check = carry_on) -> Reading:
        listing = list_pictures(config, check)
        channels, findings = _channels(_headers(listing, check)), Findings()
        parts = {split: _samples(found, channels, findings) for split, found in listing.splits.items()}
        return Reading(listing.classes, **parts, left_out=listing.left_out)

    def peek(self, config: ImageFolder, count: int) -> Samples:
        """The first pictures to train on that can be read; only these are decoded."""
        listing = list_pictures(config, carry_on)
        headers = _headers(listing, carry_on, decoded=False)
        found: list[Picture] = []
        for picture in listing.splits["train"]:
            if len(found) == count:
                break
            if _is_read(headers, picture) and not isinstance(_decoded(picture.stamp), UnreadableError):
                found.append(picture)
        if count and not found:
            raise _none_read(listing, headers, 0)
        return _samples(found, _channels(headers), Findings())

    def stamp(self, config: ImageFolder) -> Hashable:
        """Changes when a picture is added, removed or changed."""
        listing = list_pictures(config, carry_on)
        digest = blake2b(repr(listing.left_out).encode(), digest_size=DIGEST_BYTES)
        for picture in (picture for found in listing.splits.values() for picture in found):
            # A hundred thousand stamps would be compared in one go, while the window waits.
            digest.update(repr(picture.stamp).encode("utf-8", "surrogateescape"))
        return digest.digest()

    def glance(self, config: ImageFolder) -> Hashable:
        """Changes when a picture is added or removed."""
        return folders_stamp(existing_folder(config.path, tr("pictures")))

    def place(self, path: Path) -> Path | None:
        """Any folder."""
        return path if path.is_dir() else None


def _samples(found: Sequence[Picture], channels: int, findings: Findings) -> Samples:
    labels = np.array([each.label for each in found], dtype=np.int64)
    return Samples(PictureFiles.of([each.path for each in found], channels, findings), labels)


def _headers(listing: Listing, check: Check, decoded: bool = True) -> Headers:
    """What the headers of all pictures say, and of few pictures, where `decoded`, whether they can be decoded."""
    pictures = [each for found in listing.splits.values() for each in found]
    stamps = [each.stamp for each in pictures]
    with quiet():
        headers = dict(
            zip((each.path for each in pictures), each(_header, stamps, check, together=HEADERS), strict=True)
        )
        pixels = sum(prod(found[1:]) for found in headers.values() if not isinstance(found, UnreadableError))
        if decoded and pixels <= DECODED_PIXELS:
            headers = dict(zip(headers, each(_decoded, stamps, check), strict=True))
    return headers


@lru_cache(maxsize=REMEMBERED)
def _header(stamp: FileStamp) -> Shape | UnreadableError:
    try:
        return shape_of(Path(stamp[0]))
    except UnreadableError as error:
        # Kept for long, so without the traceback and the file's content that hangs on it.
        return UnreadableError(error.reason)


@lru_cache(maxsize=REMEMBERED)
def _decoded(stamp: FileStamp) -> Shape | UnreadableError:
    try:
        return decode(Path(stamp[0]), channels=1).original
    except UnreadableError as error:
        # Kept for long, so without the traceback and the file's content that hangs on it.
        return UnreadableError(error.reason)


def _is_read(headers: Headers, picture: Picture) -> bool:
    return not isinstance(headers[picture.path], UnreadableError)


def _shape(headers: Headers, picture: Picture) -> Shape:
    found = headers[picture.path]
    assert not isinstance(found, UnreadableError)
    return found


def _channels(headers: Headers) -> int:
    """3 where a picture has colour, else 1."""
    return max((found[0] for found in headers.values() if not isinstance(found, UnreadableError)), default=1)


def _failures(headers: Headers) -> dict[Path, str]:
    return {path: found.reason for path, found in headers.items() if isinstance(found, UnreadableError)}


def _damaged(root: Path, headers: Headers) -> tuple[LeftOut, ...]:
    """Pictures that are not counted because they cannot be read."""
    left_out = LeftOuts()
    for path in _failures(headers):
        left_out.add("unreadable", shown(path.relative_to(root)))
    return left_out.found()


def _none_read(listing: Listing, headers: Headers, label: int) -> Exception:
    """The error that all pictures of a class are damaged."""
    paths = {each.path for each in listing.splits["train"] if each.label == label}
    return unreadable({path: reason for path, reason in _failures(headers).items() if path in paths})
