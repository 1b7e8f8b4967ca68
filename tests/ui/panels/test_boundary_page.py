"""The decision boundary in the window: of a run that is over after its kept epochs, and live while one is trained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from networks import chain
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot
from trained_runs import trained

from studio.data import Toys
from studio.evaluation.boundary import PlaneNetwork
from studio.layers import layer
from studio.project import Project
from studio.project.snapshots import snapshot
from studio.training.config import TrainingConfig
from studio.training.runs import Run
from studio.ui import theme
from studio.ui.background.boundary_look import BoundaryLook, PlaneSeen
from studio.ui.background.boundary_work import table_of
from studio.ui.background.pool import Pool
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.evaluation.boundary_page import PICTURE, BoundaryPage, paint_plane_picture
from studio.ui.panels.evaluation.view import EvaluationView
from studio.ui.session import Session

LONG = 60_000


def moons(epochs: int, keep_every: int | None = None) -> Project:
    graph = chain(
        input=layer("Input", shape=(2,)),
        fc1=layer("Linear", out_features=4),
        tanh=layer("Tanh"),
        fc2=layer("Linear", out_features=2),
        output=layer("Output"),
    )
    training = TrainingConfig.create({"epochs": epochs, "device": "cpu", "batch_size": 16, "keep_every": keep_every})
    return Project("Moons", graph, Toys(), training, id="moons")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(tmp_path_factory.mktemp("moons") / "run", snapshot(moons(3, keep_every=1))).run


@pytest.fixture
def page(qtbot: QtBot, pool: Pool) -> Iterator[BoundaryPage]:
    look = BoundaryLook(pool)
    made = BoundaryPage(look)
    qtbot.addWidget(made)
    made.resize(600, 320)
    yield made
    look.close()


def seen(qtbot: QtBot, page: BoundaryPage) -> PlaneSeen:
    qtbot.waitUntil(lambda: page.view.seen is not None, timeout=LONG)
    assert page.view.seen is not None
    return page.view.seen


def test_a_run_is_seen_after_each_epoch_that_was_kept(qtbot: QtBot, page: BoundaryPage, run: Run) -> None:
    page.show()
    page.look.show_run(run.path, is_trained=False)
    shown = seen(qtbot, page)
    assert [unit.name for unit in shown.units] == ["tanh 1", "tanh 2", "tanh 3", "tanh 4"]
    assert page.epoch_slider.maximum() == 2
    page.epoch_slider.setValue(0)
    qtbot.waitUntil(lambda: page.view.seen is not None and page.view.seen.epoch == 1, timeout=LONG)
    assert page.told.text().startswith("After epoch 1")
    image = QImage(PICTURE.toSize(), QImage.Format.Format_RGB32)
    assert page.look.opened is not None
    painter = QPainter(image)
    paint_plane_picture(page.look.opened, page.view.seen, theme.LIGHT, painter)  # type: ignore[arg-type]
    painter.end()
    assert len({image.pixel(x, 200) for x in range(0, image.width(), 7)}) > 3
    assert not page.grab().isNull()


def test_the_picture_has_the_colour_of_the_likeliest_class(qtbot: QtBot, page: BoundaryPage, run: Run) -> None:
    theme.set_mode("light")
    page.show()
    page.look.show_run(run.path, is_trained=False)
    shown, opened = seen(qtbot, page), page.look.opened
    assert opened is not None
    network: PlaneNetwork = opened.network
    answers = network.over(opened.plane).answers
    colours = [np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)]) for code in theme.current().runs[:2]]
    for row, column in ((3, 3), (60, 60), (3, 60)):
        pixel = np.array(shown.picture.pixelColor(column, row).getRgb()[:3])  # type: ignore[arg-type]
        nearest = int(np.argmin([np.abs(pixel - colour).sum() for colour in colours]))
        share = answers[:, row, column]
        if abs(share[0] - share[1]) > 0.2:
            assert nearest == int(share.argmax())


def test_the_field_can_be_taken_away_as_a_table(qtbot: QtBot, page: BoundaryPage, run: Run) -> None:
    page.show()
    page.look.show_run(run.path, is_trained=False)
    shown, opened = seen(qtbot, page), page.look.opened
    assert opened is not None
    head, *rows = table_of(opened, shown)
    assert head == ["x", "y", "first", "second"]
    values = np.array(rows, dtype=float)
    assert len(values) == opened.plane.side**2
    asked = opened.network.over(opened.plane).answers
    np.testing.assert_allclose(values[:, 2:].T.reshape(asked.shape), asked, atol=1e-5)
    np.testing.assert_allclose(values[:, 2:].sum(axis=1), 1, atol=1e-5)
    assert values[0, :2].tolist() == pytest.approx([opened.plane.left, opened.plane.top], rel=1e-5)


@pytest.fixture
def view(qtbot: QtBot, job: TrainingJob) -> Iterator[EvaluationView]:
    session = Session(Project(), analyse=False)
    made = EvaluationView(session, job)
    qtbot.addWidget(made)
    made.resize(900, 420)
    yield made
    made.look.close()
    made.plane.close()
    session.close()


@pytest.mark.slow
def test_the_boundary_changes_while_the_network_is_trained(
    qtbot: QtBot, view: EvaluationView, job: TrainingJob
) -> None:
    view.show()
    found: list[PlaneSeen] = []
    view.plane.seen.connect(found.append)
    job.start(moons(100_000))
    qtbot.waitUntil(lambda: len(found) >= 2, timeout=LONG)
    assert view.boundary.isVisible()
    assert found[0].step < found[1].step
    assert found[0].picture != found[1].picture
    assert job.is_active
    job.stop()
    qtbot.waitUntil(lambda: not job.is_active, timeout=LONG)


def test_runs_of_other_samples_have_no_plane(qtbot: QtBot, page: BoundaryPage, tmp_path: Path) -> None:
    page.show()
    with qtbot.waitSignal(page.look.failed, timeout=LONG):
        page.look.show_run(tmp_path, is_trained=False)
    assert page.view.seen is None
