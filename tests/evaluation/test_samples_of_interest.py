"""Samples that a person wants to see: the worst, the likely mislabelled, the likeliest classes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from predicted import predicted, random_scores
from sklearn.metrics import top_k_accuracy_score
from torchmetrics.functional.classification import multiclass_accuracy

from studio.evaluation.likeliest import top_k
from studio.evaluation.mislabelled import mislabelled
from studio.evaluation.positions import all_right, per_position
from studio.evaluation.segmentation import right_pixels, shares_of
from studio.evaluation.worst import worst


def test_the_worst_come_first_and_of_equal_ones_the_first() -> None:
    found = predicted([0, 1, 0, 1, 1], answers=[0, 1, 0, 1, 1], losses=[0.1, 3.0, 0.5, 3.0, 0.2])
    assert worst(found, 3).tolist() == [1, 3, 2]
    assert worst(found, 9).tolist() == [1, 3, 2, 4, 0]
    assert worst(found, 0).tolist() == []


def test_a_loss_that_is_no_number_is_worst_unless_its_sample_does_not_count() -> None:
    found = predicted([0, 1, 2], answers=[0, 1, 1], losses=[0.1, np.nan, np.nan], ignored=2)
    assert worst(found, 3).tolist() == [1, 0]


def test_planted_wrong_labels_are_found_first() -> None:
    truth, scores = random_scores(count=2_000, classes=4)
    scores += 4.0 * np.eye(4)[truth].astype(np.float32)
    planted = np.arange(0, 2_000, 50)
    given = truth.copy()
    given[planted] = (given[planted] + 1) % 4
    found = mislabelled(predicted(given, scores))
    right = len(set(found.tolist()) & set(planted.tolist()))
    assert right >= 0.8 * len(planted)
    assert right >= 0.9 * len(found)


def test_the_truth_among_the_likeliest_is_counted_as_others_do() -> None:
    truth, scores = random_scores(classes=8)
    found = predicted(truth, scores)
    assert top_k(found, 3) == top_k_accuracy_score(truth, scores, k=3)
    wanted = multiclass_accuracy(torch.tensor(scores), torch.tensor(truth), 8, average="micro", top_k=3)
    assert top_k(found, 3) == pytest.approx(float(wanted))
    assert np.isnan(top_k(predicted(np.zeros(4, int), scores[:4], ignored=0), 3))


def test_positions_are_right_by_themselves_and_together() -> None:
    found = predicted([[0, 1], [1, 1], [2, 0]], answers=[[0, 1], [0, 1], [2, 1]], task="positions")
    assert per_position(found) == pytest.approx([2 / 3, 2 / 3])
    assert all_right(found).tolist() == [True, False, False]
    ignoring = predicted([[0, 1], [1, 1], [2, 0]], answers=[[0, 1], [0, 1], [2, 1]], task="positions", ignored=1)
    assert per_position(ignoring) == pytest.approx([1.0, 0.0])
    assert all_right(ignoring).tolist() == [True, True, False]


def test_pictures_are_told_by_their_right_pixels() -> None:
    truth, answers = [[[0, 1], [1, 2]], [[2, 2], [2, 2]]], [[[0, 1], [0, 2]], [[0, 2], [2, 2]]]
    found = predicted(truth, answers=answers, task="pixels")
    assert right_pixels(found).tolist() == [0.75, 0.75]
    ignoring = predicted(truth, answers=answers, task="pixels", ignored=2)
    assert right_pixels(ignoring)[0] == pytest.approx(2 / 3)
    assert np.isnan(right_pixels(ignoring)[1])
    assert shares_of(np.array(truth[0]), ("sky", "sea", "land")) == {"sea": 0.5, "sky": 0.25, "land": 0.25}
