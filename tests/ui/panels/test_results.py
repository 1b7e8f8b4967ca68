"""The result card says what was reached, and names nothing that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from studio.data import Digits, ImageFolder
from studio.graph import edits
from studio.project import Project
from studio.training.events import EpochDone, Evaluated, Event, RunStarted
from studio.training.progress import Progress
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.results.results import ResultsPanel

THIN = "\u202f"


def progress(*events: Event, metrics: tuple[str, ...] = ("accuracy",)) -> Progress:
    found = Progress()
    started = RunStarted("run", "Net", "CPU", 10, ("a", "b"), 100, 10, 10, 4, 10, 0, "", metrics)
    for event in (started, *events):
        found.take(event)
    return found


def epoch(**values: float) -> EpochDone:
    return EpochDone("run", 1, 10, True, 2.0, values)


@pytest.fixture
def panel(qtbot: QtBot, job: TrainingJob) -> ResultsPanel:
    made = ResultsPanel(job)
    qtbot.addWidget(made)
    return made


def facts(panel: ResultsPanel) -> str:
    return panel._facts.text().replace(THIN, " ")


def test_a_finished_training_shows_its_main_metric_large_and_the_others_below(panel: ResultsPanel) -> None:
    tested = Evaluated("run", 1, 270, {"loss": 0.25, "accuracy": 0.975, "f1": 0.9})
    panel.show_progress(progress(epoch(loss=0.5), tested, metrics=("accuracy", "f1")), "finished")
    assert (panel.title, panel.value) == ("Test accuracy", f"97.5{THIN}%")
    assert facts(panel) == (
        "Loss 0.25 · F1 (macro) 90.0 % · on 270 test samples · weights of epoch 1, the best · trained 0 s"
    )


def test_a_metric_without_a_value_is_named_with_the_reason(panel: ResultsPanel) -> None:
    tested = Evaluated("run", 1, 270, {"loss": 0.25, "accuracy": 0.975})
    panel.show_progress(progress(epoch(loss=0.5), tested, metrics=("accuracy", "auroc")), "finished")
    assert facts(panel).startswith("Loss 0.25 · no AUROC (only one class occurs, or ")


def test_an_error_is_told_in_its_own_units(panel: ResultsPanel) -> None:
    tested = Evaluated("run", 1, 1, {"loss": 0.25, "mae": 41.5})
    panel.show_progress(progress(epoch(loss=0.5), tested, metrics=("mae",)), "finished")
    assert (panel.title, panel.value) == ("Test mean absolute error", "41.5")
    assert "on 1 test sample ·" in facts(panel)


@pytest.mark.parametrize(("reason", "end"), [("stopped", " · Stopped in epoch 1"), ("failed", " · Failed in epoch 1")])
def test_what_validation_reached_so_far_is_shown_of_a_training_cut_short(
    panel: ResultsPanel, reason: str, end: str
) -> None:
    panel.show_progress(progress(epoch(loss=0.5, validation_loss=0.6, validation_accuracy=0.5)), reason)
    assert (panel.title, panel.value) == (f"Validation accuracy so far{end}", f"50.0{THIN}%")
    assert facts(panel) == "Loss 0.6 · best epoch 1 · trained 0 s"


@pytest.mark.parametrize(("reason", "title"), [("stopped", "Stopped in epoch 1"), ("finished", "Trained")])
def test_without_validation_no_accuracy_is_named_that_is_not_known(
    panel: ResultsPanel, reason: str, title: str
) -> None:
    panel.show_progress(progress(epoch(loss=0.5, accuracy=0.9)), reason)
    assert (panel.title, panel.value) == (title, "")
    assert facts(panel) == "Training loss 0.5 · best epoch 1 · trained 0 s"


def every_way_to_end() -> Iterable[tuple[Progress, str]]:
    for metrics in ((), ("accuracy",), ("mae", "r2"), ("unknown",)):
        for values in ({}, {"loss": 0.5}, {"loss": 0.5, "validation_loss": 0.4}, {"validation_mae": 3.0}):
            for reason in ("finished", "stopped", "failed"):
                yield progress(epoch(**values), metrics=metrics), reason
                tested = Evaluated("run", 1, 5, {"loss": 0.5})
                yield progress(epoch(**values), tested, metrics=metrics), reason


def test_no_card_has_an_empty_part(panel: ResultsPanel) -> None:
    for found, reason in every_way_to_end():
        panel.show_progress(found, reason)
        assert panel.title.strip()
        assert all(part.strip() for part in facts(panel).split("·"))
        assert (": " in panel.title) is False
        assert bool(panel.value) == (found.told.name in (found.test.metrics if found.test else found.validation))


def test_a_run_without_any_result_shows_no_card(panel: ResultsPanel) -> None:
    panel.show_progress(progress(), "stopped")
    assert panel.isHidden()


def test_results_of_an_earlier_network_or_of_other_data_are_marked(
    panel: ResultsPanel, job: TrainingJob, digits_project: Project
) -> None:
    job.trainings.shown.project = digits_project
    panel.show_progress(progress(epoch(loss=0.5), Evaluated("run", 1, 5, {"loss": 0.25, "accuracy": 0.9})), "finished")
    panel.show_project(digits_project)
    assert panel.change == ""
    panel.show_project(digits_project.with_graph(edits.remove(digits_project.graph, ["relu"])))
    assert panel.change.startswith("This is of the network as it was trained")
    panel.show_project(replace(digits_project, data=Digits(validation=0.5)))
    assert panel.change.startswith("This is of the data it was trained on")
    job.trainings.shown.project = replace(digits_project, data=ImageFolder(path="/photos/birds"))
    panel.show_project(replace(digits_project, data=ImageFolder(path="birds")))
    assert panel.change == ""
