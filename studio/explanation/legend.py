"""What the symbols in formulas stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from studio.explanation.content import Symbols
from studio.explanation.formula import Formula, Rule
from studio.explanation.functions.function import LayerFunction
from studio.explanation.notation import symbols
from studio.explanation.workings import OUTPUTS
from studio.layers import Layer, fields
from studio.layers.spec import Family
from studio.text import in_language, tr

WINDOW = {"F": "kernel_size", "S": "stride", "P": "padding", "d": "dilation"}
MEANINGS: Mapping[Family, Mapping[str, str]] = {
    "convolution": {
        **WINDOW,
        "C_in": tr("channels that come in"),
        "C_out": tr("channels that come out"),
        "P_out": "output_padding",
        "g": "groups",
        "m": "depth_multiplier",
    },
    "pooling": {**WINDOW, "C": tr("channels"), "Σ": tr("sizes of all windows"), "r": "output_ratio"},
    "dense": {
        "N": tr("vectors in a sample"),
        "k": "num_pieces",
        "n_in": tr("features that come in"),
        "n_out": tr("features that come out"),
    },
    "normalization": {
        "C": tr("channels"),
        "n": tr("numbers normalised together"),
        "n_a": tr("learned numbers of each kind"),
    },
    "shape": {
        "a": tr("added or cut off before"),
        "b": tr("behind"),
        "f": "scale_factor",
        "r": tr("factor"),
        "s": "start",
        "e": "stop",
        "S": "step",
    },
    "merge": {
        "c": tr("size of each input along the axis"),
        "k": "chunks",
        "s": tr("sections"),
        "m": tr("size of the stack"),
        "n": tr("columns of the left, rows of the right"),
    },
    "recurrent": {
        "L": tr("number of steps"),
        "i": tr("features that come in"),
        "h": "hidden_size",
        "p": "proj_size",
        "n": "num_layers",
        "N": tr("numbers looked up"),
        "V": "num_embeddings",
        "E": "embedding_dim",
    },
    "attention": {
        "E": tr("features"),
        "L": tr("number of steps"),
        "S": tr("steps of keys and values"),
        "K": tr("features of keys"),
        "V": tr("features of values"),
        "F": "dim_feedforward",
    },
}
"""By the family of the layer; a name without an index stands for all of it."""

SEEN = {"r": tr("places of the input that one value depends on"), "j": tr("places of the input between neighbours")}
"""Symbols of the receptive field."""

PLAIN = frozenset({*OUTPUTS, "C", "shape", "axis", "rows", "columns"})
"""What the formulas themselves or the names say: H₁ comes in, H₂ comes out."""


FUNCTION = {
    "x": tr("a number that comes in"),
    "w": tr("a weight"),
    "b": tr("a bias, learned"),
    "g": tr("∂L/∂y, the gradient that arrives"),
}
"""Symbols of what layers compute."""

LEARNING = {
    "w": tr("a weight"),
    "g": tr("its gradient"),
    "lr": tr("learning rate"),
    "μ": "momentum",
    "τ": "dampening",
    "β": "betas",
    "ψ": "momentum_decay",
    "η": "lr_decay",
    "α": "alpha",
    "λ": "weight_decay",
    "ε": "eps",
    "s_0": "initial_accumulator_value",
    "t": tr("number of the step"),
    "k": tr("number of the iteration over all steps"),
    "t_k": tr("length by the strong Wolfe conditions, first tried as lr"),
    "c": tr("the limit"),
    "G": tr("norm of the gradients of all weights together"),
}
SCHEDULING = {
    "lr": tr("learning rate"),
    "e": tr("whole epochs so far"),
    "e_r": tr("whole epochs since the last restart"),
    "T_r": tr("epochs from it to the next"),
    "k": tr("milestones that are over"),
    "n": tr("epochs without a better loss"),
    "t": tr("number of the step, from 0"),
    "T": tr("steps of the run"),
}
AVERAGING = {
    "w": tr("a weight"),
    "d": "decay",
    "s": "start",
    "e": tr("whole epochs so far"),
    "t": tr("number of the step"),
}
LOSING = {
    "z": tr("output of the network"),
    "t": tr("target"),
    "y": tr("index of the right class"),
    "σ": tr("the sigmoid, 1 / (1 + exp(−z))"),
    "ε": "label_smoothing",
    "c": tr("weight of a class"),
    "β": "beta",
    "δ": "delta",
}
MEASURING = {
    "r": tr("right answers"),
    "r_k": tr("of them, those of class k"),
    "r_5": tr("targets among the five most likely answers"),
    "n": tr("answers"),
    "r_n": tr("samples with nothing but right answers"),
    "N_n": tr("samples"),
    "n_k": tr("targets of class k"),
    "a_k": tr("answers of class k"),
    "TP": tr("answers of a class that are right"),
    "FP": tr("answers of a class that are wrong"),
    "FN": tr("targets of a class that are answered otherwise"),
    "h_i": tr("samples of the class with at least the i-th largest score"),
    "g_i": tr("samples of the class with more than that score"),
    "f_i": tr("others with at least that score"),
    "P": tr("samples of the class"),
    "N": tr("samples of others"),
    "w": tr("pairs of both in which that of the class has the larger score"),
    "u": tr("pairs with the same score"),
    "z": tr("answer of the network"),
    "t": tr("target"),
    "m_z": tr("mean of the answers"),
    "m_t": tr("mean of the targets"),
}
TRANSFORMING = {
    "x": tr("column, from the middle"),
    "y": tr("row, from the middle, downwards"),
    "u": tr("drawn evenly from 0 to 1, anew for each symbol"),
    "a": tr("lower bound"),
    "b": tr("upper bound"),
    "θ": tr("angle, in degrees as it is set"),
    "k": tr("factor of size"),
    "k_y": tr("drawn like k_x, for itself"),
    "d_x": tr("shift to the right"),
    "d_y": tr("shift downwards"),
    "v": tr("a number of the sample"),
    "f": tr("factor"),
    "m": tr("mean brightness of the picture"),
    "g": tr("brightness of the pixel, the logarithm of a ratio, or decibels"),
    "μ": tr("mean of its channel or column, or that of the noise"),
    "σ_v": tr("standard deviation of its channel or column"),
    "s": tr("width of the bell curve, or the scale"),
    "n": tr("drawn from the bell curve with mean 0 and deviation 1"),
    "A": tr("area, as a share or in pixels"),
    "λ": tr("share of the sample itself, drawn from Beta(α, α)"),
    "i": tr("the sample"),
    "j": tr("the one before it in the batch"),
    "p": tr("pixels or numbers that are added"),
    "S": tr("size that is asked for"),
    "L": tr("length of the sequence or recording"),
    "d": tr("distance from the pixel in the middle, or shift in time"),
}
"""Symbols of optimizers, schedules, averages, losses, metrics and transforms."""


def legend(layer: Layer, formulas: Iterable[Formula], seen: Iterable[Formula] = ()) -> tuple[Symbols, ...]:
    """What the symbols that occur stand for; parameters and axes speak for themselves."""
    said: dict[str, str] = {}
    for name in _occurring(formulas):
        said |= _meaning(layer, name)
    for name in _occurring(seen):
        base = name.partition("_")[0]
        said |= {base: SEEN[base]} if base in SEEN else _meaning(layer, name)
    return _symbols(said)


def legend_of_rules(rules: Iterable[Rule], meanings: Mapping[str, str]) -> tuple[Symbols, ...]:
    """What the symbols that occur stand for, of an optimizer or a loss."""
    rules = tuple(rules)
    occurring = {part for name in _occurring(rules) for part in (name, *name.split("_"))}
    occurring |= {"σ"} if any("σ(" in rule.expression for rule in rules) else set()
    return _symbols({name: meaning for name, meaning in meanings.items() if name in occurring})


def legend_of_function(told: LayerFunction) -> tuple[Symbols, ...]:
    """What the symbols of a layer's rules stand for, those of its own before those of all."""
    rules = (*told.forward, *told.backward)
    occurring = {name.partition("_")[0] for name in _occurring(rules)}
    own = dict(told.meanings)
    return _symbols({**{name: words for name, words in FUNCTION.items() if name in occurring - own.keys()}, **own})


def _symbols(said: Mapping[str, str]) -> tuple[Symbols, ...]:
    meanings = tuple((name, in_language(meaning)) for name, meaning in said.items())
    return (Symbols(meanings),) if meanings else ()


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
