"""A run trained again at the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hostile_runs import FOLDER, hostile_run

from studio.training.runs import Run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_run(tmp_path_factory.mktemp("hostile"))


def test_programs_are_told_whether_it_is_the_same(studio, run: Path) -> None:
    result = studio("reproduce", run, "--json")
    assert (result.status, result.err) == (0, "")
    found = json.loads(result.out)
    assert list(found) == [
        "identical", "run", "epochs", "steps", "largest_difference", "different", "metrics", "reasons",
    ]  # fmt: skip
    assert (found["identical"], found["run"], found["epochs"]) == (True, FOLDER, 1)
    assert (found["largest_difference"], found["different"], found["reasons"]) == (0.0, [], [])


def test_people_are_told_in_sentences_and_the_repetition_can_be_kept(studio, run: Path) -> None:
    result = studio("reproduce", run, "--out", "kept")
    assert result.status == 0
    assert "all weights are the same to the last bit" in result.out
    assert Run.open(Path("kept")).checkpoints.entries()
    assert studio("reproduce", run, "--out", "kept").status == 1


def test_the_status_says_that_it_is_another(studio, run: Path, tmp_path: Path) -> None:
    from studio.compiler.module import compile_graph
    from studio.project.reading import loads

    copy = Run.open(Path(shutil.copytree(run, tmp_path / "copy")))
    model = compile_graph(loads(copy.document()).graph, seed=0)
    entry = copy.load_weights(model, "last")
    model.get_parameter("fc.weight").data += 0.25
    copy.checkpoints.save(model, copy.checkpoints.state(), step=entry.step, epoch=entry.epoch, best=True)
    result = studio("reproduce", copy.path)
    assert result.status == 1
    assert "Not identical: fc.weight" in result.out


def test_what_is_no_run_is_told(studio, tmp_path: Path) -> None:
    result = studio("reproduce", tmp_path, "--json")
    assert (result.status, result.out) == (1, "")
    assert "is not the folder of a run" in result.err
