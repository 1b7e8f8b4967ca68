"""Takes an ONNX file in: a graph of layers with its weights, proven to compute what the file does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.importing.blocks import in_blocks
from studio.compiler.importing.conversion import Converted, Shapes, converted
from studio.compiler.importing.equality import Equality, equality, is_half
from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.onnx_file import OnnxFile, read
from studio.compiler.importing.own_files import core_of
from studio.compiler.module import CompileError, compile_graph
from studio.formatting.numbers import storage
from studio.formatting.shortened import shortened
from studio.graph import Graph
from studio.layers import format_shape
from studio.text import listed, ntr, tr

LARGEST_RESULT = 2**30
"""Bytes that one operation makes of one sample."""

WITH_WEIGHTS = {
    "Conv", "ConvTranspose", "Gemm", "MatMul", "Gather", "Transpose", "RNN", "LSTM", "GRU", "PRelu",
    "BatchNormalization", "InstanceNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization",
}  # fmt: skip
"""Operations that take what training changes, or hand it on turned."""

NAMED = 3
"""So many tensors are told by name."""

STEPS = 4
"""Reading, making layers of operations, giving them their weights, comparing."""


@dataclass(frozen=True)
class Imported:
    """A network that was taken in: `module` has its weights, in evaluation mode. `name` is what the file calls it,
    `producer` what wrote it, and `operations` how many there were. `preparation`
    is how samples were prepared for it, as JSON, where the file tells that."""

    graph: Graph
    module: nn.Module
    equality: Equality
    name: str
    producer: str
    opset: int
    operations: int
    metadata: Mapping[str, str]
    notes: tuple[str, ...] = ()
    preparation: Any = None


def import_onnx(
    path: Path,
    shapes: Shapes | None = None,
    *,
    blocks: bool = True,
    learned: Container[str] | None = None,
    step: Callable[[], object] = lambda: None,
) -> Imported:
    """Take a file in; `shapes` has samples' shapes of inputs that leave sizes open, "" for any.

    `learned` names the tensors that training changes, where that is known.

    What repeats in it becomes `blocks`, or stays as it is. `step` is called before each of the STEPS; what it raises
    ends the work.

    Raises NetworkImportError.
    """
    step()
    core = core_of(read(path))
    step()
    file = core.file
    found = converted(file, shapes or {}, learned)
    if blocks:
        parts = in_blocks(found.graph, found.weights, found.specs)
        found = replace(found, graph=parts.graph, weights=parts.weights)
    step()
    module = _module(found, analyse(found.graph))
    step()
    proof = equality(file, found, module)
    producer = f"{file.model.producer_name} {file.model.producer_version}".strip()
    name = file.graph.name or path.stem
    return Imported(
        found.graph,
        module,
        proof,
        name,
        producer,
        file.opset,
        len(file.nodes),
        file.metadata,
        tuple(_notes(file, found, learned)),
        core.preparation,
    )


def _module(found: Converted, analysis: Analysis) -> nn.Module:
    if analysis.errors:
        problem = analysis.errors[0]
        raise NetworkImportError(
            tr("The network cannot run. {reason}", reason=f"“{problem.node}”: {problem.message}"), problem.remedy
        )
    _check_room(analysis)
    try:
        module = compile_graph(found.graph, seed=0, analysis=analysis).eval()
    except CompileError as error:
        raise NetworkImportError(error.problems[0].message, error.problems[0].remedy) from None
    state = module.state_dict()
    with torch.no_grad():
        for name, array in found.weights.items():
            _check_shape(name, array.shape, tuple(state[name].shape))
            state[name].copy_(torch.from_numpy(array if array.flags.writeable else array.copy()))
    return module


def _check_room(analysis: Analysis) -> None:
    """Raise NetworkImportError where comparing it would take more memory than any network needs."""
    largest = max(analysis.calls, key=lambda name: analysis.calls[name].activation_bytes, default="")
    size = analysis.calls[largest].activation_bytes if largest else 0
    if size > LARGEST_RESULT:
        raise NetworkImportError(
            tr("“{node}” makes {size} of numbers of one sample, which is too much to compare.",
               node=largest, size=storage(size)),
            tr("Export the network for smaller samples, or give a smaller shape where the file leaves sizes open."),
        )  # fmt: skip


def _check_shape(name: str, given: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if given != wanted:
        raise NetworkImportError(
            tr("“{node}” has weights of the shape {given} where its input asks for {wanted}.",
               node=name.rpartition(".")[0], given=format_shape(given), wanted=format_shape(wanted)),
            tr("Export the file again: it does not fit together."),
        )  # fmt: skip


def _notes(file: OnnxFile, found: Converted, learned: Container[str] | None) -> list[str]:
    """What a person has to know about what became of the file."""
    notes: list[str] = []
    if is_half(file.model):
        notes.append(tr("The file is in half precision; the network computes with float32."))
    if found.fixed_batch is not None:
        notes.append(
            tr("The file takes batches of {count} alone; the network takes any, and was compared at that.",
               count=found.fixed_batch)
        )  # fmt: skip
    tied = [name for name in _taken_twice(file) if learned is None or name in learned]
    if tied:
        notes.append(
            ntr(
                "{names}: {count} tensor of the file has several operations that use it. Each has weights of its own "
                "here, equal now, which training changes apart.",
                "{names}: {count} tensors of the file have several operations that use them. Each has weights of its "
                "own here, equal now, which training changes apart.",
                len(tied), names=listed(f"“{shortened(name)}”" for name in tied[:NAMED]),
            )
        )  # fmt: skip
    return notes


def _taken_twice(file: OnnxFile) -> list[str]:
    """The weights of the file that several of its operations take, such as those of an embedding and of its output."""
    counts = Counter(name for node in file.nodes if node.op_type in WITH_WEIGHTS for name in set(node.input))
    return [name for name, array in file.arrays.items() if counts[name] > 1 and array.dtype.kind == "f"]
