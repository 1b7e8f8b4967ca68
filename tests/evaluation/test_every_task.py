"""Whatever is learnt, the figures are those of scikit-learn, and loss and metrics those that the run told itself."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from runs_of_tasks import TASKS, run_of
from sklearn import metrics

from studio.evaluation.making import of
from studio.evaluation.predictions import Predictions
from studio.evaluation.summary import summarised
from studio.training.events import Evaluated

OF_CLASSES = ("classes", "ignored", "one output", "squares", "pixels", "positions")


@pytest.fixture(scope="module", params=TASKS)
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Predictions, Any]:
    """A task, the predictions of its run, and what the run told itself."""
    run = run_of(request.param, tmp_path_factory.mktemp("runs") / "run")
    (told,) = (event for event in run.events if isinstance(event, Evaluated))
    return request.param, of(run.run, run.snapshot), told


def test_loss_and_metrics_are_those_of_the_run(judged: tuple[str, Predictions, Evaluated]) -> None:
    task, found, told = judged
    assert {"loss": found.loss, **found.metrics} == told.metrics
    assert len(found) == told.samples
    counted = found.losses[np.isfinite(found.losses)]
    assert len(counted) == len(found) - (28 if task == "ignored" else 0)
    if task != "classes":  # whose classes count by factors
        assert counted.mean() == pytest.approx(told.metrics["loss"], rel=1e-5)


def test_everything_is_told_as_sound_json(judged: tuple[str, Predictions, Evaluated]) -> None:
    _, found, _ = judged
    told = summarised(found, worst_count=3)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert {"split", "samples", "loss", "metrics", "worst"} < told.keys()
    assert [each.keys() for each in told["worst"]] == [{"index", "source", "truth", "prediction", "loss", "sample"}] * 3
    assert [each["index"] for each in told["worst"]] == [found.places[each["sample"]] for each in told["worst"]]
    losses = [each["loss"] for each in told["worst"]]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] == pytest.approx(float(np.nanmax(found.losses)))


def test_figures_are_those_of_scikit_learn(judged: tuple[str, Predictions, Evaluated]) -> None:
    task, found, _ = judged
    told = summarised(found)
    if task in OF_CLASSES:
        _check_classes(told, found)
    elif task == "labels":
        wanted = metrics.precision_recall_fscore_support(found.truth, found.answers, zero_division=np.nan)
        rows = [[row[name] for name in ("precision", "recall", "f1", "support")] for row in told["per_class"]]
        assert np.allclose(np.array(rows, dtype=float), np.array(wanted).T, equal_nan=True)
        assert (np.array(told["confusion"]) == metrics.multilabel_confusion_matrix(found.truth, found.answers)).all()
    elif task == "numbers":
        (target,) = told["targets"]
        assert target["name"] == "disease progression"
        assert target["mae"] == pytest.approx(metrics.mean_absolute_error(found.truth, found.answers), rel=1e-5)
        assert target["rmse"] == pytest.approx(metrics.root_mean_squared_error(found.truth, found.answers), rel=1e-5)
        assert target["r2"] == pytest.approx(metrics.r2_score(found.truth, found.answers), rel=1e-4)
    else:
        assert "confusion" not in told


def _check_classes(told: dict[str, Any], found: Predictions) -> None:
    truth, answers = (np.asarray(each).reshape(-1) for each in (found.truth, found.answers))
    counted = truth != (-1 if found.ignored is None else found.ignored)
    truth, answers, every = truth[counted], answers[counted], range(len(found.classes))
    assert told["confusion"] == metrics.confusion_matrix(truth, answers, labels=every).tolist()
    rows = [[row[name] for name in ("precision", "recall", "f1", "support")] for row in told["per_class"]]
    wanted = metrics.precision_recall_fscore_support(truth, answers, labels=every, zero_division=np.nan)
    for row, (precision, recall, f1, support) in zip(rows, np.array(wanted).T, strict=True):
        assert row[3] == support
        for mine, theirs in ((row[0], precision), (row[1], recall)):
            assert (mine is None and np.isnan(theirs)) or mine == pytest.approx(theirs)
        if None not in row[:2]:
            assert row[2] == pytest.approx(f1)
    assert told["metrics"]["accuracy"] == pytest.approx(metrics.accuracy_score(truth, answers))


SHOWN = {"positions": list, "labels": list, "pixels": dict, "numbers": float, "input": type(None)}


def test_truth_and_answer_of_a_sample_are_told_in_names(judged: tuple[str, Predictions, Evaluated]) -> None:
    _, found, _ = judged
    first = summarised(found, 1)["worst"][0]
    assert type(first["truth"]) is type(first["prediction"]) is SHOWN.get(found.task, str)
