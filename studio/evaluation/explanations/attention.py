"""How much each place of a sequence attends to each other one, in every layer and head of a trained network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from studio.compiler.own_generator import OwnGenerator
from studio.compiler.turns import a_batch
from studio.evaluation.explanations.subject import Explained
from studio.layers.sequence_modules import Attention


@dataclass(frozen=True, eq=False)
class Attending:
    """The weights (H, L, S) of the heads of a `layer`: how much of each of S places goes into each of L; each row of a
    head adds up to 1. What a layer adds of its own (`add_bias_kv`, `add_zero_attn`) stands behind the last place."""

    layer: str
    weights: npt.NDArray[np.float32]


def attention(subject: Explained, sample: Tensor) -> tuple[Attending, ...]:
    """The weights in every attention that a prepared sample (*shape) goes through, in order; () without any."""
    asked: dict[str, tuple[nn.MultiheadAttention, tuple[Any, ...], dict[str, Any]]] = {}

    def noting(name: str) -> Callable[..., None]:
        def note(module: nn.MultiheadAttention, given: tuple[Any, ...], named: dict[str, Any]) -> None:
            asked[name] = module, given, named

        return note

    found = {name: each for name, each in subject.module.named_modules() if isinstance(each, nn.MultiheadAttention)}
    if not found:
        return ()
    handles = [each.register_forward_pre_hook(noting(name), with_kwargs=True) for name, each in found.items()]
    try:
        with a_batch(), torch.no_grad(), OwnGenerator(0):
            subject.scores(sample[None])
            return tuple(Attending(name, _weights(*how)) for name, how in asked.items())
    finally:
        for handle in handles:
            handle.remove()


def _weights(module: nn.MultiheadAttention, given: tuple[Any, ...], named: dict[str, Any]) -> npt.NDArray[np.float32]:
    """Those of one layer for what it was given, which it works out once more, as most have no need of them."""
    placed: dict[str, Any] = {**named, **dict(zip(("query", "key", "value"), given, strict=False))}
    query: Tensor = placed["query"]
    key: Tensor = query if placed.get("key") is None else placed["key"]
    value: Tensor = key if placed.get("value") is None else placed["value"]
    mask = named.get("attn_mask")
    if isinstance(module, Attention) and module.is_causal:
        mask = torch.ones(query.shape[1], key.shape[1], dtype=torch.bool, device=query.device).triu(1)
    _, weights = nn.MultiheadAttention.forward(
        module, query, key, value, key_padding_mask=named.get("key_padding_mask"),
        need_weights=True, attn_mask=mask, average_attn_weights=False,
    )  # fmt: skip
    assert weights is not None
    of_one: npt.NDArray[np.float32] = weights[0].float().numpy()
    return of_one
