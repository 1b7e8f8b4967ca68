"""Settings chosen by Optuna, where it is installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from sets_of_runs import trained

from studio.project import Project
from studio.project.sweeps.optimizing import Optimizing
from studio.project.sweeps.plan import Plan
from studio.project.sweeps.record import Record
from studio.project.templates import template
from studio.training.errors import TrainingError
from studio.training.events import EpochDone

RATE = "training.optimizer.lr"
HAS_OPTUNA = find_spec("optuna") is not None


@pytest.fixture
def project() -> Project:
    return template("lenet5").load()


def planned(project: Project, count: int, seeds: int = 1, values: str = "0.0001..0.9") -> Plan:
    return Plan.of(project, [f"{RATE}={values}"], seeds, "optuna", count)


def carried_out(record: Record, source: Optimizing) -> list[float]:
    """Train with a loss that is least at a rate of 0.1."""
    rates = []
    while (trial := source.next()) is not None:
        rate = float(trial.settings[RATE])
        trained(record, trial, abs(rate - 0.1))
        source.ended(trial, "finished")
        rates.append(rate)
    return rates


@pytest.mark.skipif(HAS_OPTUNA, reason="Optuna is installed")
def test_without_optuna_it_is_said_how_to_install_it(project: Project, tmp_path: Path) -> None:
    with (
        Record.opened(tmp_path / "set", project, planned(project, 3)) as record,
        pytest.raises(TrainingError, match="pip install"),
    ):
        Optimizing(record, 3, 0)


@pytest.mark.skipif(not HAS_OPTUNA, reason="needs Optuna")
def test_it_comes_nearer_to_the_best_and_goes_on_where_it_was(project: Project, tmp_path: Path) -> None:
    with Record.opened(tmp_path / "set", project, planned(project, 15)) as record:
        first = carried_out(record, Optimizing(record, 15, 0))
    with Record.opened(tmp_path / "set", project, planned(project, 30)) as record:
        source = Optimizing(record, 30, 0)
        more = carried_out(record, source)
        assert (len(first), len(more), len(record.plan.trials)) == (15, 15, 30)
        assert Optimizing(record, 30, 0).next() is None
    assert min(abs(rate - 0.1) for rate in more) < 0.05
    assert sum(abs(rate - 0.1) for rate in more) < sum(abs(rate - 0.1) for rate in first) + 1.0


@pytest.mark.skipif(not HAS_OPTUNA, reason="needs Optuna")
def test_settings_are_tried_with_all_seeds_and_judged_by_their_mean(project: Project, tmp_path: Path) -> None:
    with Record.opened(tmp_path / "set", project, planned(project, 2, seeds=3)) as record:
        source = Optimizing(record, 2, 0)
        assert len(carried_out(record, source)) == 6
        assert len({trial.settings[RATE] for trial in record.plan.trials}) == 2


@pytest.mark.skipif(not HAS_OPTUNA, reason="needs Optuna")
def test_what_does_worse_than_most_is_given_up(project: Project, tmp_path: Path) -> None:
    with Record.opened(tmp_path / "set", project, planned(project, 8)) as record:
        source = Optimizing(record, 8, 0)
        for loss in (0.1, 0.2, 0.3, 0.4, 0.5):
            trial = source.next()
            assert trial is not None
            for epoch in (1, 2, 3):
                source.is_hopeless(trial, EpochDone("r", epoch, epoch, True, 1.0, {"validation_loss": loss}))
            trained(record, trial, loss)
            source.ended(trial, "finished")
        bad = source.next()
        assert bad is not None
        hopeless = [
            source.is_hopeless(bad, EpochDone("r", epoch, epoch, True, 1.0, {"validation_loss": 9.0}))
            for epoch in (1, 2, 3)
        ]
        assert hopeless[-1]
        record.mark(bad, "pruned", "")
        source.ended(bad, "pruned")
        assert source.next() is not None


@pytest.mark.skipif(not HAS_OPTUNA, reason="needs Optuna")
def test_choices_drawn_again_cost_no_run(project: Project, tmp_path: Path) -> None:
    with Record.opened(tmp_path / "set", project, planned(project, 12, values="0.1,0.2")) as record:
        assert sorted(set(carried_out(record, Optimizing(record, 12, 0)))) == [0.1, 0.2]
        assert len(record.plan.trials) == 2
