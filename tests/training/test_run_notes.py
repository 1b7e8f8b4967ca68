"""A person's words on a run: kept beside it, changed at any time, never in the way of the run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from written_runs import written_run

from studio.training.errors import TrainingError
from studio.training.runs.listing import listed_runs
from studio.training.runs.notes import Notes, annotate, read_notes
from studio.training.runs.ownership import owned
from studio.training.runs.removal import Trashed, bring_back, remove


def test_each_word_is_kept_when_another_is_changed(tmp_path: Path) -> None:
    run = written_run(tmp_path / "run")
    annotate(run, title="  The   good one ", tags=["baseline", " small  net ", "baseline", ""])
    annotate(run, star=True)
    annotate(run, note="Seed 3\nwas luck.\n")
    wanted = Notes("The good one", ("baseline", "small net"), "Seed 3\nwas luck.", star=True)
    assert read_notes(run) == wanted
    (listed,) = listed_runs(tmp_path, tmp_path / "index.sqlite")
    assert (listed.notes, listed.title) == (wanted, "The good one")
    annotate(run, title="", star=False)
    (listed,) = listed_runs(tmp_path, tmp_path / "index.sqlite")
    assert (listed.notes.star, listed.title) == (False, "run")


def test_listed_notes_follow_each_change_although_the_index_keeps_the_run(tmp_path: Path) -> None:
    run, index = written_run(tmp_path / "run"), tmp_path / "index.sqlite"
    for title in ("first", "second"):
        annotate(run, title=title)
        assert [each.title for each in listed_runs(tmp_path, index)] == [title]


def test_what_a_newer_version_wrote_is_kept(tmp_path: Path) -> None:
    run = written_run(tmp_path / "run")
    (run / "notes.json").write_text('{"title": "a", "colour": "#ff0000", "tags": "none", "star": 1}')
    assert read_notes(run) == Notes(title="a")
    annotate(run, note="b")
    assert json.loads((run / "notes.json").read_text())["colour"] == "#ff0000"


@pytest.mark.parametrize("content", ["{", "[]", "\x00", "[" * 100_000, " " * 2**21])
def test_damaged_notes_are_never_written_over_and_do_not_damage_the_run(content: str, tmp_path: Path) -> None:
    run = written_run(tmp_path / "run")
    (run / "notes.json").write_text(content)
    (listed,) = listed_runs(tmp_path)
    assert (listed.state, listed.notes) == ("finished", Notes())
    with pytest.raises(TrainingError, match=r"notes\.json"):
        annotate(run, star=True)
    assert (run / "notes.json").read_text() == content


def test_words_that_are_too_long_are_refused_with_the_limit(tmp_path: Path) -> None:
    run = written_run(tmp_path / "run")
    for words in ({"title": "x" * 201}, {"note": "x" * 20_001}, {"tags": ["x" * 61]}, {"tags": map(str, range(51))}):
        with pytest.raises(TrainingError, match=r"201|20,001|61|51"):
            annotate(run, **words)
    assert read_notes(run) == Notes()
    with pytest.raises(TrainingError, match="not the folder of a run"):
        annotate(tmp_path, star=True)


def test_a_run_that_is_trained_is_annotated_but_not_removed(tmp_path: Path) -> None:
    run = written_run(tmp_path / "run")
    with owned(run):
        annotate(run, title="watched")
        with pytest.raises(TrainingError, match="is being trained"):
            remove(run, _into_trash)
    assert read_notes(run).title == "watched"
    remove(run, _into_trash)
    assert not run.exists()
    assert (tmp_path / "trash" / "run" / "notes.json").is_file()


def test_only_folders_of_runs_are_removed_and_a_refusal_says_where_the_run_is(tmp_path: Path) -> None:
    run = written_run(tmp_path / "run")
    (tmp_path / "link").symlink_to(run)
    (tmp_path / "mine").mkdir()
    for other in (tmp_path / "link", tmp_path / "mine", tmp_path / "gone"):
        with pytest.raises(TrainingError, match="is not the folder of a run"):
            remove(other, _into_trash)
    with pytest.raises(TrainingError, match="file manager"):
        remove(run, _no_trash)
    assert run.is_dir()


def test_a_run_comes_back_from_the_trash_to_where_it_was_and_never_over_another(tmp_path: Path) -> None:
    run = written_run(tmp_path / "runs" / "run")
    trashed = Trashed(run, "The good one", remove(run, _into_trash))
    written_run(run)
    with pytest.raises(TrainingError, match="something else is there"):
        bring_back(trashed)
    shutil.rmtree(run.parent / "run")
    bring_back(trashed)
    assert (run / "events.jsonl").is_file()
    with pytest.raises(TrainingError, match=r"“The good one” could not be brought back"):
        bring_back(Trashed(tmp_path / "gone", "The good one", tmp_path / "nowhere"))
    with pytest.raises(TrainingError, match="file manager"):
        bring_back(Trashed(tmp_path / "gone", "The good one", None))


def _no_trash(path: Path) -> Path | None:
    raise OSError("there is none")


def _into_trash(path: Path) -> Path | None:
    trash = path.parent / "trash"
    trash.mkdir(exist_ok=True)
    return path.rename(trash / path.name)
