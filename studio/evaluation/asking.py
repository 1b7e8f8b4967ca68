"""Asks a trained network about raw samples, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
from torch import Tensor, nn

from studio.compiler.own_generator import OwnGenerator
from studio.data.errors import DataError
from studio.data.preparation import Preparation
from studio.evaluation.answers import Answering
from studio.evaluation.entries import answers_of
from studio.evaluation.inputs.habits import Habits
from studio.evaluation.inputs.raw_inputs import Given
from studio.layers import format_shape
from studio.text import tr

BATCH = 64
"""Samples asked about at a time."""

Entry = dict[str, Any]
"""What is told of one sample, for programs: `input`, and `prediction` with `probabilities`, `values` or an `error`."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A trained network with all that gives its answers their meaning, wherever it comes from.

    `outputs` gives the first Output (N, …) for raw samples (N, *source), which it prepares. `name` tells in words whose
    weights these are, `notes` what else has to be known.
    """

    outputs: Callable[[Tensor], Tensor]
    preparation: Preparation
    answering: Answering
    habits: Habits
    name: str = ""
    notes: tuple[str, ...] = ()

    def about(self, samples: Iterable[Given]) -> Iterator[Entry]:
        """An entry for each sample, in their order."""
        waiting = iter(samples)
        while batch := list(islice(waiting, BATCH)):
            yield from self._about(batch)

    def _about(self, batch: list[Given]) -> Iterator[Entry]:
        found: dict[int, Entry] = {}
        shapes: dict[tuple[int, ...], list[int]] = {}
        for at, each in enumerate(batch):
            if each.sample is not None:
                shapes.setdefault(tuple(each.sample.shape), []).append(at)
        for places in shapes.values():
            raw = torch.stack([sample for at in places if (sample := batch[at].sample) is not None])
            answers = answers_of(self.answering, self.checked(raw))
            found |= dict(zip(places, answers, strict=True))
        for at, each in enumerate(batch):
            yield {"input": each.name, **(found.get(at) or {"error": each.error})}

    def checked(self, raw: Tensor) -> Tensor:
        """Outputs for raw samples of one shape. Raises DataError where they are no answers to what was learnt."""
        outputs = self.outputs(raw)
        if not self.answering.fits(outputs):
            raise DataError(
                tr("The network gives {shape} for each sample, which is no answer to what it is to tell.",
                   shape=format_shape(tuple(outputs.shape[1:]))),
                tr("Export it anew from its run."),
            )  # fmt: skip
        return outputs


def of_module(module: nn.Module, inputs: int, preparation: Preparation) -> Callable[[Tensor], Tensor]:
    """The first Output of a network in evaluation mode for raw samples, which are brought to each of its Inputs."""
    prepare = preparation.prepare()

    @torch.no_grad()
    def outputs(raw: Tensor) -> Tensor:
        with OwnGenerator(0):
            found = module(*(prepare(raw),) * inputs)
        first: Tensor = found[0] if isinstance(found, tuple) else found
        return first

    return outputs
