"""Counts of answers agree with scikit-learn and torchmetrics, whatever is left out of them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from predicted import predicted, random_scores
from sklearn import metrics
from torchmetrics.functional import classification

from studio.evaluation import predictions
from studio.evaluation.confusion import confusion, label_counts, samples_in
from studio.evaluation.per_class import per_class


@pytest.fixture(params=[65_536, 7], ids=["in one go", "in parts"])
def parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predictions, "ROWS", request.param)


@pytest.mark.usefixtures("parts")
def test_rows_are_the_truth_and_columns_the_answers() -> None:
    truth, scores = random_scores()
    found = confusion(predicted(truth, scores))
    answers = scores.argmax(1)
    assert (found.counts == metrics.confusion_matrix(truth, answers)).all()
    of_torchmetrics = classification.multiclass_confusion_matrix(torch.tensor(answers), torch.tensor(truth), 5)
    assert (found.counts == of_torchmetrics.numpy()).all()
    assert (found.shares("truth") == metrics.confusion_matrix(truth, answers, normalize="true")).all()
    assert (found.shares("answer") == metrics.confusion_matrix(truth, answers, normalize="pred")).all()


@pytest.mark.usefixtures("parts")
def test_a_class_that_is_ignored_does_not_count() -> None:
    truth, scores = random_scores()
    found = confusion(predicted(truth, scores, ignored=2))
    wanted = classification.multiclass_confusion_matrix(torch.tensor(scores), torch.tensor(truth), 5, ignore_index=2)
    assert (found.counts == wanted.numpy()).all()


@pytest.mark.usefixtures("parts")
def test_figures_of_classes_are_those_of_scikit_learn() -> None:
    truth, scores = random_scores()
    rows = per_class(tuple("abcde"), confusion(predicted(truth, scores)))
    wanted = metrics.precision_recall_fscore_support(truth, scores.argmax(1))
    assert np.allclose([row[1:5] for row in rows], np.array(wanted).T)
    assert np.allclose([row.iou for row in rows], metrics.jaccard_score(truth, scores.argmax(1), average=None))


def test_nothing_is_made_up_of_a_class_without_samples_or_answers() -> None:
    rows = per_class(("a", "b", "c", "d"), confusion(predicted([0, 0, 1, 1], answers=[0, 0, 0, 3], classes=4)))
    assert [row.support for row in rows] == [2, 2, 0, 0]
    assert np.isnan([rows[1].precision, rows[2].precision, rows[2].recall, rows[2].f1, rows[2].iou]).all()
    assert (rows[1].recall, rows[1].f1, rows[3].precision, rows[3].f1) == (0.0, 0.0, 0.0, 0.0)
    assert np.isnan(rows[3].recall)


def test_answers_that_are_no_number_are_missed_but_not_confused() -> None:
    found = confusion(predicted([0, 1, 1], [[1.0, 0.0], [0.0, 1.0], [np.nan, 0.0]]))
    assert found.counts.tolist() == [[1, 0], [0, 1]]
    assert found.unanswered.tolist() == [0, 1]
    assert [row.recall for row in per_class(("a", "b"), found)] == [1.0, 0.5]


def test_the_samples_behind_a_cell_are_found() -> None:
    truth, scores = random_scores()
    found = predicted(truth, scores)
    cells = [samples_in(found, a, b) for a in range(5) for b in range(5)]
    assert [len(cell) for cell in cells] == confusion(found).counts.reshape(-1).tolist()
    assert sorted(np.concatenate(cells).tolist()) == list(range(500))
    pixels = predicted([[[0, 0], [0, 1]], [[0, 0], [0, 0]]], answers=[[[0, 1], [0, 1]], [[0, 0], [0, 0]]])
    assert samples_in(pixels, 0, 1).tolist() == [0]


@pytest.mark.usefixtures("parts")
def test_each_label_has_its_own_counts_and_figures() -> None:
    random = np.random.default_rng(0)
    truth, answers = random.integers(0, 2, (2, 60, 4))
    found = label_counts(predicted(truth, answers=answers, task="labels", classes=4))
    assert (found.counts == metrics.multilabel_confusion_matrix(truth, answers)).all()
    wanted = metrics.precision_recall_fscore_support(truth, answers)
    assert np.allclose([row[1:5] for row in per_class(tuple("abcd"), found)], np.array(wanted).T)
