"""What every exporter owes a person, tested for each by its being declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from networks import chain
from PySide6.QtWidgets import QApplication

from studio import api
from studio.cli.entry import app
from studio.cli.export_command import OPTIONS
from studio.compiler.export_error import ExportError
from studio.data.config import Idx
from studio.layers import layer
from studio.project import Project
from studio.project.export import export
from studio.project.exporters import Exported, Exporter, Subject, exporter_for, exporters, picture_formats, register
from studio.project.exporters import exporter as declaring
from studio.project.templates import template, templates
from studio.ui.widgets.figure_paper import Paper

SMALL = 500_000
"""Weights of a template that is exported in a moment; that all of them can be is tested with the compiler."""

each_exporter = pytest.mark.parametrize("declared", exporters().values(), ids=list(exporters()))


@pytest.fixture
def paper(qapp: QApplication) -> Paper:
    return Paper()


@each_exporter
def test_it_is_introduced_in_words_and_found_by_its_endings(declared: type[Exporter]) -> None:
    assert declared.title
    assert declared.about.endswith(".")
    assert declared.help().endswith(".")
    for suffix in declared.suffixes:
        assert exporter_for(Path(f"net{suffix}")) is declared
        assert exporter_for(Path(f"NET{suffix.upper()}")) is declared
    for spec in declared.options():
        assert spec.description
        assert spec.name not in signature(api.export).parameters


@each_exporter
def test_it_writes_a_network_and_says_how_the_file_can_be_relied_on(
    declared: type[Exporter], tmp_path: Path, paper: Paper
) -> None:
    project = template("two-layer-net").load()
    path = tmp_path / f"net{declared.suffixes[0]}"
    exported = export(project, path, draw=paper)
    assert exported.path == path
    assert exported.bytes == path.stat().st_size > 0
    assert exported.told.endswith(".")
    assert not exported.trained


@pytest.mark.slow
@each_exporter
@pytest.mark.parametrize("name", [each.name for each in templates() if each.parameters < SMALL][::4])
def test_it_writes_every_fourth_small_template(
    declared: type[Exporter], name: str, tmp_path: Path, paper: Paper
) -> None:
    project = replace(template(name).load(), data=Idx(path="nowhere"))
    exported = export(project, tmp_path / f"net{declared.suffixes[0]}", draw=paper)
    assert exported.bytes > 0


@each_exporter
def test_a_network_that_cannot_run_ends_as_a_sentence_and_leaves_no_file(
    declared: type[Exporter], tmp_path: Path, paper: Paper
) -> None:
    graph = chain(input=layer("Input", shape=(4,)), conv=layer("Conv2d", out_channels=2), output=layer("Output"))
    path = tmp_path / f"net{declared.suffixes[0]}"
    if "drawing" in declared.needs:  # what is wrong can be seen in a picture
        assert export(Project("Broken", graph), path, draw=paper).bytes
        return
    with pytest.raises(ExportError, match="cannot run"):
        export(Project("Broken", graph), path)
    assert not path.exists()


def test_one_that_is_declared_is_offered_everywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known = dict(exporters())
    monkeypatch.setattr(declaring, "_known", known)
    declaring.exporters.cache_clear()

    class Names(Exporter):
        """The names of the layers, a line each."""

        name = "names"
        title = "Names"
        about = "The names of the layers, a line each."
        suffixes = (".names",)
        capitals: bool = False

        def write(self, subject: Subject, path: Path) -> Exported:
            text = "\n".join(subject.project.graph)
            path.write_text(text.upper() if self.capitals else text, encoding="utf-8")
            return Exported(path, path.stat().st_size, trained=False, told="Names.")

    register(Names)
    try:
        project = template("two-layer-net").load()
        assert export(project, tmp_path / "net.names", options={"capitals": True}).told == "Names."
        assert "INPUT" in (tmp_path / "net.names").read_text(encoding="utf-8")
        command = _command()
        assert any("--capitals" in getattr(param, "opts", ()) for param in command.get_params(_context(command)))
    finally:
        declaring.exporters.cache_clear()


def test_an_option_of_no_exporter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="speed"):
        export(template("two-layer-net").load(), tmp_path / "net.py", options={"speed": True})


def _command() -> Any:
    import typer

    return typer.main.get_command(app).commands["export"]  # type: ignore[attr-defined]


def _context(command: Any) -> Any:
    make: Callable[..., Any] = command.make_context
    return make("export", ["net.nns", "net.py"], resilient_parsing=True)


def test_switches_on_the_command_line_are_named_after_what_they_do() -> None:
    command = _command()
    context = command.make_context("export", ["net.nns", "net.onnx", "--without-preparation"])
    assert context.meta[OPTIONS] == {"preparation": False}


def test_what_takes_samples_as_they_come_is_offered_first_and_pictures_last() -> None:
    names = list(exporters())
    assert names[0] == "onnx"
    assert {*names[-4:]} == {*picture_formats()} == {"svg", "pdf", "png", "tikz"}
