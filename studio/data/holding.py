"""How samples are held that are fitted to a network: in memory, or, where they are very many, on the disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import blake2b

import numpy as np
import torch

from studio.data.cache.folder import STAMP_BYTES, opened
from studio.data.cache.keeper import Keeper, refused
from studio.data.file_rows import FileRows
from studio.data.pictures.files import PictureFiles
from studio.data.preparation import led, modules
from studio.data.samples import Check, Reading, Samples
from studio.data.stores.picture_store import PictureStore, Stamps, stamp
from studio.data.stores.row_store import RowStore
from studio.data.stores.store import Store
from studio.data.stores.tensor_store import TensorStore
from studio.data.transforms.fitting import fit
from studio.data.transforms.steps import Bytes, Step
from studio.data.transforms.values import SampleShape


def held(
    reading: Reading,
    parts: Mapping[str, Samples],
    source: SampleShape,
    steps: Mapping[str, tuple[Step, ...]],
    check: Check,
    *,
    on_disk: bool,
) -> dict[str, Store]:
    """The samples of each split, which come in the shape `source`, after its steps. Raises DataError.

    On the disk all splits have the same steps, and share a cache.
    """
    if on_disk:
        return _on_disk(reading, parts, source, steps["train"], check)
    return {name: store_of(part, source, steps[name], check) for name, part in parts.items()}


def store_of(part: Samples, source: SampleShape, steps: tuple[Step, ...], check: Check) -> Store:
    """Samples that come in the shape `source`, after steps: of a file read batch by batch, others in memory."""
    if isinstance(part.inputs, FileRows):
        return RowStore.of(part.inputs, steps)
    return TensorStore(fit(part, modules(steps), led(source, steps), check))


def _on_disk(
    reading: Reading, parts: Mapping[str, Samples], source: SampleShape, steps: tuple[Step, ...], check: Check
) -> dict[str, Store]:
    slots: dict[str, int] = {}
    for part in reading.parts.values():
        for path in _files(part).paths:
            slots.setdefault(path, len(slots))
    stamps = np.empty((len(slots), 2), np.int64)
    for path, slot in slots.items():
        check()
        stamps[slot] = stamp(path)
    shape = led(source, steps)
    dtype = torch.uint8 if steps and isinstance(steps[-1], Bytes) else torch.float32
    # The store itself rounds to bytes, as it keeps them.
    fitting = modules(steps[:-1] if dtype == torch.uint8 else steps)
    keeper = _keeper(slots, stamps, source, steps, np.dtype(np.uint8 if dtype == torch.uint8 else np.float32))

    def store(files: PictureFiles) -> PictureStore:
        paths = list(files.paths)
        places = np.fromiter((slots[path] for path in paths), np.int64, len(paths))
        return PictureStore(
            paths, stamps[places], files.channels, fitting, shape, dtype, places, keeper
        )  # fmt: skip

    return {name: store(_files(part)) for name, part in parts.items()}


def _keeper(
    slots: Mapping[str, int], stamps: Stamps, source: SampleShape, steps: tuple[Step, ...], kind: np.dtype[np.generic]
) -> Keeper:
    made = {"source": source, "steps": [step.model_dump(mode="json") for step in steps]}
    try:
        room = opened(_common(slots), made, _digests(slots, stamps), led(source, steps), kind)
    except OSError as error:
        return Keeper(None, refused(error))
    return Keeper(room)


def _digests(slots: Mapping[str, int], stamps: Stamps) -> list[bytes]:
    """For each file what changes when it does, or lies elsewhere."""
    return [
        blake2b(path.encode("utf-8", "surrogateescape") + stamps[slot].tobytes(), digest_size=STAMP_BYTES).digest()
        for path, slot in slots.items()
    ]


def _common(slots: Mapping[str, int]) -> str:
    """The folder in which all of these files lie, as far as the first and the last tell."""
    paths = list(slots)
    return os.path.commonpath([os.path.dirname(paths[0]), os.path.dirname(paths[-1])])


def _files(part: Samples) -> PictureFiles:
    assert isinstance(part.inputs, PictureFiles)
    return part.inputs
