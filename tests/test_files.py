"""A file is replaced whole or not at all."""

from __future__ import annotations

import fcntl
import importlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from studio.files import reason, replace_file


@pytest.fixture(autouse=True)
def the_disk_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests leave that out."""
    monkeypatch.setattr(os, "fsync", importlib.import_module(os.name).fsync)


def test_the_new_content_takes_the_place_of_the_old_with_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_a_new_file_gets_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    replace_file(tmp_path / "new", b"")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_name_as_long_as_the_system_allows_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("層" * 83 + ".nns")
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    replace_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("place", "why"),
    [("folder", "There is a folder of that name."), ("none/a.txt", "There is no folder “{}”."), ("file/a.txt", "“{}”")],
)
def test_a_place_that_cannot_be_written_is_told_and_left_as_it_was(tmp_path: Path, place: str, why: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    path = tmp_path / place
    with pytest.raises(OSError) as refused:  # noqa: PT011  any reason will do
        replace_file(path, b"new")
    assert why.format(path.parent) in reason(path, refused.value)
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


OURS = [".a.nns.k3j2_h1g.tmp", ".a.nns.00000000.tmp"]
NOT_OURS = [
    ".a.nns.tmp", "a.nns.bak", ".b.nns.k3j2_h1g.tmp", ".a.nns.K3J2H1GX.tmp", ".a.nns.k3j2h1g.tmp", "a.nns.k3j2_h1g.tmp",
    ".a.nns.k3j2_h1g.tmp~", ".a.nns.k3j2_h1g.swp", ".aXnns.k3j2_h1g.tmp",
]  # fmt: skip


def test_what_an_interrupted_writing_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in OURS + NOT_OURS:
        (tmp_path / name).write_text(name)
    (tmp_path / ".a.nns.dddddddd.tmp").mkdir()
    (tmp_path / ".a.nns.llllllll.tmp").symlink_to(tmp_path / "a.nns.bak")
    replace_file(tmp_path / "a.nns", b"new")
    kept = sorted([*NOT_OURS, "a.nns", ".a.nns.dddddddd.tmp", ".a.nns.llllllll.tmp"])
    assert sorted(os.listdir(tmp_path)) == kept
    assert all((tmp_path / name).read_text() == name for name in NOT_OURS)


def test_a_process_that_ends_in_mid_save_leaves_the_old_file_and_the_next_save_cleans_up(tmp_path: Path) -> None:
    path = tmp_path / "a.nns"
    path.write_bytes(b"old")
    script = Path(__file__).parent / "support" / "save_until_killed.py"
    assert subprocess.run([sys.executable, str(script), str(path)], check=False).returncode == 9
    assert path.read_bytes() == b"old"
    assert len(os.listdir(tmp_path)) == 2
    replace_file(path, b"new")
    assert os.listdir(tmp_path) == ["a.nns"]


def test_a_file_that_another_is_writing_is_let_be(tmp_path: Path) -> None:
    theirs = tmp_path / ".a.nns.k3j2_h1g.tmp"
    with theirs.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        replace_file(tmp_path / "a.nns", b"new")
        assert theirs.exists()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(), "The system does not say why (OSError)."),
        (OSError(""), "The system does not say why (OSError)."),
        (OSError(5, ""), "[Errno 5]."),
        (OSError("torn cable"), "Torn cable."),
        (OSError(28, "No space left on device"), "No space left on device."),
        (TimeoutError(110, "Connection timed out"), "Connection timed out."),
    ],
)
def test_a_reason_is_never_empty(error: OSError, told: str) -> None:
    assert reason(Path("a.nns"), error) == told


def test_a_link_in_a_circle_and_a_pipe_are_refused_as_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    os.mkfifo(tmp_path / "pipe")
    for name in ("circle", "pipe"):
        with pytest.raises(OSError) as refused:  # noqa: PT011  any reason will do
            replace_file(tmp_path / name, b"new")
        assert len(reason(tmp_path / name, refused.value)) > 10
    assert sorted(os.listdir(tmp_path)) == ["circle", "pipe"]
