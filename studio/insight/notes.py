"""What has to be said beside the numbers of a network: where they stop being finite, and what hides its inside."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from studio.compiler.analysis import Analysis
from studio.insight.trace import Gradients, Trace, parameters_of
from studio.layers.passage import Passage
from studio.text import listed, tr

INSIDE = frozenset(
    {
        "TransformerEncoderLayer", "TransformerDecoderLayer", "TransformerEncoder", "TransformerDecoder", "Transformer",
        "MultiheadAttention", "RNN", "LSTM", "GRU",
    }
)  # fmt: skip
"""Modules of torch that compute in several steps of which they hand on only the last."""


def notes(analysis: Analysis, trace: Trace, gradients: Gradients | None) -> tuple[str, ...]:
    """Sentences about a pass, the most urgent first."""
    backwards = () if gradients is None else _not_finite_backwards(trace, gradients)
    return (*_not_finite(trace), *backwards, *_hidden(trace), *_left_out(analysis, trace))


def first_not_finite(trace: Trace) -> str | None:
    """The first node that makes numbers that are not finite of finite ones; None where all are finite."""
    for name, made in trace.outputs.items():
        if not all(map(_finite, made)) and not isinstance(trace.flat[name].layer, Passage):
            return name
    return None


def _not_finite(trace: Trace) -> Iterator[str]:
    name = first_not_finite(trace)
    if name is None:
        return
    module = trace.module(name)
    wrong = [own for own, each in module.named_parameters() if not _finite(each)] if module is not None else []
    if wrong:
        yield tr(
            "“{node}” is the first whose numbers are not finite: its {parameters} has such numbers itself.",
            node=name,
            parameters=listed(wrong),
        )
    else:
        yield tr("“{node}” is the first that makes numbers that are not finite (NaN or infinite).", node=name)


def _not_finite_backwards(trace: Trace, gradients: Gradients) -> Iterator[str]:
    for name in reversed(trace.outputs):
        if not all(map(_finite, trace.outputs[name])):
            continue
        arriving = [
            gradients.outputs[source.node][source.port] for source in trace.flat[name].inputs if source is not None
        ]
        own = [gradients.parameters[path] for path in parameters_of(trace, name).values()]
        leaving = gradients.outputs[name]
        if all(map(_finite, leaving)) and not all(map(_finite, [*arriving, *own])):
            yield tr("Backwards, “{node}” is the first that makes gradients that are not finite.", node=name)
            return


def _hidden(trace: Trace) -> Iterator[str]:
    """Layers of several steps that hand on only their last one."""
    for name in trace.outputs:
        module, layer = trace.module(name), trace.flat[name].layer
        if module is None:
            continue
        if getattr(layer, "runs_code", False):
            yield tr("“{node}” is code of its own: what is seen of it is what it gives, not its steps.", node=name)
        elif INSIDE & {type(part).__name__ for part in module.modules()}:
            yield tr(
                "“{node}” ({layer}) computes in several steps and gives only the last: its inside is not seen.",
                node=name,
                layer=layer.kind,
            )


def _left_out(analysis: Analysis, trace: Trace) -> Iterator[str]:
    flat = trace.flat
    idle = [f"“{name}”" for name in flat if name not in trace.outputs and not isinstance(flat[name].layer, Passage)]
    if idle:
        yield tr("What leads to no Output is not computed: {nodes}.", nodes=listed(idle))


def _finite(each: Tensor | None) -> bool:
    return each is None or not each.is_floating_point() or bool(torch.isfinite(each).all())
