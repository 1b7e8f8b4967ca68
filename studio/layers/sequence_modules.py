"""PyTorch modules for sequences, the batch first and the state kept inside. Imported only when one is built."""

from __future__ import annotations

import torch
from torch import nn


class SequenceOrLast(nn.Module):
    """A recurrent layer that gives all its steps, or only what it knows at the end."""

    returns: str
    bidirectional: bool

    def forward(self, sequence: torch.Tensor) -> torch.Tensor:
        """(N, L, F) -> (N, L, H), or (N, H): the last step, of the way back the first."""
        steps, _ = super().forward(sequence)
        if self.returns == "sequence":
            return steps
        if not self.bidirectional:
            return steps[:, -1]
        there, back = steps.chunk(2, dim=-1)
        return torch.cat((there[:, -1], back[:, 0]), dim=-1)


class SequenceRNN(SequenceOrLast, nn.RNN):
    """`nn.RNN` with one output."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        dropout: float = 0.0,
        bidirectional: bool = False,
        returns: str = "sequence",
    ) -> None:
        super().__init__(
            input_size,
            hidden_size,
            num_layers,
            nonlinearity,
            bias=bias,
            batch_first=True,
            dropout=dropout if num_layers > 1 else 0.0,
            bidirectional=bidirectional,
        )
        self.returns = returns


class SequenceLSTM(SequenceOrLast, nn.LSTM):
    """`nn.LSTM` with one output."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        returns: str = "sequence",
    ) -> None:
        super().__init__(
            input_size,
            hidden_size,
            num_layers,
            bias=bias,
            batch_first=True,
            dropout=dropout if num_layers > 1 else 0.0,
            bidirectional=bidirectional,
            proj_size=proj_size,
        )
        self.returns = returns


class SequenceGRU(SequenceOrLast, nn.GRU):
    """`nn.GRU` with one output."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        dropout: float = 0.0,
        bidirectional: bool = False,
        returns: str = "sequence",
    ) -> None:
        super().__init__(
            input_size,
            hidden_size,
            num_layers,
            bias=bias,
            batch_first=True,
            dropout=dropout if num_layers > 1 else 0.0,
            bidirectional=bidirectional,
        )
        self.returns = returns


class Attention(nn.MultiheadAttention):
    """`nn.MultiheadAttention`; without a key the query attends to itself, without a value to the key."""

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        need_weights: bool = False,
        is_causal: bool = False,
    ) -> None:
        super().__init__(embed_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim, batch_first=True)
        self.need_weights = need_weights
        self.is_causal = is_causal

    def forward(
        self, query: torch.Tensor, key: torch.Tensor | None = None, value: torch.Tensor | None = None
    ) -> torch.Tensor | tuple[torch.Tensor, torch.Tensor | None]:
        """(N, L, E), (N, S, K), (N, S, V) -> (N, L, E), on request with the weights (N, L, S)."""
        key = query if key is None else key
        value = key if value is None else value
        mask = None
        if self.is_causal:
            mask = torch.ones(query.shape[1], key.shape[1], dtype=torch.bool, device=query.device).triu(1)
        gathered = super().forward(query, key, value, need_weights=self.need_weights, attn_mask=mask)
        return gathered if self.need_weights else gathered[0]


class EncoderLayer(nn.TransformerEncoderLayer):
    """`nn.TransformerEncoderLayer`; a causal one lets each step see only those before it."""

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str = "relu",
        layer_norm_eps: float = 1e-5,
        norm_first: bool = False,
        bias: bool = True,
        is_causal: bool = False,
    ) -> None:
        super().__init__(
            d_model,
            nhead,
            dim_feedforward,
            dropout,
            activation,
            layer_norm_eps,
            batch_first=True,
            norm_first=norm_first,
            bias=bias,
        )
        self.d_model = d_model
        self.is_causal = is_causal

    def forward(self, sequence: torch.Tensor) -> torch.Tensor:
        """(N, L, d_model) -> (N, L, d_model)."""
        if not self.is_causal:
            return super().forward(sequence)
        length = sequence.shape[1]
        mask = torch.ones(length, length, dtype=torch.bool, device=sequence.device).triu(1)
        return super().forward(sequence, src_mask=mask, is_causal=True)


class PositionalEncoding(nn.Module):
    """Adds sines and cosines of each position to its features (Vaswani et al., 2017, 3.5)."""

    encoding: torch.Tensor

    def __init__(self, length: int, d_model: int) -> None:
        super().__init__()
        self.length, self.d_model = length, d_model
        rates = 10_000.0 ** (-torch.arange(0, d_model, 2) / d_model)
        angles = torch.arange(length).unsqueeze(1) * rates
        encoding = torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(1)[:, :d_model]
        self.register_buffer("encoding", encoding, persistent=False)

    def forward(self, sequence: torch.Tensor) -> torch.Tensor:
        """(N, length, d_model) -> (N, length, d_model)."""
        return sequence + self.encoding
