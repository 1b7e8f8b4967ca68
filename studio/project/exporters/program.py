"""The network as a program of torch.export, which PyTorch runs without its source."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from studio.compiler.export_error import ExportError
from studio.project.exporters.exporter import Exporter, put_in_place, register
from studio.project.exporters.subject import Exported, Subject
from studio.text import paragraph, tr


@register
class Program(Exporter):
    """A program that PyTorch loads and runs without any source, for batches of any size."""

    name = "program"
    title = tr("PyTorch program")
    about = tr("A program that PyTorch loads and runs without any source (torch.export.load), for batches of any size.")
    suffixes = (".pt2",)
    needs = frozenset(["weights"])

    def write(self, subject: Subject, path: Path) -> Exported:
        """Write the program, once it was found to compute what the network does."""
        import torch

        from studio.compiler.export_isolation import isolated_export
        from studio.compiler.onnx.parity import first_line
        from studio.compiler.quiet_thread import quiet_thread
        from studio.compiler.turns import an_export
        from studio.project.trials import trials

        module = subject.trained[0]
        samples = trials(subject.project, None, raw=False).trials[0].first(3).prepared
        try:
            with an_export(), quiet_thread(), isolated_export(), torch.no_grad():
                sizes = tuple({0: torch.export.Dim("batch")} for _ in samples)
                program = torch.export.export(module, samples, dynamic_shapes=sizes)
                file = BytesIO()
                torch.export.save(program, file)
                file.seek(0)
                again = torch.export.load(file).module()
                difference = _difference(module(*samples), again(*samples))
        except Exception as error:
            raise ExportError(
                tr("PyTorch cannot express this network as a program: {reason}", reason=first_line(error)),
                tr("Replace the layer that it names, or export PyTorch source instead."),
            ) from None
        content = file.getvalue()
        put_in_place(path, content)
        told = tr("Loaded again, it agrees with the network within {difference}.", difference=f"{difference:.1e}")
        words = paragraph(subject.weights_words, told)
        return Exported(path, len(content), subject.has_weights, words, notes=subject.notes)


def _difference(wanted: Any, got: Any) -> float:
    """The largest absolute difference of any output."""
    pairs = zip(_several(wanted), _several(got), strict=True)
    return max(float((one.double() - other.double()).abs().max()) for one, other in pairs)


def _several(results: Any) -> tuple[Any, ...]:
    return results if isinstance(results, tuple) else (results,)
