"""Embedding, recurrent layers and attention: sequences (steps, features), which both libraries order alike."""

from __future__ import annotations

from typing import Any

from studio.compiler.keras.lines import Source, Value
from studio.compiler.keras.table import Step, UnwritableError, text_of, writes
from studio.text import tr

KINDS = {"LSTM": "LSTM", "GRU": "GRU", "RNN": "SimpleRNN"}


@writes("Embedding", order="first")
def embedding(step: Step, layer: Any) -> Value:
    """`Embedding`."""
    if layer.max_norm is not None:
        raise UnwritableError(tr("Keras shortens no vectors while it looks them up: clear max_norm."))
    if layer.scale_grad_by_freq:
        raise UnwritableError(tr("Keras does not scale gradients by frequency: switch scale_grad_by_freq off."))
    if layer.padding_idx is not None:
        raise UnwritableError(tr("Keras has no vector that training leaves alone: clear padding_idx."))
    return Value(step.made("Embedding", layer.num_embeddings, layer.embedding_dim, learns=True), step.shapes[0])


@writes("LSTM", "GRU", "RNN", order="first")
def recurrent(step: Step, layer: Any) -> Value:
    """`LSTM` and its kind; stacked ones and both ways are layers of their own."""
    if getattr(layer, "proj_size", 0):
        raise UnwritableError(tr("Keras has no LSTM with a projection; a Linear behind it can take its place."))
    source = step.input.text
    for number in range(layer.num_layers):
        last = number == layer.num_layers - 1
        returns = not last or layer.returns == "sequence"
        source = _direction(step, layer, source, f"l{number}" if layer.num_layers > 1 else "", returns=returns)
        if layer.dropout and not last and not step.frozen:
            source = step.made("Dropout", layer.dropout, of=source, suffix=f"dropout{number}")
    return Value(source, step.shapes[0])


def _direction(step: Step, layer: Any, source: str, suffix: str, *, returns: bool) -> str:
    options: dict[str, object] = {}
    if layer.kind == "RNN" and layer.nonlinearity != "tanh":
        options["activation"] = layer.nonlinearity
    if not layer.bias:
        options["use_bias"] = False
    if returns:
        options["return_sequences"] = True
    kind = KINDS[layer.kind]
    if not layer.bidirectional:
        return step.made(kind, layer.hidden_size, of=source, suffix=suffix, learns=True, options=options)
    inner = ", ".join((str(layer.hidden_size), *(f"{name}={text_of(each)}" for name, each in options.items())))
    return step.made("Bidirectional", Source(f"layers.{kind}({inner})"), of=source, suffix=suffix, learns=True)


@writes("MultiheadAttention", order="first")
def attention(step: Step, layer: Any) -> Value:
    """`MultiHeadAttention`, which takes the values before the keys."""
    if layer.need_weights:
        raise UnwritableError(tr("Keras gives the weights of each head by itself: switch need_weights off."))
    if layer.add_bias_kv or layer.add_zero_attn:
        raise UnwritableError(tr("Keras adds no step to keys and values: switch add_bias_kv and add_zero_attn off."))
    query, key, value = (*(each.text for each in step.inputs), *[step.inputs[-1].text] * 2)[:3]
    if step.inputs[0].shape[-1] % layer.num_heads:
        raise UnwritableError(tr("The heads do not divide the features."))
    made = attended(step, layer, layer.num_heads, (query, value, key))
    return Value(made, step.shapes[0])


def attended(
    step: Step, layer: Any, heads: int, called: tuple[str, str, str], suffix: str = "", target: str = ""
) -> str:
    """Attention of a query to values by keys."""
    features = step.input.shape[-1]
    options: dict[str, object] = {}
    if layer.dropout and not step.frozen:
        options["dropout"] = layer.dropout
    if not layer.bias:
        options["use_bias"] = False
    told = [*called] + ["use_causal_mask=True"] * layer.is_causal
    return step.made(
        "MultiHeadAttention", num_heads=heads, key_dim=features // heads, of=", ".join(told),
        suffix=suffix, target=target, learns=True, options=options,
    )  # fmt: skip


@writes("TransformerEncoderLayer", order="first")
def encoder(step: Step, layer: Any) -> Value:
    """Its parts as layers of their own, with their names in PyTorch behind its own."""
    x, inner = step.input.text, f"{step.target}_inner"

    def normalized(source: str, number: int, target: str) -> str:
        options = {} if layer.bias else {"center": False}
        return step.made("LayerNormalization", epsilon=layer.layer_norm_eps, of=source, suffix=f"norm{number}",
                         target=target, learns=True, options=options)  # fmt: skip

    def attending(source: str) -> str:
        called = (source, source, source)
        return _dropped(step, layer, attended(step, layer, layer.nhead, called, "self_attn", inner), "dropout1", inner)

    def fed_forward(source: str) -> str:
        bias = {} if layer.bias else {"use_bias": False}
        wide = step.made("Dense", layer.dim_feedforward, activation=layer.activation, of=source, suffix="linear1",
                         target=inner, learns=True, options=bias)  # fmt: skip
        wide = _dropped(step, layer, wide, "dropout", inner)
        narrow = step.made(
            "Dense", step.input.shape[-1], of=wide, suffix="linear2", target=inner, learns=True, options=bias
        )
        return _dropped(step, layer, narrow, "dropout2", inner)

    for number, part in enumerate((attending, fed_forward), 1):
        before = normalized(x, number, inner) if layer.norm_first else x
        x = step.made("Add", of=f"[{x}, {part(before)}]", suffix=f"add{number}")
        x = x if layer.norm_first else normalized(x, number, step.target)
    return Value(x, step.shapes[0])


def _dropped(step: Step, layer: Any, source: str, suffix: str, target: str) -> str:
    if not layer.dropout or step.frozen:
        return source
    return step.made("Dropout", layer.dropout, of=source, suffix=suffix, target=target)


@writes("PositionalEncoding", order="first")
def positions(step: Step, layer: Any) -> Value:
    """The waves, added as a constant."""
    length, features = step.input.shape
    return Value(step.computed(f"{step.input.text} + positions({length}, {features})"), step.shapes[0])
