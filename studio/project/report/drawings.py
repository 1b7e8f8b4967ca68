"""Drawings as they stand within a page: SVG that was read and written anew, so that it holds shapes and words alone."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from studio.project.report.blocks import Picture

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

SHAPES = frozenset({
    "svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    "linearGradient", "radialGradient", "stop", "clipPath", "image",
})  # fmt: skip
"""Elements that draw; all others are left out with what is in them."""

_UNSOUND = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold."""


def read_drawing(text: str, about: str) -> Picture:
    """The picture in the text of an SVG file. Raises ParseError where it is none."""
    root = ElementTree.fromstring(_UNSOUND.sub("\ufffd", text))
    _clean(root)
    _, _, width, height = map(float, root.get("viewBox", "0 0 1 1").split())
    for name in ("width", "height", "version", "baseProfile"):
        root.attrib.pop(name, None)
    return Picture(written(root, about), about, width, height)


def written(root: ElementTree.Element, about: str) -> str:
    """A drawing as it stands in a page, where `about` tells what it shows to those who do not see it."""
    root.set("role", "img")
    root.set("aria-label", about)
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


def _clean(element: ElementTree.Element) -> None:
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag.removeprefix(f"{{{SVG}}}") not in SHAPES:
            element.remove(child)
            continue
        for name, value in list(child.attrib.items()):
            plain = name.rpartition("}")[2]
            if plain.startswith("on") or (plain == "href" and not value.startswith(("#", "data:image/png"))):
                del child.attrib[name]
        _clean(child)
