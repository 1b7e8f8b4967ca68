"""The list of runs follows the folders on disk, and keeps what is chosen with a colour of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from written_runs import written_run

from studio import paths
from studio.ui import theme
from studio.ui.background.pool import Pool
from studio.ui.background.run_list import MOST_CHOSEN, REST, RunList


@pytest.fixture
def runs(pool: Pool) -> RunList:
    made = RunList(pool)
    made.show_project("Iris", None, is_another=True)
    return made


def run(folder: str, **values: object) -> Path:
    return written_run(paths.runs() / folder, **values)  # type: ignore[arg-type]


def names(runs: RunList) -> list[str]:
    return [each.path.name for each in runs.runs]


def read(qtbot: QtBot, runs: RunList) -> None:
    with qtbot.waitSignal(runs.changed):
        runs.look_again()


def test_runs_of_the_project_are_listed_newest_first_and_on_request_all(qtbot: QtBot, runs: RunList) -> None:
    run("old", began="2026-01-01T00:00:00+00:00")
    run("new", began="2026-01-02T00:00:00+00:00")
    run("of another", name="Wine", began="2026-01-03T00:00:00+00:00")
    assert not runs.is_known
    with qtbot.waitSignal(runs.changed):
        runs.watch(True)
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
        runs.watch(True)
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
    runs.watch(True)
    runs.choose(one)
    runs.choose(other)
    shutil.rmtree(one)
    read(qtbot, runs)
    assert [each.path for each in runs.chosen] == [other]
    assert names(runs) == ["other"]


def test_another_document_begins_with_nothing_chosen_and_nothing_listed(qtbot: QtBot, runs: RunList) -> None:
    runs.choose(run("one"))
    with qtbot.waitSignal(runs.changed):
        runs.watch(True)
    with qtbot.waitSignal(runs.chosen_changed):
        runs.show_project("Wine", None, is_another=True)
    assert (runs.runs, runs.is_known, runs.chosen) == ((), False, ())


def test_a_folder_that_cannot_be_read_is_told_and_can_be_read_later(qtbot: QtBot, runs: RunList) -> None:
    paths.runs().parent.mkdir(parents=True)
    paths.runs().write_text("no folder")
    with qtbot.waitSignal(runs.changed):
        runs.watch(True)
    assert "cannot be read" in str(runs.failure)
    paths.runs().unlink()
    run("one")
    read(qtbot, runs)
    assert (names(runs), runs.failure) == (["one"], None)
