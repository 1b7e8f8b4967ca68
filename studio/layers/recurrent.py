"""Layers that walk along a sequence, and the embedding that makes one of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from studio.graph import Kind
from studio.layers.native import NativeLayer
from studio.layers.registry import register
from studio.layers.spec import EXAMPLES, RANK_NAMES, Advice, Arrival, Explanation, Layer, Shape
from studio.layers.types import LARGEST, Count, Fraction, FromInput
from studio.text import tr

if TYPE_CHECKING:
    from torch import nn

SEQUENCE_NAMES: Mapping[int, str] = {**RANK_NAMES, 2: tr("a sequence (steps, features)")}

NOTHING_DROPPED = Kind(
    "nothing-dropped",
    "dropout works between stacked layers, but num_layers is 1, so nothing is dropped.",
    "Stack two layers, or put a Dropout behind it.",
)


PROJECTION_TOO_WIDE = Kind(
    "projection-too-wide",
    "proj_size is {proj_size}, but has to be smaller than hidden_size, {hidden_size}, for the input {input}.",
    "Make proj_size smaller, or 0 for none.",
)
PADDING_OUTSIDE_VOCABULARY = Kind(
    "padding-outside-vocabulary",
    "padding_idx is {padding_idx}, which is no number of the {num_embeddings} that the input {input} may hold.",
    "Choose from 0 to {largest}, or clear it.",
)


class _Recurrent(Layer):
    """Takes a sequence (steps, features), whose steps it reads one after the other."""

    family = "recurrent"
    essential: ClassVar[tuple[str, ...]] = ("hidden_size", "returns")
    ranks = (2,)
    rank_names = SEQUENCE_NAMES
    settled = {"batch_first": (True,)}

    input_size: FromInput = Field(None, description="Features of each step that comes in; empty: as many as there are")
    hidden_size: Count = Field(64, description="Features of the state, which is what comes out (twice that both ways)")
    num_layers: Annotated[int, Field(ge=1, le=100)] = Field(1, description="Layers stacked, each reads the one below")
    bias: bool = Field(True, description="Whether the gates add learned constants")
    dropout: Fraction = Field(0.0, description="Share of numbers set to 0 between stacked layers, in training")
    bidirectional: bool = Field(False, description="Whether a second pass reads from the end; both come out")
    returns: Literal["sequence", "last"] = Field("sequence", description="What comes out: every step, or the last only")

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """The features of an input (L, features)."""
        return {"input_size": shapes[0][-1]}

    def example(self) -> tuple[Arrival, ...]:
        """A few steps, for torch takes them one after the other whenever it works a shape out."""
        return (Arrival((4, 16)),)

    def build(self, *shapes: Shape) -> nn.Module:
        """The `torch.nn` class of the layer's name, with one output, for an input (L, features)."""
        from studio.layers import sequence_modules

        module: nn.Module = getattr(sequence_modules, f"Sequence{self.kind}")(
            **{**dict(self), **self.from_input(*shapes)}
        )
        return module

    def advise(self, arriving: Sequence[Arrival]) -> Advice | None:
        """Dropout between layers of which there is one."""
        if self.num_layers > 1 or self.dropout == 0.0:
            return None
        return Advice("info", NOTHING_DROPPED.finding())


@register
class LSTM(_Recurrent):
    """Reads a sequence step by step and keeps a memory that gates write, keep and read.

    It remembers over hundreds of steps, where a plain RNN forgets (Hochreiter and Schmidhuber, 1997). For
    one answer a sequence let it return the last step; to tag every step or to stack it, the sequence.
    """

    title = "Long short-term memory"
    aliases = ("recurrent", "memory", "text", "time series", "sequence", "Bidirectional", "return_sequences")

    proj_size: Annotated[int, Field(ge=0, le=LARGEST)] = Field(
        0, description="Features the output is projected to, fewer than hidden_size; 0: none"
    )

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """A projection that is no reduction."""
        return PROJECTION_TOO_WIDE.finding(proj_size=self.proj_size, hidden_size=self.hidden_size, input=arriving[0])

    def onnx_obstacle(self, *shapes: Shape) -> str:
        """A projection."""
        return (
            ""
            if self.proj_size == 0
            else tr("ONNX has no LSTM with a projection; a Linear behind it can take its place.")
        )


@register
class GRU(_Recurrent):
    """Reads a sequence step by step with two gates that mix old state and new input.

    Nearly as good as an LSTM with three quarters of its weights (Cho et al., 2014).
    """

    title = "Gated recurrent unit"
    aliases = ("recurrent", "memory", "text", "time series", "sequence", "Bidirectional", "return_sequences")


@register
class RNN(_Recurrent):
    """Reads a sequence step by step; the state is an activation of the input and the state before.

    The plain recurrent layer: good for short sequences and to learn from. Over many steps its gradients
    vanish; LSTM and GRU were made against that.
    """

    title = "Recurrent layer"
    aliases = ("SimpleRNN", "Elman", "recurrent", "vanilla rnn", "sequence", "Bidirectional")

    nonlinearity: Literal["tanh", "relu"] = Field("tanh", description="Activation of the state")


@register
class Embedding(NativeLayer):
    """Looks up a learned vector for each whole number, such as a word's number in a vocabulary.

    The first layer of a text network; its Input has the dtype int64. What comes out is (steps, features), as
    recurrent and attention layers take it.
    """

    family = "recurrent"
    stem = "embed"
    title = "Embedding"
    aliases = ("word vectors", "lookup table", "tokens", "vocabulary", "text", "word2vec", "categorical")
    essential = ("num_embeddings", "embedding_dim")
    dtypes = ("int64",)
    others = ({"max_norm": 1.0, "norm_type": 3.0},)
    settled = {"sparse": (False,)}

    num_embeddings: Count = Field(1000, description="Size of the vocabulary; numbers run from 0 to one less")
    embedding_dim: Count = Field(64, description="Features of each vector")
    padding_idx: Annotated[int, Field(ge=-LARGEST, le=LARGEST)] | None = Field(
        None, description="Number whose vector stays 0, used to fill short texts up; empty: none"
    )
    max_norm: Annotated[float, Field(gt=0.0, le=LARGEST)] | None = Field(
        None, description="Longest a vector may be, longer ones are shortened when used; empty: any length"
    )
    norm_type: Annotated[float, Field(ge=1.0, le=100.0)] = Field(2.0, description="Power p of the norm for max_norm")
    scale_grad_by_freq: bool = Field(False, description="Whether gradients are divided by how often a number occurs")

    def example(self) -> tuple[Arrival, ...]:
        """A text of some words."""
        return (Arrival(EXAMPLES[1], "int64"),)

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """A padding number that is not in the vocabulary."""
        return PADDING_OUTSIDE_VOCABULARY.finding(
            padding_idx=self.padding_idx,
            num_embeddings=self.num_embeddings,
            input=arriving[0],
            largest=self.num_embeddings - 1,
        )

    def onnx_obstacle(self, *shapes: Shape) -> str:
        """Vectors that are shortened while they are used."""
        return "" if self.max_norm is None else tr("With max_norm it changes its own weights in use.")
