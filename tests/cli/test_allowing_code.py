"""At the command line the code of a file runs only with --allow-code."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.cli.entry import app
from studio.graph import Graph, Node, Source
from studio.layers import consent
from studio.layers.custom import Custom
from studio.layers.io import Input, Output
from studio.project import Project
from studio.project.file import save


@pytest.fixture(autouse=True)
def nothing_allowed() -> Iterator[None]:
    consent.forget()
    yield
    consent.forget()


@pytest.fixture
def suspicious(tmp_path: Path) -> tuple[Path, Path]:
    """A project whose code leaves a trace, and where it would be."""
    trace = tmp_path / "it-ran"
    code = f"open({str(trace)!r}, 'w').close()\ndef forward(x):\n    return x\n"
    nodes = {
        "input": Node(Input(shape=(1, 8, 8))),
        "custom1": Node(Custom(code=code), (Source("input"),)),
        "output": Node(Output(), (Source("custom1"),)),
    }
    path = tmp_path / "suspicious.nns"
    save(Project("Suspicious", Graph(nodes)), path)
    return path, trace


@pytest.mark.parametrize(
    "verb",
    [
        ("summary", "FILE"),
        ("summary", "FILE", "--json"),
        ("train", "FILE", "--out", "run"),
        ("export", "FILE", "model.py"),
        ("export", "FILE", "model.onnx"),
        ("export", "FILE", "model.svg"),
        ("screenshot", "FILE", "window.png"),
    ],
    ids=" ".join,
)
def test_no_verb_runs_the_code_of_a_file_unasked(studio, suspicious: tuple[Path, Path], verb: tuple[str, ...]) -> None:
    path, trace = suspicious
    found = studio(*(path if word == "FILE" else word for word in verb))
    assert not trace.exists()
    if Path(verb[-1]).suffix not in (".svg", ".png"):
        assert found.status == 1
        told = " ".join((found.out + found.err).replace("│", " ").split())
        assert "not been allowed" in told
        assert "--allow-code" in told


def test_a_person_who_has_read_it_can_allow_it(studio, suspicious: tuple[Path, Path]) -> None:
    path, trace = suspicious
    assert "not been allowed" not in studio("summary", path, "--allow-code").out
    assert trace.exists()
    assert studio("export", path, "model.py", "--allow-code").status == 0
    assert "def forward" in Path("model.py").read_text()


def test_a_screenshot_of_allowed_code_has_its_read_outs(studio, suspicious: tuple[Path, Path]) -> None:
    path, trace = suspicious
    assert studio("screenshot", path, "withheld.png").status == 0
    assert not trace.exists()
    assert studio("screenshot", path, "allowed.png", "--allow-code").status == 0
    assert trace.exists()
    assert Path("withheld.png").read_bytes() != Path("allowed.png").read_bytes()


def test_every_verb_that_examines_a_file_can_be_allowed_its_code() -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        takes = inspect.signature(command.callback).parameters
        if "file" in takes and command.callback.__name__ not in ("window", "new", "data"):
            assert "allow_code" in takes, command.callback.__name__
