"""Formulas of the layers that work on vectors, one by one or along a sequence: dense, recurrent, attention."""

from __future__ import annotations

from functools import partial
from math import prod

from studio.explanation.formula import Formula
from studio.explanation.notation import Value
from studio.explanation.workings import (
    Workings,
    connections,
    in_order,
    macs,
    names_of,
    parameters,
    rows,
    unchanged,
    workings,
)
from studio.layers import Shape
from studio.layers.attention import MultiheadAttention, PositionalEncoding, TransformerEncoderLayer
from studio.layers.dense import Bilinear, Linear, Maxout
from studio.layers.recurrent import GRU, LSTM, RNN, Embedding
from studio.text import tr


def _features(shape: Shape, symbol: str, **value: Value) -> tuple[Formula, ...]:
    """The axes before the last as they are, and new features."""
    (name,) = value
    if len(shape) == 1:
        return (Formula(tr("output features"), symbol, name, value),)
    return in_order(shape, [*names_of(shape)[:-1], name], value)


@workings.register
def linear(layer: Linear, *shapes: Shape) -> Workings:
    """n_out·(n_in + 1): a weight for each input of a unit, and its bias."""
    each, count = rows(shapes[0])
    values: dict[str, Value] = {"n_in": shapes[0][-1], "n_out": layer.out_features}
    learned = "n_out*(n_in + 1)" if layer.bias else "n_out*n_in"
    return Workings(
        _features(shapes[0], "n_out", out_features=layer.out_features),
        parameters(learned, **values),
        connections(f"{each}{learned}", **values, **count),
        macs(f"{each}n_out*n_in", **values, **count),
    )


@workings.register
def bilinear(layer: Bilinear, *shapes: Shape) -> Workings:
    """n_out·(n₁·n₂ + 1): a weight for each pair of features."""
    each, count = rows(shapes[0])
    values: dict[str, Value] = {"n_1": shapes[0][-1], "n_2": shapes[1][-1], "n_out": layer.out_features}
    learned = "n_out*(n_1*n_2 + 1)" if layer.bias else "n_out*n_1*n_2"
    return Workings(
        _features(shapes[0], "n_out", out_features=layer.out_features),
        parameters(learned, **values),
        connections(f"{each}{learned}", **values, **count),
        macs(f"{each}n_out*n_1*n_2", **values, **count),
    )


@workings.register
def maxout(layer: Maxout, *shapes: Shape) -> Workings:
    """k·n_out·(n_in + 1): a Linear for each of the k pieces."""
    each, count = rows(shapes[0])
    values: dict[str, Value] = {"n_in": shapes[0][-1], "n_out": layer.out_features, "k": layer.num_pieces}
    learned = "k*n_out*(n_in + 1)" if layer.bias else "k*n_out*n_in"
    return Workings(
        _features(shapes[0], "n_out", out_features=layer.out_features),
        parameters(learned, **values),
        connections(f"{each}{learned}", **values, **count),
        macs(f"{each}k*n_out*n_in", **values, **count),
    )


@workings.register
def embedding(layer: Embedding, *shapes: Shape) -> Workings:
    """One vector of E numbers for each of the V entries."""
    return Workings(
        in_order(shapes[0], [*names_of(shapes[0]), "embedding_dim"], {"embedding_dim": layer.embedding_dim}),
        parameters("V*E", V=layer.num_embeddings, E=layer.embedding_dim),
        connections("N*E", N=prod(shapes[0]), E=layer.embedding_dim),
    )


@workings.register
def recurrent(layer: RNN | GRU | LSTM, *shapes: Shape) -> Workings:
    """4·(h·(i + h) + 2·h) for an LSTM of one layer, with 3 in place of 4 for a GRU and 1 for an RNN."""
    steps, features = shapes[0]
    gates = {"LSTM": "4*", "GRU": "3*"}.get(layer.kind, "")
    projected = getattr(layer, "proj_size", 0)
    values: dict[str, Value] = {"i": features, "h": layer.hidden_size}
    values |= {"p": projected} if projected else {}
    values |= {"n": layer.num_layers} if layer.num_layers > 1 else {}
    state = "p" if projected else "h"
    both = "2*" if layer.bidirectional else ""
    stack = partial(_stack, layer.num_layers, both, gates, state)
    given = {state: values[state]}
    if layer.returns == "sequence":
        out = Formula(tr("output shape"), "shape_2", f"(L, {both}{state})", {"L": steps, **given})
    else:
        out = Formula(tr("output features"), f"{state}_out", f"{both}{state}", given)
    learned = stack(" + 2*h" if layer.bias else "")
    return Workings(
        (out,),
        parameters(learned, **values),
        connections(f"L*({learned})", L=steps, **values),
        macs(f"L*({stack('')})", L=steps, **values),
    )


def _cell(gates: str, reads: str, state: str, tail: str) -> str:
    """The weights of one pass: for each gate those of what it reads and of the state, and a projection."""
    gate = f"{gates}(h*({reads} + {state}){tail})"
    return f"{gate} + p*h" if state == "p" else gate


def _stack(layers: int, both: str, gates: str, state: str, tail: str) -> str:
    """The first layer reads the input, those above what comes out of the one below."""
    first = f"{both}({_cell(gates, 'i', state, tail)})"
    above = f"{both}({_cell(gates, both + state, state, tail)})"
    return first if layers == 1 else f"{first} + (n - 1)*{above}"


@workings.register
def attention(layer: MultiheadAttention, *shapes: Shape) -> Workings:
    """4·E·(E + 1): projections of queries, keys, values and of the result."""
    query, key, value = shapes[0], shapes[min(1, len(shapes) - 1)], shapes[-1]
    added = layer.add_bias_kv + layer.add_zero_attn
    values: dict[str, Value] = {"E": query[-1]}
    if key[-1] == value[-1] == query[-1]:
        projections = "4*E*(E + 1)" if layer.bias else "4*E**2"
    else:
        values |= {"K": key[-1], "V": value[-1]}
        projections = "2*E**2 + E*K + E*V" + (" + 4*E" if layer.bias else "")
    extra = " + 2*E" if layer.add_bias_kv else ""
    sizes: dict[str, Value] = {"E": query[-1], "L": query[0], "S": key[0], "K": key[-1], "V": value[-1]}
    seen = f"(S + {added})" if added else "S"
    both = "2*L*E*(E + 1) + S*E*(K + V + 2)" if layer.bias else "2*L*E**2 + S*E*(K + V)"
    return Workings(
        unchanged(query),
        parameters(projections + extra, **values),
        connections(both, **sizes),
        macs(f"2*L*E**2 + S*E*(K + V) + 2*L*{seen}*E", **sizes),
    )


@workings.register
def encoder(layer: TransformerEncoderLayer, *shapes: Shape) -> Workings:
    """The attention, 4·E·(E + 1), the network behind it, and a scale and shift in each of two LayerNorms."""
    steps, features = shapes[0]
    values: dict[str, Value] = {"E": features, "F": layer.dim_feedforward}
    learned = "4*E*(E + 1) + F*(E + 1) + E*(F + 1) + 4*E" if layer.bias else "4*E**2 + 2*E*F + 2*E"
    return Workings(
        unchanged(shapes[0]),
        parameters(learned, **values),
        connections(f"L*({learned})", L=steps, **values),
        macs("L*(4*E**2 + 2*E*F) + 2*L**2*E", L=steps, **values),
    )


@workings.register
def positions(layer: PositionalEncoding, *shapes: Shape) -> Workings:
    """The shape stays, and nothing is learned."""
    return Workings(unchanged(shapes[0]))
