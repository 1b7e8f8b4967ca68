"""Recordings of sound in class folders, all at one rate and one length."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import numpy as np

from studio.data.concurrent import each
from studio.data.config import Waveforms
from studio.data.config.recordings import LONGEST
from studio.data.errors import DataError
from studio.data.file_rows import FileRows
from studio.data.folders.existing import existing_folder, folders_stamp
from studio.data.folders.sought import RECORDINGS
from studio.data.folders.walk import Walk
from studio.data.folders.wrapping import told, unwrapped
from studio.data.left_out import LeftOuts
from studio.data.origins import Origins
from studio.data.pictures.formats import SUFFIXES as PICTURE_SUFFIXES
from studio.data.recordings.decoding import Decoding, Waves
from studio.data.recordings.failures import unreadable
from studio.data.recordings.files import Header, header
from studio.data.recordings.formats import SUFFIXES
from studio.data.regular_files import UnreadableError, shown
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.moment import once, one_moment
from studio.data.sources.picture_layouts import class_folders
from studio.data.sources.picture_layouts.listing import Listing, Picture, arrangement
from studio.data.sources.source import Source, register
from studio.text import ntr, paragraph, tr

TOGETHER = 64
"""Headers that a thread reads before it takes the next ones."""

GLANCED = 500
"""Files and folders that are looked at to find out whether recordings lie in a folder."""


@register(Waveforms)
class WaveformsSource(Source[Waveforms]):
    """Recordings with the classes of their folders, at one rate and of one length."""

    @one_moment()
    def describe(self, config: Waveforms, check: Check = carry_on) -> Description:
        """Counts, rate and length by the headers of the files alone."""
        known = _known(config, check)
        listing = known.listing
        counts = {
            split: count_classes((int(label) for label in _labels(found)), listing.classes)
            for split, found in listing.splits.items()
        }
        found = Description.of_classes(listing.classes, known.decoding.shape, counts)
        return replace(
            found, rate=known.decoding.rate, left_out=listing.left_out, notes=(listing.layout, *known.notes),
            is_large=known.is_large,
        )  # fmt: skip

    @one_moment()
    def read(self, config: Waveforms, check: Check = carry_on) -> Reading:
        known = _known(config, check)
        listing = known.listing
        found = [one for recordings in listing.splits.values() for one in recordings]
        inputs: Waves | FileRows
        if known.is_large:
            inputs = known.decoding.kept([one.stamp for one in found], config.path, check)
        else:
            inputs = known.decoding.held([one.path for one in found], check)
        parts, start = {}, 0
        for split, recordings in listing.splits.items():
            parts[split] = _samples(inputs[start : start + len(recordings)], recordings)
            start += len(recordings)
        return Reading(listing.classes, **parts, left_out=listing.left_out, notes=known.notes)

    @one_moment()
    def peek(self, config: Waveforms, count: int) -> Samples:
        """The first recordings to train on; only these are decoded."""
        known = _known(config, carry_on)
        found = known.listing.splits["train"][:count]
        return _samples(known.decoding.held([one.path for one in found], carry_on), found)

    @one_moment()
    def stamp(self, config: Waveforms) -> Hashable:
        """Changes when a recording is added, removed or changed."""
        listing = _listed(config, carry_on)
        digest = blake2b(repr((listing.classes, listing.left_out)).encode(), digest_size=16)
        for each_one in (recording for found in listing.splits.values() for recording in found):
            digest.update(repr((each_one.stamp, each_one.target)).encode("utf-8", "surrogateescape"))
        return digest.digest()

    def glance(self, config: Waveforms) -> Hashable:
        """Changes when a recording is added or removed."""
        return folders_stamp(existing_folder(config.path, tr("recordings")))

    def files(self, config: Waveforms) -> Mapping[str, Hashable]:
        """Every recording."""
        listing = _listed(config, carry_on)
        return {str(one.path): one.stamp for found in listing.splits.values() for one in found}

    def place(self, path: Path) -> Path | None:
        """A folder in which recordings lie, and no pictures."""
        if not path.is_dir():
            return None
        suffixes = {os.path.splitext(name)[1].lower() for name in islice(_names_below(path), GLANCED)}
        return path if suffixes.intersection(SUFFIXES) and not suffixes.intersection(PICTURE_SUFFIXES) else None


@dataclass(frozen=True)
class _Known:
    """What is known of a folder before its recordings are decoded; those that cannot be read are not listed."""

    listing: Listing
    decoding: Decoding
    notes: tuple[str, ...]

    @property
    def is_large(self) -> bool:
        """Whether they are too many for the memory."""
        return self.decoding.is_large(sum(map(len, self.listing.splits.values())))


def _samples(inputs: Waves | FileRows, found: Sequence[Picture]) -> Samples:
    origins = Origins.of_files([one.path for one in found])
    return Samples(inputs, np.array(_labels(found), dtype=np.int64), origins=origins)


def _labels(found: Sequence[Picture]) -> list[int]:
    return [one.target for one in found if isinstance(one.target, int)]


def _names_below(folder: Path) -> Iterator[str]:
    for _, folders, names in os.walk(folder):
        yield from (*folders, *names)


def _listed(config: Waveforms, check: Check) -> Listing:
    """Every recording in the chosen folder, without opening any. Raises DataError."""
    return once((_listed, config.path), lambda: _walked(config, check))


def _walked(config: Waveforms, check: Check) -> Listing:
    root = existing_folder(config.path, tr("recordings"))
    if root.resolve() == Path("/"):
        raise DataError(tr("“{folder}” is the whole disk.", folder=shown(root)), arrangement(RECORDINGS))
    walk = unwrapped(Walk(root, check, RECORDINGS))
    found = class_folders.listing(walk, "auto")
    return replace(found, layout=paragraph(found.layout, told(walk, root)))


def _known(config: Waveforms, check: Check) -> _Known:
    return once((_known, config), lambda: _found_out(config, check))


def _found_out(config: Waveforms, check: Check) -> _Known:
    whole = _listed(config, check)
    recordings = [one for found in whole.splits.values() for one in found]
    read = dict(
        zip(
            (one.path for one in recordings),
            each(header, [one.stamp for one in recordings], check, together=TOGETHER),
            strict=True,
        )
    )
    listing = _readable(whole, read)
    headers = {path: found for path, found in read.items() if isinstance(found, Header)}
    rate = config.rate or _common_rate(headers)
    training = [headers[one.path].frames_at(rate) for one in listing.splits["train"]]
    length = config.length or min(LONGEST, max(training))
    channels = {found.channels for found in headers.values()}
    mixed = 1 if config.channels == "mono" or len(channels) > 1 else channels.pop()
    return _Known(
        listing,
        Decoding({path: replace(found, channels=mixed) for path, found in headers.items()}, rate, length),
        tuple(_done(headers.values(), rate, length, mixed)),
    )


def _readable(listing: Listing, read: Mapping[Path, Header | UnreadableError]) -> Listing:
    """The recordings whose headers can be read. Raises DataError where a class has none to train on, or a split."""
    splits, left_out = {}, LeftOuts()
    for split, found in listing.splits.items():
        splits[split] = [one for one in found if isinstance(read[one.path], Header)]
        damaged = {one: failed.reason for one in found if isinstance(failed := read[one.path], UnreadableError)}
        for one in damaged:
            left_out.add("unreadable_recording", shown(one.path.relative_to(listing.root)))
        present = set(_labels(splits[split]))
        gone = {one.path: reason for one, reason in damaged.items() if one.target not in present}
        if gone and (split == "train" or not present):
            raise unreadable(gone)
    return replace(listing, splits=splits, left_out=(*listing.left_out, *left_out.found()))


def _common_rate(headers: Mapping[Path, Header]) -> int:
    """The rate of all recordings. Raises DataError that names two which differ."""
    (first, found), *others = headers.items()
    for path, other in others:
        if other.rate != found.rate:
            raise DataError(
                tr("“{first}” has {rate} Hz, but “{second}” has {other} Hz.",
                   first=shown(first), rate=found.rate, second=shown(path), other=other.rate),
                tr("Set the sampling rate to which all are brought in the data settings, such as {rate}.",
                   rate=min(found.rate, other.rate)),
                "rate",
            )  # fmt: skip
    return found.rate


def _done(headers: Iterable[Header], rate: int, length: int, channels: int) -> Iterator[str]:
    """What is done to recordings, in sentences."""
    found = list(headers)
    yield tr("Recordings have {rate} Hz and {length} numbers, which is {seconds} s.",
             rate=rate, length=f"{length:,}", seconds=f"{length / rate:.3g}")  # fmt: skip
    resampled = sum(each_one.rate != rate for each_one in found)
    if resampled:
        yield ntr("{count} recording is resampled from another rate.",
                  "{count} recordings are resampled from other rates.", resampled)  # fmt: skip
    mixed = sum(each_one.channels != channels for each_one in found)
    if mixed:
        yield ntr("The channels of {count} recording are mixed to one.",
                  "The channels of {count} recordings are mixed to one.", mixed)  # fmt: skip
    lengths = [each_one.frames_at(rate) for each_one in found]
    shorter, longer = sum(each_one < length for each_one in lengths), sum(each_one > length for each_one in lengths)
    if shorter:
        yield ntr("{count} recording is shorter and is followed by silence.",
                  "{count} recordings are shorter and are followed by silence.", shorter)  # fmt: skip
    if longer:
        yield ntr("{count} recording is longer and is cut at its end.",
                  "{count} recordings are longer and are cut at their ends.", longer)  # fmt: skip
