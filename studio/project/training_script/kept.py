"""Samples that a training script has in a file beside it, where it cannot read them of their source."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from studio.compiler.export_error import ExportError
from studio.data.config import Data
from studio.data.dataset import Dataset
from studio.data.memory import NUMBER_BYTES
from studio.data.parting import parted
from studio.data.pictures.files import PictureFiles
from studio.data.samples import SPLITS, Reading, Samples
from studio.data.transforms.levels import levels
from studio.formatting.numbers import storage
from studio.project.training_script.obstacles import UnrepeatableError
from studio.project.training_script.reading import read_kept
from studio.project.training_script.sources import Call, Source
from studio.text import tr

MOST = 10**9
"""Bytes of samples that are written into a file beside a script."""

OURS = "written_by_nn_studio"
"""An entry by which such a file is known."""

Arrays = dict[str, npt.NDArray[Any]]


class Kept(NamedTuple):
    """What the file holds of each split, `SPLIT_samples` and `SPLIT_targets`; `are_raw` before their preparation."""

    arrays: Arrays
    are_raw: bool


def data_path(script: Path) -> Path:
    """Where the samples of a script are: `net_data.npz` beside `net.py`."""
    return script.with_name(f"{script.stem}_data.npz")


def kept_at(script: Path) -> Source:
    """How a script reads them."""
    return Source(read_kept, [Call((data_path(script).name, split), {}) for split in SPLITS])


def check_place(path: Path) -> None:
    """Raise ExportError where the file would replace one of a person's own."""
    if path.exists() and not _is_ours(path):
        raise ExportError(
            tr("There is a file “{name}” already that NN Studio has not written.", name=path.name),
            tr("Write the network into another folder, or export it without the training."),
        )


def _is_ours(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as file:
        return f"{OURS}.npy" in file.namelist()


def as_bytes(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """The content of the file."""
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **{OURS: np.array(True)}, **arrays)
    return file.getvalue()


def kept(data: Data, reading: Reading, dataset: Dataset, seed: int) -> Kept:
    """The samples of each split as they are read where the script can prepare those, else as they are prepared.

    Raises UnrepeatableError where they are too many.
    """
    parts = parted(data, reading, dataset.preparation, seed, kept=True).parts
    samples = _raw(parts, dataset)
    found = samples or _prepared(dataset)
    targets = {} if dataset.task == "input" else {name: each.targets.numpy() for name, each in dataset.splits.items()}
    arrays = {f"{name}_samples": each for name, each in found.items()}
    return Kept(arrays | {f"{name}_targets": each for name, each in targets.items()}, are_raw=bool(samples))


def _raw(parts: Mapping[str, Samples], dataset: Dataset) -> Arrays:
    """Samples as their source gives them; none where these are files, or do not become the run's own."""
    inputs = {name: part.inputs for name, part in parts.items() if not isinstance(part.inputs, PictureFiles)}
    if len(inputs) < len(parts):
        return {}
    _check_size(sum(each.dtype.itemsize * each.size for each in inputs.values()))
    found = {name: np.array(each) for name, each in inputs.items()}
    prepare = dataset.preparation.prepare()
    same = all(
        torch.allclose(prepare(levels(torch.from_numpy(found[name]))), split.inputs, rtol=0.0, atol=1e-6)
        for name, split in dataset.splits.items()
        if len(split)
    )
    return found if same else {}


def _prepared(dataset: Dataset) -> Arrays:
    """Samples as the network takes them."""
    _check_size(sum(len(split) * prod(split.shape) * NUMBER_BYTES for split in dataset.splits.values()))
    return {name: split.inputs.numpy() for name, split in dataset.splits.items()}


def _check_size(size: int) -> None:
    if size > MOST:
        told = tr("A training script would need a file of {size} with its samples; {most} is the most it may have.",
                  size=storage(size), most=storage(MOST))  # fmt: skip
        raise UnrepeatableError(told)
