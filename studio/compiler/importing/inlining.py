"""Functions that a file defines for itself, put in the place of the operations that call them."""

from __future__ import annotations

from collections.abc import Mapping

import onnx
from onnx import inliner

from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.onnx.parity import first_line
from studio.formatting.shortened import shortened
from studio.text import tr, unended

Key = tuple[str, str]

SPELLED_OUT = ("Attention", "MeanVarianceNormalization")
"""Operators that onnx itself says in terms of others, and that no layer stands for."""


def inlined(model: onnx.ModelProto, most: int) -> onnx.ModelProto:
    """The same without functions. Raises NetworkImportError for some that call themselves, or are too many."""
    functions = {(each.domain, each.name): each for each in model.functions}
    sizes: dict[Key, int] = {}
    total = sum(_size((node.domain, node.op_type), functions, sizes, ()) for node in model.graph.node)
    if total > most:
        raise NetworkImportError(
            tr("The network has {count} operations, and no more than {most} are taken in.", count=total, most=most)
        )
    try:
        return _spelled_out(inliner.inline_local_functions(model) if functions else model)
    except Exception as error:
        raise NetworkImportError(
            tr("The functions of the file cannot be put in place: {reason}.", reason=unended(first_line(error)))
        ) from None


def _spelled_out(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same with operators said in terms of others; the model as it is, where their types are not known."""
    kinds = {node.op_type for node in model.graph.node if not node.domain} & {*SPELLED_OUT}
    if not kinds:
        return model
    typed = onnx.ModelProto()
    typed.CopyFrom(model)
    typed.graph.value_info.extend(
        onnx.helper.make_tensor_value_info(each.name, each.data_type, list(each.dims))
        for each in model.graph.initializer
    )
    try:
        typed = onnx.shape_inference.infer_shapes(typed)
        return inliner.inline_selected_functions(typed, [("", kind) for kind in kinds], inline_schema_functions=True)
    except (RuntimeError, ValueError, onnx.shape_inference.InferenceError):
        return model


def _size(key: Key, functions: Mapping[Key, onnx.FunctionProto], sizes: dict[Key, int], inside: tuple[Key, ...]) -> int:
    """How many operations one becomes; counted before anything is opened, as few lines can make billions."""
    if key not in functions:
        return 1
    if key in inside or len(inside) > 50:
        raise NetworkImportError(
            tr("The function “{name}” of the file calls itself, or lies too deep.", name=shortened(key[1]))
        )
    if key not in sizes:
        nodes = functions[key].node
        sizes[key] = sum(_size((node.domain, node.op_type), functions, sizes, (*inside, key)) for node in nodes)
    return sizes[key]
