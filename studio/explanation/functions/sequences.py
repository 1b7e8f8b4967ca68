"""What recurrent layers and attention compute at a step, and how gradients come back through time."""

from __future__ import annotations

from studio.explanation.formula import Rule
from studio.explanation.functions.function import (
    COMES_OUT,
    GOES_BACK,
    OF_WEIGHT,
    LayerFunction,
    back,
    layer_function,
    out,
)
from studio.explanation.notation import Value
from studio.layers import Shape
from studio.layers.attention import MultiheadAttention, PositionalEncoding, TransformerEncoderLayer
from studio.layers.recurrent import GRU, LSTM, RNN, Embedding
from studio.text import tr

STATE, CELL = tr("state after the step, which comes out"), tr("cell after the step")
BEFORE = tr("gradient of the state before")
SUMMED = "sum_k(w_k*x_k) + sum_j(u_j*h_j) + b"
GATE = tr("sum of a gate, each with weights of its own")
OF_SUM = tr("gradient of its sum")
THROUGH_TIME = (
    back("sum_k(w_k*δ_k)", "x", tr("gradient of the input of the step, over all units and gates")),
    back("sum_t(δ_t*x_t)", "w", tr("gradient of a weight of the input, over all steps")),
    back("sum_t(δ_t*h_t)", "u", tr("gradient of a weight of the state, over all steps")),
    back("sum_t(δ_t)", "b", tr("gradient of a bias, over all steps")),
)
MEANINGS = (
    ("x", tr("features of the step")),
    ("h", tr("state of the step before, 0 at first")),
    ("w", tr("weights of the input")),
    ("u", tr("weights of the state")),
    ("g", tr("gradient of the state, from above and from the step after")),
    ("δ", tr("gradient of a sum")),
)


def _delta(expression: str, symbol: str) -> Rule:
    return out(expression, symbol, OF_SUM)


@layer_function.register
def simple(layer: RNN, *shapes: Shape) -> LayerFunction:
    """One sum a unit."""
    curved = layer.nonlinearity == "tanh"
    return LayerFunction(
        (out(SUMMED, "z", tr("sum of a unit")), out("tanh(z)" if curved else "max(0, z)", "y", STATE)),
        (
            _delta("g*(1 - y**2)" if curved else "g if z > 0 else 0", "δ"),
            back("sum_k(u_k*δ_k)", "h", BEFORE),
            *THROUGH_TIME,
        ),
        MEANINGS,
    )


@layer_function.register
def long_short(layer: LSTM, *shapes: Shape) -> LayerFunction:
    """Four gates (Hochreiter and Schmidhuber, 1997)."""
    forward = (
        out(SUMMED, "z", GATE),
        out("σ(z_i)", "i", tr("input gate")),
        out("σ(z_f)", "f", tr("forget gate")),
        out("tanh(z_q)", "q", tr("new content")),
        out("σ(z_o)", "o", tr("output gate")),
        out("f*c_b + i*q", "c", CELL),
        out("o*tanh(c)", "y", STATE),
    )
    backward = (
        out("e_a + g*o*(1 - tanh(c)**2)", "e", tr("gradient of the cell")),
        _delta("e*q*i*(1 - i)", "δ_i"),
        _delta("e*c_b*f*(1 - f)", "δ_f"),
        _delta("e*i*(1 - q**2)", "δ_q"),
        _delta("g*tanh(c)*o*(1 - o)", "δ_o"),
        back("e*f", "c_b", tr("gradient of the cell before")),
        back("sum_k(u_k*δ_k)", "h", BEFORE),
        *THROUGH_TIME,
    )
    words = (("c_b", tr("cell of the step before, 0 at first")), ("e_a", tr("its gradient from the step after")))
    return LayerFunction(forward, backward, (*MEANINGS, *words))


@layer_function.register
def gated(layer: GRU, *shapes: Shape) -> LayerFunction:
    """Three gates (Cho et al., 2014)."""
    forward = (
        out(SUMMED, "z", GATE),
        out("σ(z_r)", "r", tr("reset gate")),
        out("σ(z_u)", "a", tr("update gate")),
        out("tanh(z_n + r*s)", "q", tr("new content")),
        out("(1 - a)*q + a*h_b", "y", STATE),
    )
    backward = (
        _delta("g*(1 - a)*(1 - q**2)", "δ_n"),
        _delta("g*(h_b - q)*a*(1 - a)", "δ_u"),
        _delta("δ_n*s*r*(1 - r)", "δ_r"),
        _delta("δ_n*r", "δ_s"),
        back("g*a + sum_k(u_k*δ_k)", "h", BEFORE),
        *THROUGH_TIME,
    )
    words = (
        ("z_n", tr("the sum of the new content over the input alone")),
        ("s", tr("its sum over the state alone, with a bias of its own")),
        ("h_b", tr("this unit's state of the step before")),
    )
    return LayerFunction(forward, backward, (*MEANINGS, *words))


@layer_function.register
def looked_up(layer: Embedding, *shapes: Shape) -> LayerFunction:
    """A row of a table."""
    words = (("w", tr("the vector of the entry, number by number")), ("o", tr("the places where the entry occurs")))
    return LayerFunction((out("w"),), (back("sum_o(g_o)", "w", OF_WEIGHT),), words)


@layer_function.register
def positions(layer: PositionalEncoding, *shapes: Shape) -> LayerFunction:
    """Sines and cosines of the position (Vaswani et al., 2017, 3.5)."""
    d: dict[str, Value] = {"d": shapes[0][-1]}
    return LayerFunction(
        (
            out("x + sin(p / 10000**(k / d))", "y_k", tr("what comes out, for even k"), **d),
            out("x + cos(p / 10000**((k - 1) / d))", "y_k", tr("what comes out, for odd k"), **d),
        ),
        (back("g"),),
        (("p", tr("position, from 0")), ("k", tr("the feature, from 0")), ("d", tr("features"))),
    )


@layer_function.register
def attention(layer: MultiheadAttention, *shapes: Shape) -> LayerFunction:
    """Scaled dot products (Vaswani et al., 2017, 3.2)."""
    d: dict[str, Value] = {"d": shapes[0][-1] // layer.num_heads}
    forward = (
        out("sum_k(q_k*k_k) / sqrt(d)", "s_j", tr("score of a query for key j"), **d),
        out("max_t(s_t)", "m", tr("the shift: the largest number, so that no exponential overflows")),
        out("exp(s_j - m) / sum_t(exp(s_t - m))", "p_j", tr("attention to step j")),
        out("sum_t(p_t*v_t)", "y", tr("what a head makes of it; a last linear layer joins the heads")),
    )
    backward = (
        back("sum_i(p_i*g_i)", "v", tr("gradient of a value, over the queries")),
        out("sum_k(g_k*v_k)", "e_j", tr("gradient of the attention to step j")),
        out("p_j*(e_j - sum_t(p_t*e_t))", "δ_j", tr("gradient of the score")),
        back("sum_t(δ_t*k_t) / sqrt(d)", "q", tr("gradient of a query"), **d),
        back("sum_i(δ_i*q_i) / sqrt(d)", "k", tr("gradient of a key, over the queries"), **d),
    )
    words = (
        ("q", tr("query")), ("k", tr("key; as an index the features of a head")), ("v", tr("value")),
        ("d", tr("features of a head")), ("i", tr("over the queries")), ("t", tr("over the keys")),
        ("j", tr("one of them")),
    )  # fmt: skip
    return LayerFunction(forward, backward, words)


@layer_function.register
def encoder(layer: TransformerEncoderLayer, *shapes: Shape) -> LayerFunction:
    """Two ways round, each with a normalisation; the gradient takes both and is added up."""
    norm, first = tr("its LayerNorm"), layer.norm_first
    forward = (
        out("x + a", "s", tr("the way round the attention a")),
        *(() if first else (out("n", "h", norm),)),
        out("s + f" if first else "h + f", "y" if first else "z", tr("the way round the small network f")),
        *(() if first else (out("n_z", "y", COMES_OUT),)),
    )
    backward = (back("g_s + g_a", "x", GOES_BACK),)
    words = (
        ("a", tr("attention of the normalised x") if first else tr("attention of x")),
        ("f", tr("Linear, activation, Linear, of the normalised s") if first else tr("Linear, activation, Linear")),
        ("n", tr("LayerNorm of s")), ("n_z", tr("LayerNorm of z")),
        ("g_s", tr("gradient that arrives at s, straight on")), ("g_a", tr("what of it comes back through a")),
    )  # fmt: skip
    return LayerFunction(forward, backward, words[:2] + words[4:] if first else words)
