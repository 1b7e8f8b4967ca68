"""What every style of pictures owes a reader, tested for each by its being declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from figures_judged import judge
from networks import chain
from PySide6.QtWidgets import QApplication

from studio.compiler.export_error import ExportError
from studio.graph import Graph, Node, Source
from studio.layers import fields, layer
from studio.project import Project
from studio.project.export import export, told_as_export_error
from studio.project.exporters import Subject
from studio.project.figures import Figure, Style, styles
from studio.project.figures import style as declaring
from studio.project.figures.style import register
from studio.project.figures.svg import svg
from studio.project.figures.tikz import escaped, tikz
from studio.project.templates import template
from studio.ui.widgets.figure_paper import Paper

each_style = pytest.mark.parametrize("declared", styles().values(), ids=list(styles()))
NAMES = ("a_name_" + "that_goes_on_and_on_" * 6 + "to_its_end", "שכבה_ראשונה", "层🙂", "x", "café_Größe")


def dense(*widths: int, names: tuple[str, ...] = ()) -> Graph:
    """A chain of fully connected layers."""
    layers = {"input": layer("Input", shape=(widths[0],))}
    for index, width in enumerate(widths[1:]):
        layers[names[index] if names else f"fc{index + 1}"] = layer("Linear", out_features=width)
        layers[f"act{index + 1}"] = layer("Tanh")
    return chain(**layers, output=layer("Output"))


STRANGE = "long, right-to-left and other names"
VARIED = ("mlp", STRANGE, "residual")
"""Networks that are drawn with each option at each of its values."""

NETWORKS = {
    "mlp": lambda: dense(2, 3, 1),
    "one node": lambda: Graph({"input": Node(layer("Input", shape=(4,)))}),
    STRANGE: lambda: dense(2, 3, 4, 3, 2, 1, names=NAMES),
    "lenet": lambda: template("lenet5").load().graph,
    "residual": lambda: template("residual-digits").load().graph,
    "unet": lambda: template("unet").load().graph,
    "branches": lambda: template("inception-digits").load().graph,
    "words": lambda: template("lstm-text").load().graph,
}


@pytest.fixture(scope="module")
def subjects() -> dict[str, Subject]:
    return {name: Subject(Project(name, make())) for name, make in NETWORKS.items()}


def variants(declared: type[Style]) -> Iterator[Style]:
    """The style as it is, and with each option at each of its other values."""
    yield declared.create({})
    for spec in fields(declared):
        others: tuple[object, ...] = (
            (not spec.default,) if spec.editor == "switch"
            else spec.choices if spec.editor == "choice" else (0, 3) if spec.editor == "integer" else ()
        )  # fmt: skip
        yield from (declared.create({spec.name: other}) for other in others if other != spec.default)


def drawn(style: Style, subject: Subject) -> Figure | ExportError:
    """What it draws of a network, or says where it does not draw it."""
    try:
        with told_as_export_error():
            return style.figure(subject, Paper().ink("light"))
    except ExportError as error:
        return error


def check(outcome: Figure | ExportError) -> None:
    """A picture without faults, or a sentence with a remedy."""
    if isinstance(outcome, Figure):
        judge(outcome)
        assert outcome.about.endswith(".")
    else:
        assert outcome.message.endswith(".")
        assert outcome.remedy.endswith(".")


def figures(declared: type[Style], subjects: Iterable[Subject]) -> Iterator[Figure]:
    """All that it draws of the networks that it draws."""
    found = (drawn(style, subject) for subject in subjects for style in variants(declared))
    return (figure for figure in found if isinstance(figure, Figure))


@each_style
def test_it_is_introduced_in_words(declared: type[Style]) -> None:
    assert declared.title
    assert declared.about.endswith(".")
    assert declared.help().endswith(".")
    for spec in fields(declared):
        assert spec.description


@each_style
def test_words_are_never_cut_off_and_never_overlap(
    declared: type[Style], subjects: dict[str, Subject], qapp: QApplication
) -> None:
    plain = declared.create({})
    found = [drawn(plain, subject) for subject in subjects.values()]
    assert sum(isinstance(outcome, Figure) for outcome in found) >= 2
    for outcome in (*found, *(drawn(style, subjects[name]) for style in variants(declared) for name in VARIED)):
        check(outcome)


@each_style
def test_what_it_draws_is_sound_as_svg_and_in_braces_as_tikz(
    declared: type[Style], subjects: dict[str, Subject], qapp: QApplication
) -> None:
    for figure in figures(declared, (subjects["mlp"], subjects[STRANGE])):
        root = ElementTree.fromstring(svg(figure).encode())
        sides = map(float, root.get("viewBox", "").split()[2:])
        assert [round(side) for side in sides] == [round(figure.width), round(figure.height)]
        source = re.sub(r"\\[\\{}$&#_%]", "", tikz(figure, document=True))
        assert source.count("{") == source.count("}")
        assert source.count("$") % 2 == 0
        assert source.count("\\begin{") == source.count("\\end{") == 2
        named = set(re.findall(r"\\definecolor\{(\w+)\}", source))
        assert set(re.findall(r"(?:fill|draw|text)=(\w+)", source)) <= named
        statements = [line for line in source.splitlines() if line.startswith(("\\path", "\\node"))]
        assert len(statements) == len(figure.parts)
        assert all(line.endswith(";") for line in statements)


@each_style
def test_an_empty_network_and_a_huge_one_end_as_sentences_or_as_a_picture(
    declared: type[Style], qapp: QApplication
) -> None:
    ink = Paper().ink("dark")
    with pytest.raises(ExportError, match="the network is empty"):
        declared.create({}).figure(Subject(Project("Empty", Graph())), ink)
    names = [f"relu{number}" for number in range(1000)]
    nodes = {"input": Node(layer("Input", shape=(4,)))}
    nodes |= {name: Node(layer("ReLU"), (Source(before),)) for before, name in pairwise(["input", *names])}
    huge = Subject(Project("Huge", Graph(nodes | {"output": Node(layer("Output"), (Source(names[-1]),))})))
    check(drawn(declared.create({}), huge))


def test_one_that_is_declared_is_offered_everywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp: QApplication
) -> None:
    monkeypatch.setattr(declaring, "_known", dict(styles()))
    styles.cache_clear()

    class Nothing(Style):
        """An empty page."""

        name = "nothing"
        title = "Nothing"
        about = "An empty page."
        tall: bool = False

        def figure(self, subject: Subject, ink: object) -> Figure:
            return Figure(72, 144 if self.tall else 72, (), about="Nothing.")

    register(Nothing)
    try:
        project = template("two-layer-net").load()
        told = export(project, tmp_path / "n.svg", options={"drawing": "nothing", "tall": True}, draw=Paper()).told
        assert told == "The picture is 25 by 51 mm."
    finally:
        styles.cache_clear()


def test_latex_reads_what_stands_for_something_else_as_it_is_written() -> None:
    assert escaped("a_b 50% {x} 3 × 4 #1 \\ ~^&$") == (
        r"a\_b 50\% \{x\} 3 $\times$ 4 \#1 \textbackslash{} \textasciitilde{}\textasciicircum{}\&\$"
    )
