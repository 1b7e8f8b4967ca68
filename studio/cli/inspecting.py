"""What goes on inside a network, as a table on the screen or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from studio.cli.console import console, note, table
from studio.text import tr

if TYPE_CHECKING:
    from studio.insight.numbers import Numbers
    from studio.project.beginnings import Beginnings
    from studio.project.gradient_checking import GradientReport
    from studio.project.inspecting import Inspected


def as_json(found: Inspected) -> dict[str, Any]:
    """What was seen under the keys that programs read, with what it was seen of."""
    from studio.insight.inspection import as_json as seen_as_json

    told = seen_as_json(found.seen)
    told["notes"] = [*found.seen.notes, *found.notes]
    if found.sample is not None:
        told |= {"split": found.sample.split, "sample": found.sample.places[0], "batch": len(found.sample.places)}
    if found.target:
        told["target"] = found.target
    return told


def show(found: Inspected) -> None:
    """A row for each node: how the numbers lie that leave it, and the derivatives by them."""
    rows = table(tr("node"), tr("shape"), tr("mean"), tr("std"), tr("first values"), tr("first gradients"))
    for node in found.seen.nodes:
        out, gradient = node.outputs[0], node.gradients[0]
        rows.add_row(
            Text(node.name, "bold"),
            f"({', '.join(map(str, out.shape))})",
            _short(out.mean),
            _short(out.std),
            _first(out),
            "" if gradient is None else _first(gradient),
        )
    console().print(rows)
    if found.seen.loss is None:
        console().print(tr("Gradients are those of the sum of the network's outputs."))
    else:
        console().print(tr("Gradients are those of the loss, which is {loss}.", loss=_short(found.seen.loss)))
    for each in (*found.seen.notes, *found.notes):
        note(each)


def show_check(found: GradientReport) -> None:
    """A row for each parameter, and how long both ways took."""
    rows = table(tr("parameter"), *(f">{heading}" for heading in (tr("checked"), tr("of"), tr("relative error"))))
    for each in found.found.parameters:
        rows.add_row(Text(each.name, "bold"), str(each.entries), str(each.numbers), f"{each.relative_error:.1e}")
    console().print(rows)
    told = {"numeric": f"{found.found.numeric_seconds:.3g}", "backprop": f"{found.found.backprop_seconds:.3g}"}
    console().print(
        tr("Numeric differences took {numeric} s, back-propagation {backprop} s for all parameters.", **told)
    )
    for sentence in found.notes:
        note(sentence)


def show_beginnings(found: Beginnings) -> None:
    """A row for each scheme and layer: how its activations lie, with a small histogram."""
    from studio.insight.depths import SCHEMES

    rows = table(tr("initialization"), tr("node"), *(f">{each}" for each in (tr("mean"), tr("std"))), tr("histogram"))
    for name, layers in found.schemes.items():
        for at, each in enumerate(layers):
            title = str(SCHEMES[name][0]) if at == 0 else ""
            rows.add_row(Text(title, "bold"), each.node, _short(each.mean), _short(each.std), _bars(each.counts))
    console().print(rows)
    for sentence in found.notes:
        note(sentence)


BLOCKS = " ▁▂▃▄▅▆▇█"


def _bars(counts: Sequence[int]) -> str:
    most = max(1, *counts)
    return "".join(BLOCKS[-(-count * (len(BLOCKS) - 1) // most)] for count in counts)


SHOWN = 3
"""So many numbers of a node stand in its row."""


def _first(numbers: Numbers) -> str:
    told = " ".join(map(_short, numbers.values[:SHOWN]))
    return f"{told} …" if len(numbers.values) > SHOWN else told


def _short(value: float) -> str:
    return f"{value:.4g}"
