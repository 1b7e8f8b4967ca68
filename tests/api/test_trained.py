"""A training begun by a script: its events, what it reached, and its answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio import api
from studio.training.control import Control

pytestmark = pytest.mark.slow

FLOWERS = api.document(api.network(4).Linear(8).ReLU().Linear(3), "flowers").set(
    {"data": "iris", "training.epochs": 1, "training.seed": 1}
)
COLUMNS = {"sepal length (cm)": 5.1, "sepal width (cm)": 3.5, "petal length (cm)": 1.4, "petal width (cm)": 0.2}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> api.Trained:
    told = []
    run = api.train(FLOWERS, tmp_path_factory.mktemp("runs") / "first", told=told.append)
    assert {type(event).__name__ for event in told} >= {"RunStarted", "EpochDone", "Evaluated", "RunFinished"}
    return run


def test_what_it_reached_is_told(run: api.Trained) -> None:
    assert (run.epoch, run.reason) == (1, "finished")
    assert "validation_loss" in run.metrics
    assert run.test["accuracy"] == api.evaluate(run)["metrics"]["accuracy"]


def test_rows_and_arrays_are_answered_alike(run: api.Trained) -> None:
    batch = np.array([list(COLUMNS.values()), [6.0, 2.7, 5.1, 1.6]])
    by_row = api.predict(run, rows=[COLUMNS, ",".join(f"{name}={value}" for name, value in COLUMNS.items())])
    of_batch = api.predict(run, batch)
    assert [each["input"] for each in of_batch] == ["the array:0", "the array:1"]
    for each in by_row:
        assert each["probabilities"] == pytest.approx(of_batch[0]["probabilities"])
    wrong = api.predict(run, np.zeros((2, 5)), np.array(["five"]), rows=[{"width": 1}])
    assert all("error" in each for each in wrong)
    assert len(wrong) == 3


def test_a_run_goes_on_and_others_begin_with_its_weights(run: api.Trained, tmp_path: Path) -> None:
    longer = FLOWERS.set({"training.epochs": 2})
    begun = api.train(longer, tmp_path / "second", start=f"{run.path}:last")
    assert begun.epoch == 2
    again = api.train(longer, tmp_path / "second", resume=True)
    assert (again.epoch, again.metrics) == (2, begun.metrics)
    results = api.compare(run.path, begun.path).results
    assert results["validation_loss"] == (run.metrics["validation_loss"], begun.metrics["validation_loss"])
    with pytest.raises(api.StudioError, match="Give one of the two"):
        api.train(longer, tmp_path / "second", start=str(run.path), resume=True)
    with pytest.raises(api.StudioError):
        api.train(FLOWERS, tmp_path / "second")


def test_a_training_that_was_stopped_before_it_began_leaves_nothing(tmp_path: Path) -> None:
    control = Control()
    control.stop()
    assert api.train(FLOWERS, tmp_path / "none", control=control).reason == "stopped"
    unfit = FLOWERS.change("fc2", out_features=2)
    with pytest.raises(api.StudioError):
        api.train(unfit, tmp_path / "unfit")
    assert not (tmp_path / "unfit").exists()
