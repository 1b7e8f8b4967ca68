"""The plan of a set of runs: checked before anything is trained, kept, and gone on with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sets_of_runs import trained

from studio.graph import edits
from studio.project import Project
from studio.project.sweeps.plan import Plan, name_of
from studio.project.sweeps.record import Record, given
from studio.project.templates import template
from studio.training.errors import TrainingError
from studio.training.runs.ownership import owned


@pytest.fixture
def project() -> Project:
    return template("lenet5").load()


def planned(project: Project, *settings: str, seeds: int = 1) -> Plan:
    return Plan.of(project, settings, seeds, "grid", None)


def test_each_choice_of_settings_has_a_run_for_each_seed_under_a_name_that_says_both(project: Project) -> None:
    plan = planned(project, "training.optimizer.lr=0.01,0.1", "conv1.out_channels=4", seeds=2)
    assert [trial.run for trial in plan.trials] == [
        "lr=0.01 out_channels=4 seed=0", "lr=0.01 out_channels=4 seed=1",
        "lr=0.1 out_channels=4 seed=0", "lr=0.1 out_channels=4 seed=1",
    ]  # fmt: skip
    assert sorted(plan.trials[1].overrides) == [
        "conv1.out_channels=4", "training.optimizer.lr=0.01", "training.seed=1",
    ]  # fmt: skip
    assert [trial.overrides for trial in planned(project, "training.seed=5,6").trials] == [
        ["training.seed=5"], ["training.seed=6"],
    ]  # fmt: skip


def test_names_of_folders_are_short_plain_and_never_the_same() -> None:
    named = [
        name_of({"a.lr": "1", "b.lr": "2"}, 0), name_of({"data.path": "/etc/passwd"}, 0),
        name_of({"data.path": "_etc_passwd"}, 0), name_of({"x" * 300: "1"}, 0), name_of({"x" * 300: "2"}, 0),
    ]  # fmt: skip
    assert named[0] == "a.lr=1 b.lr=2 seed=0"
    assert len(set(named)) == len(named)
    assert all("/" not in name and len(name) <= 120 for name in named)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (("training.optimizer.lrr=1,2",), "lr"),
        (("training.batch_size=32,0",), "from 1"),
        (("training.optimizer.lr=0.1..5000",), "lr"),
        (("training.batch_size=1", "training.batch_size=2"), "varied twice"),
        (("training.seed=1,2",), "varied twice"),
        (("training.epochs=1..9",), "--random N"),
        (tuple(f"conv{n}.out_channels={','.join(map(str, range(1, 101)))}" for n in (1, 2)), "more than 10,000"),
    ],
)
def test_what_cannot_be_planned_is_told_before_anything_is_trained(
    settings: tuple[str, ...], told: str, project: Project
) -> None:
    with pytest.raises(TrainingError, match=told):
        planned(project, *settings, seeds=2)


def test_a_set_goes_on_with_what_is_missing_and_may_ask_for_more(project: Project, tmp_path: Path) -> None:
    with Record.opened(tmp_path / "set", project, planned(project, "training.batch_size=8,16")) as record:
        trained(record, record.plan.trials[0], 0.5)
        trained(record, record.plan.trials[1], 0.5, ends="stopped")
        assert [trial.run for trial in record.missing()] == ["batch_size=16 seed=0"]
    more = planned(project, "training.batch_size=8,16,32", seeds=2)
    with Record.opened(tmp_path / "set", project, more) as record:
        assert len(record.plan.trials) == 6
        assert "batch_size=8 seed=0" not in {trial.run for trial in record.missing()}
        assert len(record.missing()) == 5
        first = record.plan.trials[0]
        assert given(record.plan, tmp_path / "set")[record.folder / first.run] == {"training.batch_size": "8"}


def test_runs_that_failed_or_are_trained_elsewhere_are_left_alone(project: Project, tmp_path: Path) -> None:
    with Record.opened(tmp_path / "set", project, planned(project, "training.batch_size=8,16,32")) as record:
        one, two, three = record.plan.trials
        trained(record, one, 0.5, ends="stopped")
        record.mark(two, "failed", "It did not fit.")
        record.mark(three, "pruned", "Others did better.")
        with owned(record.folder / one.run):
            assert record.missing() == []
    with Record.opened(tmp_path / "set", project, planned(project, "training.batch_size=8,16,32")) as record:
        assert [trial.run for trial in record.missing()] == [one.run, two.run]


def test_another_project_or_other_settings_are_refused(project: Project, tmp_path: Path) -> None:
    asked = planned(project, "training.batch_size=8")
    with Record.opened(tmp_path / "set", project, asked) as record:
        pass
    wider = replace(project, training=project.training.changed(epochs=3))
    with (
        pytest.raises(TrainingError, match="was changed since"),
        Record.opened(tmp_path / "set", wider, planned(wider, "training.batch_size=8")),
    ):
        pass
    with (
        pytest.raises(TrainingError, match=r"--set training\.batch_size=8"),
        Record.opened(tmp_path / "set", project, planned(project, "training.epochs=8")),
    ):
        pass
    moved = replace(project, graph=edits.move(project.graph, {"conv1": (900.0, 9.0)}), name="Else", id="other")
    with Record.opened(tmp_path / "set", moved, planned(moved, "training.batch_size=8")) as record:
        assert len(record.plan.trials) == 1


def test_a_set_of_a_version_with_fewer_settings_goes_on(project: Project, tmp_path: Path) -> None:
    asked = planned(project, "training.batch_size=8")
    with Record.opened(tmp_path / "set", project, asked):
        pass
    older = replace(asked, project="what followed from fewer settings")
    older.write(tmp_path / "set")
    with Record.opened(tmp_path / "set", project, planned(project, "training.batch_size=8,16")) as record:
        assert len(record.plan.trials) == 2
    older.write(tmp_path / "set")
    wider = replace(project, training=project.training.changed(epochs=3))
    with (
        pytest.raises(TrainingError, match="was changed since"),
        Record.opened(tmp_path / "set", wider, planned(wider, "training.batch_size=8")),
    ):
        pass


def test_a_folder_is_for_one_set_and_one_process(project: Project, tmp_path: Path) -> None:
    plan = planned(project, "training.batch_size=8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name, told in ("mine", "is not empty"), ("file", "cannot be kept"):
        with pytest.raises(TrainingError, match=told), Record.opened(tmp_path / name, project, plan):
            pass
    with (
        Record.opened(tmp_path / "set", project, plan),
        pytest.raises(TrainingError, match="another process"),
        Record.opened(tmp_path / "set", project, plan),
    ):
        pass


@pytest.mark.parametrize(
    "harm",
    [
        {"trials": [{"run": "../x", "settings": {}, "seed": 0}]}, {"trials": 7}, {"settings": ["x"]}, {"method": "magic"},  # noqa: E501
        {"trials": [{"run": "x", "settings": {"a": 1}, "seed": 0}]}, {"trials": [{"run": "x"}]}, {"version": "1"},
    ],
)  # fmt: skip
def test_a_damaged_plan_is_told_and_leads_nowhere(harm: dict[str, object], project: Project, tmp_path: Path) -> None:
    plan = planned(project, "training.batch_size=8")
    with Record.opened(tmp_path / "set", project, plan):
        pass
    path = tmp_path / "set" / "sweep.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **harm}))
    with pytest.raises(TrainingError, match=r"sweep\.json"), Record.opened(tmp_path / "set", project, plan):
        pass
    path.write_text(json.dumps({"version": 99}))
    with pytest.raises(TrainingError, match="newer NN Studio"), Record.opened(tmp_path / "set", project, plan):
        pass


@pytest.mark.parametrize(
    "setting", ["training.loss.label_smoothing=0.0..0.2", "training.loss=CrossEntropyLoss,NLLLoss"]
)
def test_optuna_does_not_compare_losses_of_another_meaning(project: Project, setting: str) -> None:
    with pytest.raises(TrainingError, match="validation loss"):
        Plan.of(project, [setting], 1, "optuna", 3)
    assert Plan.of(project, ["training.optimizer.lr=0.001..0.1"], 1, "optuna", 3).method == "optuna"
