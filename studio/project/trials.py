"""Samples to try an exported file on: raw ones of the data, with what a training makes of them, or chance numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from studio.compiler.module import inputs_of
from studio.compiler.onnx import Trial
from studio.data.errors import DataError
from studio.data.load import first
from studio.data.preparation import Preparation
from studio.data.preview import peek
from studio.layers.io import Input
from studio.project.model import Project
from studio.text import tr

SAMPLES = 7
"""So many samples the exported file is compared on: the largest batch of the check."""

MOST_SIZES = 3
"""Of so many sizes pictures are tried where they may have any."""


@dataclass(frozen=True)
class Trials:
    """What to compare on; `on_noise` says that it is not from the data, and `notes` why."""

    trials: tuple[Trial, ...]
    on_noise: bool = False
    notes: tuple[str, ...] = ()


def trials(project: Project, preparation: Preparation | None, *, raw: bool) -> Trials:
    """Samples for every Input of the network: as they come where the file takes them `raw`, else prepared.

    What a training sees of them is made by the training's own reading, not by what is put into the file.
    """
    layers = [project.graph[name].layer for name in inputs_of(project.graph)]
    inputs = [layer for layer in layers if isinstance(layer, Input)]
    if preparation is None:
        return Trials((_noise_for(inputs, project.training.seed),), on_noise=True)
    notes: tuple[str, ...] = ()
    try:
        pairs = _of_data(project, preparation)
    except (DataError, RuntimeError, ValueError) as error:
        pairs = _noise(preparation, project.training.seed)
        notes = (tr("The file was not tried on samples of the data. {reason}", reason=_said(error)),)
    made = tuple(
        Trial((came if raw else seen,) * len(inputs), (seen,) * len(inputs)) for came, seen in pairs[:MOST_SIZES]
    )
    return Trials(made, bool(notes), notes)


Pair = tuple[Tensor, Tensor]
"""Raw samples of one shape, and the same as the network takes them."""


def _of_data(project: Project, preparation: Preparation) -> list[Pair]:
    """The first samples of the data, those of one shape together. Raises DataError."""
    came = peek(project.data, SAMPLES, preparation).inputs
    for sample in came:
        if not _fits(sample, preparation):
            raise DataError(tr("The data at hand have samples of another shape."), "")
    seen = first(project.data, SAMPLES, preparation)
    together: dict[tuple[int, ...], list[int]] = {}
    for place, sample in enumerate(came):
        together.setdefault(tuple(sample.shape), []).append(place)
    groups = sorted(together.values(), key=len, reverse=True)
    return [(torch.stack([came[place] for place in group]), seen[group]) for group in groups]


def _fits(sample: Tensor, preparation: Preparation) -> bool:
    return sample.dim() == len(preparation.source) and all(
        wanted in (None, size) for wanted, size in zip(preparation.source, sample.shape, strict=True)
    )


@torch.no_grad()
def _noise(preparation: Preparation, seed: int) -> list[Pair]:
    """Chance numbers in the form and range of raw samples."""
    generator = torch.Generator().manual_seed(seed)
    prepare = preparation.prepare()
    sizes = [size or 0 for size in preparation.source]
    shapes: Sequence[list[int]] = [sizes]
    if None in preparation.source:
        height, width = preparation.fitted[-2:]
        shapes = [[sizes[0], height + 3, 2 * width + 1], [sizes[0], 2 * height, width]]
    found = []
    for shape in shapes:
        if preparation.sample == "sequence":
            came = torch.randint(0, max(1, preparation.vocabulary), (SAMPLES, *shape), generator=generator)
        elif preparation.categories:
            came = _row_noise(preparation, generator)
        else:
            came = torch.rand(SAMPLES, *shape, generator=generator)
        if preparation.features and not preparation.categories and preparation.normalization is not None:
            scale = preparation.normalization
            came = came * torch.tensor(scale.deviation) + torch.tensor(scale.mean)
        found.append((came, prepare(came)))
    return found


def _row_noise(preparation: Preparation, generator: torch.Generator) -> Tensor:
    """Rows of numbers from 0 to 1, and of categories that there are."""
    sizes = torch.tensor([[len(names) for names in preparation.categories]])
    chance = torch.rand(SAMPLES, sizes.shape[1], generator=generator)
    places = (chance * sizes).floor()
    return places.long() if preparation.vocabulary else torch.where(sizes > 0, places, chance)


def _noise_for(inputs: Sequence[Input], seed: int) -> Trial:
    """Chance numbers as the Inputs take them; whole numbers are all 0, the one token that every Embedding has."""
    generator = torch.Generator().manual_seed(seed)
    made = tuple(
        torch.zeros(SAMPLES, *layer.shape, dtype=torch.int64)
        if layer.dtype == "int64"
        else torch.rand(SAMPLES, *layer.shape, generator=generator)
        for layer in inputs
    )
    return Trial(made, made)


def _said(error: Exception) -> str:
    return getattr(error, "message", "") or tr("They are not of the kind that the network was trained on.")
