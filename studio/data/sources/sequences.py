"""Sequences of tokens made by chance, whose class is the order of two of them."""

from __future__ import annotations

import numpy as np

from studio.data.config import Sequences
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.source import Source, register

CLASSES = ("1 before 2", "2 before 1")
FIRST_FILLER = 3
"""Token 0 is left free, as padding usually takes it."""


@register(Sequences)
class SequencesSource(Source[Sequences]):
    """Two classes of the same size, a sequence more in the first one where the number is odd; in one split."""

    def describe(self, config: Sequences, check: Check = carry_on) -> Description:
        counts = count_classes((np.arange(config.samples) % len(CLASSES)).tolist(), CLASSES)
        return Description(
            CLASSES, (config.length,), {"train": config.samples}, {"train": counts}, vocabulary=config.vocabulary
        )

    def read(self, config: Sequences, check: Check = carry_on) -> Reading:
        random = np.random.default_rng(config.seed)
        labels = np.arange(config.samples, dtype=np.int64) % len(CLASSES)
        tokens = random.integers(FIRST_FILLER, config.vocabulary, (config.samples, config.length), dtype=np.int64)
        places = np.sort(np.argsort(random.random(tokens.shape), axis=1)[:, :2], axis=1)
        rows = np.arange(config.samples)
        tokens[rows, places[:, 0]] = 1 + labels
        tokens[rows, places[:, 1]] = 2 - labels
        return Reading(CLASSES, Samples(tokens, labels))
