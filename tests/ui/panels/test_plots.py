"""Curves: what a training tells is drawn, can be zoomed and read, and costs less than a frame."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from time import thread_time
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from written_runs import written_run

from studio import paths
from studio.formatting.quantities import duration
from studio.project import Project
from studio.training.curves.run_curves import RunCurves
from studio.training.events import BatchesDone, EpochDone, Event, RunFinished, RunStarted, Usage
from studio.training.metrics import figure
from studio.training.runs import Run, history
from studio.training.runs.layout import EVENTS
from studio.ui import theme
from studio.ui.background.last_run import RecalledRun
from studio.ui.background.pool import Pool
from studio.ui.background.run_list import RunList
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.charts.chart import Chart
from studio.ui.panels.charts.chart_grid import LEAST, columns_of
from studio.ui.panels.charts.plots import PlotsPanel
from studio.ui.panels.charts.shown import ShownRun
from studio.ui.screenshot import settle_curves

LONG = 60_000
VALUES = {"loss": 0.9, "accuracy": 0.6, "validation_loss": 0.8, "validation_accuracy": 0.7}


def started(step: int = 0, per_epoch: int = 100, metrics: tuple[str, ...] = ("accuracy",)) -> RunStarted:
    return RunStarted("run", "Net", "CPU", 10, ("a", "b"), 100, 10, 10, 4, per_epoch, step, "", metrics)


def batches(first: int, count: int, rate: float = 0.1) -> BatchesDone:
    steps = tuple(range(first, first + count))
    losses = tuple(2.0 / (1 + step / 50) for step in steps)
    accuracy = {"accuracy": 1 - losses[-1] / 2}
    return BatchesDone("run", 1, steps, losses, 1000.0, (first + count - 1) / 100, accuracy, rate)


def run_in(folder: Path, *events: Event) -> Path:
    """A folder with the events of a run, as the charts read it."""
    folder.mkdir()
    for event in events:
        history.add(folder / EVENTS, event)
    return folder


def drawn_steps(panel: PlotsPanel) -> set[float]:
    return {chart.drawn_step for chart in panel.charts}


def newest_x(chart: Chart) -> float:
    return max(float(line.x[-1]) for line in chart.lines)


@pytest.fixture
def runs(pool: Pool) -> RunList:
    return RunList(pool)


@pytest.fixture
def panel(qtbot: QtBot, job: TrainingJob, pool: Pool, runs: RunList) -> PlotsPanel:
    made = PlotsPanel(job, pool, runs)
    qtbot.addWidget(made)
    made.resize(1000, 300)
    made.show()
    return made


@pytest.fixture
def drawn(qtbot: QtBot, panel: PlotsPanel) -> PlotsPanel:
    for event in (started(), batches(1, 200), EpochDone("run", 1, 100, True, 1.0, VALUES)):
        panel.take(event)
    qtbot.waitUntil(lambda: len(panel.charts) == 2 and drawn_steps(panel) == {200.0}, timeout=LONG)
    return panel


def test_nothing_is_drawn_before_the_first_training(panel: PlotsPanel) -> None:
    assert panel.charts == ()
    assert not panel.grab().isNull()


def test_nobody_is_asked_to_train_while_a_training_is_prepared(
    qtbot: QtBot, panel: PlotsPanel, job: TrainingJob, digits_project: Project
) -> None:
    asked = panel.empty.accessibleName()
    with qtbot.waitSignal(job.finished, timeout=LONG):
        job.start(digits_project)
        assert panel.empty.accessibleName() != asked
    assert panel.empty.accessibleName() == asked


def test_what_arrives_before_the_charts_stand_is_not_lost(drawn: PlotsPanel) -> None:
    loss, accuracy = drawn.charts
    assert newest_x(loss) == newest_x(accuracy) == 2.0
    assert [reading.value for reading in loss.legend.entries] == ["0.4075", "0.8"]
    assert [reading.value for reading in accuracy.legend.entries][1] == "70.0\u202f%"


def test_loss_and_accuracy_are_always_at_the_same_step(qtbot: QtBot, drawn: PlotsPanel) -> None:
    """Reports come faster than charts are drawn: none may be drawn again before the others have been."""
    seen: list[set[float]] = []
    for first in range(201, 1201, 20):
        drawn.take(batches(first, 20))
        qtbot.wait(7)
        seen.append(drawn_steps(drawn))
    assert all(len(steps) == 1 for steps in seen)
    assert len(set.union(*seen)) > 2
    qtbot.waitUntil(lambda: drawn_steps(drawn) == {1200.0})
    assert len({newest_x(chart) for chart in drawn.charts}) == 1


def test_the_validation_never_lags_behind_the_training(drawn: PlotsPanel) -> None:
    (ahead,) = [line for line in drawn.charts[0].lines if line.dashed]
    assert list(ahead.x) == [1.0, 2.0]
    assert list(ahead.y) == [0.8, 0.8]
    drawn.take(EpochDone("run", 2, 200, True, 2.0, {"loss": 0.5, "validation_loss": 0.6}))
    assert drawn.board is not None
    drawn.board.draw()
    assert [line for line in drawn.charts[0].lines if line.dashed] == []
    (validation,) = [line for line in drawn.charts[0].lines if line.dots]
    assert list(validation.x) == [1.0, 2.0]


def test_a_real_training_is_drawn_batch_by_batch_and_epoch_by_epoch(
    qtbot: QtBot, panel: PlotsPanel, job: TrainingJob, digits_project: Project
) -> None:
    with qtbot.waitSignal(job.finished, timeout=LONG):
        job.start(digits_project)
    qtbot.waitUntil(lambda: len(panel.charts) == 2 and panel.charts[0].drawn_step > 0, timeout=LONG)
    loss, accuracy = panel.charts
    qtbot.waitUntil(lambda: [list(line.x) for line in loss.lines if line.dots] == [[1.0, 2.0]])
    assert newest_x(loss) == 2.0
    (validation,) = [line for line in accuracy.lines if line.dots]
    assert validation.y[1] > validation.y[0]


def test_a_finished_run_is_shown_from_its_folder(
    qtbot: QtBot, job: TrainingJob, pool: Pool, digits_project: Project
) -> None:
    from studio.training.runs import Run

    with qtbot.waitSignal(job.finished, timeout=LONG):
        job.start(digits_project)
    assert job.folder is not None
    other = PlotsPanel(TrainingJob(), pool)
    qtbot.addWidget(other)
    with qtbot.waitSignal(other.settled, timeout=LONG):
        other.show_run(Run.open(job.folder))
    assert other.board is not None
    other.board.draw()
    assert newest_x(other.charts[0]) == 2.0


def test_charts_of_a_picture_lie_beside_each_other(panel: PlotsPanel, tmp_path: Path) -> None:
    panel.resize(1100, 400)
    panel.show()
    told = (started(), batches(1, 100), EpochDone("run", 1, 100, True, 1.0, VALUES))
    panel.show_run(Run(run_in(tmp_path / "run", *told)))
    settle_curves(panel)
    loss, accuracy = (chart.geometry() for chart in panel.charts)
    assert loss.right() < accuracy.left()
    assert loss.size() == accuracy.size()
    assert panel.charts[1].parentWidget().rect().contains(accuracy)


def test_a_new_training_clears_the_curves_and_a_continued_one_keeps_them(drawn: PlotsPanel) -> None:
    assert drawn.board is not None
    drawn.take(started(step=150))
    drawn.board.draw()
    assert newest_x(drawn.charts[0]) == 1.5
    drawn.take(started())
    drawn.board.draw()
    assert drawn.charts[0].lines == ()


def test_a_run_continued_in_another_session_is_drawn_from_its_beginning(
    qtbot: QtBot, panel: PlotsPanel, job: TrainingJob, tmp_path: Path
) -> None:
    job.trainings.shown.folder = run_in(tmp_path / "run", started(), batches(1, 100), started(step=100))
    for event in (started(step=100), batches(101, 20)):
        panel.take(event)
    qtbot.waitUntil(lambda: drawn_steps(panel) == {120.0}, timeout=LONG)
    assert min(float(line.x[0]) for line in panel.charts[0].lines) == 0.01


def test_the_charts_follow_until_a_person_zooms_and_again_after_a_double_click(qtbot: QtBot, drawn: PlotsPanel) -> None:
    loss, accuracy = drawn.charts
    drawn.take(batches(201, 100))
    qtbot.waitUntil(lambda: loss.plot.x_range[1] > 3.0)
    viewport = loss.plot.viewport()
    centre = QPointF(viewport.rect().center())
    wheel = QWheelEvent(
        centre, viewport.mapToGlobal(centre), QPoint(), QPoint(0, 480), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, wheel)
    zoomed = loss.plot.x_range
    assert zoomed[1] < 3.0
    assert accuracy.plot.x_range == pytest.approx(zoomed)
    drawn.take(batches(301, 100))
    qtbot.waitUntil(lambda: drawn_steps(drawn) == {400.0})
    assert loss.plot.x_range == pytest.approx(zoomed)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().center())
    qtbot.waitUntil(lambda: loss.plot.x_range[1] > 4.0)
    assert accuracy.plot.x_range == loss.plot.x_range


def test_nothing_is_lost_of_what_arrives_while_a_person_zooms(qtbot: QtBot, drawn: PlotsPanel) -> None:
    assert drawn.board is not None
    for first in range(201, 601, 10):
        drawn.board._begin()
        drawn.take(batches(first, 10))
        drawn.charts[0].plot.view.moved.emit(False)
    drawn.take(EpochDone("run", 6, 600, True, 6.0, VALUES))
    drawn.board.draw()
    (run,) = drawn.board.runs
    assert len(run.curves["loss"].batches) == 600
    assert len(run.curves["accuracy"].batches) == 41
    assert list(run.curves["loss"].validation.steps) == [100, 600]


def test_values_are_fitted_to_the_part_that_is_seen(drawn: PlotsPanel) -> None:
    assert drawn.board is not None
    loss = drawn.charts[0]
    before = loss.plot.value_range
    loss.plot.view.setXRange(1.5, 2.0, padding=0)
    loss.plot.view.moved.emit(False)
    drawn.board.draw()
    low, high = loss.plot.value_range
    assert high - low < (before[1] - before[0]) / 2


def test_the_pointer_reads_the_values_in_all_charts_and_leaves_no_ghost(qtbot: QtBot, drawn: PlotsPanel) -> None:
    loss, accuracy = drawn.charts
    middle = loss.plot.view.sceneBoundingRect().center()
    loss.plot.scene().sigMouseMoved.emit(middle)
    assert all(chart.readout.isVisible() for chart in (loss, accuracy))
    assert ("Validation, epoch 1", "0.8") in [(row.name, row.value) for row in loss.readout.rows]
    assert ("Validation, epoch 1", "70.0\u202f%") in [(row.name, row.value) for row in accuracy.readout.rows]
    assert loss.readout.rows[0] == accuracy.readout.rows[0]
    QApplication.sendEvent(loss.plot.viewport(), QEvent(QEvent.Type.Leave))
    assert not any(chart.readout.isVisible() for chart in (loss, accuracy))
    loss.plot.scene().sigMouseMoved.emit(middle)
    drawn.hide()
    drawn.show()
    assert not any(chart.readout.isVisible() for chart in (loss, accuracy))


def test_the_values_at_the_pointer_are_those_of_what_is_below_it_now(qtbot: QtBot, drawn: PlotsPanel) -> None:
    loss = drawn.charts[0]
    loss.plot.scene().sigMouseMoved.emit(loss.plot.view.sceneBoundingRect().center())
    before = loss.readout.rows[0]
    drawn.take(batches(201, 2000))
    qtbot.waitUntil(lambda: drawn_steps(drawn) == {2200.0})
    assert loss.readout.rows[0].name == before.name == "Epoch"
    assert float(loss.readout.rows[0].value) > 5 * float(before.value)


def test_smoothing_changes_the_strong_line_and_keeps_the_faint_one(qtbot: QtBot, drawn: PlotsPanel) -> None:
    assert drawn.board is not None
    (rough,) = [line.y for line in drawn.charts[0].lines if line.is_rough]
    drawn.toolbar.smooth_over(100)
    drawn.board.draw()
    (still,) = [line.y for line in drawn.charts[0].lines if line.is_rough]
    (strong,) = [line for line in drawn.charts[0].lines if line.width == 1.75]
    assert np.array_equal(still, rough)
    assert strong.y[-1] > rough[-1]
    drawn.toolbar.smooth_over(1)
    drawn.board.draw()
    (only,) = [line for line in drawn.charts[0].lines if not line.dots and not line.dashed]
    assert np.array_equal(only.y, rough)


def test_the_strong_line_is_painted_over_the_faint_one_also_where_both_are_dense(drawn: PlotsPanel) -> None:
    assert drawn.board is not None
    steps = tuple(range(201, 20_201))
    losses = tuple(float(value) for value in np.random.default_rng(0).normal(size=len(steps)))
    drawn.take(BatchesDone("run", 1, steps, losses, 1.0, 200.0))
    drawn.toolbar.smooth_over(1000)
    drawn.board.draw()
    loss = drawn.charts[0]
    (strong,) = [line for line in loss.lines if line.width == 1.75]
    assert strong.is_dense
    x, y = 100.0, float(np.interp(100.0, strong.x, strong.y))
    at = loss.plot.mapFromScene(loss.plot.view.mapViewToScene(QPointF(x, y)))
    image = loss.plot.grab().toImage()
    near = {image.pixelColor(at.x() + dx, at.y() + dy).name() for dx in (-1, 0, 1) for dy in range(-4, 5)}
    assert strong.color.name() in near


@pytest.mark.parametrize(("by", "end"), [("step", 200.0), ("epoch", 2.0), ("time", 2.0)])
def test_one_switch_draws_all_charts_over_steps_epochs_or_time(drawn: PlotsPanel, by: str, end: float) -> None:
    assert drawn.board is not None
    drawn.toolbar.choose_by(by)
    drawn.board.draw()
    assert [newest_x(chart) for chart in drawn.charts] == pytest.approx([end, end])
    drawn.toolbar.scale(x=True)
    drawn.board.draw()
    assert [newest_x(chart) for chart in drawn.charts] == pytest.approx([np.log10(end)] * 2)


def test_a_logarithmic_axis_says_which_values_it_has_no_place_for(drawn: PlotsPanel) -> None:
    assert drawn.board is not None
    loss, accuracy = drawn.charts
    drawn.toolbar.scale(y=True)
    drawn.board.draw()
    assert loss.note == ""
    low, high = loss.plot.value_range
    assert low < np.log10(0.5) < high < np.log10(3)
    assert accuracy.plot.value_range[1] > 0.5  # shares stay as they are
    drawn.take(BatchesDone("run", 1, (201, 202, 203), (0.0, -1.0, 0.3), 1.0, 2.1, {}, 0.1))
    drawn.board.draw()
    assert "0 or below" in loss.note
    assert all(np.isfinite(line.y).all() for line in loss.lines)
    drawn.toolbar.scale(y=False)
    drawn.board.draw()
    assert loss.note == ""


@pytest.mark.parametrize("values", [(0.0,), (-3.0, -3.0), (1e300, -1e300), (1e-320, 2e-320), (5e9, 5e9)])
@pytest.mark.parametrize("log_y", [False, True])
def test_values_of_any_size_are_drawn(panel: PlotsPanel, qtbot: QtBot, values: tuple[float, ...], log_y: bool) -> None:
    panel.take(started(metrics=()))
    panel.take(BatchesDone("run", 1, tuple(range(1, len(values) + 1)), values, 1.0, 1.0))
    qtbot.waitUntil(lambda: len(panel.charts) == 1, timeout=LONG)
    panel.toolbar.scale(y=log_y)
    assert panel.board is not None
    panel.board.draw()
    assert not panel.grab().isNull()
    low, high = panel.charts[0].plot.value_range
    assert np.isfinite([low, high]).all()
    assert low < high


def test_the_learning_rate_has_a_chart_once_it_changes(qtbot: QtBot, drawn: PlotsPanel) -> None:
    drawn.take(batches(201, 10, rate=0.01))
    qtbot.waitUntil(lambda: len(drawn.charts) == 3)
    qtbot.waitUntil(lambda: bool(drawn.charts[2].lines))
    assert drawn.charts[2].figure.label == "Learning rate"
    (line,) = drawn.charts[2].lines
    assert list(line.y) == [0.1, 0.01]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_charts_take_the_colours_of_the_theme(drawn: PlotsPanel, mode: theme.Choice) -> None:
    before = theme.choice()
    theme.set_mode(mode)
    try:
        corner = drawn.charts[0].grab().toImage().pixelColor(3, drawn.charts[0].height() - 3)
        assert corner.name() == theme.current().panel
    finally:
        theme.set_mode(before)


def test_narrow_panels_put_the_charts_one_above_the_other(qtbot: QtBot, drawn: PlotsPanel) -> None:
    loss, accuracy = drawn.charts
    qtbot.waitUntil(lambda: accuracy.x() > loss.x())
    drawn.resize(400, 600)
    qtbot.waitUntil(lambda: accuracy.y() > loss.y())


def test_each_metric_of_a_run_has_a_chart_of_its_own(qtbot: QtBot, drawn: PlotsPanel) -> None:
    drawn.take(started(metrics=("accuracy", "f1", "mae")))
    drawn.take(BatchesDone("run", 1, (1, 2), (0.9, 0.8), 1000.0, 1.0, {"accuracy": 0.5, "mae": 3.0}))
    drawn.take(EpochDone("run", 1, 100, True, 1.0, {"loss": 0.7, "validation_f1": 0.6, "mae": 2.0}))
    qtbot.waitUntil(lambda: len(drawn.charts) == 4 and drawn_steps(drawn) == {100.0}, timeout=LONG)
    assert [chart.figure.label for chart in drawn.charts] == ["Loss", "Accuracy", "F1 (macro)", "Mean absolute error"]
    loss, accuracy, f1, mae = drawn.charts
    assert [list(line.y) for line in f1.lines] == [[0.6]]
    assert [reading.value for reading in mae.legend.entries] == ["2"]
    drawn.take(started(metrics=()))
    qtbot.waitUntil(lambda: drawn.charts == (loss,))
    qtbot.waitUntil(lambda: [chart.isVisible() for chart in (loss, accuracy, f1, mae)] == [True, False, False, False])


def test_a_later_chart_is_smoothed_as_the_others(qtbot: QtBot, drawn: PlotsPanel) -> None:
    drawn.toolbar.smooth_over(100)
    drawn.take(started(metrics=("accuracy", "f1")))
    drawn.take(BatchesDone("run", 1, (1, 2), (0.9, 0.8), 1000.0, 1.0, {"f1": 0.5}))
    assert drawn.board is not None
    drawn.board.draw()
    (run,) = drawn.board.runs
    assert {run.curves[name].smoothed.window for name in ("loss", "accuracy", "f1")} == {100}


def test_chosen_runs_are_laid_over_the_one_of_the_window(
    qtbot: QtBot, drawn: PlotsPanel, runs: RunList, tmp_path: Path
) -> None:
    first = run_in(tmp_path / "first", started(metrics=("mae",)), batches(1, 50))
    second = run_in(tmp_path / "second", started(), batches(1, 350))
    assert drawn.board is not None
    for path in (first, second):
        runs.choose(path)
    qtbot.waitUntil(lambda: len(drawn.board.runs) == 3, timeout=LONG)  # type: ignore[union-attr]
    drawn.board.draw()
    assert [run.name for run in drawn.board.runs] == ["run", "first", "second"]
    assert [name for name, _ in drawn.words.strip.names] == ["run", "first", "second"]
    assert len({color for _, color in drawn.words.strip.names}) == 3
    assert len({entry.color for entry in drawn.charts[0].legend.entries}) == 3
    assert [chart.figure.name for chart in drawn.charts] == ["loss", "accuracy", "mae"]
    assert newest_x(drawn.charts[0]) == 3.5
    assert {line.color.name() for line in drawn.charts[0].lines if not line.is_rough} >= {
        run.colour for run in runs.chosen
    }
    loss = drawn.charts[0]
    loss.plot.scene().sigMouseMoved.emit(loss.plot.view.sceneBoundingRect().center())
    assert [row.name for row in loss.readout.rows] == ["Epoch", "run", "second"]  # the first was over before
    runs.choose_none()
    drawn.board.draw()
    assert [run.name for run in drawn.board.runs] == ["run"]
    assert drawn.words.strip.names == ()


def test_a_chosen_run_that_comes_further_elsewhere_is_read_again(
    qtbot: QtBot, drawn: PlotsPanel, runs: RunList
) -> None:
    folder = written_run(paths.runs() / "elsewhere")
    (folder / EVENTS).unlink()
    for event in (started(), batches(1, 50)):
        history.add(folder / EVENTS, event)
    runs.show_all_projects(True)
    runs.watch("test", True)
    runs.choose(folder)
    qtbot.waitUntil(lambda: any(run.curves.last_step == 50 for run in drawn.board.runs), timeout=LONG)  # type: ignore[union-attr]
    history.add(folder / EVENTS, batches(51, 30))
    runs.look_again()
    qtbot.waitUntil(lambda: any(run.curves.last_step == 80 for run in drawn.board.runs), timeout=LONG)  # type: ignore[union-attr]


def test_the_run_of_the_window_is_drawn_once_in_its_colour_where_it_is_chosen(
    drawn: PlotsPanel, runs: RunList, job: TrainingJob, tmp_path: Path
) -> None:
    job.trainings.shown.folder = tmp_path
    drawn.take(started())
    runs.choose(tmp_path)
    drawn.take(batches(1, 20))
    assert drawn.board is not None
    drawn.board.draw()
    (run,) = drawn.board.runs
    assert run.colors is not None
    assert runs.chosen[0].colour in run.colors


def test_runs_that_differ_by_their_seed_are_drawn_as_one_on_request(drawn: PlotsPanel) -> None:
    assert drawn.board is not None
    runs = []
    for seed, shift in enumerate((0.0, 0.2, 0.4, 5.0)):
        curves = RunCurves(window=1)
        curves.take(started())
        event = batches(1, 100)
        curves.take(replace(event, losses=tuple(loss + shift for loss in event.losses)))
        curves.take(EpochDone("run", 1, 100, True, 1.0, {"loss": 1.0, "validation_loss": 0.5 + shift}))
        colors = theme.LIGHT.runs[seed], theme.DARK.runs[seed]
        runs.append(ShownRun(f"seed {seed}", curves, colors, "same" if seed < 3 else "other"))
    drawn.board.show_main(None)
    drawn.board.show_others(runs)
    drawn.toolbar.join_seeds(True)
    drawn.board.draw()
    loss = drawn.charts[0]
    assert [name for name, _ in drawn.words.strip.names] == ["seed 0 and 2 other seeds", "seed 3"]
    assert loss.legend.entries[0].value == "0.7 ± 0.2"
    (validation,) = [line for line in loss.lines if line.dots and len(line.x) == 1 and line.y[0] < 1]
    assert validation.y[0] == pytest.approx(0.7)
    (band, *_) = [line for line in loss.lines if line.is_area]
    assert (band.y.min(), band.y.max()) == (pytest.approx(0.5), pytest.approx(0.9))
    drawn.toolbar.join_seeds(False)
    drawn.board.draw()
    assert len(drawn.words.strip.names) == 4
    assert not any(line.is_area for line in loss.lines)


def test_a_chosen_run_whose_curves_cannot_be_read_leaves_the_others(
    qtbot: QtBot, drawn: PlotsPanel, runs: RunList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_in(tmp_path / "broken", started())
    real = Path.open

    def refuse(path: Path, *given: Any, **more: Any) -> Any:
        if path.parent.name == "broken":
            raise OSError(errno.EIO, "Input/output error")
        return real(path, *given, **more)

    monkeypatch.setattr(Path, "open", refuse)
    with qtbot.waitSignal(drawn.failed, timeout=LONG) as told:
        runs.choose(tmp_path / "broken")
    assert "broken" in told.args[0]
    assert "Input/output error" in told.args[0]
    runs.choose(run_in(tmp_path / "sound", started(), batches(1, 10)))
    assert drawn.board is not None
    qtbot.waitUntil(lambda: drawn.is_settled, timeout=LONG)
    drawn.board.draw()
    assert "sound" in [run.name for run in drawn.board.runs]
    assert newest_x(drawn.charts[0]) == 2.0


def test_figures_of_a_training_are_told_while_it_is_on(drawn: PlotsPanel) -> None:
    drawn.take(replace(batches(201, 10), usage=Usage(0.0, 1_500_000_000, 0.87)))
    assert drawn.words.strip.isVisible()
    for word in ("1\u202f000 samples/s", "1.50\u202fGB", "87\u202f% busy"):
        assert word in drawn.words.strip.words
    assert drawn.words.sentence.isHidden()
    for first in range(211, 400, 10):
        drawn.take(replace(batches(first, 10), usage=Usage(0.6)))
    assert "waits for the data" in drawn.words.sentence.text()
    drawn.take(RunFinished("run", "finished", 4, 400, 4.0))
    assert drawn.words.sentence.isHidden()
    assert drawn.words.strip.isHidden()


def test_the_time_left_of_a_training_that_is_shown_again_is_that_of_the_training(
    drawn: PlotsPanel, job: TrainingJob, tmp_path: Path
) -> None:
    drawn.take(replace(batches(201, 10), usage=Usage(0.6)))
    run = Run.open(written_run(tmp_path / "run"))
    job.recalled.emit(RecalledRun(run, None, None, (started(),), is_trained=True))
    assert drawn.words.strip.isHidden()
    drawn.take(batches(1, 10))
    drawn.take(batches(11, 10))
    assert f"{duration(0.01 * 380)} left" in drawn.words.strip.words


@pytest.mark.parametrize(
    ("charts", "width", "height", "columns"),
    [(1, 1100, 230, 1), (2, 640, 230, 2), (2, 400, 600, 1), (4, 1100, 230, 4), (4, 1000, 600, 2), (4, 400, 600, 1),
     (3, 700, 600, 2), (5, 1000, 600, 3), (2, 100, 100, 1)],
)  # fmt: skip
def test_charts_stand_side_by_side_where_they_can_be_read(charts: int, width: int, height: int, columns: int) -> None:
    assert columns_of(charts, QSize(width, height)) == columns


def test_many_charts_in_a_small_panel_scroll_and_stay_readable(qtbot: QtBot, drawn: PlotsPanel) -> None:
    drawn.take(started(metrics=("accuracy", "f1", "mae")))
    drawn.resize(400, 240)
    qtbot.waitUntil(lambda: len(drawn.charts) == 4, timeout=LONG)
    qtbot.waitUntil(lambda: all(chart.height() >= LEAST.height() for chart in drawn.charts))
    qtbot.waitUntil(lambda: len({chart.y() for chart in drawn.charts}) == 4)
    qtbot.waitUntil(lambda: [chart.y() for chart in drawn.charts] == sorted(chart.y() for chart in drawn.charts))


def test_a_long_title_leaves_room_for_the_values(drawn: PlotsPanel) -> None:
    chart = drawn.charts[1]
    chart.show_figure(figure("rmse"))
    chart.resize(230, 200)
    room = chart.width() - chart._title.width()
    assert room >= chart.legend.least_width
    assert chart._title.toolTip() == "Root mean squared error"


def test_a_hundred_thousand_batches_are_drawn_within_a_frame(drawn: PlotsPanel) -> None:
    assert drawn.board is not None
    for first in range(201, 100_201, 10_000):
        drawn.take(batches(first, 10_000))
    times = []
    for _ in range(9):
        begin = thread_time()
        drawn.board.draw()
        for chart in drawn.charts:
            chart.repaint()
        times.append(thread_time() - begin)
    assert min(times) < 0.016
