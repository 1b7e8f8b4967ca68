"""From a module to its ONNX form by torch's exporter."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from studio.compiler.export_error import ExportError
from studio.compiler.export_isolation import isolated_export
from studio.compiler.onnx.ends import name_ends, reserved
from studio.compiler.onnx.operator_table import keep_operator_table
from studio.compiler.onnx.parity import first_line
from studio.compiler.quiet_thread import quiet_thread
from studio.compiler.turns import an_export
from studio.text import tr

if TYPE_CHECKING:
    import onnx


def converted(
    network: nn.Module,
    example: Sequence[torch.Tensor],
    inputs: Sequence[str],
    outputs: Sequence[str],
    free: Mapping[int, str],
    opset: int,
) -> onnx.ModelProto:
    """The ONNX form. `free` names the axes of every input that may have any size, the batch (0) among them.

    The example has two samples or more: with one, torch would fix the batch. Raises ExportError.
    """
    from studio.compiler.onnx import pooling, products, recurrence, resizing, squeezing, striding

    sizes = {axis: torch.export.Dim(name) for axis, name in free.items()}
    try:
        with an_export(), _quiet(), isolated_export():
            keep_operator_table()
            program: Any = torch.onnx.export(
                network,
                tuple(example),
                dynamo=True,
                opset_version=opset,
                verbose=False,
                input_names=reserved(inputs, "input"),
                output_names=reserved(outputs, "output"),
                dynamic_shapes=tuple(sizes for _ in example),
                custom_translation_table={
                    operation: write
                    for module in (pooling, products, recurrence, resizing, squeezing, striding)
                    for operation, write in module.translations().items()
                },
            )
        model: onnx.ModelProto = program.model_proto
        name_ends(model, inputs, outputs)
    except Exception as error:
        raise ExportError(
            tr("PyTorch cannot express this network as ONNX: {reason}", reason=first_line(error)),
            tr("Replace the layer that it names, or export PyTorch source instead."),
        ) from None
    return model


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporter warns of its own use of deprecated parts of torch and of torchvision missing: not our user's.

    Only in turn, for the level of its log is that of all threads.
    """
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with quiet_thread():
            yield
    finally:
        logger.setLevel(level)
