"""Arrays of NumPy in files."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path

from studio.data.array_files import parsing
from studio.data.config.arrays import Arrays
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.source import Source, register


@register(Arrays)
class ArraysSource(Source[Arrays]):
    """Samples along the first axis, in the splits that the arrays make, else in one."""

    def describe(self, config: Arrays, check: Check = carry_on) -> Description:
        data = parsing.arrays_of(config, check)
        aim = data.aim
        counts = {}
        if aim.task in ("classes", "positions"):
            counts = {split: count_classes(data.places(samples), aim.names) for split, samples in data.samples.items()}
        return Description(
            aim.names,
            data.shape,
            {split: len(samples) for split, samples in data.samples.items()},
            counts,
            task=aim.task,
            vocabulary=data.vocabulary,
            left_out=data.left_out,
            columns=data.columns,
            is_large=data.is_large,
            sample=data.word,
            positions=data.positions,
            notes=data.notes,
        )

    def read(self, config: Arrays, check: Check = carry_on) -> Reading:
        data = parsing.arrays_of(config, check)
        return Reading(data.aim.names, **data.samples, left_out=data.left_out, notes=())

    def peek(self, config: Arrays, count: int) -> Samples:
        """The first samples; of an NPY file only these are read."""
        return parsing.arrays_of(config).samples["train"].first(count)

    def stamp(self, config: Arrays) -> Hashable:
        """Changes when one of the files does."""
        return parsing.stamp(config)

    def files(self, config: Arrays) -> Mapping[str, Hashable]:
        """One file, or two."""
        return {stamp[0]: stamp for stamp in parsing.stamp(config)}

    def place(self, path: Path) -> Path | None:
        """A file, by its ending."""
        return path if path.suffix.lower() in (".npz", ".npy") and path.is_file() else None
