"""ONNX files, which hold the preparation of samples and say of themselves what they expect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from studio.compiler.export_error import not_written
from studio.files import replace_file
from studio.project.exporters.exporter import Prepared, register
from studio.project.exporters.subject import Exported, Subject
from studio.text import listed, tr

if TYPE_CHECKING:
    from studio.compiler.onnx import OnnxReport, Surroundings
    from studio.data.preparation import Preparation
    from studio.project.trials import Trials


@register
class Onnx(Prepared):
    """Runs anywhere ONNX does; checked with onnxruntime against PyTorch before it is written."""

    name = "onnx"
    title = tr("ONNX")
    about = tr("Runs anywhere ONNX does; checked with onnxruntime against PyTorch before it is written.")
    suffixes = (".onnx",)
    needs = frozenset(["weights", "data"])

    certificate: bool = Field(
        False, description="Write a certificate beside the file: what it was held against, agreement, size, latency"
    )

    def write(self, subject: Subject, path: Path) -> Exported:
        """Write the network, with the preparation around it unless that is switched off."""
        from studio.compiler.onnx import export_onnx
        from studio.project.trials import trials

        inside = subject.preparation if self.preparation else None
        tried = trials(subject.project, subject.preparation, raw=inside is not None)
        report = export_onnx(
            subject.trained[0],
            subject.project.graph,
            path,
            samples=tried.trials,
            surroundings=None if inside is None else surroundings(inside),
            classes=() if subject.preparation is None else subject.preparation.classes,
            metadata=metadata(subject, prepared=inside is not None),
            name=subject.project.name,
        )
        if self.certificate:
            self._certify(subject, report, inside, tried)
        told = " ".join(filter(None, (subject.weights_words, _told(report, on_noise=tried.on_noise))))
        return Exported(
            path, report.bytes, subject.has_weights, told, report, tried.on_noise, (*subject.notes, *tried.notes)
        )

    def _certify(self, subject: Subject, report: OnnxReport, inside: Preparation | None, tried: Trials) -> None:
        """Write the certificate. Raises ExportError where it cannot be kept."""
        from studio.compiler.onnx.certificate import as_text, certificate, certificate_path

        around = None if inside is None else surroundings(inside)
        network = subject.trained[0]
        told = certificate(report, subject.analysis, network, around, tried.trials, on_noise=tried.on_noise)
        beside = certificate_path(report.path)
        try:
            replace_file(beside, as_text(told))
        except OSError as error:
            raise not_written(beside, error) from None


def surroundings(preparation: Preparation) -> Surroundings:
    """What the file does before and after the network."""
    from studio.compiler.onnx import Surroundings

    names = {1: "height", 2: "width"}
    free = tuple(
        (axis + 1, names.get(axis, f"size{axis}")) for axis, size in enumerate(preparation.source) if size is None
    )
    return Surroundings(preparation.prepare(), preparation.finish(), free)


def metadata(subject: Subject, *, prepared: bool) -> dict[str, str]:
    """What programs can read of the file; lists and the preparation are JSON.

    `prepared` says whether the preparation is part of the graph or has to be done before.
    """
    from studio.compiler.onnx import as_json
    from studio.evaluation.inputs.habits import Habits
    from studio.training.activation import activation_of

    found = _origin(subject)
    preparation = subject.preparation
    if preparation is None:
        return found
    found |= {
        "task": preparation.task,
        "prepared": as_json(prepared),
        "preparation": as_json(preparation.to_json()),
        "activation": activation_of(subject.project.training.loss, subject.project.graph),
    }
    habits = Habits.of(subject.project.data).to_json()
    if habits:
        found["reading"] = as_json(habits)
    if preparation.features:
        found["features"] = as_json(preparation.features)
    if preparation.tokenizer is not None:
        found["vocabulary"] = as_json(list(preparation.tokenizer.vocabulary))
    if preparation.categories:
        pairs = zip(preparation.features, preparation.categories, strict=True)
        found["categories"] = as_json({name: list(names) for name, names in pairs if names})
    if preparation.task == "numbers":
        found["targets"] = as_json(preparation.classes)
    return found


def _origin(subject: Subject) -> dict[str, str]:
    """Whose weights they are: the run, its checkpoint, and after how many epochs that was taken."""
    if subject.run is None:
        return {}
    _, entry = subject.trained
    epoch = {} if entry is None else {"epoch": str(entry.epoch)}
    return {"run": subject.run.name, "checkpoint": subject.which, **epoch}


def _told(report: OnnxReport, *, on_noise: bool) -> str:
    """How the written file was checked."""
    samples = tr("on chance numbers, as the data are not at hand") if on_noise else tr("on samples of the data")
    return tr(
        "Checked with onnxruntime at batch {batches} {samples}: agrees with PyTorch within {difference}.",
        batches=listed(map(str, report.batches)),
        samples=samples,
        difference=f"{report.max_abs_diff:.1e}",
    )
