"""Pictures of a network as the canvas shows it, drawn by whoever can."""

from __future__ import annotations

from pathlib import Path

from studio.project.exporters.exporter import Exporter, register
from studio.project.exporters.subject import Exported, Subject
from studio.text import tr


class Picture(Exporter):
    """The network as the canvas shows it."""

    needs = frozenset(["drawing"])

    def write(self, subject: Subject, path: Path) -> Exported:
        """Have it drawn."""
        assert subject.draw is not None
        subject.draw(subject.project.graph, subject.analysis, path)
        told = tr("The network as the canvas shows it.")
        return Exported(path, path.stat().st_size, trained=False, told=told)


@register
class Svg(Picture):
    """The network as the canvas shows it, as a drawing that stays sharp at any size."""

    name = "svg"
    title = tr("SVG")
    about = tr("A drawing of the network that stays sharp at any size, for papers and slides.")
    suffixes = (".svg",)


@register
class Png(Picture):
    """The network as the canvas shows it, as a picture of dots."""

    name = "png"
    title = tr("PNG")
    about = tr("A picture of the network, for documents that take no drawings.")
    suffixes = (".png",)
