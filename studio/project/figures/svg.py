"""Figures as SVG: words as text of the width they were measured in, whatever typeface they are shown in."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape

from studio.paths import RESOURCES
from studio.project.figures.figure import Figure, Shape, Step, Text

FACE = "Inter"
FALLBACK = "Inter, Helvetica, Arial, sans-serif"
CHINESE = "Inter, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
"""Without Chinese typefaces by name, a reader takes whichever has the signs, also one with Japanese shapes."""

_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
FACES = {400: "Inter-Regular.otf", 600: "Inter-SemiBold.otf"}


def svg(figure: Figure, *, embedded: bool = False) -> str:
    """The file. `embedded` puts the typeface into it, for words that look the same everywhere."""
    width, height = _number(figure.width), _number(figure.height)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
        f'viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(figure.about, quote=False)}</title>",
    ]
    if embedded:
        lines.append(_typeface(figure))
    if figure.ground:
        lines.append(f'<rect width="{width}" height="{height}" fill="{figure.ground}"/>')
    lines += [_shape(part) if isinstance(part, Shape) else _text(part) for part in figure.parts]
    return "\n".join((*lines, "</svg>", ""))


def _shape(shape: Shape) -> str:
    said = f' fill="{shape.fill or "none"}"'
    if shape.stroke:
        said += f' stroke="{shape.stroke}" stroke-width="{_number(shape.thickness)}" stroke-linejoin="round"'
    if shape.dashed:
        dash = _number(3 * shape.thickness), _number(2 * shape.thickness)
        said += f' stroke-dasharray="{dash[0]} {dash[1]}"'
    if shape.opacity < 1:
        said += f' opacity="{_number(shape.opacity)}"'
    return f'<path d="{_path(shape.steps)}"{said}/>'


def _path(steps: tuple[Step, ...]) -> str:
    return "".join(kind + " ".join(f"{_number(x)},{_number(y)}" for x, y in points) for kind, points in steps)


def _text(text: Text) -> str:
    x, y = map(_number, text.at)
    families = CHINESE if _HAN.search(text.words) else FALLBACK
    said = f'x="{x}" y="{y}" font-family="{families}" font-size="{_number(text.size)}" fill="{text.colour}"'
    if text.bold:
        said += ' font-weight="600"'
    if text.anchor != "start":
        said += f' text-anchor="{text.anchor}"'
    if text.turn:
        said += f' transform="rotate({_number(-text.turn)} {x} {y})"'
    if text.width:
        said += f' textLength="{_number(text.width)}" lengthAdjust="spacingAndGlyphs"'
    words = escape(text.words, quote=False)
    return f'<text {said} style="font-feature-settings:\'tnum\'" xml:space="preserve">{words}</text>'


def _typeface(figure: Figure) -> str:
    """The typefaces that are used, as a style sheet."""
    weights = sorted({600 if part.bold else 400 for part in figure.parts if isinstance(part, Text)})
    rules = []
    for weight in weights:
        content = b64encode((RESOURCES / "fonts" / FACES[weight]).read_bytes()).decode()
        source = f"url(data:font/otf;base64,{content}) format('opentype')"
        rules.append(f"@font-face{{font-family:{FACE};font-weight:{weight};src:{source}}}")
    return f"<style>{''.join(rules)}</style>"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"
