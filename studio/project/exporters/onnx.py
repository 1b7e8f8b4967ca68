"""ONNX files, which hold the preparation of samples and say of themselves what they expect."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from studio.project.exporters.exporter import Prepared, put_in_place, register
from studio.project.exporters.subject import Exported, Subject
from studio.text import listed, ntr, paragraph, tr

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from studio.compiler.onnx import Form, OnnxReport, Surroundings
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

    head: Literal["none", "softmax", "sigmoid"] = Field(
        "none", description="What makes probabilities of the network's outputs at the end of the file"
    )
    precision: Literal["fp32", "fp16", "int8"] = Field(
        "fp32",
        title="Number format",
        description="Numbers of the file: less precise ones make it smaller; what that costs is measured",
    )
    opset: int = Field(20, ge=18, le=25, description="Version of the ONNX operators that the file is written in")
    external_data: bool = Field(
        False, description="Put the weights into a file of their own beside; above 2 GB they are so in any case"
    )
    certificate: bool = Field(
        False, description="Write a certificate beside the file: what it was held against, agreement, size, latency"
    )
    time_whole_batches: bool = Field(
        False, description="Time 64 samples at once for the certificate however long that takes, in place of fewer"
    )

    recipe: bool = Field(
        False, description="Write predict.py and predict.html beside the file: they run it without PyTorch"
    )

    @classmethod
    def obstacle(cls, subject: Subject) -> str:
        """The layers that ONNX has no operations for, or not for such inputs."""
        from studio.compiler.onnx.export import obstacles

        if subject.analysis.errors:
            return ""
        told = (
            tr("“{name}” cannot be written as ONNX. {reason}", name=name, reason=reason)
            for name, reason in obstacles(subject.analysis).items()
        )
        return paragraph(*told)

    def write(self, subject: Subject, path: Path) -> Exported:
        """Write the network, with the preparation around it unless that is switched off."""
        from studio.compiler.onnx import as_json, export_onnx
        from studio.compiler.onnx.parity import session_of
        from studio.project.onnx_head import with_head
        from studio.project.onnx_recipe import check_recipe, write_recipe
        from studio.project.trials import trials

        inside = subject.preparation if self.preparation else None
        tried = trials(subject.project, subject.preparation, raw=inside is not None)
        around = with_head(None if inside is None else surroundings(inside), self.head, subject)
        told = self._metadata(subject, prepared=inside is not None)
        if self.recipe:
            check_recipe(path, told)
        report = export_onnx(
            subject.trained[0],
            subject.project.graph,
            path,
            samples=tried.trials,
            surroundings=around,
            classes=() if subject.preparation is None else subject.preparation.classes,
            metadata=told,
            name=subject.project.name,
            form=self._form(),
        )
        if self.recipe:
            write_recipe(path, {**told, "classes": as_json(list(report.classes))})
        accuracy, certified = None, ""
        if self.certificate or self.precision != "fp32":
            session = report.agreement.session or session_of(report.path)
            accuracy = self._accuracy(subject, session)
        if self.certificate:
            certified = self._certify(subject, report, session, around, tried, accuracy)
        words = (subject.weights_words, _told(report, on_noise=tried.on_noise), _cost(report, accuracy), certified)
        return Exported(
            path, report.bytes, subject.has_weights, paragraph(*words), report.at_rest(), tried.on_noise,
            (*subject.notes, *tried.notes),
        )  # fmt: skip

    def _metadata(self, subject: Subject, *, prepared: bool) -> dict[str, str]:
        told = metadata(subject, prepared=prepared)
        return told if self.head == "none" else {**told, "activation": "none", "head": self.head}

    def _form(self) -> Form:
        from studio.compiler.onnx import Form

        return Form(self.opset, self.precision, self.external_data)

    def _accuracy(self, subject: Subject, session: InferenceSession) -> dict[str, Any] | None:
        """What the file gets right of labelled samples; None where there are none.

        A file as precise as the network answers fewer where each takes long: it has been held against it already.
        """
        from studio.project.measured_accuracy import SAMPLES, labelled, measured, within_reach

        most = within_reach(subject.analysis.total.macs) if self.precision == "fp32" else SAMPLES
        samples = labelled(subject, most)
        if samples is None:
            return None
        return measured(subject, session, samples, prepared=self.preparation, has_head=self.head != "none")

    def _certify(
        self, subject: Subject, report: OnnxReport, session: InferenceSession, around: Surroundings | None,
        tried: Trials, accuracy: object,
    ) -> str:  # fmt: skip
        """Write the certificate, and tell the most of it in words. Raises ExportError where it cannot be kept."""
        from studio.compiler.onnx.certificate import as_text, certificate, certificate_path

        network = subject.trained[0]
        told = certificate(
            report, session, subject.analysis, network, around, tried.trials, on_noise=tried.on_noise,
            whole=self.time_whole_batches,
        )  # fmt: skip
        put_in_place(certificate_path(report.path), as_text({**told, "accuracy": accuracy}))
        return _certified(certificate_path(report.path).name, told)


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


def _certified(name: str, told: Mapping[str, Any]) -> str:
    """The most important of a certificate."""
    agreement = told["prediction_agreement"]
    times = told["latency_ms"]
    said = tr(
        "The certificate “{name}”: {one} ms for 1 sample ({one_torch} in PyTorch), {many} ms for 64 ({many_torch}).",
        name=name, one=f"{times['1']['onnxruntime']:.3g}", one_torch=f"{times['1']['pytorch']:.3g}",
        many=f"{times['64']['onnxruntime']:.3g}", many_torch=f"{times['64']['pytorch']:.3g}",
    )  # fmt: skip
    shapes = "" if told["shape_inference"]["agrees"] else tr("The shapes that onnx infers are others than here.")
    same = "" if agreement is None else tr("Both decide alike for {share} of the samples.", share=f"{agreement:.1%}")
    return paragraph(said, _worked_out(times["64"]["timed"]), same, shapes)


def _worked_out(timed: Mapping[str, Any]) -> str:
    """That the time for 64 samples is none that was taken, where it is so."""
    samples = min(each["samples"] for each in timed.values())
    if samples == 64:
        return ""
    return ntr(
        "The time for 64 is worked out from that for {count} sample, as it would take long.",
        "The time for 64 is worked out from that for {count} samples, as it would take long.",
        samples,
    )


def _cost(report: OnnxReport, accuracy: Mapping[str, Any] | None) -> str:
    """What the precision costs, where it is not that of the network."""
    if report.precision == "fp32":
        return ""
    off = "" if report.first_diverging is None else tr(
        "The first node that is off by more than usual is “{node}”.", node=report.first_diverging
    )  # fmt: skip
    if accuracy is None:
        unknown = tr("What {precision} costs could not be measured: no labelled samples are at hand.",
                     precision=report.precision)  # fmt: skip
        return paragraph(unknown, off)
    wording = {
        "accuracy": tr("In {precision} it is right for {theirs} of {count} samples of the {split} split, where PyTorch "
                       "is for {ours}.", **_figures(report, accuracy, ".2%")),
        "mean_absolute_error": tr("In {precision} it is {theirs} off on average on {count} samples of the {split} "
                                  "split, where PyTorch is {ours}.", **_figures(report, accuracy, ".6g")),
    }  # fmt: skip
    return paragraph(wording[accuracy["metric"]], off)


def _figures(report: OnnxReport, accuracy: Mapping[str, Any], form: str) -> dict[str, Any]:
    return {
        "precision": report.precision, "theirs": format(accuracy["onnxruntime"], form), "count": accuracy["samples"],
        "split": accuracy["split"], "ours": format(accuracy["pytorch"], form),
    }  # fmt: skip
