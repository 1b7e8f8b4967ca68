"""Which samples are listed, and in which order, against plain numpy on predictions that a test makes up."""

from __future__ import annotations

import numpy as np
import pytest
from predicted import predicted, random_scores

from studio.evaluation.mislabelled import mislabelled
from studio.evaluation.predictions import Predictions
from studio.evaluation.selection import Compared, Judged, Selection, selected


@pytest.fixture
def found() -> Predictions:
    truth, scores = random_scores(400, 4)
    losses = np.random.default_rng(1).exponential(1.0, 400)
    return predicted(truth, scores, losses=losses)


def test_mistakes_come_with_the_highest_loss_first(found: Predictions) -> None:
    rows = selected(Judged(found), Selection(only="wrong"))
    wrong = np.flatnonzero(found.answers != found.truth)
    assert sorted(rows) == wrong.tolist()
    assert (np.diff(found.losses[rows]) <= 0).all()


def test_a_cell_of_the_matrix_has_exactly_its_samples(found: Predictions) -> None:
    rows = selected(Judged(found), Selection(truth=2, prediction=1, order="data"))
    assert rows.tolist() == np.flatnonzero((found.truth == 2) & (found.answers == 1)).tolist()


def test_the_least_sure_come_first_and_last_where_that_is_asked_for(found: Predictions) -> None:
    sure = found.probabilities().max(axis=1)
    rows = selected(Judged(found), Selection("unsure"))
    assert (np.diff(sure[rows]) >= -1e-6).all()
    assert selected(Judged(found), Selection("sure"))[0] == sure.argmax()


def test_what_has_no_loss_comes_last_and_what_has_an_infinite_one_first() -> None:
    found = predicted([0, 1, 0, 1], answers=[0, 1, 1, 1], losses=[1.0, np.nan, np.inf, 3.0])
    assert selected(Judged(found), Selection()).tolist() == [2, 3, 0, 1]


def test_likely_mislabelled_ones_keep_their_order_within_a_class(found: Predictions) -> None:
    likely = mislabelled(found)
    assert selected(Judged(found), Selection(only="mislabelled")).tolist() == likely.tolist()
    of_one = selected(Judged(found), Selection(only="mislabelled", truth=1))
    assert of_one.tolist() == [row for row in likely.tolist() if found.truth[row] == 1]


def test_labels_are_right_together_and_found_one_by_one() -> None:
    truth = np.array([[1, 0], [1, 1], [0, 0]], dtype=np.int8)
    answers = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.int8)
    judged = Judged(predicted(truth, answers=answers, task="labels", classes=2))
    assert judged.right is not None
    assert judged.right.tolist() == [True, False, False]
    assert selected(judged, Selection("data", truth=0)).tolist() == [0, 1]
    assert selected(judged, Selection("data", prediction=1)).tolist() == [2]


def test_what_is_ignored_is_no_mistake() -> None:
    judged = Judged(predicted([[0, 1], [1, 1]], answers=[[0, 0], [0, 1]], task="positions", classes=2, ignored=1))
    assert judged.right is not None
    assert judged.right.tolist() == [True, True]


def test_numbers_are_neither_right_nor_wrong() -> None:
    truth, answers = np.array([[1.0], [3.0], [2.0]]), np.array([[1.0], [2.0], [2.5]])
    judged = Judged(predicted(truth, answers=answers, task="numbers", classes=1))
    assert judged.right is None
    assert judged.orders() == ("loss", "label", "data")
    assert selected(judged, Selection("label")).tolist() == [0, 2, 1]


def test_two_runs_are_compared_by_where_samples_stand_in_their_data() -> None:
    one = Judged(predicted([0, 1, 0, 1], answers=[0, 0, 1, 1], places=np.array([10, 11, 12, 13]), classes=2))
    other = Judged(predicted([1, 0, 1, 0], answers=[1, 0, 0, 1], places=np.array([11, 12, 13, 99]), classes=2))
    both = Compared.of(one, other)
    assert both.common == 3
    assert both.is_of_the_same
    assert selected(one, Selection("data", "won"), both).tolist() == [3]
    assert selected(one, Selection("data", "lost"), both).tolist() == [1, 2]
    assert selected(one, Selection("data", "both_wrong"), both).tolist() == []


def test_runs_that_learn_something_else_are_not_compared() -> None:
    one = Judged(predicted([0, 1], answers=[0, 1], classes=2))
    assert not Compared.of(one, Judged(predicted([1, 0], answers=[0, 1], classes=2))).is_of_the_same
    assert not Compared.of(one, Judged(predicted([0, 1], answers=[0, 1], classes=3))).is_of_the_same
    apart = predicted([0, 1], answers=[0, 1], classes=2, places=np.array([7, 8]))
    assert not Compared.of(one, Judged(apart)).is_of_the_same
