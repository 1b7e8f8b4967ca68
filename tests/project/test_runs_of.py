"""Runs of a project: where new ones go, and how all of them are found wherever file and runs have gone."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from written_runs import written_run

from studio import paths
from studio.project import Project
from studio.project.file import dumps, load, loads, save
from studio.project.identity import identified
from studio.project.new_run import new_run
from studio.project.preferences import choose_place_of_runs, place_of_runs
from studio.project.run_places import beside
from studio.project.runs_of import bring_beside, runs_of, runs_of_user
from studio.project.templates import template
from studio.training.errors import TrainingError
from studio.training.runs.layout import EVENTS
from studio.training.runs.ownership import owned


@pytest.fixture
def project() -> Project:
    return template("and-gate").load()


@pytest.fixture
def file(tmp_path: Path, project: Project) -> Path:
    path = tmp_path / "mine" / "net.nns"
    path.parent.mkdir()
    save(project, path)
    return path


def names(project: Project, path: Path | None) -> list[str]:
    return [run.path.name for run in runs_of(project, path)]


def test_a_template_gets_an_id_of_its_own_each_time_which_the_file_keeps(project: Project, file: Path) -> None:
    assert project.id
    assert template("and-gate").load().id != project.id
    assert load(file).id == project.id
    assert json.loads(file.read_text())["id"] == project.id


def test_a_file_without_an_id_stays_as_it_is_and_has_the_same_one_at_each_opening(tmp_path: Path) -> None:
    written = dumps(Project())
    assert '"id"' not in written
    assert loads(written).id == ""
    here, there = tmp_path / "a.nns", tmp_path / "b.nns"
    assert identified(Project(), here).id == identified(Project(), here).id != identified(Project(), there).id


@pytest.mark.parametrize("wrong", ["7", "null", '["a"]', f'"{"x" * 101}"'])
def test_an_id_that_is_none_is_refused_with_a_sentence(wrong: str) -> None:
    with pytest.raises(Exception, match="“id”"):
        loads(dumps(Project()).replace('"name"', f'"id": {wrong}, "name"'))


def test_runs_of_a_saved_project_go_beside_it_and_others_to_the_user(project: Project, file: Path) -> None:
    first, second = new_run(project, None), new_run(project, file)
    assert first.path.parent == paths.runs()
    assert second.path.parent == file.parent / "net.runs" == beside(file)
    assert names(project, file) == [second.name, first.name]
    assert names(replace(project, id="another"), file) == [second.name]
    assert names(replace(project, id="another"), None) == []
    assert [run.path for run in runs_of_user()] == [second.path, first.path]


def test_a_chosen_place_takes_the_runs_of_all_projects(project: Project, file: Path, tmp_path: Path) -> None:
    choose_place_of_runs(tmp_path / "all")
    run = new_run(project, file)
    assert run.path.parent == tmp_path / "all" == place_of_runs()
    assert names(project, file) == [run.name]
    choose_place_of_runs(None)
    assert place_of_runs() is None
    assert new_run(project, file).path.parent == beside(file)


@pytest.mark.parametrize("obstacle", ["file", "broken link", "read-only"])
def test_where_the_place_cannot_be_written_the_run_is_kept_and_tells_where(
    obstacle: str, project: Project, file: Path
) -> None:
    if obstacle == "file":
        beside(file).write_text("mine")
    elif obstacle == "broken link":
        beside(file).symlink_to(file.parent / "gone" / "away")
    else:
        beside(file).mkdir()
        beside(file).chmod(0o500)
        if os.access(beside(file), os.W_OK):
            pytest.skip("this user writes everywhere")
    run = new_run(project, file)
    assert run.path.parent == paths.runs()
    assert str(paths.runs()) in run.remark()
    assert beside(file).name in run.remark()
    assert names(project, file) == [run.name]
    if obstacle == "file":
        assert beside(file).read_text() == "mine"


def test_where_no_place_can_be_written_it_is_refused(project: Project, file: Path) -> None:
    for place in (beside(file), paths.runs()):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("")
    with pytest.raises(TrainingError, match="cannot be kept"):
        new_run(project, file)


def test_a_link_to_another_disk_is_followed(project: Project, file: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    beside(file).symlink_to(tmp_path / "disk")
    run = new_run(project, file)
    assert run.remark() == ""
    assert names(project, file) == [run.name]


def test_runs_are_found_after_file_or_folder_was_renamed_or_moved(project: Project, file: Path, tmp_path: Path) -> None:
    run = new_run(project, file)
    renamed = file.rename(file.with_name("other.nns"))
    assert names(load(renamed), renamed) == [run.name]
    moved = file.parent.rename(tmp_path / "moved")
    assert names(load(moved / "other.nns"), moved / "other.nns") == [run.name]
    saved_as = tmp_path / "copy" / "copy.nns"
    saved_as.parent.mkdir()
    later = new_run(project, moved / "other.nns")
    save(project, saved_as)
    assert later.name in names(load(saved_as), saved_as)


def test_the_first_save_brings_the_runs_along_but_for_those_that_are_trained(project: Project, file: Path) -> None:
    done, going, begun, starting = (new_run(project, None) for _ in range(4))
    for each in (done, going, starting):
        (each.path / EVENTS).touch()
    written_run(paths.runs() / "of another")
    with owned(going.path):
        moved = bring_beside(project, file, [starting.path])
    assert moved == {done.path: beside(file) / done.name}
    left = {going.path, begun.path, starting.path}
    assert {run.path for run in runs_of(project, file)} == {beside(file) / done.name, *left}
    assert (paths.runs() / "of another").is_dir()


def test_nothing_is_written_over_when_runs_are_brought_along(project: Project, file: Path) -> None:
    run = new_run(project, None)
    (run.path / EVENTS).touch()
    (beside(file) / run.name).mkdir(parents=True)
    assert bring_beside(project, file) == {}
    beside(file).joinpath(run.name).rmdir()
    beside(file).rmdir()
    beside(file).write_text("mine")
    assert bring_beside(project, file) == {}
    assert names(project, file) == [run.name]


@pytest.mark.parametrize("content", ["", "{", "[1]", "null", '{"runs": 3}'])
def test_damaged_choices_and_lists_are_as_none(content: str, project: Project, file: Path) -> None:
    for each in (paths.preferences(), paths.run_places()):
        each.parent.mkdir(parents=True, exist_ok=True)
        each.write_text(content)
    run = new_run(project, file)
    assert run.path.parent == beside(file)
    assert [each.path for each in runs_of_user()] == [run.path]
