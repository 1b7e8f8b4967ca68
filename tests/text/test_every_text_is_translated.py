"""In a language that marks what is translated, no sentence of help, problems or commands is left unmarked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from diagnostics_cases import EXAMPLES, Example
from pseudo import outside

from studio.compiler.analysis import analyse
from studio.data import data_kinds
from studio.explanation.notes import REFERENCES
from studio.explanation.page import page
from studio.explanation.plain import text
from studio.explanation.subject import Subject, subject
from studio.graph import Graph, Node, Source
from studio.layers import Declaration, ParameterError, catalogue, fields
from studio.layers.initialization import initializers
from studio.layers.io import Input, Output
from studio.project import Project, diagnostics
from studio.project.file import loads
from studio.project.templates import templates
from studio.training.losses import losses
from studio.training.optimizers import optimizers
from studio.training.schedules import schedules

pytestmark = pytest.mark.usefixtures("pseudo")

PROSE = re.compile(r"[a-z]{2,},? [a-z]{2,}")
"""Two words of a sentence."""

SYMBOLIC = re.compile(r" = |^def ")
"""In formulas, values of parameters and code."""

DECLARED = {**catalogue, **losses, **optimizers, **schedules, **data_kinds, **initializers}
PAGES = {**catalogue, **losses, **optimizers, **schedules}


def untranslated(told: str) -> list[str]:
    """Words of sentences that are not of the catalogue; names of parameters and formulas are no sentences."""
    lines = (line.strip() for line in outside(told).splitlines())
    return [line for line in lines if PROSE.search(line) and not SYMBOLIC.search(line)]


def is_whole(told: str) -> bool:
    return not outside(told).strip()


def test_help_pages_are_translated() -> None:
    for kind in PAGES:
        told = text(page(subject(kind)), width=10_000)
        for reference in REFERENCES.values():
            told = told.replace(reference, "")
        assert untranslated(told) == [], kind


def test_titles_help_and_parameters_are_translated() -> None:
    declarations: dict[str, type[Declaration]] = DECLARED
    for kind, declared in declarations.items():
        assert is_whole(declared.title), kind
        assert is_whole(declared.help()), kind
        assert is_whole(declared.summary()), kind
        for spec in fields(declared):
            assert is_whole(spec.label), spec
            assert is_whole(spec.description) or not spec.description, spec
            assert untranslated(spec.wanted()) == [], spec


def test_refused_parameters_are_told_in_it() -> None:
    for kind, declared in DECLARED.items():
        for params in ({"nonsense": 1}, *({spec.name: object()} for spec in fields(declared))):
            with pytest.raises(ParameterError) as refusal:
                declared.create(params)
            assert is_whole(str(refusal.value)), kind


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.is_found], ids=lambda each: each.check)
def test_problems_and_their_remedies_are_translated(example: Example) -> None:
    found = diagnostics.problems(example.project, analyse(example.project.graph), example.data)
    for problem in found:
        title = diagnostics.title(example.project, problem)
        assert [told for told in (problem.message, problem.remedy, title) if told and not is_whole(told)] == []


def refused() -> Iterator[Graph]:
    """Each layer on inputs of every rank, of which it refuses most."""
    for kind, declared in catalogue.items():
        if kind in ("Input", "Output"):
            continue
        layer = declared()
        for shape in ((3,), (1, 2, 2)):
            for dtype in ("float32", "int64"):
                inputs = tuple(Source("input", 0) for _ in range(2 if layer.variadic else len(layer.inputs)))
                yield Graph({
                    "input": Node(Input(shape=shape, dtype=dtype)),
                    "layer": Node(layer, inputs),
                    "output": Node(Output(), (Source("layer"),)),
                })  # fmt: skip


def test_what_layers_refuse_is_translated() -> None:
    problems = {problem.message: problem for graph in refused() for problem in analyse(graph).problems}
    assert len({problem.code for problem in problems.values()}) > 15
    assert [
        problem for problem in problems.values() if not is_whole(problem.message) or not is_whole(problem.remedy)
    ] == []


def test_templates_are_translated() -> None:
    for template in templates():
        assert is_whole(template.title)
        assert is_whole(template.teaches)


@pytest.mark.parametrize("written", ["", "[]", "{", '{"format": "nn-studio", "version": 0}', '{"a": 1, "a": 2}'])
def test_what_is_wrong_with_a_file_is_translated(written: str) -> None:
    with pytest.raises(Exception) as refusal:  # noqa: PT011
        loads(written)
    assert untranslated(str(refusal.value)) == []


VERBS = ("demo", "templates", "new", "summary", "data", "explain", "train", "export", "screenshot")


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_command_is_translated(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    from studio.cli import main

    with pytest.raises(SystemExit):
        main([verb, "--help"])
    told = capsys.readouterr().out.replace(f"studio {verb}", "")
    assert "⟦" in told
    assert untranslated(" ".join(told.split())) == []


@pytest.mark.parametrize(
    "words",
    [("smmary",), ("summary", "nowhere.nns"), ("explain", "Conv3"), ("explain", "ReLU", "dim=1"), ("new", "x", "y")],
)
def test_what_a_command_refuses_is_translated(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.cli import main

    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(list(words))
    told = capsys.readouterr().err
    assert "⟦" in told
    assert untranslated(told) == []


def test_placeholders_and_plurals_survive() -> None:
    graph = Graph({"fc": Node(catalogue["Linear"]())})
    (open_input,) = [problem for problem in analyse(graph).problems if problem.code == "open-input"]
    assert open_input.message == "⟦Nóthíng ís plúggéd íntó ⟦thé ínpút⟧ óf Linear.⟧"
    assert open_input.arguments["layer"] == "Linear"
    assert Project(graph=graph).graph is graph
    assert Subject(catalogue["ReLU"]()).value.title == "⟦Réctífíéd línéár únít⟧"
