"""Points of a plane that were set by hand."""

from __future__ import annotations

import numpy as np

from studio.data.config import Drawn
from studio.data.errors import DataError
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.source import Source, register
from studio.text import tr


@register(Drawn)
class DrawnSource(Source[Drawn]):
    """The points in the order in which they were set, in one split; classes are those that have a point."""

    def describe(self, config: Drawn, check: Check = carry_on) -> Description:
        reading = self.read(config)
        counts = count_classes(reading.train.groups.tolist(), reading.classes)
        return Description.of_classes(reading.classes, (2,), {"train": counts})

    def read(self, config: Drawn, check: Check = carry_on) -> Reading:
        present = sorted({label for _, _, label in config.points})
        if len(present) < 2:
            raise DataError(
                tr("There are no points of two classes that could be told apart."),
                tr("Set points of another class in the data settings."),
                "points",
            )
        points = np.array([(x, y) for x, y, _ in config.points], dtype=np.float32)
        labels = np.array([present.index(label) for _, _, label in config.points], dtype=np.int64)
        return Reading(tuple(map(str, present)), Samples(points, labels))
