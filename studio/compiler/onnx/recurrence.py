"""Plain recurrent layers as one ONNX operation a layer, which torch's exporter would write out step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from onnxscript import opset18 as op


def translations() -> dict[Callable[..., Any], Callable[..., Any]]:
    """For each of torch's plain recurrent operations the function that writes it as ONNX."""
    aten = torch.ops.aten
    return {aten.rnn_tanh.input: partial(_rnn, "Tanh"), aten.rnn_relu.input: partial(_rnn, "Relu")}


def _rnn(
    activation: str,
    values: Any,
    hx: Any,
    params: Sequence[Any],
    has_biases: bool,
    num_layers: int,
    dropout: float,
    train: bool,
    bidirectional: bool,
    batch_first: bool,
) -> tuple[Any, Any]:
    """All steps of the last layer, and the last state of every layer and direction (torch.nn.RNN)."""
    ways, numbers = 2 if bidirectional else 1, 4 if has_biases else 2
    steps, states = op.Transpose(values, perm=[1, 0, 2]) if batch_first else values, []
    for layer in range(num_layers):
        of_layer = [params[(layer * ways + way) * numbers :][:numbers] for way in range(ways)]
        first = op.Slice(hx, _integers(layer * ways), _integers((layer + 1) * ways), _integers(0))
        made, last = op.RNN(
            steps,
            _stacked([each[0] for each in of_layer]),
            _stacked([each[1] for each in of_layer]),
            _stacked([op.Concat(*each[2:], axis=0) for each in of_layer]) if has_biases else None,
            None,
            first,
            activations=[activation] * ways,
            direction="bidirectional" if bidirectional else "forward",
            hidden_size=hx.shape[2],
        )
        # (L, ways, N, H) -> (L, N, ways · H)
        steps = op.Reshape(op.Transpose(made, perm=[0, 2, 1, 3]), _integers(0, 0, -1))
        states.append(last)
    steps = op.Transpose(steps, perm=[1, 0, 2]) if batch_first else steps
    return steps, states[0] if num_layers == 1 else op.Concat(*states, axis=0)


def _stacked(arrays: Sequence[Any]) -> Any:
    """One array for each direction on a new first axis."""
    apart = [op.Unsqueeze(each, _integers(0)) for each in arrays]
    return apart[0] if len(apart) == 1 else op.Concat(*apart, axis=0)


def _integers(*numbers: int) -> Any:
    return op.Constant(value_ints=list(numbers))
