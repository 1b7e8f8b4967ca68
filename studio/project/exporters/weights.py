"""Weights by themselves: files that other programs load into the class of the PyTorch source."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from studio.project.exporters.exporter import Exporter, put_in_place, register
from studio.project.exporters.subject import Exported, Subject
from studio.text import paragraph, tr

LOADED = tr("They belong to the class that the PyTorch source has: its load_state_dict takes them.")


class Weights(Exporter):
    """The weights by the names of the nodes."""

    needs = frozenset(["weights"])

    def content(self, subject: Subject) -> bytes:
        """What the file holds."""
        raise NotImplementedError

    def write(self, subject: Subject, path: Path) -> Exported:
        """Write the weights in one step."""
        content = self.content(subject)
        put_in_place(path, content)
        told = paragraph(subject.weights_words, LOADED)
        return Exported(path, len(content), subject.has_weights, told, notes=subject.notes)


@register
class Safetensors(Weights):
    """The weights alone, in the format that runs no code when it is read."""

    name = "safetensors"
    title = tr("Weights (safetensors)")
    about = tr("The weights alone, in the format that runs no code when it is read.")
    suffixes = (".safetensors",)

    def content(self, subject: Subject) -> bytes:
        """Tensors that are one and the same are written once, as the format wants it."""
        from studio.training.runs.weights_file import write_weights
        from studio.training.tied_tensors import parted

        file = BytesIO()
        write_weights(file, *parted(subject.trained[0].state_dict()))
        return file.getvalue()


@register
class StateDict(Weights):
    """The weights alone, as torch.save writes a state_dict."""

    name = "state_dict"
    title = tr("Weights (state_dict)")
    about = tr("The weights alone, as torch.save writes a state_dict; torch.load reads it with weights_only=True.")
    suffixes = (".pt",)

    def content(self, subject: Subject) -> bytes:
        """Tensors by name, and nothing else."""
        import torch

        file = BytesIO()
        torch.save(dict(subject.trained[0].state_dict()), file)
        return file.getvalue()
