"""Pictures of a network for papers: any style of `project/figures`, as each kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from studio.compiler.export_error import ExportError
from studio.layers import FieldSpec, fields
from studio.project.exporters.exporter import Exporter, put_in_place, register
from studio.project.exporters.subject import Exported, Subject
from studio.project.figures import Draughtsman, Figure, Style, Text, styles
from studio.project.figures.diagram import Diagram
from studio.project.figures.figure import MILLIMETRE
from studio.project.figures.svg import svg
from studio.project.figures.tikz import is_plain, tikz
from studio.text import tr

READABLE = 5.0
"""Points that words in print are high, at least."""

PAGE = (210, 297)
"""Millimetres of a page of A4."""

Millimetres = Annotated[int, Field(ge=0, le=2000)]
Resolution = Annotated[int, Field(ge=36, le=2400)]
STYLE = "drawing"


class Picture(Exporter):
    """A picture of the network for papers and slides."""

    needs = frozenset(["drawing"])

    drawing: Style = Field(Diagram.model_construct(), description="How the network is drawn")
    ground: Literal["solid", "transparent"] = Field(
        "solid",
        title="Background",
        description="What is behind the network: white (or nearly black), or nothing",
    )
    colours: Literal["light", "dark"] = Field("light", description="Colours for light or for dark paper and slides")
    width: Millimetres = Field(
        0,
        title="Width in mm",
        description="Width of the picture in millimetres, with which its words grow; 0 for words of 8 points",
    )

    @classmethod
    def options(cls) -> tuple[FieldSpec, ...]:
        """The style by its name, what all pictures have, and the options of every style."""
        own = [_style_choice(spec) if spec.name == STYLE else spec for spec in fields(cls)]
        known = {spec.name: spec for declared in styles().values() for spec in fields(declared)}
        return (*own, *(spec for name, spec in known.items() if name not in cls.model_fields))

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """The picture of options by name, among them those of the style. Raises ParameterError or ExportError."""
        name = options.get(STYLE, Diagram.name)
        if isinstance(name, Style):
            return cls.create(options)
        if name not in styles():
            raise ExportError(
                tr("There is no style “{name}” of pictures.", name=name),
                tr("Choose one of these: {names}.", names=tr(", ").join(styles())),
            )
        style = styles()[name].create({key: value for key, value in options.items() if key not in cls.model_fields})
        return cls.create({key: value for key, value in options.items() if key in cls.model_fields} | {STYLE: style})

    def figure(self, subject: Subject, draughtsman: Draughtsman) -> Figure:
        """What is to be seen. Raises ExportError or CompileError where the style cannot draw the network."""
        ink = draughtsman.ink(self.colours)
        drawn = self.drawing.figure(subject, ink)
        if self.width:
            drawn = drawn.scaled(self.width * MILLIMETRE / drawn.width)
        return replace(drawn, ground=ink.colours["ground"]) if self.ground == "solid" else drawn

    def content(self, figure: Figure, draughtsman: Draughtsman) -> bytes:
        """The figure as this kind of file."""
        raise NotImplementedError

    def write(self, subject: Subject, path: Path) -> Exported:
        """Draw the network and write the file."""
        assert subject.draw is not None
        figure = self.figure(subject, subject.draw)
        content = self.content(figure, subject.draw)
        put_in_place(path, content)
        notes = (*subject.notes, *remarks(figure), *self.remarks(figure))
        trained = self.drawing.takes_weights and subject.has_weights
        return Exported(path, len(content), trained=trained, told=told(figure), notes=notes)

    def remarks(self, figure: Figure) -> tuple[str, ...]:
        """What has to be known of this kind of file."""
        return ()


def told(figure: Figure) -> str:
    """The size of a figure, in a sentence."""
    width, height = (f"{side / MILLIMETRE:.0f}" for side in (figure.width, figure.height))
    if not figure.smallest_text:
        return tr("The picture is {width} by {height} mm.", width=width, height=height)
    size = f"{figure.smallest_text:.1f}"
    return tr("The picture is {width} by {height} mm, its smallest words are of {size} points.",
              width=width, height=height, size=size)  # fmt: skip


def remarks(figure: Figure) -> tuple[str, ...]:
    """What keeps a figure from being read in print."""
    if 0 < figure.smallest_text < READABLE:
        return (tr("Words below 5 points are hard to read in print: make it wider, fold it sooner, or tell less."),)
    if figure.width > PAGE[0] * MILLIMETRE or figure.height > PAGE[1] * MILLIMETRE:
        return (tr("It is larger than a page: fold it otherwise, tell less, or keep blocks closed."),)
    return ()


def outlined(figure: Figure, draughtsman: Draughtsman) -> Figure:
    """The figure with its words as outlines."""
    parts = tuple(draughtsman.outline(part) if isinstance(part, Text) else part for part in figure.parts)
    return replace(figure, parts=parts)


def _style_choice(spec: FieldSpec) -> FieldSpec:
    return replace(spec, editor="choice", default=Diagram.name, choices=tuple(styles()))


@register
class Svg(Picture):
    """A picture of the network as a drawing that stays sharp at any size."""

    name = "svg"
    title = tr("SVG")
    about = tr("A drawing that stays sharp at any size, for web pages, slides and drawing programs.")
    suffixes = (".svg",)

    fonts: Literal["named", "embedded", "outlined"] = Field(
        "named",
        description="How words get into the file: by the typeface's name, with the typeface, or as outlines",
    )

    def content(self, figure: Figure, draughtsman: Draughtsman) -> bytes:
        """The file."""
        if self.fonts == "outlined":
            figure = outlined(figure, draughtsman)
        return svg(figure, embedded=self.fonts == "embedded").encode()


@register
class Pdf(Picture):
    """A picture of the network as a page of its size, for LaTeX and for print."""

    name = "pdf"
    title = tr("PDF")
    about = tr("A page of the picture's size that stays sharp at any size, for LaTeX and for print.")
    suffixes = (".pdf",)

    fonts: Literal["embedded", "outlined"] = Field(
        "embedded", description="How words get into the file: with their typeface, or as outlines"
    )

    def content(self, figure: Figure, draughtsman: Draughtsman) -> bytes:
        """The file."""
        return draughtsman.pdf(outlined(figure, draughtsman) if self.fonts == "outlined" else figure)


@register
class Png(Picture):
    """A picture of the network as dots."""

    name = "png"
    title = tr("PNG")
    about = tr("A picture of dots, for documents that take no drawings.")
    suffixes = (".png",)

    resolution: Resolution = Field(300, description="Dots to an inch; 300 are usual in print, 96 on screens")

    def content(self, figure: Figure, draughtsman: Draughtsman) -> bytes:
        """The file."""
        return draughtsman.png(figure, self.resolution)


@register
class Tikz(Picture):
    r"""A picture of the network as TikZ source for LaTeX, in the typeface of the paper.

    A document compiles by itself; without it, the paper takes the picture in by \input.
    """

    name = "tikz"
    title = tr("TikZ (LaTeX)")
    about = tr("Source for LaTeX, which draws the picture in the typeface of the paper.")
    suffixes = (".tikz",)

    standalone: bool = Field(
        True,
        title="Whole document",
        description=r"Write a document that compiles by itself, not a picture for \input",
    )

    def content(self, figure: Figure, draughtsman: Draughtsman) -> bytes:
        """The file."""
        return tikz(figure, document=self.standalone).encode()

    def remarks(self, figure: Figure) -> tuple[str, ...]:
        """Which LaTeX it takes."""
        if is_plain(figure):
            return ()
        return (tr("Some letters are not known to pdfLaTeX: use LuaLaTeX or XeLaTeX, and a typeface that has them."),)
