"""ONNX files that were exported here, asked through onnxruntime: what gives their answers a meaning stands in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

import torch
from torch import Tensor

from studio.compiler.export_error import ExportError
from studio.compiler.onnx.parity import session_of
from studio.data.errors import DataError
from studio.data.preparation import Preparation
from studio.data.regular_files import shown
from studio.evaluation.answers import Answering
from studio.evaluation.asking import Asked
from studio.evaluation.inputs.habits import Habits
from studio.layers import format_shape
from studio.text import tr
from studio.training.activation import Activation

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

OURS = ("task", "preparation", "prepared")
"""What a file has to say of itself."""


GIVING_PROBABILITIES = ("Softmax", "Sigmoid", "HardSigmoid")
PASSING = ("Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Dropout")
"""Operations that hand each number on as it is."""


def asked_onnx(path: Path) -> Asked:
    """The network in a file, to be asked about raw samples. Raises DataError."""
    session = _session(path)
    told: Mapping[str, str] = session.get_modelmeta().custom_metadata_map
    if any(name not in told for name in OURS):
        raise DataError(
            tr("“{file}” does not say how samples are prepared for it and what its numbers mean, as files do that NN "
               "Studio exports with their data.", file=shown(path)),
            tr("Export it from its run with NN Studio."),
        )  # fmt: skip
    preparation = _preparation(told, path)
    prepared = told["prepared"] == "true"
    _check_inputs(session, preparation, path, prepared=prepared)
    is_single = session.get_outputs()[0].shape[1:2] == [1]
    activation, notes = _activation(told, preparation, path, is_single=is_single)
    return Asked(
        _outputs(session, preparation, path, prepared=prepared),
        preparation,
        Answering.of(preparation, activation, finished=prepared),
        Habits.from_json(told["reading"]) if "reading" in told else Habits(),
        tr("Weights in “{file}”.", file=shown(path)),
        notes,
    )


def _session(path: Path) -> InferenceSession:
    if not path.is_file():
        raise DataError(tr("“{file}” is not there.", file=shown(path)), tr("Check how it is written."))
    try:
        return session_of(path)
    except ExportError:
        raise DataError(
            tr("“{file}” is damaged, or no ONNX file that can be run here.", file=shown(path)),
            tr("Export it anew from its run."),
        ) from None


def _preparation(told: Mapping[str, str], path: Path) -> Preparation:
    try:
        return Preparation.from_json(json.loads(told["preparation"]))
    except (DataError, ValueError, RecursionError):
        raise DataError(
            tr("What “{file}” says of how samples are prepared for it cannot be read.", file=shown(path)),
            tr("Export it anew from its run."),
        ) from None


def _activation(
    told: Mapping[str, str], preparation: Preparation, path: Path, *, is_single: bool
) -> tuple[Activation, tuple[str, ...]]:
    """What makes probabilities of the outputs, and a note where the file does not say it, as older ones do not."""
    found = told.get("activation", "")
    if found in get_args(Activation):
        return cast(Activation, found), ()
    if preparation.task in ("numbers", "input"):
        return "none", ()
    note = tr("“{file}” was exported before files said what makes probabilities of their numbers: they are taken for "
              "scores. Export it anew to be sure.", file=shown(path))  # fmt: skip
    if _last_operation(path) in GIVING_PROBABILITIES:
        return "none", ()
    return "sigmoid" if preparation.task == "labels" or is_single else "softmax", (note,)


def _last_operation(path: Path) -> str:
    """The kind of the last operation that changes the numbers of the first output; "" where that is an input."""
    import onnx

    graph = onnx.load(path, load_external_data=False).graph
    makers = {name: operation for operation in graph.node for name in operation.output}
    maker = makers.get(graph.output[0].name)
    while maker is not None and maker.op_type in PASSING:
        maker = makers.get(maker.input[0])
    return "" if maker is None else str(maker.op_type)


def _check_inputs(session: InferenceSession, preparation: Preparation, path: Path, *, prepared: bool) -> None:
    """Raise DataError where the file takes something else than it says of itself."""
    wanted = preparation.source if prepared else preparation.shape
    for port in session.get_inputs():
        sizes = port.shape[1:]
        same = len(sizes) == len(wanted) and all(
            size is None or not isinstance(given, int) or given == size
            for given, size in zip(sizes, wanted, strict=True)
        )
        if not same:
            raise DataError(
                tr("“{file}” takes {shape}, but says that its samples are {wanted}: it is another network.",
                   file=shown(path), shape=_told(sizes), wanted=_told(wanted)),
                tr("Export it anew from its run."),
            )  # fmt: skip


def _told(sizes: Any) -> str:
    known = tuple(sizes)
    return format_shape(known) if all(isinstance(size, int) for size in known) else f"({', '.join(map(str, known))})"


def _outputs(
    session: InferenceSession, preparation: Preparation, path: Path, *, prepared: bool
) -> Callable[[Tensor], Tensor]:
    prepare = None if prepared else preparation.prepare()
    names = [port.name for port in session.get_inputs()]

    @torch.no_grad()
    def outputs(raw: Tensor) -> Tensor:
        samples = raw if prepare is None else prepare(raw)
        try:
            found = session.run(None, dict.fromkeys(names, samples.contiguous().numpy()))
        except Exception as error:  # onnxruntime has errors of its own for everything
            raise DataError(
                tr("“{file}” cannot be run on these samples: {reason}.", file=shown(path),
                   reason=str(error).partition("\n")[0][:200]),
                tr("Export it anew from its run."),
            ) from None  # fmt: skip
        return torch.from_numpy(found[0])

    return outputs
