"""Files that this program wrote: the preparation of samples around the network is taken off, and kept apart."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import onnx

from studio.compiler.importing.onnx_file import OnnxFile
from studio.compiler.onnx.surroundings import FINISH, PREPARE

PRODUCER = "NN Studio"


@dataclass(frozen=True)
class Core:
    """The network of a file without what stands around it, and the preparation as the file tells it, if it does."""

    file: OnnxFile
    preparation: Any = None


def core_of(file: OnnxFile) -> Core:
    """The network alone where the file is this program's and the network can be told apart; else the file as it is."""
    told = _told(file)
    if file.model.producer_name != PRODUCER or told is None:
        return Core(file)
    if file.metadata.get("prepared") != "true":
        return Core(file, told)
    cut = _without(file, told)
    return Core(file) if cut is None else Core(cut, told)


def _told(file: OnnxFile) -> Any:
    try:
        found = json.loads(file.metadata.get("preparation", "null"))
    except (ValueError, RecursionError):
        return None
    shape = found.get("shape") if isinstance(found, dict) else None
    is_shape = isinstance(shape, list) and shape and all(isinstance(size, int) and size > 0 for size in shape)
    return found if is_shape else None


def _without(file: OnnxFile, told: Any) -> OnnxFile | None:
    """The operations between; None where what leads into them is not one tensor, or more comes out than outputs."""
    before = [node for node in file.nodes if _is_of(node, PREPARE)]
    behind = [node for node in file.nodes if _is_of(node, FINISH)]
    core = [node for node in file.nodes if not _is_of(node, PREPARE) and not _is_of(node, FINISH)]
    if len(file.inputs) != 1:
        return None
    entries = _crossing(before, core) if before else [file.inputs[0].name]
    exits = _crossing(core, behind) if behind else [each.name for each in file.graph.output]
    if len(entries) != 1 or len(exits) != len(file.graph.output):
        return None
    (given,) = file.inputs
    kind = given.type.tensor_type.elem_type
    nodes = list(core)
    entry = onnx.helper.make_tensor_value_info(given.name, kind, ["batch", *told["shape"]])
    if entries[0] != given.name:
        nodes.insert(0, onnx.helper.make_node("Identity", [given.name], [entries[0]], "entry"))
    outputs = []
    for each, name in zip(file.graph.output, exits, strict=True):
        outputs.append(onnx.helper.make_tensor_value_info(each.name, each.type.tensor_type.elem_type, None))
        if name != each.name:
            nodes.append(onnx.helper.make_node("Identity", [name], [each.name], each.name))
    graph = onnx.helper.make_graph(nodes, file.graph.name, [entry], outputs, list(file.graph.initializer))
    model = onnx.helper.make_model(graph, opset_imports=list(file.model.opset_import), ir_version=file.model.ir_version)
    model.producer_name, model.producer_version = file.model.producer_name, file.model.producer_version
    model.metadata_props.extend(file.model.metadata_props)
    return replace(file, model=model, nodes=tuple(nodes), cut=True)


def _is_of(node: onnx.NodeProto, name: str) -> bool:
    return node.name.startswith(f"/{name}/")


def _crossing(first: Iterable[onnx.NodeProto], second: Iterable[onnx.NodeProto]) -> list[str]:
    """The tensors that lead from some operations to others, in the order they are made."""
    taken = {name for node in second for name in node.input}
    return [name for node in first for name in node.output if name in taken]
