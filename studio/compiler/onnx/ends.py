"""The names of a file's inputs and outputs are the document's, whatever torch's exporter calls the values inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studio.graph.names import unique_name

if TYPE_CHECKING:
    import onnx


def reserved(names: Sequence[str], kind: str) -> list[str]:
    """Names for the time of the export, which no value inside of a network has: the exporter looks after none."""
    return [f"{kind}/{place}" for place in range(len(names))]


def name_ends(model: onnx.ModelProto, inputs: Sequence[str], outputs: Sequence[str]) -> None:
    """Give inputs and outputs, which have reserved names, their own, and values inside that have these others."""
    names = {
        **dict(zip(reserved(inputs, "input"), inputs, strict=True)),
        **dict(zip(reserved(outputs, "output"), outputs, strict=True)),
    }
    graph = model.graph
    inside = {name for node in graph.node for name in node.output} | {each.name for each in graph.initializer}
    taken = dict.fromkeys([*inside, *names.values()])
    for name in sorted(inside.intersection(names.values())):
        names[name] = unique_name(f"{name}_value", taken)
        taken[names[name]] = None
    for node in graph.node:
        for values in (node.input, node.output):
            for place, name in enumerate(values):
                if name in names:
                    values[place] = names[name]
    for each in (*graph.input, *graph.output, *graph.initializer, *graph.value_info):
        each.name = names.get(each.name, each.name)
