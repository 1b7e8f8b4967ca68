"""Curves are taken away from a menu at each chart and from one for all."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from studio.training.events import BatchesDone, EpochDone, RunStarted
from studio.ui import theme
from studio.ui.background.pool import Pool
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.charts.picture import SIZE
from studio.ui.panels.charts.plots import PlotsPanel

LONG = 60_000
STARTED = RunStarted("=my run", "Net", "CPU", 10, ("a", "b"), 100, 10, 10, 4, 100, 0, "", ("accuracy",))
LOSSES = tuple(2.0 / (1 + step / 50) for step in range(1, 3001))


@pytest.fixture
def panel(qtbot: QtBot, job: TrainingJob, pool: Pool) -> PlotsPanel:
    made = PlotsPanel(job, pool)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    values = {"loss": 0.9, "validation_loss": 0.8, "validation_accuracy": 0.7}
    made.take(STARTED)
    made.take(BatchesDone("run", 1, tuple(range(1, 3001)), LOSSES, 1.0, 1.0, {"accuracy": 0.5}, 0.1))
    made.take(EpochDone("run", 30, 3000, True, 1.0, values))
    qtbot.waitUntil(lambda: len(made.charts) == 2 and made.charts[0].drawn_step == 3000, timeout=LONG)
    return made


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[str]:
    """Have the dialog answer with this place; gives what it suggested."""
    suggested: list[str] = []

    def answer(parent: object, title: str, suggestion: str, kinds: str) -> tuple[str, str]:
        suggested.append(Path(suggestion).name)
        return str(path), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return suggested


def entry(panel: PlotsPanel, name: str, chart: int | None = None) -> None:
    """Choose from the menu of a chart, or from that for all."""
    menu = panel.toolbar.save.opened if chart is None else panel.charts[chart].more.opened
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.objectName() == name).trigger()


def test_a_table_has_all_values_not_only_those_drawn(
    qtbot: QtBot, panel: PlotsPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    suggested = choose(monkeypatch, tmp_path / "loss")
    with qtbot.waitSignal(panel.saved, timeout=LONG) as told:
        entry(panel, "curves.csv", 0)
    assert suggested == ["my run Loss.csv"]
    assert "loss.csv" in told.args[0]
    rows = list(csv.DictReader((tmp_path / "loss.csv").read_text(encoding="utf-8").splitlines()))
    assert [float(row["value"]) for row in rows if row["values"] == "batches"] == list(LOSSES)
    assert {row["figure"] for row in rows} == {"loss"}
    assert rows[0]["run"] == "'=my run"
    with qtbot.waitSignal(panel.saved, timeout=LONG):
        entry(panel, "curves.csv")
    rows = list(csv.DictReader((tmp_path / "loss.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["figure"] for row in rows} == {"loss", "accuracy", "learning_rate"}


@pytest.mark.parametrize(("name", "scale"), [("curves.png_1", 1), ("curves.png_4", 4)])
def test_a_picture_has_the_scale_that_was_chosen_and_white_paper(
    qtbot: QtBot, panel: PlotsPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, scale: int
) -> None:
    before = theme.choice()
    theme.set_mode("dark")
    try:
        choose(monkeypatch, tmp_path / "loss.png")
        with qtbot.waitSignal(panel.saved):
            entry(panel, name, 0)
    finally:
        theme.set_mode(before)
    image = QImage(str(tmp_path / "loss.png"))
    assert image.width() == scale * SIZE.width()
    assert image.pixelColor(2, 2).name() == theme.LIGHT.panel
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    assert "#e0580b" in colours


def test_a_drawing_has_its_text_as_text(
    qtbot: QtBot, panel: PlotsPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    choose(monkeypatch, tmp_path / "all.svg")
    with qtbot.waitSignal(panel.saved):
        entry(panel, "curves.svg")
    root = ET.parse(tmp_path / "all.svg").getroot()
    words = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Loss", "Accuracy", "epoch 0"} <= set(words)
    assert any("Validation" in (word or "") for word in words)


@pytest.mark.parametrize("name", ["curves.csv", "curves.svg", "curves.png_2"])
def test_a_place_that_refuses_is_told_and_nothing_is_left_there(
    qtbot: QtBot, panel: PlotsPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    suffix = name.removeprefix("curves.").partition("_")[0]
    choose(monkeypatch, tmp_path / "missing" / f"a.{suffix}")
    with qtbot.waitSignal(panel.failed, timeout=LONG) as told:
        entry(panel, name, 0)
    message, remedy = told.args
    assert "missing" in message
    assert remedy
    assert list(tmp_path.glob("missing")) == []


def test_nothing_is_written_where_no_place_is_chosen(
    panel: PlotsPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    for name in ("curves.csv", "curves.svg", "curves.png_1"):
        entry(panel, name)
    assert not list(tmp_path.glob("*.*"))


def test_what_is_zoomed_into_is_what_the_picture_shows(panel: PlotsPanel) -> None:
    assert panel.board is not None
    panel.charts[0].plot.show_x(2.0, 3.0)
    panel.charts[0].plot.view.moved.emit(False)
    panel.board.draw()
    assert panel.charts[0].picture().x_range == pytest.approx((2.0, 3.0))
