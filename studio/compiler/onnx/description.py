"""What an ONNX file says of itself: names from the document, and metadata; nothing of this machine."""

from __future__ import annotations

import json
from ast import literal_eval
from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING

from studio import __version__

if TYPE_CHECKING:
    import onnx

LARGE = 1024
"""Bytes of a tensor whose numbers say nothing of shapes."""


def describe(model: onnx.ModelProto, name: str, nodes: Container[str], metadata: Mapping[str, str]) -> None:
    """Name the graph and its operations after the nodes, and drop the exporter's notes on files of this machine."""
    model.producer_name, model.producer_version = "NN Studio", __version__
    model.graph.name = name
    model.doc_string = f"{name}: a network drawn in NN Studio."
    graph = model.graph
    weights, taken = {tensor.name for tensor in graph.initializer}, set[str]()
    for operation in graph.node:
        stem = f"/{_scope(operation, weights, nodes)}/{operation.op_type}"
        operation.name = next(each for each in _numbered(stem) if each not in taken)
        taken.add(operation.name)
    for part in (model, graph, *graph.node, *graph.input, *graph.output, *graph.initializer, *graph.value_info):
        del part.metadata_props[:]
    for key, value in metadata.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value


def values_of_nodes(model: onnx.ModelProto, nodes: Container[str]) -> dict[str, str]:
    """For each node that has one of its own, what its result is called in the file, by the exporter's notes.

    Operations that became one with the next have none. To be asked before `describe` drops the notes.
    """
    traced = [(operation, _traced(operation)) for operation in model.graph.node]
    takers: dict[str, set[str]] = {each.name: {""} for each in model.graph.output}
    for operation, path in traced:
        for value in operation.input:
            takers.setdefault(value, set()).add(path)
    return {
        path: value
        for operation, path in traced
        if path in nodes
        for value in operation.output
        if takers.get(value, set()) - {path}
    }


def inferred_shapes(model: onnx.ModelProto) -> dict[str, list[int | str]]:
    """The shapes of the outputs without the batch, as onnx infers them; sizes that stay open are names, or 0."""
    import onnx

    bare = onnx.ModelProto(ir_version=model.ir_version, opset_import=model.opset_import, functions=model.functions)
    for part in ("node", "input", "output", "value_info"):
        getattr(bare.graph, part).extend(getattr(model.graph, part))
    bare.graph.name = model.graph.name
    bare.graph.initializer.extend(map(_without_numbers, model.graph.initializer))
    inferred = onnx.shape_inference.infer_shapes(bare)
    return {
        each.name: [size.dim_value or size.dim_param for size in each.type.tensor_type.shape.dim][1:]
        for each in inferred.graph.output
    }


def _without_numbers(tensor: onnx.TensorProto) -> onnx.TensorProto:
    """The tensor, without its numbers where those are too many to say something of shapes."""
    import onnx

    if len(tensor.raw_data) <= LARGE:
        return tensor
    return onnx.TensorProto(name=tensor.name, data_type=tensor.data_type, dims=tensor.dims)


def as_json(values: object) -> str:
    """A value as JSON text that people can read, unless it holds names that are no Unicode (of some folders)."""
    text = json.dumps(values, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(values)
    return text


def _scope(operation: onnx.NodeProto, weights: Container[str], nodes: Container[str]) -> str:
    """The path of the node an operation comes from: the owner of its weights, else the module it was traced in."""
    for each in operation.input:
        owner = each.rpartition(".")[0] if each in weights else ""
        while owner and owner not in nodes:
            owner = owner.rpartition(".")[0]
        if owner:
            return owner
    return _traced(operation)


def _traced(operation: onnx.NodeProto) -> str:
    """The path of the module that an operation was traced in."""
    notes = {entry.key: entry.value for entry in operation.metadata_props}
    scopes = literal_eval(notes.get("pkg.torch.onnx.name_scopes", "[]"))
    return str(scopes[1]) if len(scopes) > 2 else "network"


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 1
    while True:
        yield f"{stem}_{number}"
        number += 1
