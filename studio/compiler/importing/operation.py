"""One ONNX operation as its conversion sees it: inputs, attributes, and where the layers for it go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import AttributeProto

from studio.compiler.importing.branches import takes
from studio.compiler.importing.builder import Builder, Weights
from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.onnx_file import called
from studio.compiler.importing.tensors import array_of
from studio.compiler.importing.values import Constant, Failed, Known, Value
from studio.text import tr

Array = np.ndarray[Any, Any]

REQUIRED: Any = object()


class BlockedError(Exception):
    """An input is a tensor that no layer gives: what was said of that one is to be told."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.reason)
        self.failed = failed


class Network:
    """What the operations of one file share: tensors known so far, who makes and takes them, and the builder."""

    def __init__(self, nodes: Sequence[onnx.NodeProto], opset: int, folder: Path, fixed: int | None) -> None:
        self.builder = Builder()
        self.tensors: dict[str, Known] = {}
        self.opset = opset
        self.folder = folder
        self.fixed_batch = fixed
        self.makers: dict[str, onnx.NodeProto] = {}
        self.takers: dict[str, list[onnx.NodeProto]] = {}
        self.outputs: set[str] = set()
        self.enter(nodes, ())
        self.first: Value | None = None
        """What the first Input gives, which says how many samples there are."""

    def enter(self, nodes: Iterable[onnx.NodeProto], outputs: Iterable[str]) -> None:
        """Let operations belong to it, of which these tensors are taken elsewhere."""
        self.outputs |= {*outputs}
        for node in nodes:
            self.makers |= {name: node for name in node.output if name}
            for name in (*node.input, *(takes(node) - {*node.input})):
                self.takers.setdefault(name, []).append(node)

    def maker(self, name: str, *kinds: str) -> onnx.NodeProto | None:
        """The operation that makes a tensor, if it is one of these."""
        node = self.makers.get(name)
        return node if node is not None and node.op_type in kinds else None

    def taken_once(self, name: str) -> bool:
        """Whether a tensor goes to one operation and nowhere else."""
        return len(self.takers.get(name, ())) == 1 and name not in self.outputs


class Operation:
    """An operation of a network."""

    def __init__(self, node: onnx.NodeProto, network: Network) -> None:
        self.node = node
        self.network = network
        self.build = network.builder
        self.kind = node.op_type
        self.opset = network.opset
        self.attributes = {attribute.name: attribute for attribute in node.attribute}

    @property
    def hint(self) -> str:
        """What a layer for it would be called: as the weights or the module, where it has those, in the file."""
        return hint_of(self.node, self._owner())

    def _owner(self) -> str:
        """The module whose weights it takes."""
        for name in self.node.input[1:]:
            owner, dot, parameter = name.rpartition(".")
            if dot and isinstance(self.network.tensors.get(name), Constant) and parameter.isidentifier():
                return owner
        return ""

    def has(self, index: int) -> bool:
        """Whether there is such an input."""
        return index < len(self.node.input) and bool(self.node.input[index])

    def input(self, index: int = 0) -> Value | Constant:
        """An input. Raises BlockedError where no layer gives it, NoCounterpartError where there is none."""
        if not self.has(index):
            raise NoCounterpartError(tr("its input {number} is missing", number=index + 1))
        found = self.network.tensors[self.node.input[index]]
        if isinstance(found, Failed):
            raise BlockedError(found)
        return found

    def value(self, index: int = 0) -> Value:
        """An input that depends on the network's."""
        found = self.input(index)
        if isinstance(found, Constant):
            raise NoCounterpartError(tr("its input {number} depends on no input of the network", number=index + 1))
        return found

    def constant(self, index: int, default: Any = REQUIRED) -> Array:
        """An input whose numbers are known."""
        if not self.has(index) and default is not REQUIRED:
            found: Array = default
            return found
        known = self.input(index)
        if isinstance(known, Value):
            raise NoCounterpartError(tr("its input {number} is computed, and has to be known here", number=index + 1))
        return known.array

    def weights(self, index: int) -> Array:
        """An input whose numbers are known, as float32."""
        return np.ascontiguousarray(self.constant(index), np.float32)

    def attribute(self, name: str, default: Any) -> Any:
        """An attribute as a plain value, a tensor as an array."""
        found = self.attributes.get(name)
        if found is None:
            return default
        if found.type == AttributeProto.TENSOR:
            return array_of(found.t, self.network.folder)
        if found.type == AttributeProto.GRAPH:
            raise NoCounterpartError(tr("it holds a network of its own"))
        value = onnx.helper.get_attribute_value(found)
        if isinstance(value, bytes):
            return value.decode(errors="replace")
        return list(value) if found.type in (AttributeProto.INTS, AttributeProto.FLOATS) else value

    def numbers(self, name: str, index: int) -> list[int] | None:
        """Whole numbers that stand in an attribute in old versions and in an input in new ones; None without."""
        if name in self.attributes:
            return [int(each) for each in self.attribute(name, [])]
        if not self.has(index):
            return None
        return [int(each) for each in self.constant(index).reshape(-1)]

    def slices(self, rank: int) -> list[tuple[int, int, int, int]]:
        """(axis, start, stop, step) of a Slice."""
        starts, stops = self.numbers("starts", 1) or [], self.numbers("ends", 2) or []
        axes = self.numbers("axes", 3)
        axes = list(range(len(starts))) if axes is None else axes
        steps = (self.numbers("steps", 4) if self.opset >= 10 else None) or [1] * len(starts)
        return [(axis % rank, *rest) for axis, *rest in zip(axes, starts, stops, steps, strict=True)]  # type: ignore[misc]

    def split_sizes(self, size: int) -> list[int]:
        """Sizes of the parts of a Split along an axis of this size."""
        given = self.numbers("split", 1)
        if given is not None:
            return given
        count = int(self.attribute("num_outputs", len(self.node.output)))
        part = -(-size // count)
        return [*[part] * (count - 1), size - part * (count - 1)]

    def add(
        self, kind: str, *inputs: Value, params: Mapping[str, Any] | None = None, weights: Weights | None = None,
        frozen: bool = False,
    ) -> Value:  # fmt: skip
        """A layer with one output for this operation."""
        (result, *_) = self.build.add(kind, inputs, params, weights, self.hint, frozen=frozen)
        return result

    def plain(self, index: int = 0) -> Value:
        """An input laid out as ONNX has it, with the batch as its first axis."""
        value = self.value(index)
        if value.batch != 0:
            raise NoCounterpartError(tr("the batch has to be the first axis, and is axis {axis}", axis=value.batch))
        return self.build.laid_out(value)


def hint_of(node: onnx.NodeProto, owner: str) -> str:
    """What the module that an operation belongs to is called in the file; "" where nobody named it."""
    if owner:
        return owner
    path, slash, _ = node.name.rpartition("/")
    if slash:
        return path.rpartition("/")[2]
    generated = not node.name or node.name.startswith("node_") or node.name.startswith(node.op_type)
    return "" if generated else node.name


__all__ = ["BlockedError", "Network", "Operation", "called", "hint_of"]
