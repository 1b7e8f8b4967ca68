"""A run belongs to one process at a time, and a folder whose creation was cut short to nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from trainings import SnapshotOf, TrainAll

from studio.training.errors import TrainingError
from studio.training.events import EpochDone, RunFailed, RunFinished
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.runs.description import Description
from studio.training.runs.layout import CONFIG, LOCK, OWNER

HOLD = """
import sys
from pathlib import Path
from studio.training.runs.ownership import owned
with owned(Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""

AT_ONCE = """
import sys, time
from pathlib import Path
from studio.training.errors import TrainingError
from studio.training.runs.ownership import owned
print("ready", flush=True)
sys.stdin.readline()
try:
    with owned(Path(sys.argv[1])):
        print("mine", flush=True)
        sys.stdin.readline()
except TrainingError as error:
    print(error.message, flush=True)
"""


def started(code: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@contextmanager
def held_elsewhere(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process trains this run."""
    with started(HOLD, folder) as process:
        assert line(process) == "mine"
        yield process
        process.kill()


@pytest.mark.slow
def test_a_run_that_another_process_trains_is_refused_by_its_number(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    events = train_all(snapshot(epochs=1))
    with held_elsewhere(run_folder) as other:
        (failed,) = train_all(snapshot(epochs=2))
        assert isinstance(failed, RunFailed)
        assert f"process {other.pid}" in failed.message
        assert list(Run.open(run_folder).events()) == events
        assert Run.open(run_folder).checkpoints.read("best").weights


@pytest.mark.slow
def test_the_lock_of_a_dead_owner_is_taken_over(snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path) -> None:
    train_all(snapshot(epochs=1))
    with held_elsewhere(run_folder):
        pass
    assert (run_folder / OWNER).exists()
    assert isinstance(train_all(snapshot(epochs=2))[-1], RunFinished)
    assert not (run_folder / OWNER).exists()


def test_a_process_with_the_number_of_a_dead_owner_is_not_taken_for_it(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    (run_folder / OWNER).write_text(f'{{"process": {os.getpid()}, "host": "here", "since": "now"}}')
    assert isinstance(train_all(snapshot(epochs=2))[-1], RunFinished)


@pytest.mark.slow
def test_of_several_that_begin_in_the_same_instant_one_wins(
    snapshot: SnapshotOf, train_all: TrainAll, run_folder: Path
) -> None:
    train_all(snapshot(epochs=1))
    others = [started(AT_ONCE, run_folder) for _ in range(3)]
    assert [line(other) for other in others] == ["ready"] * 3
    for other in others:
        tell(other)
    said = [line(other) for other in others]
    for other in others:
        other.communicate()
    assert said.count("mine") == 1
    assert sum("cannot be trained" in words or "being trained" in words for words in said) == 2


def test_two_trainings_in_one_program_do_not_share_a_run(snapshot: SnapshotOf, run_folder: Path) -> None:
    settings = snapshot(epochs=2)
    first = train(settings, None, Run.create(run_folder, settings))
    next(first)
    (failed,) = train(settings, None, Run.open(run_folder))
    assert isinstance(failed, RunFailed)
    assert f"process {os.getpid()}" in failed.message
    assert isinstance(list(first)[-1], RunFinished)


CUT_SHORT = """
import os, sys
from pathlib import Path
import studio.training.runs.creation as creation
from studio.training.runs import Run
sys.path.insert(0, sys.argv[1])
import run_folders

def killed_in(writer, left, folder):
    put = getattr(creation, writer)
    def killed(*arguments):
        nonlocal left
        if left == 0:
            os._exit(9)
        left -= 1
        put(*arguments)
    setattr(creation, writer, killed)
    Run.create(folder, run_folders.snapshot(2))

for folder in map(Path, sys.argv[2:]):
    writer, left = folder.name.split("-")
    process = os.fork()
    if not process:
        killed_in(writer, int(left), folder)
    assert os.waitpid(process, 0)[1] == 9 << 8, folder
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="each process is a fork of one that has loaded all it needs")
def test_a_folder_whose_creation_was_killed_is_replaced_by_the_next(snapshot: SnapshotOf, tmp_path: Path) -> None:
    fuzz = str(Path(__file__).parents[1] / "fuzz")
    folders = [tmp_path / name for name in ("write_record-0", "write_sealed-0", "replace_file-0", "write_sealed-1")]
    subprocess.run([sys.executable, "-c", CUT_SHORT, fuzz, *map(str, folders)], check=True)
    for folder in folders:
        assert folder.is_dir()
        with pytest.raises(TrainingError, match="not the folder of a run"):
            Run.open(folder)
        settings = snapshot(epochs=1)
        assert isinstance(list(train(settings, None, Run.create(folder, settings)))[-1], RunFinished)


def test_what_earlier_versions_left_is_replaced(snapshot: SnapshotOf, run_folder: Path) -> None:
    settings = snapshot(epochs=1)
    run_folder.mkdir()
    (run_folder / "project.nns").write_text(settings.document[:9], encoding="utf-8")
    assert Run.create(run_folder, settings).document() == settings.document


def test_a_run_without_its_settings_is_one_that_was_not_completed(snapshot: SnapshotOf, run_folder: Path) -> None:
    settings = snapshot(epochs=1)
    Run.create(run_folder, settings)
    (run_folder / CONFIG).unlink()
    assert Run.create(run_folder, snapshot(epochs=3)).config()["training"]["epochs"] == 3


@pytest.mark.parametrize("name", ["project.nns", "notes.txt", "run.json", ".hidden", "checkpoints"])
def test_files_of_a_person_are_never_taken_for_left_overs(name: str, snapshot: SnapshotOf, run_folder: Path) -> None:
    run_folder.mkdir()
    (run_folder / name).write_text("mine")
    with pytest.raises(TrainingError, match="is not empty") as refused:
        Run.create(run_folder, snapshot())
    assert name in refused.value.message
    assert [path.name for path in run_folder.iterdir()] == [name]
    assert (run_folder / name).read_text() == "mine"


def test_beside_left_overs_a_file_of_a_person_stays_and_the_folder_is_refused(
    snapshot: SnapshotOf, run_folder: Path
) -> None:
    Run.create(run_folder, snapshot())
    (run_folder / CONFIG).unlink()
    (run_folder / "notes.txt").write_text("mine")
    before = sorted(path.name for path in run_folder.iterdir())
    with pytest.raises(TrainingError, match=r"notes\.txt"):
        Run.create(run_folder, snapshot())
    assert sorted(path.name for path in run_folder.iterdir()) == before


def test_a_run_that_came_to_nothing_goes_and_what_is_not_its_own_stays(snapshot: SnapshotOf, run_folder: Path) -> None:
    run = Run.create(run_folder, snapshot())
    (run_folder / "notes.txt").write_text("mine")
    run.discard()
    assert [path.name for path in run_folder.iterdir()] == ["notes.txt"]
    (run_folder / "notes.txt").unlink()
    Run.create(run_folder, snapshot()).discard()
    assert not run_folder.exists()


def test_a_lock_that_cannot_be_had_says_so(snapshot: SnapshotOf, run_folder: Path) -> None:
    settings = snapshot(epochs=1)
    run = Run.create(run_folder, settings)
    (run_folder / LOCK).unlink()
    (run_folder / LOCK).mkdir()
    (failed,) = train(settings, None, run)
    assert isinstance(failed, RunFailed)
    assert "cannot be locked" in failed.message


def test_a_project_file_that_was_there_stays_when_the_run_comes_to_nothing(
    snapshot: SnapshotOf, run_folder: Path
) -> None:
    settings = snapshot()
    run_folder.mkdir()
    (run_folder / "project.nns").write_text(settings.document, encoding="utf-8")
    os.utime(run_folder / "project.nns", (1, 1))
    Run.create(run_folder, settings).discard()
    assert [path.name for path in run_folder.iterdir()] == ["project.nns"]


@pytest.mark.usefixtures("reports_at_every_step")
def test_a_run_whose_folder_is_moved_while_it_is_trained_ends_with_a_sentence_and_goes_on_at_its_new_place(
    snapshot: SnapshotOf, run_folder: Path, tmp_path: Path
) -> None:
    settings = snapshot(epochs=3)
    events = train(settings, run=Run.create(run_folder, settings))
    for event in events:
        if isinstance(event, EpochDone):
            run_folder.rename(tmp_path / "moved")
            break
    *_, last = events
    assert isinstance(last, RunFailed)
    assert str(run_folder) in last.message or "folder" in last.message
    assert last.remedy
    whole = tmp_path / "whole"
    list(train(settings, run=Run.create(whole, settings)))
    list(train(settings, run=Run.open(tmp_path / "moved")))
    assert Description.of(tmp_path / "moved").metrics == Description.of(whole).metrics
