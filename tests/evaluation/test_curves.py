"""ROC and precision-recall curves, thresholds and calibration agree with torchmetrics."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from predicted import predicted, random_scores
from sklearn.metrics import f1_score, precision_recall_curve
from torchmetrics.functional import classification

from studio.evaluation.calibration import calibration
from studio.evaluation.curves import MOST_POINTS, one_against_rest, precision_recall, roc
from studio.evaluation.predictions import Predictions
from studio.evaluation.thresholds import at_threshold, best_threshold


def labelled(seed: int = 0) -> tuple[Predictions, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, (400, 3))
    scores = (random.normal(0.0, 1.0, (400, 3)) + truth).astype(np.float32)
    found = predicted(truth, scores, task="labels", activation="sigmoid", classes=3)
    return found, truth


def test_the_areas_of_classes_are_those_of_torchmetrics() -> None:
    truth, scores = random_scores()
    found = predicted(truth, scores)
    given, wanted = torch.tensor(scores).double().softmax(1), torch.tensor(truth)
    areas = classification.multiclass_auroc(given, wanted, 5, average=None)
    assert np.allclose([roc(found, of).area for of in range(5)], areas)
    areas = classification.multiclass_average_precision(given, wanted, 5, average=None)
    assert np.allclose([precision_recall(found, of).area for of in range(5)], areas)


def test_the_areas_of_labels_are_those_of_torchmetrics() -> None:
    found, truth = labelled()
    scores = torch.tensor(found.outputs).double().sigmoid()
    areas = classification.multilabel_auroc(scores, torch.tensor(truth), 3, average=None)
    assert np.allclose([roc(found, of).area for of in range(3)], areas)


def test_one_output_for_two_classes_has_a_curve_for_each() -> None:
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 300)
    scores = (random.normal(0.0, 1.0, 300) + truth).astype(np.float32)[:, None]
    found = predicted(truth, scores, activation="sigmoid", classes=2)
    assert np.allclose(found.probabilities().sum(axis=1), 1.0)
    area = classification.binary_auroc(torch.tensor(scores[:, 0]), torch.tensor(truth))
    assert [roc(found, of).area for of in (0, 1)] == pytest.approx([float(area)] * 2)
    raw = predicted(truth, scores, mere_scores=True, classes=2)
    assert [roc(raw, of).area for of in (0, 1)] == pytest.approx([float(area)] * 2)


def test_a_class_without_samples_has_no_curve() -> None:
    truth, scores = random_scores(classes=4)
    found = predicted(np.where(truth == 3, 0, truth), scores)
    assert np.isnan([roc(found, 3).area, precision_recall(found, 3).area]).all()
    assert len(roc(found, 3).x) == 0


def test_long_curves_are_thinned_but_their_area_is_that_of_all() -> None:
    truth, scores = random_scores(count=20_000, classes=2)
    curve = precision_recall(predicted(truth, scores), 1)
    assert len(curve.x) == len(curve.y) == len(curve.thresholds) == MOST_POINTS
    assert (curve.x[0], curve.x[-1]) == (1.0, 0.0)
    whole = classification.binary_average_precision(torch.tensor(scores).double().softmax(1)[:, 1], torch.tensor(truth))
    assert curve.area == pytest.approx(float(whole))


def test_probabilities_are_as_right_as_torchmetrics_says() -> None:
    truth, scores = random_scores()
    found = calibration(predicted(truth, scores))
    given = torch.tensor(scores).double().softmax(1)
    wanted = classification.multiclass_calibration_error(given, torch.tensor(truth), 5, n_bins=15)
    assert found.error == pytest.approx(float(wanted), abs=1e-6)
    assert found.counts.sum() == 500
    sure = predicted(truth, 100.0 * np.eye(5)[truth])
    assert calibration(sure).error == pytest.approx(0.0, abs=1e-6)


def test_the_best_threshold_has_the_highest_f1_of_all() -> None:
    found, truth = labelled()
    best = best_threshold(found, 1)
    is_so, scores = one_against_rest(found, 1)
    precision, recall, _ = precision_recall_curve(is_so, scores)
    assert best.f1 == pytest.approx(np.max(2 * precision * recall / (precision + recall)))
    assert best.f1 == pytest.approx(f1_score(truth[:, 1], scores > best.threshold))
    half = at_threshold(found, 1, 0.5)
    assert half.f1 == pytest.approx(f1_score(truth[:, 1], scores > 0.5))
    assert np.isnan(at_threshold(found, 1, 2.0).precision)


def test_a_threshold_below_which_nothing_lies_stays_a_probability() -> None:
    found = predicted([[1], [1], [0]], [[-3.0], [2.0], [-5.0]], task="labels", activation="sigmoid", classes=1)
    best = best_threshold(found, 0)
    assert (best.f1, 0.0 < best.threshold < 0.05) == (1.0, True)
    every = predicted([[1], [1]], [[-3.0], [2.0]], task="labels", activation="sigmoid", classes=1)
    assert 0.0 <= best_threshold(every, 0).threshold < 0.05
    assert np.isnan(best_threshold(predicted([[0]], [[1.0]], task="labels", activation="sigmoid", classes=1), 0)).all()
