"""Layers in which every step of a sequence looks at every other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from studio.graph import Kind
from studio.layers.recurrent import SEQUENCE_NAMES
from studio.layers.registry import register
from studio.layers.spec import EXAMPLES, Arrival, Explanation, Layer, Shape, ports
from studio.layers.types import Count, Fraction, FromInput
from studio.text import listed

if TYPE_CHECKING:
    from torch import nn

CAUSAL = "Whether each step sees only itself and those before it"


HEADS_DO_NOT_DIVIDE = Kind(
    "heads-do-not-divide",
    "{parameter} is {heads}, which does not divide the {features} features of the input {input}.",
    "Choose a number of heads that divides the features, or change the features before.",
)
KEYS_UNLIKE_VALUES = Kind(
    "keys-unlike-values",
    "Keys and values belong together, but {inputs} have different numbers of steps.",
    "Take both from the same sequence.",
)


class _Attention(Layer):
    """Takes sequences (steps, features)."""

    family = "attention"
    ranks = (2,)
    rank_names = SEQUENCE_NAMES
    settled = {"batch_first": (True,)}


def _heads(name: str, heads: int, arrival: Arrival) -> Explanation | None:
    """Heads that do not divide the features."""
    features = arrival.shape[-1]
    if features % heads == 0:
        return None
    return HEADS_DO_NOT_DIVIDE.finding(parameter=name, heads=heads, features=features, input=arrival)


@register
class MultiheadAttention(_Attention):
    """Lets every step of a sequence gather from all steps what concerns it.

    Each head compares queries with keys and takes the mean of the values, weighted by how well they fit
    (Vaswani et al., 2017). A sequence attends to itself, or to another one, as a decoder does to what the
    encoder read.
    """

    stem = "attention"
    title = "Multi-head attention"
    aliases = ("MultiHeadAttention", "self-attention", "cross-attention", "transformer", "query key value", "QKV")
    essential = ("num_heads", "attends_to")

    embed_dim: FromInput = Field(None, description="Features of the query; empty: as many as there are")
    num_heads: Count = Field(4, description="Heads that look at parts of the features, which they divide")
    attends_to: Literal["itself", "memory", "key and value"] = Field(
        "itself", description="Where keys and values come from: the input itself, one other input, or two"
    )
    dropout: Fraction = Field(0.0, description="Share of the weights set to 0 in training")
    bias: bool = Field(True, description="Whether the projections add learned constants")
    add_bias_kv: bool = Field(False, description="Whether a learned step is added to keys and values")
    add_zero_attn: bool = Field(False, description="Whether a step of zeros is added to keys and values")
    kdim: FromInput = Field(None, description="Features of the keys; empty: as many as there are")
    vdim: FromInput = Field(None, description="Features of the values; empty: as many as there are")
    need_weights: bool = Field(False, description="Whether a second output gives the weights, the mean of all heads")
    is_causal: bool = Field(False, description=CAUSAL)

    @ports
    def inputs(self) -> tuple[str, ...]:
        """The query, and where keys and values come from when not from itself."""
        others = {"itself": (), "memory": ("memory",), "key and value": ("key", "value")}
        return ("query", *others[self.attends_to])

    @ports
    def outputs(self) -> tuple[str, ...]:
        """What was gathered and, on request, the weights."""
        return ("output", "weights") if self.need_weights else ("output",)

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """The features of query, keys and values, which may be one and the same."""
        features = [shape[-1] for shape in shapes]
        return {"embed_dim": features[0], "kdim": features[:2][-1], "vdim": features[-1]}

    def build(self, *shapes: Shape) -> nn.Module:
        """A `torch.nn.MultiheadAttention` for inputs (L, E) and (S, …)."""
        from studio.layers.sequence_modules import Attention

        parameters = {**dict(self), **self.from_input(*shapes)}
        del parameters["attends_to"]
        return Attention(**parameters)

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """Keys and values of different length."""
        if len({arrival.shape[0] for arrival in arriving[1:]}) <= 1:
            return None
        return KEYS_UNLIKE_VALUES.finding(inputs=listed(map(str, arriving[1:])))

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Heads that do not divide the features."""
        return _heads("num_heads", self.num_heads, arriving[0]) or super().explain(arriving, reason)


@register
class TransformerEncoderLayer(_Attention):
    """Self-attention and a small network for each step, both with a residual link and a LayerNorm.

    Stacked some times behind an Embedding and a PositionalEncoding it is the encoder of BERT; on patches of an
    image, a Vision Transformer. A causal one is the decoder of GPT.
    """

    stem = "encoder"
    title = "Transformer encoder layer"
    aliases = ("transformer", "BERT", "GPT", "ViT", "self-attention", "encoder", "TransformerEncoder")
    essential = ("nhead", "dim_feedforward")

    d_model: FromInput = Field(None, description="Features of each step that comes in; empty: as many as there are")
    nhead: Count = Field(4, description="Heads of the attention, which divide the features")
    dim_feedforward: Count = Field(2048, description="Hidden units of the network behind the attention")
    dropout: Fraction = Field(0.1, description="Share of numbers set to 0 in training, in each part")
    activation: Literal["relu", "gelu"] = Field("relu", description="Activation of the network behind the attention")
    layer_norm_eps: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        1e-5, description="Added to the variance against division by zero"
    )
    norm_first: bool = Field(False, description="Whether each part normalises what comes in, not what goes out")
    bias: bool = Field(True, description="Whether the projections and norms add learned constants")
    is_causal: bool = Field(False, description=CAUSAL)

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """The features of an input (L, d_model)."""
        return {"d_model": shapes[0][-1]}

    def build(self, *shapes: Shape) -> nn.Module:
        """A `torch.nn.TransformerEncoderLayer` for an input (L, d_model)."""
        from studio.layers.sequence_modules import EncoderLayer

        return EncoderLayer(**{**dict(self), **self.from_input(*shapes)})

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """Heads that do not divide the features."""
        return _heads("nhead", self.nhead, arriving[0]) or super().explain(arriving, reason)


@register
class PositionalEncoding(_Attention):
    """Adds to each step waves that tell where in the sequence it stands.

    Attention itself does not know the order of what it looks at. The sines and cosines of many wavelengths
    are those of the original Transformer; nothing in them is learned.
    """

    stem = "positions"
    title = "Positional encoding"
    aliases = ("position", "sinusoidal", "sine", "transformer", "order", "SinePositionEncoding")

    def example(self) -> tuple[Arrival, ...]:
        """A sequence of vectors."""
        return (Arrival(EXAMPLES[2]),)

    def build(self, *shapes: Shape) -> nn.Module:
        """The waves for a sequence (L, features)."""
        from studio.layers.sequence_modules import PositionalEncoding as Waves

        return Waves(*shapes[0])
