"""Reports of runs from the window: asked for in the list of runs or for the run that is shown, written beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile_runs import hostile_run
from PySide6.QtWidgets import QFileDialog

from studio.training.runs.notes import title_of


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_run(tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize(("name", "begins"), [("out.html", b"<!DOCTYPE html>"), ("out.pdf", b"%PDF-")])
def test_the_report_is_written_where_a_person_says(
    qtbot, window, run: Path, tmp_path, monkeypatch, name, begins
) -> None:
    suggested = []

    def answer(parent, title, suggestion, kinds):
        suggested.append(Path(suggestion))
        return str(tmp_path / name), "PDF files (*.pdf)"

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    reports = window.run_actions._reports
    with qtbot.waitSignal(reports.written, timeout=60_000) as said:
        window.runs.report_wanted.emit(run)
    assert str(tmp_path / name) in said.args[0]
    content = (tmp_path / name).read_bytes()
    assert content.startswith(begins)
    assert b"<script" not in content
    (suggestion,) = suggested
    assert suggestion.suffix == ".html"
    assert not set('<>/"') & set(suggestion.name)
    assert title_of(run)[:5] in suggestion.name


@pytest.mark.slow
def test_a_name_without_an_ending_gets_that_of_the_kind_chosen(qtbot, window, run: Path, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(tmp_path / "out"), "PDF files (*.pdf)"))
    with qtbot.waitSignal(window.run_actions._reports.written, timeout=60_000):
        window.runs.report_wanted.emit(run)
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")


def test_where_it_cannot_be_written_is_told(qtbot, window, run: Path, tmp_path) -> None:
    reports = window.run_actions._reports
    with qtbot.waitSignal(reports.failed, timeout=60_000) as said:
        reports.write(run, tmp_path / "nowhere" / "out.html")
    assert "nowhere" in said.args[0]


@pytest.mark.slow
def test_what_is_no_run_any_more_is_told(qtbot, window, tmp_path) -> None:
    reports = window.run_actions._reports
    with qtbot.waitSignal(reports.failed, timeout=60_000) as said:
        reports.write(tmp_path, tmp_path / "out.html")
    assert "not the folder of a run" in said.args[0]


@pytest.mark.slow
def test_without_a_run_that_is_said(window, monkeypatch) -> None:
    told = []
    monkeypatch.setattr(window.run_actions._window, "tell", lambda message, remedy="": told.append(message))
    window.action["file.report"].setEnabled(True)
    window.action["file.report"].trigger()
    assert told == ["No run is shown."]
