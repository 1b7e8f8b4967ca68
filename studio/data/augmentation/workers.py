"""Finds what carries a transform out; each file of workers is named here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Each registers its workers.
from studio.data.augmentation import colouring, cropping, mixing, moving, painting, rows, sounding  # noqa: F401
from studio.data.augmentation.worker import REGISTERED, Worker
from studio.data.config.transforms import Transform

WORKERS: Mapping[type[Transform], type[Worker[Any]]] = REGISTERED
"""What carries each random transform out."""


def worker_of(transform: Transform) -> Worker[Any]:
    """What carries a random transform out, with its settings."""
    return WORKERS[type(transform)](transform)
