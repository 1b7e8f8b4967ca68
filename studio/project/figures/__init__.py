"""Pictures of networks for papers: styles, each a declaration in a file of this folder, and what files are made of."""

from __future__ import annotations

from studio.project.figures.figure import Figure, Shape, Text
from studio.project.figures.ink import Colours, Draughtsman, Ink
from studio.project.figures.style import Style, register, styles

__all__ = ["Colours", "Draughtsman", "Figure", "Ink", "Shape", "Style", "Text", "register", "styles"]
