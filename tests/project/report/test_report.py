"""The report of a run: everything is told, in one page that is safe to open anywhere."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hostile_runs import CLASSES, NOTE, SCRIPT, hostile_run
from written_runs import written_run

from studio.project.report import Content, page, report_of
from studio.project.report.blocks import Facts, Folded, Matrix, Paragraph, Report, Table
from studio.text import written_out
from studio.training.errors import TrainingError
from studio.training.runs import Run
from studio.training.runs.layout import DATA, DOCUMENT, ENVIRONMENT, EVENTS, NETWORK

VOID = {"meta", "img", "br", "link", "hr", "input"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_run(tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def copy(run: Path, tmp_path: Path) -> Path:
    """The same run, to be damaged."""
    return Path(shutil.copytree(run, tmp_path / "copy"))


class Read(HTMLParser):
    """Elements with their attributes, and the text that is shown; raises where elements do not close each other."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words.append(data)


def test_names_of_any_kind_stand_in_it_as_text_and_nothing_else(run: Path) -> None:
    text = page(report_of(Content.of(run)))
    read = Read(text)
    shown = "".join(read.words)
    for name in (*CLASSES, NOTE, f"Title {SCRIPT}", f"Net {SCRIPT}"):
        assert written_out(name) in shown
    assert {"script", "img", "iframe", "object", "link", "a<b"} & {tag for tag, _ in read.elements} == set()
    assert "\u202e" not in text


def test_it_asks_for_nothing_outside_of_itself(run: Path) -> None:
    text = page(report_of(Content.of(run)))
    for tag, attributes in Read(text).elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src", "xlink:href", "action", "data", "poster"):
                assert (value or "").startswith("#"), (tag, name, value)
    assert "@import" not in text
    assert re.findall(r"url\((?!#)", text) == []
    assert "default-src 'none'" in text


def test_every_part_is_there_once(run: Path) -> None:
    report = report_of(Content.of(run))
    names = [section.name for section in report.sections]
    assert names == ["results", "curves", "network", "data", "settings", "environment", "reproduce"]
    assert all(section.blocks for section in report.sections)
    assert [tag for tag, found in Read(page(report)).elements if found.get("id") in names].count("section") == len(
        names
    )


def test_layers_have_their_shapes_and_costs(run: Path) -> None:
    rows = next(each for each in _tables(report_of(Content.of(run))) if "MACs" in each.head).rows
    assert [row[0] for row in rows] == ["input", "fc", "output", "total"]
    assert rows[1] == ("fc", "Linear · 3", "3", "9", "6")


def test_what_differs_from_the_default_stands_before_all_settings(run: Path) -> None:
    section = next(each for each in report_of(Content.of(run)).sections if each.name == "settings")
    changed = next(each for each in section.blocks if isinstance(each, Table))
    folded = next(each for each in section.blocks if isinstance(each, Folded))
    (everything,) = [each for each in folded.blocks if isinstance(each, Table)]
    names = [row[0] for row in changed.rows]
    assert "training.epochs" in names
    assert "training.optimizer.lr" not in names
    assert next(row for row in changed.rows if row[0] == "training.epochs")[1:3] == ("1", "10")
    assert {row[0] for row in everything.rows} > set(names)
    assert "training.optimizer.lr" in {row[0] for row in everything.rows}


def test_results_and_samples_are_those_that_the_run_tells(run: Path) -> None:
    report = report_of(Content.of(run))
    facts = {name: value for block in _blocks(report) if isinstance(block, Facts) for name, value in block.rows}
    assert (facts["training samples"], facts["validation samples"], facts["test samples"]) == ("46", "5", "9")
    head = next(each.head for each in _tables(report) if "figure" in each.head)
    assert head == ("figure", "training", "validation", "test")


def test_test_samples_are_set_against_predictions_under_the_names_of_their_classes(run: Path) -> None:
    (matrix,) = [block for block in _blocks(report_of(Content.of(run))) if isinstance(block, Matrix)]
    assert sorted(matrix.names) == sorted(CLASSES)
    assert sum(map(sum, matrix.counts)) == 9
    (per_class,) = [each for each in _tables(report_of(Content.of(run))) if "F1" in each.head]
    assert [row[-1] for row in per_class.rows] == [str(sum(counts)) for counts in matrix.counts]


def test_where_the_data_are_gone_the_figures_of_the_run_are_told(copy: Path) -> None:
    shutil.rmtree(copy / "predictions", ignore_errors=True)
    events = (copy / EVENTS).read_text(encoding="utf-8")
    config = (copy / DOCUMENT).read_text(encoding="utf-8")
    assert "a<b>&c.csv" in config
    table = copy.parent / "gone"
    moved = Path(json.loads(config)["data"]["path"])
    moved.rename(table)
    try:
        report = report_of(Content.of(copy))
    finally:
        table.rename(moved)
    words = " ".join(block.text for block in _blocks(report) if isinstance(block, Paragraph))
    assert "no more to tell of single samples" in words
    assert "Evaluated" in events
    assert next(each.head for each in _tables(report) if "figure" in each.head)[-1] == "test"


def test_a_run_that_is_being_trained_is_told_as_far_as_it_is(copy: Path) -> None:
    shutil.rmtree(copy / "predictions", ignore_errors=True)
    with Run.open(copy).owned():
        report = report_of(Content.of(copy))
    assert "running" in report.subtitle
    Read(page(report))
    words = " ".join(block.text for block in _blocks(report) if isinstance(block, Paragraph))
    assert "is being trained" in words


def test_the_commands_train_it_as_it_was_trained(run: Path) -> None:
    text = page(report_of(Content.of(run)))
    read = "".join(Read(text).words)
    assert f"studio train 'run <i>& '\"'\"'quoted'\"'\"'/{DOCUMENT}' --out" in read
    assert "studio reproduce" in read


@pytest.mark.parametrize("lost", [EVENTS, DOCUMENT, ENVIRONMENT, NETWORK, DATA, "checkpoints", "notes.json"])
def test_of_a_run_that_lost_a_part_the_rest_is_told(copy: Path, lost: str) -> None:
    target = copy / lost
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    report = report_of(Content.of(copy))
    Read(page(report))
    warned = [block.text for block in _blocks(report) if isinstance(block, Paragraph) and block.tone == "warning"]
    assert bool(warned) is (lost in (DOCUMENT, ENVIRONMENT, NETWORK, DATA))


@pytest.mark.parametrize("damaged", [EVENTS, DOCUMENT, ENVIRONMENT, NETWORK, DATA, "config.json", "notes.json"])
def test_of_a_run_with_a_damaged_part_the_rest_is_told(copy: Path, damaged: str) -> None:
    (copy / damaged).write_bytes(b'\xff\x00{"half": [1, 2')
    report = report_of(Content.of(copy))
    Read(page(report))
    assert len(report.sections) >= 7


def test_a_run_of_a_newer_version_is_told_with_what_it_has_more(tmp_path: Path) -> None:
    folder = written_run(tmp_path / "newer", warp_drive={"kind": "Alcubierre", "factor": 9})
    with (folder / EVENTS).open("a", encoding="utf-8") as events:
        events.write('{"event": "Teleported", "run": "newer", "step": 3}\n')
    rows = {row[0]: row[1] for each in _tables(report_of(Content.of(folder))) for row in each.rows}
    assert rows["training.warp_drive"] == "Alcubierre"
    assert rows["training.warp_drive.factor"] == "9"


def test_a_run_in_which_nothing_was_trained_says_so(tmp_path: Path, copy: Path) -> None:
    (copy / EVENTS).unlink()
    shutil.rmtree(copy / "checkpoints")
    words = " ".join(block.text for block in _blocks(report_of(Content.of(copy))) if isinstance(block, Paragraph))
    assert "No epoch is over yet" in words
    assert "Nothing was trained yet" in words


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="is not the folder of a run"):
        report_of(Content.of(tmp_path))


def _blocks(report: Report) -> Iterator[object]:
    yield from report.lead
    for section in report.sections:
        yield from section.blocks


def _tables(report: Report) -> Iterator[Table]:
    for block in _blocks(report):
        inner = block.blocks if isinstance(block, Folded) else (block,)
        yield from (each for each in inner if isinstance(each, Table))
