"""What search boxes on the canvas offer: layers to add, best first and with what they would do, and nodes to find."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import is_not

from studio.graph import Source
from studio.graph.links import Port
from studio.layers import Layer, catalogue
from studio.layers.by_name import layer_type, search_all
from studio.project.block_offers import kind_of, saying
from studio.project.level import Level
from studio.project.link_fits import Fit, Question, spec_of
from studio.project.outline import Line, Outline
from studio.text import searched, tr
from studio.ui.canvas.items.shown import Shown
from studio.ui.canvas.search.entry import Entry
from studio.ui.session import Session
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


def nodes_of(session: Session) -> Find:
    """A search over the nodes by name, kind, parameters, shape and problem, also inside of blocks. Those of that very
    name come first, and those of the level shown before others; of very many the best are given.
    """
    lines: list[tuple[Line, str]] = []
    seen: tuple[object, ...] = ()

    def find(text: str) -> list[Entry]:
        nonlocal lines, seen
        now = (session.project.graph, session.analysis, session.problems)
        if not seen or any(map(is_not, seen, now)):
            seen, lines = now, [(line, _said_of(line)) for line in Outline(*now).walk()]
        words, wanted = text.lower().split(), text.lower()
        found = [line for line, said in lines if all(word in said for word in words)]
        found.sort(key=lambda line: (_rank(line, wanted), line.path[:-1] != session.level))
        return [_node_entry(line, session.level) for line in found[:MOST]]

    return find


def _rank(line: Line, wanted: str) -> int:
    """How well a node answers to what is wanted; 0 is best."""
    name, kind = line.name.lower(), line.kind.lower()
    fitting = (name == wanted, kind == wanted, name.startswith(wanted), wanted in name, kind.startswith(wanted))
    return next((rank for rank, fits in enumerate(fitting) if fits), len(fitting))


def _can_link(found: type[Layer], port: Port | None) -> bool:
    layer = found()
    if port is None:
        return bool(layer.inputs and layer.outputs)
    return bool(layer.inputs if port.side == "out" else layer.outputs)


def _node_entry(line: Line, level: Level) -> Entry:
    text = line.problems[0].message if line.problems else f"{line.kind} · {line.detail}"
    around = line.path[:-1]
    if around and around != level:
        text = tr("In {block} · {what}", block=" › ".join(around), what=text)
    elif around != level:
        text = tr("In the network · {what}", what=text)
    return Entry(".".join(line.path), line.name, text, line.family, line.shape)


def _said_of(line: Line) -> str:
    """Everything a node can be found by, in lower case."""
    shape = line.shape
    problems = [f"{problem.severity} problem {problem.message}" for problem in line.problems]
    title = declared.title if (declared := layer_type(line.kind)) is not None else ""
    words = [line.name, line.kind, line.family, line.detail, shape, shape.replace(" ", ""), *problems, searched(title)]
    return " ".join(words).lower().replace("×", "x") + " " + shape.lower()
