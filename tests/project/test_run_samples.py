"""Samples that are shown of a run are those it was trained on, or none: a changed file is told, not shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from exported import trained
from networks import chain

from studio.data.config import TableFile
from studio.data.errors import DataError
from studio.layers import layer
from studio.project import Project
from studio.project.export import subject_of_run
from studio.project.measured_accuracy import labelled
from studio.project.run_samples import counts_of, open_samples
from studio.project.trying import of_sample, open_trial
from studio.training.config import TrainingConfig
from studio.training.runs import Run
from studio.ui.background.boundary_work import open_plane
from studio.ui.background.embedding_work import lay_ground


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run of a table of points in two classes."""
    table = tmp_path / "points.csv"
    lines = [f"{at % 7 / 7},{at % 5 / 5},{'left' if at % 2 else 'right'}" for at in range(40)]
    table.write_text("\n".join(["x,y,side", *lines]))
    graph = chain(input=layer("Input", shape=(2,)), fc=layer("Linear", out_features=2), output=layer("Output"))
    project = Project(
        graph=graph,
        data=TableFile(path=str(table), roles={"side": "class"}),
        training=TrainingConfig(epochs=1, batch_size=8, device="cpu"),
    )
    return trained(project, tmp_path / "run")


def test_the_samples_of_a_run_are_shown_as_it_had_them(run: Run) -> None:
    opened = open_samples(run)
    assert {name: len(part) for name, part in opened.parts.items()} == dict(counts_of(run))
    assert labelled(subject_of_run(run)) is not None
    trial = open_trial(run.path, "last")
    assert trial.ranges["x"] == "0 to 0.8571"
    assert of_sample(trial, "test", 0).truth in ("left", "right")


def test_a_number_changed_in_its_place_is_told_and_nothing_of_it_is_shown(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "points.csv"
    table.write_text(table.read_text().replace(f"{6 / 7},0.2,", "99,0.2,"))
    for show in (open_samples, lambda run: lay_ground(run.path, "last"), lambda run: open_plane(run.path)):
        with pytest.raises(DataError, match="others by now"):
            show(run)
    assert labelled(subject_of_run(run)) is None
    trial = open_trial(run.path, "last")
    assert trial.ranges == {"x": "", "y": ""}
    with pytest.raises(DataError, match="others by now"):
        of_sample(trial, "test", 0)
