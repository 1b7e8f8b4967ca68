"""What a run has learnt, told at the command line for people and for programs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from data_files import write_picture_folder
from networks import chain
from runs_of_tasks import run_of

from studio.data import ImageFolder
from studio.layers import layer
from studio.project.model import Project
from studio.project.snapshots import snapshot
from studio.training.config import TrainingConfig
from studio.training.loop import train
from studio.training.runs import Run


@pytest.fixture(scope="module")
def run_for(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a run of a task, which is trained when it is first asked for."""
    folder = tmp_path_factory.mktemp("runs")

    def trained(task: str) -> Path:
        if not (folder / task).exists():
            run_of(task, folder / task)
        return folder / task

    return trained


def test_the_figures_agree_with_those_of_studio_test(studio, run_for: Callable[[str], Path]) -> None:
    told = json.loads(studio("evaluate", run_for("classes"), "--json").out)
    tested = json.loads(studio("test", run_for("classes"), "--json").out)
    assert {"loss": told["loss"], **told["metrics"]} == tested["metrics"]
    assert told["samples"] == tested["samples"] == sum(map(sum, told["confusion"]))
    assert (told["split"], told["classes"]) == ("test", list("0123456789"))
    assert told["confusion"][3][3] == round(told["per_class"][3]["recall"] * told["per_class"][3]["support"])
    assert len(told["worst"]) == 10
    worst = told["worst"][0]
    seen = json.loads(
        studio("inspect", run_for("classes"), "--split", "test", "--sample", worst["sample"], "--json").out
    )
    assert seen["loss"] == pytest.approx(worst["loss"] / _factor(worst["truth"]), rel=1e-4)
    other = json.loads(studio("evaluate", run_for("classes"), "--json", "--split", "train", "--worst", 2).out)
    assert (other["split"], other["samples"], len(other["worst"])) == ("train", 1374, 2)


def _factor(label: str) -> float:
    """What a sample of a class counts in the loss of that run; the mean over one sample is divided by it."""
    return {"1": 2.0, "9": 0.5}.get(label, 1.0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("classes", ["Accuracy", "truth, taken for", "support", "test samples"]),
        ("one output", ["malignant", "benign", "precision"]),
        ("labels", ["label", "even", "closed loop", "yes above"]),
        ("numbers", ["disease progression", "root mean squared error", "R²"]),
        ("pixels", ["IoU", "taken for"]),
        ("positions", ["precision", "answer"]),
        ("input", ["Mean absolute error", "loss"]),
    ],
)
def test_people_read_tables(studio, run_for: Callable[[str], Path], task: str, words: list[str]) -> None:
    result = studio("evaluate", run_for(task))
    assert (result.status, result.err) == (0, "")
    assert [word for word in words if word not in result.out] == []


def test_what_cannot_be_evaluated_says_why(studio, run_for: Callable[[str], Path], tmp_path: Path) -> None:
    kept_nothing = studio("evaluate", run_for("classes"), "--checkpoint", "epoch-7")
    assert (kept_nothing.status, "keeps no checkpoint “epoch-7”" in kept_nothing.err) == (1, True)
    assert studio("evaluate", run_for("classes"), "--checkpoint", "first").status == 2
    assert studio("evaluate", run_for("classes"), "--split", "all").status == 2
    assert "is not the folder of a run" in studio("evaluate", tmp_path).err
    new = Run.create(tmp_path / "new", run_of("numbers", tmp_path / "old").snapshot)
    assert "has no weights yet" in studio("evaluate", new.path).err


@pytest.fixture
def of_pictures(tmp_path: Path) -> Run:
    """A run on a folder of pictures."""
    folder = write_picture_folder(tmp_path / "pictures", pictures=20)
    graph = chain(
        input=layer("Input", shape=(3, 8, 8)), flatten=layer("Flatten"), fc=layer("Linear", out_features=2),
        output=layer("Output"),
    )  # fmt: skip
    training = TrainingConfig.create({"epochs": 1, "device": "cpu"})
    start = snapshot(Project(graph=graph, data=ImageFolder(path=str(folder)), training=training))
    run = Run.create(tmp_path / "run", start)
    list(train(start, run=run))
    return run


def test_predictions_outlive_their_data_and_say_so(studio, of_pictures: Run, tmp_path: Path) -> None:
    before = json.loads(studio("evaluate", of_pictures.path, "--json").out)
    assert all((tmp_path / "pictures" / each["source"]).is_file() for each in before["worst"])
    shutil.move(tmp_path / "pictures", tmp_path / "elsewhere")
    after = json.loads(studio("evaluate", of_pictures.path, "--json").out)
    assert {**after, "notes": []} == {**before, "notes": []}
    assert "not where they were" in after["notes"][0]
    assert "not where they were" in studio("evaluate", of_pictures.path).out
    refused = studio("evaluate", of_pictures.path, "--split", "validation")
    assert refused.status == 1
    assert "pictures" in refused.err


def test_classes_that_changed_since_are_refused(studio, of_pictures: Run, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    first = sorted(each for each in folder.iterdir() if each.is_dir())[0]
    first.rename(folder / "zebras")
    result = studio("evaluate", of_pictures.path)
    assert result.status == 1
    assert "zebras" in result.err or "other data" in result.err
