"""The Results panel: what is kept is shown, what is not is made when asked for, and every sample can be looked at."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from networks import chain
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from runs_of_tasks import run_of
from trained_runs import trained

from studio.data import TableFile
from studio.evaluation.confusion import confusion
from studio.evaluation.making import kept, of
from studio.evaluation.positions import per_position
from studio.evaluation.predictions import Predictions
from studio.layers import layer
from studio.project import Project
from studio.project.snapshots import snapshot
from studio.training.config import TrainingConfig
from studio.training.losses import losses
from studio.training.runs import Run
from studio.ui.background.training_job import TrainingJob
from studio.ui.dialogs.explanation import ExplanationDialog
from studio.ui.panels.evaluation.subject_bar import SubjectBar
from studio.ui.panels.evaluation.view import EvaluationView
from studio.ui.session import Session

LONG = 60_000


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def digits(runs: Path) -> Run:
    """A run of the digits whose test samples are evaluated."""
    made = run_of("ignored", runs / "digits", loss=losses["CrossEntropyLoss"].create({}))
    of(made.run, made.snapshot)
    return made.run


@pytest.fixture
def view(qtbot: QtBot, job: TrainingJob) -> Iterator[EvaluationView]:
    session = Session(Project(), analyse=False)
    made = EvaluationView(session, job)
    qtbot.addWidget(made)
    made.resize(900, 420)
    yield made
    made.look.close()
    session.close()


def shown(qtbot: QtBot, view: EvaluationView, run: Run) -> Predictions:
    """The predictions of a run once they are shown with all their figures and some samples."""
    view.show()
    view.show_run(run.path)
    qtbot.waitUntil(lambda: view.figures is not None and len(view.samples.listing) > 0, timeout=LONG)
    assert view.look.laid is not None
    assert view.look.laid.judged is not None
    return view.look.laid.judged.found


def test_nothing_is_evaluated_unless_somebody_asks(qtbot: QtBot, view: EvaluationView, digits: Run) -> None:
    view.show()
    view.show_run(digits.path)
    qtbot.waitUntil(lambda: view.look.state == "shown", timeout=LONG)
    view.bar.split_field.set_value("validation")
    view.bar.split_field.edited.emit("validation")
    qtbot.waitUntil(lambda: view.look.state == "unmade", timeout=LONG)
    assert kept(digits, "validation") is None
    assert view.unmade.isVisible()


def test_figures_matrix_and_samples_are_those_of_the_predictions(
    qtbot: QtBot, view: EvaluationView, digits: Run
) -> None:
    found = shown(qtbot, view, digits)
    counts = confusion(found).counts
    assert view.confusion.matrix.shown is not None
    np.testing.assert_array_equal(view.confusion.matrix.shown.counts, counts)
    wrong = np.flatnonzero(found.answers != found.truth)
    assert sorted(view.samples.listing.places) == wrong.tolist()
    assert found.losses[view.samples.listing.places[0]] == found.losses[wrong].max()
    assert view.headline.text().startswith("Accuracy ")
    assert view.bar.run_field.seen == "digits"  # it is in no list of runs, and named all the same


def test_a_click_on_the_worst_cell_shows_its_pictures(qtbot: QtBot, view: EvaluationView, digits: Run) -> None:
    found = shown(qtbot, view, digits)
    view.pages.choose("Confusion")
    matrix = view.confusion.matrix
    qtbot.waitUntil(matrix.isVisible, timeout=LONG)
    assert matrix.shown is not None
    worst = matrix.shown.worst
    assert worst is not None
    with qtbot.waitSignal(view.samples.turned, timeout=LONG):
        QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.layout_now().cell(worst).center().toPoint())
    rows = view.samples.listing.places
    assert sorted(rows) == np.flatnonzero((found.truth == worst[0]) & (found.answers == worst[1])).tolist()
    first = int(rows[0])
    qtbot.waitUntil(lambda: view.samples.samples.of(first) is not None, timeout=LONG)
    seen = view.samples.samples.of(first)
    assert seen is not None
    assert seen.picture is not None
    assert seen.picture.width() > 0


def test_arrow_keys_and_return_choose_a_cell(qtbot: QtBot, view: EvaluationView, digits: Run) -> None:
    shown(qtbot, view, digits)
    view.pages.choose("Confusion")
    matrix = view.confusion.matrix
    matrix.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(matrix, key)
    assert matrix.current == (1, 1)
    with qtbot.waitSignal(matrix.chosen, timeout=LONG) as told:
        QTest.keyClick(matrix, Qt.Key.Key_Return)
    assert told.args == [1, 1]


def test_the_chosen_sample_is_told_with_its_probabilities(qtbot: QtBot, view: EvaluationView, digits: Run) -> None:
    found = shown(qtbot, view, digits)
    view.pages.choose("Samples")
    view.samples.focus()
    gallery = view.samples.gallery
    QTest.keyClick(gallery, Qt.Key.Key_Right)
    row = int(view.samples.listing.places[1])
    assert gallery.current_place == row
    detail = view.samples.detail.detail
    assert detail is not None
    assert ("Truth", found.classes[int(found.truth[row])]) in detail.lines  # type: ignore[index]
    best = found.probabilities(np.array([row]))[0].max()
    assert detail.bars[0].share == pytest.approx(best)


def test_a_plot_has_the_curves_of_all_classes_and_a_threshold_of_one(
    qtbot: QtBot, view: EvaluationView, digits: Run
) -> None:
    from studio.evaluation.thresholds import at_threshold

    found = shown(qtbot, view, digits)
    view.pages.choose("Plots")
    qtbot.waitUntil(lambda: view.plots.view.figure is not None, timeout=LONG)
    assert view.plots.view.figure is not None
    assert len([series for series in view.plots.view.figure.series if series.name]) == 10
    view.plots.class_field.set_value(4)
    view.plots.class_field.edited.emit(4)
    qtbot.waitUntil(view.plots.threshold.isVisible, timeout=LONG)
    view.plots.threshold.setValue(120)
    wanted = at_threshold(found, 4, 0.12)
    assert f"recall {100 * wanted.recall:.1f}" in view.plots.reached.text()


def test_what_is_seen_is_saved_as_table_and_pictures(
    qtbot: QtBot, view: EvaluationView, digits: Run, tmp_path: Path
) -> None:
    found = shown(qtbot, view, digits)
    view.pages.choose("Confusion")
    savable = view.savable()
    for write, name in ((view.saver.write_table, "m.csv"), (view.saver.write_picture, "m.svg"),
                        (view.saver.write_picture, "m.png")):  # fmt: skip
        with qtbot.waitSignal(view.saver.saved, timeout=LONG):
            write(tmp_path / name, savable)
    _, *rows = csv.reader((tmp_path / "m.csv").read_text().splitlines())
    assert [[int(cell) for cell in row[1:]] for row in rows] == confusion(found).counts.tolist()
    assert "<svg" in (tmp_path / "m.svg").read_text()
    assert (tmp_path / "m.png").read_bytes().startswith(b"\x89PNG")


def test_another_run_is_compared_with_and_another_task_refused(
    qtbot: QtBot, view: EvaluationView, digits: Run, runs: Path
) -> None:
    other = run_of("ignored", runs / "other", loss=losses["CrossEntropyLoss"].create({}), epochs=2)
    found = shown(qtbot, view, digits)
    with qtbot.waitSignal(view.look.compared, timeout=LONG):
        view.compare(other.run.path)
    theirs = of(other.run, other.snapshot)
    lost = np.flatnonzero((found.answers != found.truth) & (theirs.answers == theirs.truth))
    qtbot.waitUntil(lambda: sorted(view.samples.listing.places) == lost.tolist(), timeout=LONG)
    numbers = run_of("numbers", runs / "numbers")
    with qtbot.waitSignal(view.failed, timeout=LONG) as told:
        view.compare(numbers.run.path)
    assert "was not trained on the same data" in told.args[0]


@pytest.mark.slow
@pytest.mark.parametrize("task", ["one output", "labels", "numbers", "pixels", "positions", "input"])
def test_every_task_has_its_figures_samples_and_plots(
    qtbot: QtBot, view: EvaluationView, tmp_path: Path, task: str
) -> None:
    made = run_of(task, tmp_path / "run")
    of(made.run, made.snapshot)
    found = shown(qtbot, view, made.run)
    view.pages.choose("Samples")
    qtbot.waitUntil(lambda: view.samples.samples.of(int(view.samples.listing.places[0])) is not None, timeout=LONG)
    view.samples.focus()
    assert view.samples.detail.detail is not None
    assert view.figures is not None
    for kind in view.figures.plots:
        view.pages.choose("Plots")
        view.plots.kind_field.set_value(kind)
        with qtbot.waitSignal(view.look.plotted, timeout=LONG):
            view.look.ask_for_plot(kind, 0)
        assert view.plots.view.figure is not None
        if kind == "positions":
            np.testing.assert_allclose(view.plots.view.figure.series[0].y, per_position(found))
    assert not view.grab().isNull()
    assert len(found) > 0


def test_a_million_samples_are_listed_without_a_widget_each(qtbot: QtBot, view: EvaluationView) -> None:
    from studio.ui.panels.evaluation.listing import Listing, Told

    view.show()
    asked: list[int] = []
    view.samples.samples.wanted.connect(lambda rows: asked.extend(rows.tolist()))
    listing = Listing(np.arange(1_000_000), lambda place: Told(str(place), "", True), lambda place: ())
    gallery = view.samples.gallery
    gallery.setParent(None)
    qtbot.addWidget(gallery)
    gallery.resize(640, 400)
    gallery.show()
    gallery.show_listing(listing)
    gallery.scrollToBottom()
    qtbot.waitUntil(lambda: 999_999 in asked, timeout=LONG)
    assert len(asked) < 500
    gallery.setCurrentIndex(gallery.shown.index(gallery.shown.rowCount() - 1, 0))
    assert gallery.current_place is not None
    assert gallery.current_place >= 999_990


def test_data_that_are_gone_are_told_and_the_kept_predictions_shown(
    qtbot: QtBot, view: EvaluationView, tmp_path: Path
) -> None:
    table = tmp_path / "flowers.csv"
    rows = (f"{at % 7},{at % 5},{'ab'[at % 2]}" for at in range(120))
    table.write_text("\n".join(["x,y,kind", *rows]))
    graph = chain(input=layer("Input", shape=(2,)), fc=layer("Linear", out_features=2), output=layer("Output"))
    training = TrainingConfig.create({"epochs": 1, "device": "cpu"})
    project = Project(graph=graph, data=TableFile(path=str(table), roles={"kind": "class"}), training=training)
    made = trained(tmp_path / "run", snapshot(project))
    wanted = confusion(of(made.run, made.snapshot)).counts
    table.unlink()
    shown(qtbot, view, made.run)
    assert view.gone.isVisible()
    assert view.confusion.matrix.shown is not None
    np.testing.assert_array_equal(view.confusion.matrix.shown.counts, wanted)
    view.pages.choose("Samples")
    qtbot.waitUntil(view.samples.unseen.isVisible, timeout=LONG)
    assert "flowers.csv" in view.samples.unseen.text()


def test_what_an_answer_hangs_on_is_one_click_away(qtbot: QtBot, view: EvaluationView, digits: Run) -> None:
    shown(qtbot, view, digits)
    assert not view.samples.why_button.isEnabled()
    view.pages.choose("Samples")
    view.samples.focus()
    qtbot.waitUntil(view.samples.why_button.isEnabled, timeout=LONG)
    view.samples.why_button.click()
    (dialog,) = view.samples.findChildren(ExplanationDialog)
    qtbot.waitUntil(lambda: dialog.shares is not None, timeout=LONG)
    assert dialog.overlay.has_overlay
    dialog.close()


def test_lists_say_that_they_are_read_before_there_is_something_in_them(qtbot: QtBot) -> None:
    bar = SubjectBar()
    qtbot.addWidget(bar)
    bar.show_laid(None, can_compare=False)
    fields = (bar.run_field, bar.checkpoint_field, bar.split_field)
    assert [field.seen for field in fields] == ["Reading …", "…", "…"]
