"""A digest of data by their content: the same wherever the files lie, another one when a sample, target or class is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.data.file_digests import sampled_digests, total_size, whole_digests
from studio.data.file_rows import FileRows, pieces
from studio.data.pictures.files import PictureFiles
from studio.data.pictures.masks import MaskFiles
from studio.data.samples import Check, Reading, Samples, carry_on

DIGEST_BYTES = 16

MOST_READ = 256 * 2**20
"""Bytes of picture files that are all read for it."""

SAMPLED = "sampled:"
"""How the digest of more than that begins."""


def fingerprint(reading: Reading, check: Check = carry_on) -> str:
    """The digest of a source's samples, targets and classes, split as the source splits them.

    Files of pictures count by all of their content, whatever they are called and wherever they lie. Where they have
    more than MOST_READ bytes, they count by their sizes, beginnings and ends, and the digest begins with SAMPLED: then
    a file that is changed in its middle alone, in its length and all, is not noticed. (In compressed pictures a change
    moves what comes after it; the last bytes of a PNG file are checksums of the others.) Raises DataError.
    """
    files = [part.inputs for part in reading.parts.values() if isinstance(part.inputs, PictureFiles)]
    if sum(total_size(each.paths) for each in files) <= MOST_READ:
        return whole(reading, check)
    return SAMPLED + _digest(reading, lambda files: sampled_digests(files.paths, check))


def is_same(found: str, known: str, of_all: Callable[[], str]) -> bool:
    """Whether a digest that was kept, by this version or an earlier one, is that of data whose digest is `found`.

    `of_all` gives the digest by all of their content. Raises DataError.
    """
    return known == found or (found.startswith(SAMPLED) and not known.startswith(SAMPLED) and known == of_all())


def whole(reading: Reading, check: Check = carry_on) -> str:
    """The digest by all of the content of all files, however large they are; it is that of earlier versions."""
    return _digest(reading, lambda files: whole_digests(files, check))


def _digest(reading: Reading, of: Callable[[PictureFiles], Iterable[bytes]]) -> str:
    digest = blake2b(digest_size=DIGEST_BYTES)
    digest.update(repr(reading.classes).encode())
    for name, part in reading.parts.items():
        digest.update(repr((name, len(part))).encode())
        _add(digest, part, of)
    return digest.hexdigest()


def _add(digest: blake2b, samples: Samples, of: Callable[[PictureFiles], Iterable[bytes]]) -> None:
    for values in (samples.inputs, samples.targets):
        if isinstance(values, PictureFiles | MaskFiles):
            for each in values.digests() if isinstance(values, MaskFiles) else of(values):
                digest.update(each)
        else:
            _add_array(digest, values)


def _add_array(digest: blake2b, values: npt.NDArray[Any] | FileRows) -> None:
    digest.update(repr((values.dtype.str, values.shape)).encode())
    if isinstance(values, np.ndarray) and values.dtype == object:
        for text in values:
            content = text.encode()
            digest.update(len(content).to_bytes(8, "little") + content)
    else:
        for piece in pieces(values) if isinstance(values, FileRows) else [values]:
            digest.update(np.ascontiguousarray(piece).data)
