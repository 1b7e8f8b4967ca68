"""One small training on the digits for all that is asked of its predictions."""

from __future__ import annotations

import pytest
from trained_runs import Trained, trained
from trainings import small_network

from studio.data import Digits
from studio.training.config import TrainingConfig
from studio.training.losses import losses
from studio.training.snapshot import Snapshot


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The digits after two epochs, with factors of the classes and label smoothing in the loss."""
    weight = [1.0, 2.0, *[1.0] * 7, 0.5]
    loss = losses["CrossEntropyLoss"].create({"label_smoothing": 0.1, "weight": weight})
    training = TrainingConfig.create(
        {"epochs": 2, "device": "cpu", "loss": loss, "metrics": ["accuracy", "f1"], "keep_every": 1}
    )
    snapshot = Snapshot("Digits", small_network(), Digits(), training, document='{"format": "nn-studio"}')
    return trained(tmp_path_factory.mktemp("digits") / "run", snapshot)
