"""The list of runs follows the folders on disk, and keeps what is chosen with a colour of its own."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from written_runs import written_run

from studio import paths
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.project import Project
from studio.project.snapshots import snapshot
from studio.training.events import EpochDone, Evaluated, RunFinished
from studio.training.runs import Run
from studio.training.runs.notes import Notes, read_notes
from studio.training.runs.ownership import owned
from studio.ui import theme
from studio.ui.background.pool import Pool
from studio.ui.background.run_list import MOST_CHOSEN, REST, RunList

IRIS, WINE = Project("Iris", id="iris"), Project("Wine", id="wine")


@pytest.fixture
def runs(pool: Pool) -> RunList:
    made = RunList(pool)
    made.show_project(IRIS, None, is_another=True)
    return made


def run(folder: str, project: Project | None = None, **values: object) -> Path:
    """A run of a project, by default of the open one."""
    return written_run(paths.runs() / folder, project=(project or IRIS).id, **values)  # type: ignore[arg-type]


def names(runs: RunList) -> list[str]:
    return [each.path.name for each in runs.runs]


def read(qtbot: QtBot, runs: RunList) -> None:
    with qtbot.waitSignal(runs.changed):
        runs.look_again()


def test_runs_of_the_project_are_listed_newest_first_and_on_request_all(qtbot: QtBot, runs: RunList) -> None:
    run("old", began="2026-01-01T00:00:00+00:00")
    run("new", began="2026-01-02T00:00:00+00:00")
    run("of another", WINE, began="2026-01-03T00:00:00+00:00")
    assert not runs.is_known
    with qtbot.waitSignal(runs.changed):
        runs.watch(1, True)
    assert (names(runs), runs.is_known) == (["new", "old"], True)
    with qtbot.waitSignal(runs.changed):
        runs.show_all_projects(True)
    assert names(runs) == ["of another", "new", "old"]


def test_nothing_is_read_while_nobody_watches(qtbot: QtBot, runs: RunList) -> None:
    run("one")
    runs.look_again()
    with qtbot.assertNotEmitted(runs.changed, wait=2 * REST):
        pass
    with qtbot.waitSignal(runs.changed):
        runs.watch(1, True)
    assert names(runs) == ["one"]


def test_a_chosen_run_keeps_its_colour_while_others_come_and_go(runs: RunList) -> None:
    first, second, third = (Path(name) for name in "abc")
    for path in (first, second, third):
        assert runs.choose(path)
    kept = runs.colour_of(third)
    assert runs.choose(first, False)
    assert runs.colour_of(first) == ""
    assert runs.colour_of(third) == kept
    assert runs.choose(first)
    assert len({each.colour for each in runs.chosen}) == 3
    assert [each.path for each in runs.chosen] == [second, third, first]


def test_no_more_runs_are_chosen_than_there_are_colours(runs: RunList) -> None:
    assert all(runs.choose(Path(str(number))) for number in range(MOST_CHOSEN))
    assert not runs.choose(Path("one too many"))
    assert {each.colour for each in runs.chosen} == set(theme.current().runs)


def test_a_chosen_run_that_was_removed_elsewhere_is_let_go_of(qtbot: QtBot, runs: RunList) -> None:
    one, other = run("one"), run("other")
    runs.watch(1, True)
    runs.choose(one)
    runs.choose(other)
    shutil.rmtree(one)
    read(qtbot, runs)
    assert [each.path for each in runs.chosen] == [other]
    assert names(runs) == ["other"]


def test_another_document_begins_with_nothing_chosen_and_nothing_listed(qtbot: QtBot, runs: RunList) -> None:
    runs.choose(run("one"))
    with qtbot.waitSignal(runs.changed):
        runs.watch(1, True)
    with qtbot.waitSignal(runs.chosen_changed):
        runs.show_project(WINE, None, is_another=True)
    assert (runs.runs, runs.is_known, runs.chosen) == ((), False, ())


def test_a_folder_that_is_none_has_no_runs_until_it_is_one(qtbot: QtBot, runs: RunList) -> None:
    paths.runs().parent.mkdir(parents=True)
    paths.runs().write_text("no folder")
    with qtbot.waitSignal(runs.changed):
        runs.watch(1, True)
    assert (names(runs), runs.failure) == ([], None)
    paths.runs().unlink()
    run("one")
    read(qtbot, runs)
    assert names(runs) == ["one"]


def test_words_on_a_run_are_kept_in_its_folder_and_told_at_once(qtbot: QtBot, runs: RunList) -> None:
    path = run("one")
    with qtbot.waitSignal(runs.changed):
        runs.watch(1, True)
    runs.annotate(path, title="The best")
    runs.annotate(path, star=True)
    qtbot.waitUntil(lambda: runs.runs[0].notes.star)
    assert read_notes(path) == runs.runs[0].notes == Notes("The best", star=True)


def test_words_that_cannot_be_kept_are_refused_with_the_reason(qtbot: QtBot, runs: RunList) -> None:
    path = run("one")
    (path / "notes.json").mkdir()
    with qtbot.waitSignal(runs.refused) as told:
        runs.annotate(path, title="The best")
    assert str(path / "notes.json") in told.args[0]
    assert told.args[1]


def test_a_removed_run_lies_in_the_trash(qtbot: QtBot, runs: RunList, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path, kept = run("one"), run("other")
    with qtbot.waitSignal(runs.changed):
        runs.watch(1, True)
    runs.choose(path)
    runs.remove([path])
    qtbot.waitUntil(lambda: not runs.chosen and len(runs.runs) == 1)
    assert (names(runs), runs.chosen) == (["other"], ())
    assert kept.is_dir()
    assert [each.parent.name for each in tmp_path.rglob("one/config.json")] == ["one"]


def test_a_run_that_is_trained_is_not_removed(qtbot: QtBot, runs: RunList) -> None:
    path = run("one")
    with owned(path), qtbot.waitSignal(runs.refused) as told:
        runs.remove([path])
    assert told.args[0] == "The run “one” is being trained."
    assert path.is_dir()


def test_a_training_is_followed_by_its_events(qtbot: QtBot, runs: RunList) -> None:
    path = run("one", ends=None, epochs=1)
    with qtbot.waitSignal(runs.changed):
        runs.watch(1, True)
    runs.follow(path, EpochDone("one", 2, 10, True, 2.0, {"loss": 0.125}))
    (told,) = runs.runs
    assert (told.state, told.epoch, told.metrics) == ("running", 2, {"loss": 0.125})
    runs.follow(path, RunFinished("one", "finished", 2, 10, 2.0))
    runs.follow(path, Evaluated("one", 2, 30, {"accuracy": 0.5}))
    (told,) = runs.runs
    assert (told.state, told.metrics) == ("finished", {"loss": 0.125, "test_accuracy": 0.5})


def test_a_run_tells_whether_its_network_is_another_now(qtbot: QtBot, runs: RunList) -> None:
    graph = Graph({"input": Node(layer("Input", shape=[4])), "output": Node(layer("Output"), (Source("input"),))})
    project = replace(IRIS, graph=graph)
    runs.show_project(project, None)
    Run.create(paths.runs() / "one", snapshot(project))
    with qtbot.waitSignal(runs.changed):
        runs.watch(1, True)
    assert [row.network for row in runs.rows] == ["same"]
    wider = Graph({**graph, "input": Node(layer("Input", shape=[5]))})
    with qtbot.waitSignal(runs.changed):
        runs.show_project(replace(project, graph=wider), None)
    assert [row.network for row in runs.rows] == ["changed"]


def test_runs_that_were_moved_stay_chosen(runs: RunList, tmp_path: Path) -> None:
    runs.choose(tmp_path / "before")
    runs.move({tmp_path / "before": tmp_path / "behind"})
    assert [each.path for each in runs.chosen] == [tmp_path / "behind"]
