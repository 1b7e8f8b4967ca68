"""What stands on a node's card, worked out from the document and the read-outs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from studio.formatting import numbers
from studio.graph import Node, Problem
from studio.graph.collapsed_view import Tile
from studio.graph.links import input_count
from studio.layers import Layer
from studio.layers.block import Block
from studio.layers.declaration import format_value
from studio.layers.placeholder import family_of
from studio.project.block_families import Shares, families_inside
from studio.project.tiles import detail_of, kind_of
from studio.text import in_language, ntr, tr

if TYPE_CHECKING:
    from studio.compiler.analysis import NodeReport

State = Literal["good", "error", "warning", "waiting"]
FAMILY_WORDS = {
    "io": tr("End of the network"),
    "convolution": tr("Convolution layer"),
    "pooling": tr("Pooling layer"),
    "dense": tr("Dense layer"),
    "normalization": tr("Normalization layer"),
    "activation": tr("Activation layer"),
    "regularization": tr("Regularization layer"),
    "shape": tr("Shape layer"),
    "merge": tr("Merge layer"),
    "recurrent": tr("Recurrent layer"),
    "attention": tr("Attention layer"),
    "other": tr("Other layer"),
}
"""What a layer is that has nothing else to say of itself."""

NOTHING = "—"
WAITING = "…"


@dataclass(frozen=True, slots=True)
class Card:
    """The texts and the state of one card. `spare` is the index of a free port of a variadic layer, or -1.

    The card of a block is `stacked`, and `holds` says of which families with their shares; that of a bypassed node is
    `muted`, a `frozen` one says so, and `tag` is the colour that a person gave it. A `collapsed` one stands for several
    nodes.
    """

    name: str
    kind: str
    detail: str
    family: str
    shape: str
    count: str
    state: State
    inputs: int
    outputs: int
    spare: int = -1
    stacked: bool = False
    muted: bool = False
    frozen: bool = False
    holds: Shares = ()
    tag: str = ""
    collapsed: bool = False


def card(name: str, node: Node, outputs: int, report: NodeReport | None, problems: Sequence[Problem]) -> Card:
    """The card of a node with `outputs` ports; `report` is None as long as the node was never examined."""
    inputs, is_tile = input_count(node), isinstance(node.layer, Tile)
    inside = list(node.layer.nodes.values()) if isinstance(node.layer, Tile) else [node]
    return Card(
        name=node.layer.title if isinstance(node.layer, Tile) else name,
        kind=kind(node),
        detail=tr("Bypassed · {detail}", detail=detail(node)) if node.bypassed else detail(node),
        family=family(node),
        shape=_shape(report, bool(outputs)),
        count=_count(node, report),
        state=_state(report, problems),
        inputs=inputs,
        outputs=outputs,
        spare=inputs - 1 if node.layer.variadic else -1,
        stacked=isinstance(node.layer, Block),
        muted=all(each.bypassed for each in inside),
        frozen=all(each.frozen for each in inside),
        holds=families_inside(node.layer),
        tag=node.tag,
        collapsed=is_tile,
    )


def kind(node: Node) -> str:
    """What the card says the node is: the kind of layer, or which block and how many copies of it."""
    layer = node.layer
    if isinstance(layer, Tile):
        return kind_of(layer)
    if not isinstance(layer, Block):
        return layer.kind
    return f"{layer.definition.name} ×{layer.repeat}" if layer.repeat > 1 else layer.definition.name


def family(node: Node) -> str:
    """The layer family, which gives the card its colour."""
    return family_of(node.layer)


def detail(node: Node) -> str:
    """The key parameters; for a layer without any, what it is in words."""
    layer = node.layer
    if isinstance(layer, Tile):
        return detail_of(layer)
    if not isinstance(layer, Layer):
        return tr("not readable here")
    if isinstance(layer, Block):
        said = arguments(layer)
        inside = len(layer.definition.graph) - len(layer.inputs) - len(layer.outputs)
        return " · ".join(said) or ntr("{count} layer inside", "{count} layers inside", inside)
    if layer.label() or layer.title != layer.kind:
        return layer.label() or layer.title
    return in_language(FAMILY_WORDS[layer.family])


def arguments(block: Block) -> list[str]:
    """The values of a block's parameters: `channels 64`."""
    return [f"{name} {format_value(value)}" for name, value in block.arguments.items()]


def alarm(problems: Sequence[Problem]) -> Literal["error", "warning"] | None:
    """The worse of error and warning among problems, where there is one."""
    if not problems:
        return None
    severities = {problem.severity for problem in problems}
    return "error" if "error" in severities else "warning" if "warning" in severities else None


def _count(node: Node, report: NodeReport | None) -> str:
    if report is None or not report.parameters:
        return ""
    count = numbers.compact(report.parameters)
    return tr("{count} frozen", count=count) if node.frozen else tr("{count} params", count=count)


def _shape(report: NodeReport | None, has_outputs: bool) -> str:
    if report is None:
        return WAITING
    specs = report.outputs if has_outputs else report.inputs
    return numbers.shape(specs[0].shape) if specs else NOTHING


def _state(report: NodeReport | None, problems: Sequence[Problem]) -> State:
    return alarm(problems) or ("good" if report is not None and report.outputs is not None else "waiting")
