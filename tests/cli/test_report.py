"""Reports of runs at the command line: pages and PDF files, and what is refused."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from hostile_runs import SCRIPT, hostile_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_run(tmp_path_factory.mktemp("hostile"))


def test_a_page_shows_the_network_as_a_drawing(studio, run: Path) -> None:
    result = studio("report", run, "out.html")
    assert (result.status, result.err) == (0, "")
    text = Path("out.html").read_text(encoding="utf-8")
    assert text.count("<svg") >= 3
    assert ">fc</text>" in text.replace("\n", "")
    assert SCRIPT not in text


def test_it_is_printed_by_qt(studio, run: Path, qapp) -> None:
    result = studio("report", run, "out.pdf")
    assert (result.status, result.err) == (0, "")
    content = Path("out.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 2


def test_a_file_that_is_there_is_replaced_only_on_demand(studio, run: Path) -> None:
    Path("out.html").write_text("mine", encoding="utf-8")
    refused = studio("report", run, "out.html")
    assert refused.status == 1
    assert "--force" in refused.err
    assert Path("out.html").read_text(encoding="utf-8") == "mine"
    assert studio("report", run, "out.html", "--force").status == 0
    assert Path("out.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("out", "said"),
    [("out.docx", "End the name in .html or .pdf"), ("nowhere/out.html", "There is no folder")],
)
def test_what_cannot_be_written_is_told(studio, run: Path, out: str, said: str) -> None:
    result = studio("report", run, out)
    assert result.status == 1
    assert said in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_is_told(studio, run: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert "no permission" in studio("report", run, closed / "out.html").err


def test_what_is_no_run_is_told(studio, tmp_path: Path) -> None:
    result = studio("report", tmp_path, "out.html")
    assert result.status == 1
    assert "is not the folder of a run" in result.err
    assert not Path("out.html").exists()


def test_a_damaged_run_still_has_a_report(studio, run: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(run, tmp_path / "copy"))
    (copy / "project.nns").unlink()
    assert studio("report", copy, "out.html").status == 0
    assert "cannot be read" in Path("out.html").read_text(encoding="utf-8")
