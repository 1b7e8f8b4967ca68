"""Pictures of several digits beside each other, put together by chance that a seed fixes."""

from __future__ import annotations

import numpy as np

from studio.data.config import DigitRows, Digits
from studio.data.samples import Check, Description, Reading, Samples, carry_on, count_classes
from studio.data.sources.digits import CLASSES, SHAPE
from studio.data.sources.source import Source, register, source_of

LOT = 8
"""Scans that are put together with each other only, so that splits need not share any."""


@register(DigitRows)
class DigitRowsSource(Source[DigitRows]):
    """As many pictures of each lot of scans, in one split; what is of a lot stays together."""

    def describe(self, config: DigitRows, check: Check = carry_on) -> Description:
        labels = _samples(config).targets
        assert isinstance(labels, np.ndarray)
        channels, height, width = SHAPE
        return Description(
            CLASSES,
            (channels, height, width * config.digits),
            {"train": config.samples},
            {"train": count_classes(labels.flatten().tolist(), CLASSES)},
            "positions",
            grouped=True,
            positions=config.digits,
        )

    def read(self, config: DigitRows, check: Check = carry_on) -> Reading:
        return Reading(CLASSES, _samples(config))


def _samples(config: DigitRows) -> Samples:
    scans = source_of(Digits()).read(Digits()).train
    assert isinstance(scans.inputs, np.ndarray)
    random = np.random.default_rng(config.seed)
    lots = random.permutation(len(scans))[: len(scans) // LOT * LOT].reshape(-1, LOT)
    lot = np.arange(config.samples) % len(lots)
    chosen = lots[lot[:, None], random.integers(0, LOT, (config.samples, config.digits))]
    # (N, P, C, H, W) to digits beside each other.
    pictures = scans.inputs[chosen].transpose(0, 2, 3, 1, 4).reshape(config.samples, *SHAPE[:2], -1)
    return Samples(np.ascontiguousarray(pictures), scans.groups[chosen], together=lot.astype(np.int64))
