"""PyTorch source that a person would have written, with the preparation of samples as plain functions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from studio.compiler.source_style import Style
from studio.project.exporters.exporter import Prepared, put_in_place, register
from studio.project.exporters.subject import Exported, Subject
from studio.text import paragraph, tr

if TYPE_CHECKING:
    from studio.compiler.source import Companion


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
        words: list[str] = [
            tr("PyTorch source; its class loads the weights of a run from the run's checkpoints folder.")
        ]
        beside = _preparation_of(subject, prepared=self.preparation or self.training)
        if self.training:
            beside, kept = self._trained(subject, path, beside)
            words.append(kept)
        content = _source(subject, beside, self.style).encode()
        put_in_place(path, content)
        return Exported(path, len(content), trained=False, told=paragraph(*words), notes=subject.notes)

    def _trained(self, subject: Subject, path: Path, beside: Companion | None) -> tuple[Companion, str]:
        """What stands beside the class with a training; a sentence about samples that are written beside the file."""
        from studio.compiler.source import Companion
        from studio.project.training_script.kept import as_bytes, check_place, data_path
        from studio.project.training_script.script import with_training

        script = with_training(subject, beside or Companion(()), path)
        if not script.kept:
            return script.beside, ""
        place = data_path(path)
        check_place(place)
        put_in_place(place, as_bytes(script.kept))
        return script.beside, tr("The training reads its samples from “{name}” beside it.", name=place.name)


def source_of(subject: Subject, *, prepared: bool) -> str:
    """The source, with the preparation of samples where it is to be `prepared` by it."""
    return _source(subject, _preparation_of(subject, prepared=prepared))


def _preparation_of(subject: Subject, *, prepared: bool) -> Companion | None:
    from studio.project.preparation_source import companion

    return companion(subject.preparation) if prepared and subject.preparation is not None else None


def _source(subject: Subject, beside: Companion | None, style: Style = "module") -> str:
    from studio.compiler.source import source

    training = subject.project.training
    return source(
        subject.project.graph, subject.project.name, initialization=training.initial, companion=beside, style=style
    )
