"""Figures are as scikit-learn has them also where a class is absent or alone, and where scores are equal or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from predicted import predicted
from sklearn import metrics

from studio.evaluation.curves import precision_recall, roc
from studio.evaluation.predictions import Predictions
from studio.evaluation.summary import summarised

COUNT, CLASSES = 120, 6
RANDOM = np.random.default_rng(0)
TRUTH = RANDOM.integers(0, CLASSES, COUNT)
SCORES = RANDOM.normal(size=(COUNT, CLASSES)).astype(np.float32)
LABELS = np.stack([TRUTH > 2, np.zeros(COUNT), np.ones(COUNT), TRUTH > 4], axis=1).astype(np.int64)


def _without_some() -> Any:
    scores = SCORES.copy()
    scores[::7, 2] = np.nan
    return scores


CASES: dict[str, Callable[[], Predictions]] = {
    "a class without samples": lambda: predicted(np.where(TRUTH == 3, 2, TRUTH), SCORES),
    "samples of one class alone": lambda: predicted(np.full(COUNT, 2), SCORES),
    "many equal scores": lambda: predicted(TRUTH, np.round(SCORES)),
    "all scores equal": lambda: predicted(TRUTH, np.zeros((COUNT, CLASSES))),
    "answers that are no numbers": lambda: predicted(TRUTH, _without_some()),
    "probabilities that are all 0 or 1": lambda: predicted(TRUTH, SCORES * 300),
    "two classes, one of them absent": lambda: predicted(np.zeros(COUNT, int), SCORES[:, :2]),
}


def _told(value: float | None) -> float:
    return np.nan if value is None else value


@pytest.mark.parametrize("case", CASES)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
def test_figures_of_classes_are_those_of_scikit_learn(case: str) -> None:
    found = CASES[case]()
    told, places = summarised(found), range(len(found.classes))
    wanted = metrics.precision_recall_fscore_support(found.truth, found.answers, labels=places, zero_division=np.nan)
    for name, values in zip(("precision", "recall", "f1", "support"), wanted, strict=True):
        np.testing.assert_allclose([_told(row[name]) for row in told["per_class"]], values)
    given = found.answers >= 0
    np.testing.assert_array_equal(
        told["confusion"], metrics.confusion_matrix(found.truth[given], found.answers[given], labels=places)
    )
    chances = found.probabilities()
    for count, share in told.get("top_k", {}).items():
        right = metrics.top_k_accuracy_score(
            found.truth[given], found.outputs[given], k=int(count), labels=places, normalize=False
        )
        assert share == pytest.approx(right / COUNT)
    for place in places:
        is_so = (found.truth == place)[given]
        if is_so.any():
            area = metrics.average_precision_score(is_so, chances[given, place])
            assert precision_recall(found, place).area == pytest.approx(area)
        if is_so.any() and not is_so.all():
            assert roc(found, place).area == pytest.approx(metrics.roc_auc_score(is_so, chances[given, place]))
        else:
            assert np.isnan(roc(found, place).area)


@pytest.mark.parametrize("scores", [SCORES[:, :1], np.round(SCORES[:, :1]), SCORES[:, :1] * 60])
def test_one_output_for_two_classes_has_the_areas_of_both(scores: Any) -> None:
    found = predicted(TRUTH > 2, scores, activation="sigmoid", classes=2)
    chances = found.probabilities()
    for place in (0, 1):
        is_so = (TRUTH > 2) == place
        assert roc(found, place).area == pytest.approx(metrics.roc_auc_score(is_so, chances[:, place]))
        area = metrics.average_precision_score(is_so, chances[:, place])
        assert precision_recall(found, place).area == pytest.approx(area)


def test_labels_that_nothing_or_everything_has() -> None:
    scores = SCORES[:, :4].copy()
    scores[:, 3] = -5
    found = replace(
        predicted(LABELS, scores, task="labels", activation="sigmoid", classes=4),
        answers=(scores > 0).astype(np.int8),
    )
    told = summarised(found)
    wanted = metrics.precision_recall_fscore_support(LABELS, found.answers, zero_division=np.nan)
    for name, values in zip(("precision", "recall", "f1", "support"), wanted, strict=True):
        np.testing.assert_allclose([_told(row[name]) for row in told["per_class"]], values)
    np.testing.assert_array_equal(told["confusion"], metrics.multilabel_confusion_matrix(LABELS, found.answers))
    areas = [roc(found, place).area for place in range(4)]
    assert np.isnan(areas).tolist() == [False, True, True, False]
    assert told["thresholds"][1]["f1"] is None
    assert precision_recall(found, 2).area == 1.0
