"""Files that others change, have open, take away or forbid while a window works on them: asked or told, never lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from answering import answer
from pytestqt.qtbot import QtBot

from studio.graph import Graph, Source, edits
from studio.layers import layer
from studio.project import Project, recovery
from studio.project.file import load, save
from studio.project.open_files import OpenFile
from studio.ui.window.main_window import MainWindow

SUPPORT = Path(__file__).parents[2] / "support"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A project file with an Input and an Output."""
    graph = edits.add(Graph(), "input", layer("Input"))
    path = tmp_path / "small.nns"
    save(Project("Small", edits.add(graph, "output", layer("Output"), (Source("input"),))), path)
    return path


@pytest.fixture
def others(file: Path) -> Project:
    """What another program makes of the file."""
    project = load(file)
    return project.with_graph(edits.add(project.graph, "theirs", layer("ReLU"), (Source("input"),)))


@pytest.fixture
def edited(window: MainWindow, file: Path) -> MainWindow:
    """A window with the file open and an unsaved change of its own."""
    window.files.open(file)
    window.canvas.add_layer("Tanh")
    return window


def test_what_another_program_saved_is_not_overwritten_unasked(edited: MainWindow, file: Path, others: Project) -> None:
    save(others, file)
    answer("cancel")
    assert not edited.files.save()
    assert load(file).graph == others.graph
    assert edited.isWindowModified()
    answer("overwrite")
    assert edited.files.save()
    assert "tanh1" in load(file).graph
    assert edited.files.save()


def test_the_file_is_reloaded_and_undo_brings_the_own_changes_back(
    edited: MainWindow, file: Path, others: Project
) -> None:
    save(others, file)
    answer("reload")
    assert not edited.files.save()
    assert "theirs" in edited.session.graph
    assert not edited.isWindowModified()
    edited.session.undo()
    assert "tanh1" in edited.session.graph
    assert edited.isWindowModified()
    assert edited.files.save()
    assert "tanh1" in load(file).graph


def test_both_are_kept_under_two_names(
    edited: MainWindow, file: Path, others: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(others, file)
    elsewhere = file.with_name("mine.nns")
    monkeypatch.setattr("studio.ui.window.file_commands.ask_where_to_save", lambda *_: elsewhere)
    answer("save_as")
    assert edited.files.save()
    assert load(file).graph == others.graph
    assert "tanh1" in load(elsewhere).graph


def test_a_file_that_was_only_touched_is_saved_unasked(edited: MainWindow, file: Path) -> None:
    os.utime(file, (1, 1))
    assert edited.files.save()


@pytest.mark.parametrize("moved", [False, True])
def test_a_file_that_was_deleted_or_moved_is_written_anew_and_that_is_told(
    edited: MainWindow, file: Path, moved: bool
) -> None:
    if moved:
        file.rename(file.with_name("elsewhere.nns"))
    else:
        file.unlink()
    assert edited.files.save()
    assert "tanh1" in load(file).graph
    assert "“small.nns” was not where it had been" in edited.notice.text
    edited.notice.hide()
    edited.canvas.add_layer("ReLU")
    assert edited.files.save()
    assert not edited.notice.isVisible()


def test_restored_work_asks_before_it_replaces_what_was_saved_since(
    window: MainWindow, qtbot: QtBot, file: Path, others: Project
) -> None:
    window.files.open(file)
    window.canvas.add_layer("Tanh")
    state, changed = window.documents.shown.state, window.session.project
    window.session.undo()
    left = file.with_name("left.recovery.json")
    left.touch()
    save(others, file)
    window.documents.restore(recovery.Recovered(changed, file, recovery.datetime.now(), left, state))
    assert len(window.documents.tabs) == 1
    qtbot.waitUntil(lambda: not left.exists())
    answer("cancel")
    assert not window.files.save()
    assert load(file).graph == others.graph


@pytest.mark.parametrize("place", ["folder/a.nns", "taken.nns", "locked/a.nns", "circle.nns", "pipe.nns", "x" * 300])
def test_a_place_that_cannot_be_written_is_told_and_nothing_is_lost(
    edited: MainWindow, tmp_path: Path, place: str
) -> None:
    (tmp_path / "taken.nns").mkdir()
    (tmp_path / "locked").mkdir(mode=0o500)
    (tmp_path / "circle.nns").symlink_to(tmp_path / "circle.nns")
    os.mkfifo(tmp_path / "pipe.nns")
    if place.startswith("locked") and os.access(tmp_path / "locked", os.W_OK):
        pytest.skip("nothing is forbidden to this user")
    told: list[tuple[str, str]] = []
    edited.documents.failed.connect(lambda *words: told.append(words))
    before = sorted(os.listdir(tmp_path))
    assert not edited.documents.save(tmp_path / place)
    ((message, remedy),) = told
    assert "could not be saved" in message
    assert message.endswith(".")
    assert remedy
    assert "tanh1" in edited.session.graph
    assert edited.isWindowModified()
    assert sorted(os.listdir(tmp_path)) == before


def test_the_file_replaced_by_a_folder_is_told(edited: MainWindow, file: Path) -> None:
    file.unlink()
    file.mkdir()
    assert not edited.files.save()
    assert "There is a folder of that name" in edited.notice.text


def test_a_full_disk_is_told_and_the_earlier_file_stays(
    edited: MainWindow, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    earlier = file.read_bytes()
    monkeypatch.setattr("studio.files.os.fsync", full)
    assert not edited.documents.save(file)
    assert "No space left on device." in edited.notice.text
    assert file.read_bytes() == earlier
    assert "tanh1" in edited.session.graph


def test_a_link_stays_a_link_to_what_is_saved(window: MainWindow, file: Path) -> None:
    link = file.with_name("link.nns")
    link.symlink_to(file)
    window.files.open(link)
    window.canvas.add_layer("Tanh")
    assert window.files.save()
    assert link.is_symlink()
    assert "tanh1" in load(file).graph


@pytest.fixture
def elsewhere(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the file open."""
    command = [sys.executable, str(SUPPORT / "keep_open.py"), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_a_file_that_another_process_has_open_is_told(
    window: MainWindow, file: Path, elsewhere: subprocess.Popen[str]
) -> None:
    window.files.open(file)
    assert list(window.session.graph) == ["input", "output"]
    assert f"open in another window too (process {elsewhere.pid}" in window.notice.text


def test_a_process_that_is_gone_has_nothing_open(
    window: MainWindow, file: Path, elsewhere: subprocess.Popen[str]
) -> None:
    elsewhere.kill()
    elsewhere.wait()
    window.files.open(file)
    assert not window.notice.isVisible()


def test_two_windows_of_one_process_are_told_by_any_way_to_the_file(window: MainWindow, file: Path) -> None:
    link = file.with_name("link.nns")
    link.symlink_to(file)
    other = OpenFile()
    other.claim(link)
    window.files.open(file)
    assert "another window" in window.notice.text
    other.release()
    window.notice.hide()
    window.files.open(file)
    assert not window.notice.isVisible()
    assert other.claim(file) is not None
    window.files.close()
    assert other.claim(file) is None
    other.release()


def test_nothing_is_refused_where_no_lock_can_be_kept(
    window: MainWindow, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("NN_STUDIO_HOME", str(tmp_path / "file"))
    window.files.open(file)
    assert list(window.session.graph) == ["input", "output"]
    window.canvas.add_layer("Tanh")
    assert window.files.save()
    monkeypatch.undo()
