"""The project itself without any weights: the file to hand on."""

from __future__ import annotations

from pathlib import Path

from studio.project.exporters.exporter import Exporter, put_in_place, register
from studio.project.exporters.subject import Exported, Subject
from studio.project.writing import dumps
from studio.text import tr


@register
class Document(Exporter):
    """The project without weights: network, data settings and training settings, as the run or the file has them."""

    name = "project"
    title = tr("Project without weights")
    about = tr("The project without weights: network, data settings and training settings, to be handed on.")
    suffixes = (".nns",)

    def write(self, subject: Subject, path: Path) -> Exported:
        """Write the project."""
        from studio.compiler.module import CompileError

        if subject.analysis.errors:
            raise CompileError(subject.analysis.errors)
        content = dumps(subject.project).encode()
        put_in_place(path, content)
        told = tr("The project, without weights: whoever opens it trains it anew.")
        return Exported(path, len(content), trained=False, told=told, notes=subject.notes)
