"""What search boxes on the canvas offer: layers to add, best first and with what they would do, and nodes to find."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from studio.formatting import numbers
from studio.graph import Graph, Source
from studio.graph.links import Port
from studio.layers import Layer, catalogue
from studio.layers.by_name import search_all
from studio.project.block_offers import kind_of, saying
from studio.project.cards import detail, family, kind
from studio.project.link_fits import Fit, Question, spec_of
from studio.ui.canvas.items.shown import Shown
from studio.ui.canvas.search.entry import Entry
from studio.ui.theme import FAMILIES

MOST = 300
"""Nodes that a search gives at a time; who looks for one among more types on."""

Find = Callable[[str], list[Entry]]
Blocks = Sequence[type[Layer]]

_FAMILIES = [family for family in FAMILIES if family != "io"] + ["io"]
"""In what order families are offered before a word is typed: what a network is mostly made of comes first."""


def any_layer(blocks: Blocks) -> Find:
    """A search over these blocks, and over all layers, also classes of torch.nn by their names."""
    return lambda text: [layer_entry(found, Fit()) for found in (*saying(text, blocks), *search_all(text))]


def layers_for(port: Port | None, fits: Mapping[str, Fit], blocks: Blocks) -> Find:
    """A search over the blocks and layers that can be linked to `port`: those that fit first, as far as `fits` knows.

    Without a port, over those that can stand inside a link.
    """

    def find(text: str) -> list[Entry]:
        layers = search_all(text)
        if not text:
            layers = sorted(layers, key=lambda each: _FAMILIES.index(each.family))
        found = [each for each in (*saying(text, blocks), *layers) if _can_link(each, port)]
        entries = [layer_entry(each, fits.get(kind_of(each), Fit())) for each in found]
        return sorted(entries, key=lambda entry: not entry.fits)

    return find


def questions_about(shown: Shown, source: Source, blocks: Blocks) -> list[Question]:
    """What every layer of the catalogue, and each block with a single input, would make of an output."""
    spec = spec_of(shown.analysis, source)
    if spec is None:
        return []
    layers = [layer for layer in (each() for each in catalogue.values()) if layer.inputs]
    single = [block for block in (each() for each in blocks) if len(block.inputs) == 1]
    return [Question(kind_of(type(layer)), layer, (spec,)) for layer in (*layers, *single)]


def layer_entry(found: type[Layer], fit: Fit) -> Entry:
    """A layer or block as an entry, with the shape it would produce."""
    said = found.title if found.title != found.__name__ else found.summary()
    return Entry(kind_of(found), found.__name__, fit.refusal or said, found.family, fit.label, fits=not fit.refusal)


def nodes_of(shown: Shown) -> Find:
    """A search over the nodes by name, kind, parameters, shape and problem; gives the best of very many."""
    said: dict[str, str] = {}
    graph, problems = Graph(), shown.problems

    def find(text: str) -> list[Entry]:
        nonlocal said, graph, problems
        words, begun = text.lower().split(), text.lower()
        if words and (graph is not shown.graph or problems is not shown.problems):
            said = {name: _said_of(shown, name) for name in shown.graph}
            graph, problems = shown.graph, shown.problems
        found = [name for name in shown.graph if all(word in said[name] for word in words)]
        found.sort(key=lambda name: not name.lower().startswith(begun))
        return [_node_entry(shown, name) for name in found[:MOST]]

    return find


def _can_link(found: type[Layer], port: Port | None) -> bool:
    layer = found()
    if port is None:
        return bool(layer.inputs and layer.outputs)
    return bool(layer.inputs if port.side == "out" else layer.outputs)


def _node_entry(shown: Shown, name: str) -> Entry:
    node = shown.node(name)
    problems = shown.problems.get(name, ())
    text = problems[0].message if problems else f"{kind(node)} · {detail(node)}"
    return Entry(name, name, text, family(node), _shape(shown, name))


def _shape(shown: Shown, name: str) -> str:
    report = shown.report(name)
    specs = (report.outputs or report.inputs) if report else None
    return numbers.shape(specs[0].shape) if specs else ""


def _said_of(shown: Shown, name: str) -> str:
    """Everything a node can be found by, in lower case."""
    node = shown.node(name)
    shape = _shape(shown, name)
    problems = [f"{problem.severity} problem {problem.message}" for problem in shown.problems.get(name, ())]
    words = [name, kind(node), family(node), detail(node), shape, shape.replace(" ", ""), *problems]
    return " ".join(words).lower().replace("×", "x") + " " + shape.lower()
