"""An ONNX file read and looked through before anything is made of it: whole, in order, with nothing missing or double.

Nothing of a file is believed: sizes are held against what is there, and no path leads out of its folder.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from studio.compiler.importing.branches import takes
from studio.compiler.importing.errors import NetworkImportError, damaged
from studio.compiler.importing.inlining import inlined
from studio.compiler.importing.sparse import made_dense
from studio.compiler.importing.tensors import array_of
from studio.compiler.onnx.parity import first_line
from studio.files import reason
from studio.formatting.shortened import shortened
from studio.text import listed, tr

LARGEST_FILE = 2**31 - 1
"""Bytes of the largest ONNX file: protocol buffers hold no more in one piece."""

MOST_OPERATIONS = 50_000
"""Operations of a network that is taken in; the largest in use have some thousand."""

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class OnnxFile:
    """A network as its file has it: `nodes` with each behind what it depends on, and the numbers of its constants.

    `opset` is the version of the operators; of a file that is `cut`, only the model here has what is left.
    """

    path: Path
    model: onnx.ModelProto
    nodes: tuple[onnx.NodeProto, ...]
    arrays: dict[str, Array]
    opset: int
    cut: bool = False

    @property
    def graph(self) -> onnx.GraphProto:
        """The network."""
        return self.model.graph

    @property
    def inputs(self) -> list[onnx.ValueInfoProto]:
        """What is given to it, without the weights that old files list among its inputs."""
        return [each for each in self.graph.input if each.name not in self.arrays]

    @property
    def metadata(self) -> dict[str, str]:
        """What the file says of itself."""
        return {entry.key: entry.value for entry in self.model.metadata_props}


def read(path: Path) -> OnnxFile:
    """Read a file. Raises NetworkImportError."""
    model = _parsed(path)
    opset = next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), 0)
    if not model.HasField("graph") or not model.graph.node or not opset:
        raise damaged(path.name, tr("there is no network in it"))
    model = inlined(model, MOST_OPERATIONS)
    folder = path.absolute().parent
    made_dense(model.graph, folder)
    _check_names(model.graph)
    arrays = {tensor.name: array_of(tensor, folder) for tensor in model.graph.initializer}
    nodes = ordered(model.graph)
    _check(path, model, nodes, opset)
    return OnnxFile(path, model, nodes, arrays, opset)


def _parsed(path: Path) -> onnx.ModelProto:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NetworkImportError(tr("“{name}” is larger than 2.1 GB, which no ONNX file is.", name=path.name))
        content = path.read_bytes()
    except OSError as error:
        raise NetworkImportError(
            tr("“{name}” cannot be read. {reason}", name=path.name, reason=reason(path, error)),
            tr("Choose another file."),
        ) from None
    model = onnx.ModelProto()
    try:
        model.ParseFromString(content)
    except (DecodeError, ValueError) as error:
        raise damaged(path.name, first_line(error)) from None
    return model


def _check_names(graph: onnx.GraphProto) -> None:
    """Each tensor is made once."""
    weights = [tensor.name for tensor in graph.initializer]
    made = [name for node in graph.node for name in node.output if name]
    given = [each.name for each in graph.input if each.name not in set(weights)]
    twice = next((name for name, count in Counter([*weights, *made, *given]).items() if count > 1), None)
    if twice is not None:
        raise NetworkImportError(
            tr("The tensor “{tensor}” is made more than once, so that nobody can tell which is meant.",
               tensor=shortened(twice)),
            tr("Export the file again with a name for each tensor."),
        )  # fmt: skip


def ordered(graph: onnx.GraphProto) -> tuple[onnx.NodeProto, ...]:
    """The operations with each behind what it depends on. Raises NetworkImportError where that is missing or loops."""
    known = {"", *(each.name for each in graph.input), *(tensor.name for tensor in graph.initializer)}
    made = {name for node in graph.node for name in node.output}
    links = [(taker, name) for taker in graph.node for name in (*taker.input, *sorted(takes(taker) - {*taker.input}))]
    for node, name in links:
        if name not in known and name not in made:
            raise NetworkImportError(
                tr("“{node}” ({kind}) takes the tensor “{tensor}”, which is nowhere in the file.",
                   node=called(node), kind=node.op_type, tensor=shortened(name)),
                tr("Export the file again: weights seem to be missing."),
            )  # fmt: skip
    missing = next((each.name for each in graph.output if each.name not in known | made), None)
    if missing is not None:
        raise NetworkImportError(tr("The output “{tensor}” is made by no operation.", tensor=shortened(missing)))
    return _sorted(graph, known)


def _sorted(graph: onnx.GraphProto, known: set[str]) -> tuple[onnx.NodeProto, ...]:
    needed = [takes(node) - known for node in graph.node]
    waiting = {place: len(names) for place, names in enumerate(needed)}
    takers: dict[str, list[int]] = {}
    for place, names in enumerate(needed):
        for name in names:
            takers.setdefault(name, []).append(place)
    ready = [place for place, count in waiting.items() if not count]
    for place in ready:
        for taker in (each for name in graph.node[place].output for each in takers.get(name, ())):
            waiting[taker] -= 1
            if not waiting[taker]:
                ready.append(taker)
    if len(ready) < len(graph.node):
        stuck = [called(graph.node[place]) for place in sorted(set(waiting) - set(ready))][:4]
        raise NetworkImportError(
            tr("Operations wait for each other in a circle: {nodes}.", nodes=listed([f"“{name}”" for name in stuck])),
            tr("A network has none: export the file again."),
        )
    in_file_order = ready == sorted(ready)
    return tuple(graph.node[place] for place in (ready if not in_file_order else range(len(graph.node))))


def _check(path: Path, model: onnx.ModelProto, nodes: tuple[onnx.NodeProto, ...], opset: int) -> None:
    """onnx's own checker and shape inference on the network without its weights."""
    light = onnx.ModelProto(ir_version=model.ir_version or 8)
    light.opset_import.extend(model.opset_import)
    light.graph.name = model.graph.name or "network"
    light.graph.node.extend(nodes)
    known = {each.name for each in model.graph.input}
    light.graph.input.extend(model.graph.input)
    for tensor in model.graph.initializer:
        if tensor.name not in known:
            light.graph.input.append(
                onnx.helper.make_tensor_value_info(tensor.name, tensor.data_type, list(tensor.dims))
            )
    light.graph.output.extend(each for each in model.graph.output if each.type.tensor_type.HasField("shape"))
    if opset > onnx.defs.onnx_opset_version():
        raise NetworkImportError(
            tr("“{name}” is written with version {version} of the operators, and up to {known} are known here.",
               name=path.name, version=opset, known=onnx.defs.onnx_opset_version()),
            tr("Export it with an earlier opset, or update the package onnx."),
        )  # fmt: skip
    try:
        onnx.checker.check_model(light)
    except Exception as error:
        raise damaged(path.name, first_line(error)) from None


def called(node: onnx.NodeProto) -> str:
    """What an operation is called, or what it makes where it has no name."""
    return shortened(node.name or next((name for name in node.output if name), "") or node.op_type)
