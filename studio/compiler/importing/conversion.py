"""From the operations of an ONNX file to a graph of layers with its weights."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import onnx

from studio.compiler.importing.branches import branch
from studio.compiler.importing.errors import NetworkImportError, NoCounterpartError, OpenShapeError
from studio.compiler.importing.folding import ELEMENTWISE, FOLDS, elementwise
from studio.compiler.importing.onnx_file import OnnxFile, called
from studio.compiler.importing.operands import as_value
from studio.compiler.importing.operation import BlockedError, Network, Operation
from studio.compiler.importing.operators import FUNCTIONS, OPERATORS
from studio.compiler.importing.operators.normalizations import norm_of_each_sample
from studio.compiler.importing.operators.pooling import WholeTensorPlaces
from studio.compiler.importing.simplification import simplified
from studio.compiler.importing.tensors import array_of
from studio.compiler.importing.values import BATCH, Constant, Failed, Known, Value
from studio.compiler.tensors import TensorSpec
from studio.formatting.shortened import shortened
from studio.graph import Graph, Node, Source
from studio.graph.layout import layout
from studio.graph.topology import leading_to
from studio.layers import ParameterError
from studio.layers.io import Input, Output
from studio.text import tr, unended

Array = np.ndarray[Any, Any]
Shapes = Mapping[str, tuple[int, ...]]

TYPES = {
    onnx.TensorProto.FLOAT: "float32", onnx.TensorProto.FLOAT16: "float32", onnx.TensorProto.DOUBLE: "float32",
    onnx.TensorProto.BFLOAT16: "float32", onnx.TensorProto.INT64: "int64", onnx.TensorProto.INT32: "int64",
}  # fmt: skip
"""What an Input takes for each type of the file."""


UNFIT = (ValueError, IndexError, TypeError, KeyError, OverflowError, MemoryError, AssertionError)
"""What numbers of a file that do not fit together end in."""


@dataclass(frozen=True)
class Converted:
    """The graph, and the weights by their names in its module. `inputs` has the Input of each of the file's inputs,
    `outputs` the Output of each of its outputs; `specs` says what comes out of each node."""

    graph: Graph
    weights: dict[str, Array]
    inputs: dict[str, str]
    outputs: dict[str, str]
    specs: dict[str, tuple[TensorSpec, ...]]
    fixed_batch: int | None = None


def converted(file: OnnxFile, shapes: Shapes, learned: Container[str] | None = None) -> Converted:
    """Convert a file; `shapes` has samples' shapes of inputs that do not say theirs, "" for any input.

    `learned` has the names of its tensors that training changes; None where that is not known, and all may be.

    Raises NetworkImportError.
    """
    network = Network(file.nodes, file.opset, file.path.absolute().parent, _fixed_batch(file))
    network.outputs |= {each.name for each in file.graph.output}
    network.tensors |= {
        name: Constant(array, learned is None or name in learned) for name, array in file.arrays.items()
    }
    inputs = {each.name: name for each in file.inputs for name in _take_input(each, network, shapes)}
    _convert(file.nodes, network)
    outputs = {each.name: _give_output(each.name, network) for each in file.graph.output}
    graph = _used(network, outputs)
    weights = {key: array for key, array in network.builder.weights.items() if key.rpartition(".")[0] in graph}
    used = {each: name for each, name in inputs.items() if name in graph}
    return Converted(graph, weights, used, outputs, network.builder.specs, network.fixed_batch)


def _convert(nodes: Sequence[onnx.NodeProto], network: Network) -> None:
    """Find out what each operation makes, one behind the other."""
    for node in nodes:
        results = _results(node, network)
        for name, result in zip(node.output, results, strict=False):
            network.tensors[name] = result
        for name in node.output[len(results) :]:
            network.tensors[name] = Failed(called(node), node.op_type, tr("this output of it is not known here"))


def _chosen(operation: Operation) -> list[Known]:
    """What the network makes that an If always takes. Raises NoCounterpartError where none is."""
    network, condition = operation.network, operation.input()
    inner = branch(operation.node, condition)
    network.enter(inner.node, (each.name for each in inner.output))
    network.tensors |= {each.name: Constant(array_of(each, network.folder)) for each in inner.initializer}
    _convert(inner.node, network)
    return [network.tensors[each.name] for each in inner.output]


def _fixed_batch(file: OnnxFile) -> int | None:
    """The one size of batch that the file was made for, None where it takes any."""
    for each in file.inputs:
        sizes = each.type.tensor_type.shape.dim
        if len(sizes) > 1 and sizes[0].HasField("dim_value"):
            return int(sizes[0].dim_value)
    return None


def _take_input(each: onnx.ValueInfoProto, network: Network, shapes: Shapes) -> list[str]:
    """Make the Input for one of the file's, unless nothing takes it."""
    if each.name not in network.takers and each.name not in network.outputs:
        return []
    kind = each.type.tensor_type
    dtype = TYPES.get(kind.elem_type)
    if dtype is None or not each.type.HasField("tensor_type"):
        raise _input_refused(each, tr("it takes neither real nor whole numbers"))
    shape = _sample(each, shapes)
    try:
        layer = Input.create({"shape": list(shape), "dtype": dtype})
    except ParameterError as error:
        raise _input_refused(each, unended(str(error))) from None
    name = network.builder.name(each.name, layer)
    network.builder.nodes[name] = Node(layer)
    network.builder.specs[name] = (TensorSpec(shape, dtype),)
    value = Value.of(Source(name), TensorSpec(shape, dtype))
    network.tensors[each.name] = value
    network.first = network.first or value
    return [name]


def _sample(each: onnx.ValueInfoProto, shapes: Shapes) -> tuple[int, ...]:
    """The shape of a sample: as the file says, or as a person does where that leaves sizes open."""
    given = shapes.get(each.name) or shapes.get("")
    sizes = list(each.type.tensor_type.shape.dim)
    if not each.type.tensor_type.HasField("shape") and given:
        return given
    if len(sizes) < 2:
        raise _input_refused(each, tr("it has no axis besides the batch"))
    told = [int(size.dim_value) if size.HasField("dim_value") else None for size in sizes[1:]]
    if (
        given
        and len(given) == len(told)
        and all(size in (None, wanted) for size, wanted in zip(told, given, strict=True))
    ):
        return given
    if given and each.name in shapes:
        raise _input_refused(each, tr("its samples have the shape {shape}", shape=_written(told)))
    if None in told:
        raise OpenShapeError(
            tr("The input “{name}” leaves sizes of its samples open: {shape}.",
               name=shortened(each.name), shape=_written(told)),
            tr("Say what a sample is to be here, such as 3,224,224 (on the command line with --shape)."),
        )  # fmt: skip
    return tuple(size for size in told if size is not None)


def _written(sizes: list[int | None]) -> str:
    return "({})".format(", ".join("?" if size is None else str(size) for size in sizes))


def _input_refused(each: onnx.ValueInfoProto, why: str) -> NetworkImportError:
    return NetworkImportError(
        tr("The input “{name}” cannot be an Input here: {reason}.", name=shortened(each.name), reason=why)
    )


def _results(node: onnx.NodeProto, network: Network) -> list[Known]:
    """What an operation makes; where no layer does that, why."""
    operation = Operation(node, network)
    try:
        if node.domain not in ("", "ai.onnx"):
            raise NoCounterpartError(tr("it is an operator of its own of “{domain}”", domain=shortened(node.domain)))
        if node.op_type == "If":
            return _chosen(operation)
        return _folded_or_kept(operation) or _made(operation)
    except BlockedError as blocked:
        whole = norm_of_each_sample(operation) if node.op_type == "Reshape" else None
        return [whole] if whole is not None else [blocked.failed] * len(node.output)
    except NoCounterpartError as error:
        reason = str(error)
    except UNFIT as error:
        reason = tr("its settings do not fit together ({error})", error=shortened(str(error)))
    return [Failed(called(node), node.op_type, reason, name) for name in node.output]


def _folded_or_kept(operation: Operation) -> list[Known] | None:
    """What depends on no input, worked out; numbers that there would be too many of for a batch become a tensor."""
    try:
        return _folded(operation)
    except NoCounterpartError:
        network, kept = operation.network, False
        for name in dict.fromkeys(operation.node.input):
            known = network.tensors.get(name)
            if isinstance(known, Constant) and BATCH in known.array.shape and network.first is not None:
                batch = known.array.shape.index(BATCH)
                network.tensors[name] = as_value(operation, known, network.first, batch)
                kept = True
        if not kept:
            raise
        return None


def _folded(operation: Operation) -> list[Known] | None:
    """What depends on no input, worked out."""
    if operation.kind == "Constant":
        return [Constant(_constant(operation))]
    known = [operation.network.tensors[name] for name in operation.node.input if name]
    if operation.kind in ("Shape", "Size") and isinstance(known[0], Value):
        stand_in = np.broadcast_to(np.zeros((), np.bool_), known[0].shape)
        return [Constant(np.asarray(FOLDS[operation.kind](operation, [stand_in])))]
    constants = [each for each in known if isinstance(each, Constant)]
    if any(isinstance(each, Value | WholeTensorPlaces) for each in known):
        return None
    if len(constants) < len(known):
        raise BlockedError(next(each for each in known if isinstance(each, Failed)))
    arrays = [each.array for each in constants]
    learned = any(each.learned and each.array.dtype.kind == "f" for each in constants)
    if operation.kind in ELEMENTWISE:
        return [Constant(elementwise(operation.kind, arrays), learned)]
    if operation.kind not in FOLDS:
        return None
    results = FOLDS[operation.kind](operation, arrays)
    several = list(results) if isinstance(results, list | tuple) else [results]
    return [Constant(np.asarray(each), learned) for each in several]


def _constant(operation: Operation) -> Array:
    for name in ("value", "value_float", "value_floats", "value_int", "value_ints"):
        if name in operation.attributes:
            value = operation.attribute(name, None)
            return value if name == "value" else np.asarray(value, np.float32 if "float" in name else np.int64)
    raise NoCounterpartError(tr("it holds no numbers"))


def _made(operation: Operation) -> list[Known]:
    """The layer for an operation, or the function that is it. Raises NoCounterpartError where there is neither."""
    refused: Exception = NoCounterpartError(tr("there is no layer for that operator"))
    for table in (OPERATORS, FUNCTIONS):
        convert = table.get(operation.kind)
        if convert is None:
            continue
        try:
            results = convert(operation)
        except (NoCounterpartError, *UNFIT) as error:
            refused = error
        else:
            return list(results) if isinstance(results, tuple) else [results]
    raise refused


def _give_output(tensor: str, network: Network) -> str:
    """Make the Output for one of the file's. Raises NetworkImportError where no layer gives it."""
    found = network.tensors[tensor]
    if isinstance(found, Constant) and BATCH in found.array.shape and network.first and tensor in network.makers:
        operation = Operation(network.makers[tensor], network)
        found = as_value(operation, found, network.first, found.array.shape.index(BATCH))
    if isinstance(found, Constant):
        raise NetworkImportError(tr("The output “{tensor}” is the same whatever comes in.", tensor=shortened(tensor)))
    builder = network.builder
    if isinstance(found, Value):
        try:
            if not any(0 in group for group in found.groups) and network.fixed_batch == 1:
                found = found.viewed(((0,), *found.groups))
            if found.groups == ((0,),):
                found = found.viewed(((0,), ()))
            if found.batch:
                raise NoCounterpartError(tr("the batch has to be the first axis, and is axis {axis}", axis=found.batch))
            result = builder.laid_out(found)
        except NoCounterpartError as error:
            maker = network.makers.get(tensor)
            node, kind = ("", "") if maker is None else (called(maker), maker.op_type)
            found = Failed(node or tensor, kind, str(error))
    if isinstance(found, Failed):
        raise NetworkImportError(
            tr("“{node}” ({kind}) cannot be made of layers: {reason}.",
               node=found.node, kind=found.kind, reason=found.reason),
            tr("Replace it where the file comes from, or export the part of the network before it."),
        )  # fmt: skip
    name = builder.name(tensor, Output())
    builder.nodes[name] = Node(Output(), (result.source,))
    return name


def _used(network: Network, outputs: Mapping[str, str]) -> Graph:
    """The nodes that lead to an Output, laid out for the canvas."""
    nodes = network.builder.nodes
    used = leading_to(Graph(nodes), outputs.values())
    graph = simplified(Graph({name: node for name, node in nodes.items() if name in used}), network.builder.specs)
    places = layout(graph)
    return Graph({name: replace(node, position=places[name]) for name, node in graph.items()})


__all__ = ["Converted", "converted"]
