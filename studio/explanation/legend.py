"""What the symbols in formulas stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from studio.explanation.content import Symbols
from studio.explanation.formula import Formula, Rule
from studio.explanation.notation import symbols
from studio.explanation.workings import WORDS
from studio.layers import Layer, fields
from studio.layers.spec import Family

WINDOW = {"F": "kernel_size", "S": "stride", "P": "padding", "d": "dilation"}
MEANINGS: Mapping[Family, Mapping[str, str]] = {
    "convolution": {
        **WINDOW,
        "C_in": "channels that come in",
        "C_out": "channels that come out",
        "P_out": "output_padding",
        "g": "groups",
        "m": "depth_multiplier",
    },
    "pooling": {**WINDOW, "C": "channels", "Σ": "sizes of all windows", "r": "output_ratio"},
    "dense": {
        "N": "vectors in a sample",
        "k": "num_pieces",
        "n_in": "features that come in",
        "n_out": "features that come out",
    },
    "normalization": {"C": "channels", "n": "numbers normalised together"},
    "shape": {"a": "added or cut off before", "b": "behind", "f": "scale_factor", "r": "factor"},
    "merge": {
        "c": "size of each input along the axis",
        "k": "chunks",
        "s": "sections",
        "m": "size of the stack",
        "n": "columns of the left, rows of the right",
    },
    "recurrent": {
        "L": "steps",
        "i": "features that come in",
        "h": "hidden_size",
        "p": "proj_size",
        "n": "num_layers",
        "N": "numbers looked up",
        "V": "num_embeddings",
        "E": "embedding_dim",
    },
    "attention": {
        "E": "features",
        "L": "steps",
        "S": "steps of keys and values",
        "K": "features of keys",
        "V": "features of values",
        "F": "dim_feedforward",
    },
}
"""By the family of the layer; a name without an index stands for all of it."""

SEEN = {"r": "places of the input that one value depends on", "j": "places of the input between neighbours"}
"""Symbols of the receptive field."""

PLAIN = frozenset({*WORDS, "shape", "axis", "rows", "columns"})
"""What the formulas themselves or the names say: H₁ comes in, H₂ comes out."""


LEARNING = {
    "w": "a weight",
    "g": "its gradient",
    "lr": "learning rate",
    "μ": "momentum",
    "β": "betas",
    "λ": "weight_decay",
    "ε": "eps",
    "t": "number of the step",
}
LOSING = {
    "z": "output of the network",
    "t": "target",
    "y": "index of the right class",
    "σ": "the sigmoid, 1 / (1 + exp(−z))",
    "ε": "label_smoothing",
    "c": "weight of a class",
    "β": "beta",
    "δ": "delta",
}
"""Symbols of optimizers and losses."""


def legend(layer: Layer, formulas: Iterable[Formula], seen: Iterable[Formula] = ()) -> tuple[Symbols, ...]:
    """What the symbols that occur stand for; parameters and axes speak for themselves."""
    said: dict[str, str] = {}
    for name in _occurring(formulas):
        said |= _meaning(layer, name)
    for name in _occurring(seen):
        base = name.partition("_")[0]
        said |= {base: SEEN[base]} if base in SEEN else _meaning(layer, name)
    return (Symbols(tuple(said.items())),) if said else ()


def legend_of_rules(rules: Iterable[Rule], meanings: Mapping[str, str]) -> tuple[Symbols, ...]:
    """What the symbols that occur stand for, of an optimizer or a loss."""
    rules = tuple(rules)
    occurring = {part for name in _occurring(rules) for part in (name, *name.split("_"))}
    occurring |= {"σ"} if any("σ(" in rule.expression for rule in rules) else set()
    said = tuple((name, meaning) for name, meaning in meanings.items() if name in occurring)
    return (Symbols(said),) if said else ()


def _occurring(formulas: Iterable[Formula | Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for formula in formulas for name in symbols(formula.expression)))


def _meaning(layer: Layer, name: str) -> dict[str, str]:
    known, base = MEANINGS.get(layer.family, {}), name.partition("_")[0]
    for one in (name, base):
        if one in known and not (one == "n" and name != "n"):
            return {one: known[one]}
    return {}


def is_plain(layer: Layer, name: str) -> bool:
    """Whether a symbol needs no word: a parameter's own name, an axis, or the size n_k of axis k."""
    base, _, index = name.partition("_")
    return base in PLAIN or (base == "n" and index.isdecimal()) or name in {spec.name for spec in fields(type(layer))}
