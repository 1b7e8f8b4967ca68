"""The network for Keras 3, as a file that makes its model and takes the weights of an export as .safetensors."""

from __future__ import annotations

from pathlib import Path

from studio.project.exporters.exporter import Prepared, put_in_place, register
from studio.project.exporters.subject import Exported, Subject
from studio.text import paragraph, tr


@register
class Keras(Prepared):
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
        from studio.project.keras_preparation import ABOUT

        project = subject.project
        beside, left_out = self._beside(subject)
        about = ABOUT if beside else ""
        content = keras_source(project.graph, project.name, subject.analysis, beside, about).encode()
        put_in_place(path, content)
        told = tr("Source for Keras 3; build_model makes the network, and load_weights takes the weights of an export "
                  "as .safetensors.")  # fmt: skip
        return Exported(path, len(content), trained=False, told=paragraph(told, left_out), notes=subject.notes)

    def _beside(self, subject: Subject) -> tuple[list[str], str]:
        """The function that prepares samples; or a sentence about why there is none."""
        from studio.compiler.keras.writing import wanted_order
        from studio.compiler.module import inputs_of
        from studio.project.keras_preparation import prepared, unwritten

        preparation, inputs = subject.preparation, inputs_of(subject.project.graph)
        if not self.preparation or preparation is None or subject.analysis.errors:
            return [], ""
        if len(inputs) > 1:
            return [], tr("The preparation of samples is not in it, as the network has several Inputs.")
        step = unwritten(preparation)
        if step:
            told = tr("The preparation of samples is not in it: Keras has no exact counterpart of its step “{step}”.",
                      step=step)  # fmt: skip
            return [], told
        lines = prepared(preparation, wanted_order(subject.analysis, inputs[0]))
        return ["\n".join(lines)] if lines else [], ""
