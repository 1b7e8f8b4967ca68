"""Data laid open to be looked at: split as a training splits them, each sample fitted only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from torch import Tensor

from studio.data.config import Data, Divisible
from studio.data.errors import DataError
from studio.data.fingerprint import fingerprint, is_same, whole
from studio.data.load import wanted_of
from studio.data.parting import parted
from studio.data.pictures.files import PictureFiles
from studio.data.pictures.masks import MaskFiles
from studio.data.preparation import Preparation, modules
from studio.data.samples import Check, Description, Reading, Samples, carry_on
from studio.data.sources import source_of
from studio.data.stores.tensor_store import TensorStore
from studio.data.transforms.fitting import fit
from studio.data.transforms.planning import check_same, plan
from studio.layers import Shape
from studio.text import tr

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Fitted:
    """Samples (N, *fitted) with the channels and sizes that the network takes, in their own units, and targets.

    `problems` says why files could not be read, by their position; their samples are all 0.
    """

    inputs: Tensor
    targets: Tensor
    problems: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Opened:
    """The samples of each split as they come, and how they are brought to the network's Input.

    `misfit` says why they cannot be brought to it, "" where they can; then they are seen at their own size.
    """

    config: Data
    description: Description
    preparation: Preparation
    parts: Mapping[str, Samples]
    misfit: str = ""

    @property
    def are_files(self) -> bool:
        """Whether samples have to be decoded from files, which takes its time."""
        return isinstance(self.parts["train"].inputs, PictureFiles)

    @property
    def is_divided(self) -> bool:
        """Whether no sample is meant to be in two splits."""
        return isinstance(self.config, Divisible)

    def name(self, split: str, place: int) -> str:
        """The file of a sample, "" where it has none."""
        inputs = self.parts[split].inputs
        return str(inputs.paths[place]) if isinstance(inputs, PictureFiles) else ""

    def text(self, split: str, place: int) -> str:
        """The text that a sample was made of, "" where it is none."""
        texts = self.parts[split].texts
        return "" if texts is None else str(texts[place])

    def fitted(self, split: str, places: Places, check: Check = carry_on) -> Fitted:
        """The samples at these places of a split."""
        part = self.parts[split].take(places)
        plan = self.preparation
        inputs = fit(part, modules(plan.fitting), plan.fitted, check)
        wanted = wanted_of(self.config, plan, TensorStore(inputs), part, plan.fitting, check)
        return Fitted(inputs, wanted, _problems(part))


def open_data(
    config: Data,
    shape: Shape | None,
    seed: int,
    check: Check = carry_on,
    kept: Preparation | None = None,
    digest: str = "",
) -> Opened:
    """The data for an Input of this shape (None where there is none yet), split by `seed`. Raises DataError.

    `kept` is the preparation of a run, by which its samples are seen as its network gets them, and `digest` the
    fingerprint of its data, "" where none was kept: others are refused. `check` is called now and then, and may raise
    to give it up.
    """
    source = source_of(config)
    description = source.describe(config, check)
    preparation, misfit = _plan(config, description, shape)
    if kept is not None:
        check_same(preparation, kept)
        preparation = kept
    reading = source.read(config, check)
    if digest:
        _check_is_of(reading, digest, check)
    found = parted(config, reading, preparation, seed, kept=kept is not None)
    return Opened(config, description, found.preparation, found.parts, misfit)


def _check_is_of(reading: Reading, digest: str, check: Check) -> None:
    if not is_same(fingerprint(reading, check), digest, lambda: whole(reading, check)):
        raise DataError(
            tr("The data of this run are others by now: samples, targets or their order were changed since it began."),
            tr("Put the data of the run back to see its samples."),
        )


def _problems(part: Samples) -> dict[int, str]:
    """Why pictures or masks of some samples, by their position, could not be read."""
    found: dict[int, str] = {}
    for files in (part.inputs, part.targets):
        if isinstance(files, PictureFiles | MaskFiles):
            failures = {str(path): reason for path, reason in files.findings.failures.items()}
            found |= {at: failures[str(path)] for at, path in enumerate(files.paths) if str(path) in failures}
    return found


def _plan(config: Data, description: Description, shape: Shape | None) -> tuple[Preparation, str]:
    own = description.sample_shape
    try:
        return plan(config, description, shape or own), ""
    except DataError as error:
        return plan(config, description, own), str(error)


def places_in_order(count: int, seed: int | None) -> Places:
    """All places of a split: in the order of the samples, or in one that a seed draws."""
    if seed is None:
        return np.arange(count, dtype=np.int64)
    return np.random.default_rng(seed).permutation(count)
