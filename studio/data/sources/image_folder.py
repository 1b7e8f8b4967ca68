"""Folders of pictures, with what is known of each: a class by its folder, or a mask of its pixels."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.data.concurrent import each
from studio.data.config import ImageFolder
from studio.data.folders.existing import FileStamp, existing_folder, folders_stamp
from studio.data.left_out import LeftOut, LeftOuts
from studio.data.pictures.decode import DIGEST_BYTES, decode, quiet, shape_of
from studio.data.pictures.files import Findings, PictureFiles, unreadable
from studio.data.pictures.masks import Content, MaskClasses, MaskFiles
from studio.data.regular_files import UnreadableError, shown
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.mask_reading import Contents, mask_classes, mask_contents, of_equal_sizes
from studio.data.sources.moment import let_go, once, one_moment
from studio.data.sources.picture_layouts.finding import list_pictures
from studio.data.sources.picture_layouts.label_tables import tables_stamp
from studio.data.sources.picture_layouts.listing import Listing, MaskFile, Picture
from studio.data.sources.source import Source, register
from studio.layers import Shape
from studio.text import tr

DECODED_PIXELS = 50_000_000
"""Where all pictures together have no more, describing them decodes them too, and so finds those that are cut short."""

DECODED_FILES = 10_000
"""Nor are more files than these decoded for it, however small they are."""

DECODED = 4
"""Pictures that a thread decodes before it takes the next ones."""

HEADERS = 64
"""Headers that a thread reads before it takes the next ones."""

REMEMBERED = 200_000
"""Files whose headers are not read again while they stay as they are."""

Headers = dict[Path, "Shape | UnreadableError"]
"""For each picture file its (C, H, W), or why it cannot be read."""


@register(ImageFolder)
class ImageFolderSource(Source[ImageFolder]):
    """Pictures with their classes or masks, as they lie in a folder."""

    @one_moment()
    def describe(self, config: ImageFolder, check: Check = carry_on) -> Description:
        """Counts of the pictures that can be read, colour where one of them has it, and the size of the first."""
        known = _known(config, check)
        listing, headers = known.listing, known.headers
        readable = {split: [each for each in found if known.is_read(each)] for split, found in listing.splits.items()}
        counts = {split: known.counts(found) for split, found in readable.items()}
        if (0 in counts["train"] and listing.task == "classes") or not readable["train"]:
            raise _none_read(known, counts["train"].index(0))
        return Description(
            known.classes,
            (_channels(headers), *_shape(headers, readable["train"][0])[1:]),
            {split: len(found) for split, found in readable.items()},
            counts,
            listing.task,
            uniform=False,
            are_files=True,
            left_out=(*listing.left_out, *_damaged(known)),
            notes=(listing.layout,),
            positions=listing.positions,
        )

    @one_moment()
    def read(self, config: ImageFolder, check: Check = carry_on) -> Reading:
        known = _known(config, check)
        channels, findings = _channels(known.headers), Findings()
        parts = {split: known.samples(found, channels, findings) for split, found in known.listing.splits.items()}
        return Reading(known.classes, **parts, left_out=known.listing.left_out, notes=())

    @one_moment()
    def peek(self, config: ImageFolder, count: int) -> Samples:
        """The first pictures to train on that can be read; only these are decoded."""
        known = _known(config, carry_on, decoded=False)
        return _readable(known, known.listing.splits["train"], count)

    @one_moment()
    def stamp(self, config: ImageFolder) -> Hashable:
        """Changes when a picture or a mask is added, removed or changed."""
        listing = list_pictures(config, carry_on)
        digest = blake2b(repr(listing.left_out).encode(), digest_size=DIGEST_BYTES)
        for picture in (picture for found in listing.splits.values() for picture in found):
            # A hundred thousand stamps would be compared in one go, while the window waits.
            digest.update(repr((picture.stamp, picture.target)).encode("utf-8", "surrogateescape"))
        return digest.digest()

    def glance(self, config: ImageFolder) -> Hashable:
        """Changes when a picture is added or removed, or a table beside them is changed."""
        folder = existing_folder(config.path, tr("pictures"))
        return folders_stamp(folder), tables_stamp(folder)

    def files(self, config: ImageFolder) -> Mapping[str, Hashable]:
        """Every picture."""
        listing = list_pictures(config, carry_on)
        return {str(each.path): each.stamp for found in listing.splits.values() for each in found}

    def place(self, path: Path) -> Path | None:
        """Any folder."""
        return path if path.is_dir() else None


@dataclass(frozen=True)
class _Known:
    """What is known of a folder before its pictures are decoded. `masks` are their classes, where they have any."""

    listing: Listing
    headers: Headers
    contents: Contents
    masks: MaskClasses | None

    @property
    def classes(self) -> tuple[str, ...]:
        """What is told apart, by name."""
        return self.masks.names if self.masks else self.listing.classes

    def let_go(self) -> None:
        """Forget the pictures, when nobody asks for them any more."""
        for pictures in self.listing.splits.values():
            let_go(pictures)
        let_go(self.headers)

    def failure(self, picture: Picture) -> tuple[Path, str] | None:
        """The file of a picture that cannot be read, its own or its mask's, with the reason."""
        found = self.headers[picture.path]
        if isinstance(found, UnreadableError):
            return picture.path, found.reason
        if isinstance(picture.target, MaskFile):
            content = self.contents[picture.target.path]
            if isinstance(content, UnreadableError):
                return picture.target.path, content.reason
        return None

    def is_read(self, picture: Picture) -> bool:
        """Whether a picture can be read, and its mask."""
        return self.failure(picture) is None

    def counts(self, found: Sequence[Picture]) -> tuple[int, ...]:
        """How many pictures have each class, or how many of their pixels."""
        if self.masks:
            return self._mask_files(found).counts()
        held = (each.target if isinstance(each.target, tuple) else (each.target,) for each in found)
        return count_classes((label for labels in held for label in labels if isinstance(label, int)), self.classes)

    def samples(self, found: Sequence[Picture], channels: int, findings: Findings) -> Samples:
        """Pictures as samples that stay files."""
        files = PictureFiles.of([each.path for each in found], channels, findings)
        if self.masks:
            return Samples(files, self._mask_files(found))
        if self.listing.task == "labels":
            return Samples(files, self._labels(found))
        shape = (len(found), self.listing.positions) if self.listing.positions else (len(found),)
        return Samples(files, np.array([each.target for each in found], dtype=np.int64).reshape(shape))

    def _labels(self, found: Sequence[Picture]) -> npt.NDArray[np.float32]:
        """0 and 1 for each label (N, K)."""
        labels = np.zeros((len(found), len(self.classes)), dtype=np.float32)
        for row, picture in zip(labels, found, strict=True):
            if isinstance(picture.target, tuple):
                row[list(picture.target)] = 1
        return labels

    def _mask_files(self, found: Sequence[Picture]) -> MaskFiles:
        assert self.masks
        contents = {path: each for path, each in self.contents.items() if isinstance(each, Content)}
        paths = [each.target.path for each in found if isinstance(each.target, MaskFile)]
        return MaskFiles.of(contents, paths, self.masks)


def _readable(known: _Known, pictures: Sequence[Picture], count: int) -> Samples:
    """The first of these that can be read, as many as wanted."""
    found: list[Picture] = []
    for picture in pictures:
        if len(found) == count:
            break
        if known.is_read(picture) and not isinstance(_decoded(picture.stamp), UnreadableError):
            found.append(picture)
    if count and not found:
        raise _none_read(known, 0)
    return known.samples(found, _channels(known.headers), Findings())


def _known(config: ImageFolder, check: Check, decoded: bool = True) -> _Known:
    return once((_known, config, decoded), lambda: _found_out(config, check, decoded), lambda known: known.let_go())


def _found_out(config: ImageFolder, check: Check, decoded: bool) -> _Known:
    listing = list_pictures(config, check)
    headers = _headers(listing, check, decoded)
    if listing.task != "pixels":
        return _Known(listing, headers, {}, None)
    contents = mask_contents(listing, check)
    shapes = {path: found for path, found in headers.items() if not isinstance(found, UnreadableError)}
    return _Known(
        of_equal_sizes(listing, shapes, contents), headers, contents, mask_classes(contents, config.mask_classes)
    )


def _headers(listing: Listing, check: Check, decoded: bool = True) -> Headers:
    """What the headers of all pictures say, and of few pictures, where `decoded`, whether they can be decoded."""
    pictures = [each for found in listing.splits.values() for each in found]
    stamps = [each.stamp for each in pictures]
    with quiet():
        headers = dict(
            zip((each.path for each in pictures), each(_header, stamps, check, together=HEADERS), strict=True)
        )
        pixels = sum(prod(found[1:]) for found in headers.values() if not isinstance(found, UnreadableError))
        if decoded and pixels <= DECODED_PIXELS and len(pictures) <= DECODED_FILES:
            headers = dict(zip(headers, each(_decoded, stamps, check, together=DECODED), strict=True))
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


def _shape(headers: Headers, picture: Picture) -> Shape:
    found = headers[picture.path]
    assert not isinstance(found, UnreadableError)
    return found


def _channels(headers: Headers) -> int:
    """3 where a picture has colour, else 1."""
    return max((found[0] for found in headers.values() if not isinstance(found, UnreadableError)), default=1)


def _damaged(known: _Known) -> tuple[LeftOut, ...]:
    """Pictures that are not counted because they or their masks cannot be read."""
    left_out = LeftOuts()
    for found in known.listing.splits.values():
        for picture in found:
            failure = known.failure(picture)
            if failure is not None:
                left_out.add("unreadable", shown(failure[0].relative_to(known.listing.root)))
    return left_out.found()


def _none_read(known: _Known, label: int) -> Exception:
    """The error that all pictures of a class are damaged, or all there are."""
    failures = (
        known.failure(each)
        for each in known.listing.splits["train"]
        if isinstance(each.target, MaskFile) or each.target == label
    )
    return unreadable(dict(filter(None, failures)))
