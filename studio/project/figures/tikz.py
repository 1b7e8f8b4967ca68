"""Figures as source for LaTeX: a TikZ picture, by itself or as a document that compiles."""

from __future__ import annotations

import re

from studio.project.figures.figure import Figure, Point, Shape, Step, Text

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "×": r"$\times$", "·": r"$\cdot$", "−": r"$-$",
    "\u202f": r"\,", "\u00a0": "~", "…": r"\ldots{}", "–": "--", "—": "---", "“": "``", "”": "''", "→": r"$\to$",
    "⋮": r"$\vdots$", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
}  # fmt: skip
"""What stands for something else in LaTeX, or is not in its first typefaces."""

ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}

_TYPEFACE = (
    "\\ifPDFTeX",
    "  \\IfFileExists{lmodern.sty}{\\usepackage{lmodern}\\usepackage[T1]{fontenc}}{%",
    "    \\DeclareFontFamily{OT1}{cmss}{}\\DeclareFontShape{OT1}{cmss}{m}{n}{<-> cmss10}{}%",
    "    \\DeclareFontShape{OT1}{cmss}{bx}{n}{<-> cmssbx10}{}}",
    "  \\usepackage[utf8]{inputenc}",
    "\\else\\usepackage{fontspec}\\fi",
)
"""One that has every size, from what every LaTeX comes with."""

_UNSOUND = re.compile("[\x00-\x1f\x7f]")


def tikz(figure: Figure, *, document: bool = False) -> str:
    """The picture, in points of 1/72 inch; as a `document` it has a page of its size and compiles as it is."""
    colours = _named(figure)
    lines = [
        "% A network drawn in NN Studio. The preamble needs \\usepackage{tikz}.",
        "\\begin{tikzpicture}[x=1bp, y=-1bp, line join=round]",
        *(f"\\definecolor{{{name}}}{{HTML}}{{{colour[1:].upper()}}}" for colour, name in colours.items()),
        f"\\useasboundingbox (0,0) rectangle {_point((figure.width, figure.height))};",
    ]
    if figure.ground:
        lines.append(f"\\fill[{colours[figure.ground]}] (0,0) rectangle {_point((figure.width, figure.height))};")
    for part in figure.parts:
        lines.append(_shape(part, colours) if isinstance(part, Shape) else _text(part, colours))
    lines.append("\\end{tikzpicture}")
    picture = "\n".join(lines)
    return f"{_before(figure)}\n{picture}\n\\end{{document}}\n" if document else f"{picture}\n"


def escaped(words: str) -> str:
    """Words as LaTeX sets them."""
    return "".join(_SPECIAL.get(sign, sign) for sign in _UNSOUND.sub(" ", words))


def is_plain(figure: Figure) -> bool:
    """Whether pdfLaTeX knows all signs of its words; LuaLaTeX and XeLaTeX take others, in a typeface that has them."""
    words = "".join(escaped(part.words) for part in figure.parts if isinstance(part, Text))
    return all(sign < "\u0180" for sign in words)


def _before(figure: Figure) -> str:
    width, height = _number(figure.width), _number(figure.height)
    return "\n".join((
        "\\documentclass{article}",
        f"\\usepackage[paperwidth={width}bp, paperheight={height}bp, margin=0bp]{{geometry}}",
        "\\usepackage{iftex}",
        *_TYPEFACE,
        "\\usepackage{tikz}",
        "\\pagestyle{empty}\\parindent=0bp\\topskip=0bp",
        "\\begin{document}",
    ))  # fmt: skip


def _named(figure: Figure) -> dict[str, str]:
    """A name for each colour."""
    found: dict[str, None] = dict.fromkeys([figure.ground] if figure.ground else [])
    for part in figure.parts:
        for colour in (part.fill, part.stroke) if isinstance(part, Shape) else (part.colour,):
            if colour:
                found[colour] = None
    return {colour: f"nn{_letters(number)}" for number, colour in enumerate(found)}


def _letters(number: int) -> str:
    return chr(97 + number // 26 % 26) + chr(97 + number % 26) + (_letters(number // 676 - 1) if number >= 676 else "")


def _shape(shape: Shape, colours: dict[str, str]) -> str:
    said = []
    if shape.fill:
        said.append(f"fill={colours[shape.fill]}")
    if shape.stroke:
        said += [f"draw={colours[shape.stroke]}", f"line width={_number(shape.thickness)}bp"]
    if shape.dashed:
        said.append("dashed")
    if shape.opacity < 1:
        said.append(f"opacity={_number(shape.opacity)}")
    return f"\\path[{', '.join(said)}] {_path(shape.steps)};"


def _path(steps: tuple[Step, ...]) -> str:
    told = []
    for kind, points in steps:
        if kind == "M":
            told.append(_point(points[0]))
        elif kind == "L":
            told.append(f"-- {_point(points[0])}")
        elif kind == "C":
            told.append(f".. controls {_point(points[0])} and {_point(points[1])} .. {_point(points[2])}")
        else:
            told.append("-- cycle")
    return " ".join(told)


def _text(text: Text, colours: dict[str, str]) -> str:
    said = [f"anchor={ANCHORS[text.anchor]}", "inner sep=0bp", "outer sep=0bp", f"text={colours[text.colour]}"]
    if text.turn:
        said.append(f"rotate={_number(text.turn)}")
    size = f"\\fontsize{{{_number(text.size)}bp}}{{{_number(text.size * 1.2)}bp}}\\selectfont\\sffamily"
    weight = "\\bfseries" if text.bold else ""
    return f"\\node[{', '.join(said)}] at {_point(text.at)} {{{size}{weight} {escaped(text.words)}}};"


def _point(point: Point) -> str:
    return f"({_number(point[0])},{_number(point[1])})"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"
