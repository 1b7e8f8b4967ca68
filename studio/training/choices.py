"""The settings of a training that are one of several kinds, or on or off, and what there is of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.layers import Declaration
from studio.layers.initialization import bias_initializers, network_initializers
from studio.training.averages import averages
from studio.training.early_stopping import EarlyStopping
from studio.training.losses import losses
from studio.training.optimizers import optimizers
from studio.training.schedules import schedules

CHOICES: Mapping[str, Mapping[str, type[Any]]] = {
    "loss": losses,
    "optimizer": optimizers,
    "schedule": schedules,
    "average_weights": averages,
    "initialization": network_initializers,
    "bias_initialization": bias_initializers,
}
"""Kinds by their names in files, under the names of the settings."""

OPTIONAL: Mapping[str, type[Declaration]] = {"early_stopping": EarlyStopping}
"""Settings with parameters of their own that are on or off; None where they are off."""
