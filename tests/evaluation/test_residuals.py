"""Errors of numbers agree with torchmetrics, and say nothing where there is nothing to say."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from predicted import predicted
from torchmetrics.functional import regression

from studio.evaluation.residuals import per_target


def test_each_target_has_its_own_figures() -> None:
    random = np.random.default_rng(0)
    truth = random.normal([3.0, -200.0], [1.0, 50.0], (300, 2)).astype(np.float32)
    answers = (truth + random.normal(0.5, [0.3, 20.0], (300, 2))).astype(np.float32)
    found = per_target(predicted(truth, answers=answers, task="numbers", classes=2))
    for at, target in enumerate(found):
        given, wanted = torch.tensor(answers[:, at]).double(), torch.tensor(truth[:, at]).double()
        assert target.mae == pytest.approx(float(regression.mean_absolute_error(given, wanted)))
        assert target.rmse == pytest.approx(float(regression.mean_squared_error(given, wanted, squared=False)))
        assert target.r2 == pytest.approx(float(regression.r2_score(given, wanted)))
        assert target.bias == pytest.approx(float((given - wanted).mean()))
        assert target.largest == pytest.approx(float((given - wanted).abs().max()))


def test_a_target_that_never_changes_has_no_share_of_variance() -> None:
    (found,) = per_target(predicted([[2.0], [2.0]], answers=[[2.0], [3.0]], task="numbers", classes=1))
    assert (found.mae, math.isfinite(found.r2)) == (0.5, False)
    (one,) = per_target(predicted([[2.0]], answers=[[3.0]], task="numbers", classes=1))
    assert (one.mae, math.isnan(one.r2)) == (1.0, True)


def test_answers_that_are_no_numbers_have_no_error() -> None:
    (found,) = per_target(predicted([[2.0], [1.0]], answers=[[2.0], [np.nan]], task="numbers", classes=1))
    assert np.isnan(found[1:]).all()
