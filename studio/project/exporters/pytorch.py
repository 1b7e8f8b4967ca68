"""PyTorch source that a person would have written, with the preparation of samples as plain functions."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from studio.compiler.source_style import Style
from studio.project.exporters.exporter import Prepared, put_in_place, register
from studio.project.exporters.subject import Exported, Subject
from studio.text import tr


@register
class PyTorch(Prepared):
    """A readable Python module with one class. Its state_dict has the keys of the trained weights."""

    name = "pytorch"
    title = tr("PyTorch")
    about = tr("A readable Python module with one class. Its state_dict has the keys of the trained weights.")
    suffixes = (".py",)

    style: Style = Field(
        "module",
        description="How its classes are written: with all layers as modules, chains of layers as nn.Sequential, "
        "or layers without weights as functions in forward",
    )

    training: bool = Field(
        False,
        description="Put a training behind it that takes the same steps as a run of the project, in plain PyTorch",
    )

    def write(self, subject: Subject, path: Path) -> Exported:
        """Write the source."""
        content = source_of(subject, prepared=self.preparation, style=self.style, trains=self.training).encode()
        put_in_place(path, content)
        told = tr("PyTorch source; its class loads the weights of a run from the run's checkpoints folder.")
        return Exported(path, len(content), trained=False, told=told, notes=subject.notes)


def source_of(subject: Subject, *, prepared: bool, style: Style = "module", trains: bool = False) -> str:
    """The source, with the preparation of samples where it is to be `prepared` by it, and a training if it `trains`."""
    from studio.compiler.source import Companion, source
    from studio.project.preparation_source import companion

    project, inside = subject.project, subject.preparation if prepared or trains else None
    beside = None if inside is None else companion(inside)
    if trains:
        from studio.project.training_script.script import with_training

        beside = with_training(subject, beside or Companion(()))
    return source(
        project.graph,
        project.name,
        initialization=project.training.initial,
        companion=beside,
        style=style,
    )
