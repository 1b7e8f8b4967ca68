"""The samples that a run was trained and tested on, one at a time, as they come before they are prepared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from torch import Tensor

from studio.data.errors import DataError
from studio.data.inspection.names import number_names
from studio.data.inspection.opened import Opened
from studio.data.inspection.page import Sample, samples_at
from studio.data.preview import raw_samples
from studio.data.sources.source import evenly
from studio.formatting.numbers import six_digits
from studio.project.run_samples import open_samples
from studio.text import tr
from studio.training.runs import Run


@dataclass(frozen=True, eq=False)
class OwnSamples:
    """Those of a run, None for no run; `counts` says how many each split has. They are read when one is asked for."""

    run: Run | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def opened(self) -> Opened:
        """All of them. Raises TrainingError, ProjectError and DataError."""
        assert self.run is not None
        return open_samples(self.run)

    def spread(self, count: int) -> tuple[Tensor, ...]:
        """Raw samples (*source) from everywhere among those trained on, in their order, to see what is usual.

        Raises as `opened`.
        """
        part = self.opened.parts["train"]
        return raw_samples(part.take(evenly(len(part), count)), self.opened.preparation)

    def sample(self, split: str, place: int) -> tuple[Tensor, str, str]:
        """A raw sample (*source), what is true of it, and what it is, "" for pictures and recordings.

        Raises DataError where the data are others by now, or the sample cannot be read.
        """
        part = self.opened.parts.get(split)
        if part is None or len(part) != self.counts.get(split):
            raise DataError(
                tr("The data of this run are others by now."), tr("Put them back, or draw, drop or type a sample.")
            )
        places = np.asarray([place])
        (found,) = samples_at(self.opened, split, places)
        if found.problem:
            raise DataError(found.problem, tr("Take another sample."))
        (raw,) = raw_samples(part.take(places), self.opened.preparation)
        return raw, found.words, self._told(found)

    def _told(self, found: Sample) -> str:
        plan = self.opened.preparation
        if plan.sample in ("picture", "recording"):
            return ""
        values = [six_digits(value) for value in found.values.ravel().tolist()]
        if plan.vocabulary:
            return found.text or " ".join(values)
        names = number_names(plan)
        named = zip(names, values, strict=True) if len(names) == len(values) else ()
        return tr(", ").join(f"{name} {value}" for name, value in named) or " ".join(values)
