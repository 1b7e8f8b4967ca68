"""The network for Keras 3, as a file that makes its model and takes the weights of an export as .safetensors."""

from __future__ import annotations

from pathlib import Path

from studio.project.exporters.exporter import Exporter, put_in_place, register
from studio.project.exporters.subject import Exported, Subject
from studio.text import tr


@register
class Keras(Exporter):
    """A Python file with a functional model of Keras 3, which takes the weights of an export as .safetensors."""

    name = "keras"
    title = tr("Keras")
    about = tr(
        "A Python file with a functional model of Keras 3, which takes the weights of an export as .safetensors."
    )
    suffixes = ("_keras.py",)

    @classmethod
    def obstacle(cls, subject: Subject) -> str:
        """The layers that Keras has no counterpart of."""
        from studio.compiler.keras import obstacles, refused

        return "" if subject.analysis.errors else refused(obstacles(subject.analysis))

    def write(self, subject: Subject, path: Path) -> Exported:
        """Write the source."""
        from studio.compiler.keras import keras_source

        project = subject.project
        content = keras_source(project.graph, project.name, subject.analysis).encode()
        put_in_place(path, content)
        told = tr("Source for Keras 3; build_model makes the network, and load_weights takes the weights of an export "
                  "as .safetensors.")  # fmt: skip
        return Exported(path, len(content), trained=False, told=told, notes=subject.notes)
