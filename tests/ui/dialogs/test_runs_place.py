"""A person chooses where runs are kept, and sees where that is now."""

from __future__ import annotations

from pathlib import Path

import pytest
from answering import answer
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from studio import paths
from studio.project.preferences import choose_place_of_runs, place_of_runs
from studio.ui.dialogs.runs_place import _told, ask_for_runs_place


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_one_folder_or_the_place_beside_each_project_is_chosen(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "all"))
    answer("folder")
    ask_for_runs_place(parent, None, lambda *words: told.extend(words))
    assert place_of_runs() == tmp_path / "all"
    answer("cancel")
    ask_for_runs_place(parent, None, lambda *words: told.extend(words))
    assert place_of_runs() == tmp_path / "all"
    answer("beside")
    ask_for_runs_place(parent, None, lambda *words: told.extend(words))
    assert place_of_runs() is None
    assert told == []


def test_it_is_said_where_runs_go_now(tmp_path: Path) -> None:
    assert str(paths.runs()) in _told(None)
    assert "move beside its file" in _told(None)
    assert str(tmp_path / "net.runs") in _told(tmp_path / "net.nns")
    choose_place_of_runs(tmp_path / "all")
    assert str(tmp_path / "all") in _told(tmp_path / "net.nns")


def test_a_choice_that_cannot_be_kept_is_told(parent: QWidget) -> None:
    paths.preferences().mkdir(parents=True)
    told: list[str] = []
    answer("beside")
    ask_for_runs_place(parent, None, lambda *words: told.extend(words))
    assert "cannot be kept" in told[0]
