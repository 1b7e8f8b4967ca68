"""Recurrent layers, one ONNX operation each; ONNX has the steps before the batch and orders the gates otherwise."""

from __future__ import annotations

import numpy as np

from studio.compiler.importing.errors import NoCounterpartError
from studio.compiler.importing.operation import Array, Operation
from studio.compiler.importing.operators.registry import Result, operator
from studio.compiler.importing.values import Constant, Known, Value, condensed
from studio.text import tr

GATES = {"LSTM": (0, 2, 3, 1), "GRU": (1, 0, 2), "RNN": (0,)}
"""Where torch's gates stand in ONNX's order."""

USUAL = {"LSTM": ["sigmoid", "tanh", "tanh"], "GRU": ["sigmoid", "tanh"], "RNN": ["tanh"]}


@operator("LSTM", "GRU", "RNN")
def _recurrent(op: Operation) -> Result:
    """All steps, and the last of each direction. States before the first step have to be zeros."""
    value = op.value()
    params = _params(op)
    batch_first = bool(op.attribute("layout", 0))
    if value.rank != 3 or value.batch != (0 if batch_first else 1):
        raise NoCounterpartError(tr("it wants steps, batch and features in this order"))
    (result,) = op.build.add(op.kind, [op.build.laid_out(value)], params, _weights(op), op.hint)
    return _outputs(op, result, params["hidden_size"], 2 if params["bidirectional"] else 1, batch_first=batch_first)


def _params(op: Operation) -> dict[str, object]:
    size, direction = op.attribute("hidden_size", None), op.attribute("direction", "forward")
    directions = 2 if direction == "bidirectional" else 1
    functions = [each.decode() if isinstance(each, bytes) else each for each in op.attribute("activations", [])]
    functions = [each.lower() for each in functions] or USUAL[op.kind] * directions
    params: dict[str, object] = {
        "hidden_size": size or op.weights(2).shape[-1], "bidirectional": directions == 2, "bias": op.has(3),
    }  # fmt: skip
    if op.kind == "RNN" and set(functions) == {"relu"}:
        params["nonlinearity"] = "relu"
    elif functions != USUAL[op.kind] * directions:
        raise NoCounterpartError(tr("its activations are not those of torch"))
    if direction == "reverse" or op.attribute("clip", 0.0) or op.attribute("input_forget", 0) or op.has(7):
        raise NoCounterpartError(tr("torch has no such recurrent layer"))
    if op.kind == "GRU" and not op.attribute("linear_before_reset", 0):
        raise NoCounterpartError(tr("it resets the state before the product, and torch's behind it"))
    for index in (5, 6) if op.kind == "LSTM" else (5,):
        if op.has(index) and not _is_zero(op.input(index)):
            raise NoCounterpartError(tr("its state before the first step is not zero"))
    if op.has(4):
        raise NoCounterpartError(tr("its sequences have lengths of their own"))
    return params


def _is_zero(known: Value | Constant) -> bool:
    return isinstance(known, Constant) and not condensed(known.array).any()


def _weights(op: Operation) -> dict[str, Array]:
    """torch's names: the direction back has `_reverse` behind."""
    found = {}
    ih, hh = op.weights(1), op.weights(2)
    for place, suffix in zip(range(len(ih)), ("", "_reverse"), strict=False):
        found[f"weight_ih_l0{suffix}"] = _gates(op, ih[place])
        found[f"weight_hh_l0{suffix}"] = _gates(op, hh[place])
        if op.has(3):
            half = op.weights(3).shape[1] // 2
            found[f"bias_ih_l0{suffix}"] = _gates(op, op.weights(3)[place, :half])
            found[f"bias_hh_l0{suffix}"] = _gates(op, op.weights(3)[place, half:])
    return found


def _gates(op: Operation, array: Array) -> Array:
    parts = np.split(array, len(GATES[op.kind]))
    return np.concatenate([parts[place] for place in GATES[op.kind]])


def _outputs(op: Operation, result: Value, size: object, directions: int, *, batch_first: bool) -> tuple[Known, ...]:
    """Y (steps, directions, batch, size) and Y_h (directions, batch, size), or with the batch first."""
    names = [*op.node.output, "", ""]
    found: list[Known] = []
    apart = result
    if directions == 2:
        apart = op.build.one("Unflatten", result, {"dim": 2, "unflattened_size": [2, size]})
    steps, ways = (1,), (2,) if directions == 2 else ()
    features = (3,) if directions == 2 else (2,)
    whole = ((0,), steps, ways, features) if batch_first else (steps, ways, (0,), features)
    found.append(apart.viewed(whole))
    if names[1]:
        found.append(_last(op, result, size, directions, batch_first=batch_first))
    return tuple(found)


def _last(op: Operation, result: Value, size: object, directions: int, *, batch_first: bool) -> Value:
    """What it knows at the end: a layer of its own with the same weights that gives only that."""
    node = op.build.nodes[result.source.node]
    (before,) = node.inputs
    assert before is not None
    taken = Value.of(before, op.build.spec_of(before))
    (last,) = op.build.add(op.kind, [taken], {**_params(op), "returns": "last"}, _weights(op), op.hint)
    if directions == 2:
        last = op.build.one("Unflatten", last, {"dim": 1, "unflattened_size": [2, size]})
    ways, features = ((1,), (2,)) if directions == 2 else ((), (1,))
    return last.viewed(((0,), ways, features) if batch_first else (ways, (0,), features))
