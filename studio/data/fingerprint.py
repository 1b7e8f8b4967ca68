"""A digest of data by their content: the same wherever the files lie, another one when a sample, target or class is."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.data.pictures.files import PictureFiles
from studio.data.pictures.masks import MaskFiles
from studio.data.samples import Reading, Samples

DIGEST_BYTES = 16


def fingerprint(reading: Reading) -> str:
    """The digest of a source's samples, targets and classes, split as the source splits them.

    Files of pictures count by the content that was decoded, so these must have been fitted before.
    """
    digest = blake2b(digest_size=DIGEST_BYTES)
    digest.update(repr(reading.classes).encode())
    for name, part in reading.parts.items():
        digest.update(repr((name, len(part))).encode())
        _add(digest, part)
    return digest.hexdigest()


def _add(digest: blake2b, samples: Samples) -> None:
    for values in (samples.inputs, samples.targets):
        if isinstance(values, PictureFiles | MaskFiles):
            for each in values.digests():
                digest.update(each)
        else:
            _add_array(digest, values)


def _add_array(digest: blake2b, values: npt.NDArray[Any]) -> None:
    digest.update(repr((values.dtype.str, values.shape)).encode())
    digest.update(np.ascontiguousarray(values).data)
