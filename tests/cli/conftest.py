"""The command line as people call it, in this process and in one of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from studio.cli import main
from studio.project.file import save
from studio.project.templates import template


class Result(NamedTuple):
    """What a command left on the screen."""

    status: int
    out: str
    err: str


Studio = Callable[..., Result]


@pytest.fixture
def studio(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Studio:
    """`studio("summary", path)` runs the verb here, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Result:
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        assert isinstance(end.value.code, int)
        return Result(end.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def python(tmp_path: Path) -> Callable[..., Result]:
    """`python("-m", "studio", …)` runs a process of its own in an empty folder."""

    def run(*arguments: object) -> Result:
        process = subprocess.run(
            [sys.executable, *map(str, arguments)], cwd=tmp_path, capture_output=True, check=False, encoding="utf-8"
        )
        return Result(process.returncode, process.stdout, process.stderr)

    return run


@pytest.fixture
def lenet(tmp_path: Path) -> Path:
    """A project file to work with."""
    path = tmp_path / "lenet.nns"
    save(template("lenet5").load(), path)
    return path
