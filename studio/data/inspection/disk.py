"""Whether files that data were read from are others by now, and how many came, went or were written anew."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import NamedTuple

from studio.data.config import Data
from studio.data.sources import source_of
from studio.text import ntr, tr


class Difference(NamedTuple):
    """How many files came, went, and were written anew."""

    new: int
    gone: int
    rewritten: int

    @property
    def words(self) -> str:
        """What changed, in a sentence; "" where nothing did."""
        parts = []
        if self.new:
            parts.append(ntr("{count} new file", "{count} new files", self.new))
        if self.gone:
            parts.append(ntr("{count} file gone", "{count} files gone", self.gone))
        if self.rewritten:
            parts.append(ntr("{count} file changed", "{count} files changed", self.rewritten))
        return tr("The data have changed on the disk: {changes}.", changes=tr(", ").join(parts)) if parts else ""


Files = Mapping[str, Hashable]
"""The files of data by their paths, with what changes when they do."""


def files_of(config: Data) -> Files:
    """What is compared later. Looks at every file; raises DataError."""
    # Numbers in place of tuples, which a collection of garbage would have to go through.
    return {path: hash(stamp) for path, stamp in source_of(config).files(config).items()}


def difference(before: Files, now: Files) -> Difference:
    """What differs between the files of the same data."""
    both = before.keys() & now.keys()
    rewritten = sum(before[path] != now[path] for path in both)
    return Difference(len(now.keys() - both), len(before.keys() - both), rewritten)
