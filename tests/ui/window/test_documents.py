"""Files of the window: what is opened and saved, the recent ones, and work that must not be lost on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from studio import paths
from studio.data import ImageFolder
from studio.graph import Graph, Node
from studio.layers import layer
from studio.project import Project, file, recovery
from studio.project.recent_files import recent
from studio.project.runs_of import runs_of
from studio.ui.background.training_job import TrainingJob
from studio.ui.session import Session
from studio.ui.window.documents import LARGE, Documents

MANY = 3000


@pytest.fixture
def session(open_session: Callable[[Graph], Session]) -> Session:
    return open_session(Graph())


@pytest.fixture
def documents(session: Session) -> Iterator[Documents]:
    documents = Documents(session)
    yield documents
    documents.close()


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    """A file that takes long to read."""
    path = tmp_path / "many.nns"
    file.save(Project("Many", Graph({f"node{at}": Node(layer("ReLU")) for at in range(MANY)})), path)
    assert path.stat().st_size > LARGE
    return path


@pytest.fixture
def found(tmp_path: Path, digits_project: Project) -> recovery.Recovered:
    """Work that a process left behind."""
    left = tmp_path / "left.recovery.json"
    left.touch()
    return recovery.Recovered(digits_project, None, datetime.now(UTC), left)


def test_what_is_saved_is_opened_again_and_listed_as_recent(
    session: Session, documents: Documents, digits_project: Project, tmp_path: Path
) -> None:
    documents.show(digits_project)
    assert documents.save(tmp_path / "digits.nns")
    assert not session.is_modified
    documents.new()
    assert documents.open(tmp_path / "digits.nns")
    assert session.graph == digits_project.graph
    assert recent() == [tmp_path / "digits.nns"]


def test_saving_elsewhere_names_the_project_without_a_step(
    session: Session, documents: Documents, digits_project: Project, tmp_path: Path
) -> None:
    documents.show(digits_project)
    for name, called in (("digits.nns", "Digits"), ("Wider net.nns", "Wider net"), ("🙂 العربية.nns", "🙂 العربية")):
        assert documents.save(tmp_path / name)
        assert (session.project.name, file.load(tmp_path / name).name) == (called, called)
    assert session.undo_label is None
    assert not session.is_modified


def test_the_first_save_brings_the_runs_beside_the_file_and_the_last_run_is_followed(
    qtbot: QtBot, session: Session, documents: Documents, job: TrainingJob, digits_project: Project, tmp_path: Path
) -> None:
    documents.show(digits_project)
    documents.runs_moved.connect(job.follow)
    with qtbot.waitSignal(job.finished, timeout=60_000):
        job.start(session.runnable, session.path)
    assert job.folder is not None
    assert job.folder.parent == paths.runs()
    with qtbot.waitSignal(documents.runs_moved):
        documents.save(tmp_path / "net.nns")
    assert job.folder.parent == tmp_path / "net.runs"
    assert [run.path for run in runs_of(session.project, session.path)] == [job.folder]
    with qtbot.waitSignal(job.finished, timeout=60_000):
        job.start(session.runnable, session.path)
    assert job.folder.parent == tmp_path / "net.runs"


def test_a_large_file_is_opened_with_all_that_is_in_it(
    session: Session, documents: Documents, large_file: Path
) -> None:
    assert documents.open(large_file)
    assert len(session.graph) == MANY
    assert session.path == large_file
    assert not session.is_modified


def test_a_large_file_that_is_damaged_is_refused_and_what_was_open_stays(
    session: Session, documents: Documents, large_file: Path
) -> None:
    before = session.project
    large_file.write_text(large_file.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    told: list[str] = []
    documents.failed.connect(lambda message, remedy: told.append(message))
    assert not documents.open(large_file)
    assert session.project is before
    assert "many.nns" in told[0]


def test_data_named_from_the_old_file_are_found_from_the_new_one(
    session: Session, documents: Documents, tmp_path: Path
) -> None:
    for folder in ("old/pictures", "new"):
        (tmp_path / folder).mkdir(parents=True)
    file.save(Project(data=ImageFolder(path="pictures")), tmp_path / "old" / "net.nns")
    documents.open(tmp_path / "old" / "net.nns")
    meant = session.runnable.data
    assert documents.save(tmp_path / "new" / "net.nns")
    assert session.runnable.data == meant
    assert file.located(file.load(tmp_path / "new" / "net.nns"), tmp_path / "new" / "net.nns").data == meant
    assert not session.is_modified


def test_a_recent_file_that_is_gone_is_not_offered(documents: Documents, tmp_path: Path) -> None:
    documents.save(tmp_path / "a.nns")
    documents.save(tmp_path / "b.nns")
    (tmp_path / "a.nns").unlink()
    assert recent() == [tmp_path / "b.nns"]


def test_all_that_could_not_be_read_is_told_at_once(
    documents: Documents, digits_project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "later.nns"
    file.save(digits_project, path)
    content = json.loads(path.read_text())
    content["data"]["kind"] = "Holograms"
    content["training"]["loss"]["kind"] = "Regret"
    path.write_text(json.dumps(content))
    told: list[str] = []
    documents.failed.connect(lambda message, remedy: told.append(message))
    assert documents.open(path)
    assert len(told) == 1
    assert "“Holograms”" in told[0]
    assert "“Regret”" in told[0]


def test_restored_work_is_kept_under_this_process_before_the_old_file_goes(
    qtbot: QtBot, session: Session, documents: Documents, found: recovery.Recovered
) -> None:
    documents.restore(found)
    assert session.is_modified
    qtbot.waitUntil(lambda: not found.file.exists())
    assert len(list(paths.recovery().glob(f"*{recovery.SUFFIX}"))) == 1


def test_restored_work_that_cannot_be_kept_stays_where_it_was_found(
    session: Session, found: recovery.Recovered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = Documents(session)
    (tmp_path / "file").touch()
    monkeypatch.setenv("NN_STUDIO_HOME", str(tmp_path / "file"))
    documents.restore(found)
    documents.close()
    assert session.graph == found.project.graph
    assert found.file.exists()
