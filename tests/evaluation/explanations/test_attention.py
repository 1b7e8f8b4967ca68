"""The attention that is shown is that which torch itself tells of each layer."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from explained import of_tokens, samples_of, subject_of
from networks import chain
from torch import nn

from studio.evaluation.explanations.attention import attention
from studio.layers import Layer, layer

SHAPE = (6, 8)
LAYERS = {
    "attention": layer("MultiheadAttention", num_heads=2),
    "causal": layer("MultiheadAttention", num_heads=4, is_causal=True),
    "with a zero": layer("MultiheadAttention", num_heads=2, add_zero_attn=True),
    "encoder": layer("TransformerEncoderLayer", nhead=2, dim_feedforward=16),
    "causal encoder": layer("TransformerEncoderLayer", nhead=2, dim_feedforward=16, is_causal=True),
}


@pytest.mark.parametrize("name", LAYERS)
def test_weights_are_those_that_torch_tells(name: str) -> None:
    attending: Layer = LAYERS[name]
    graph = chain(
        input=layer("Input", shape=SHAPE), looking=attending, flatten=layer("Flatten"),
        fc=layer("Linear", out_features=3), output=layer("Output"),
    )  # fmt: skip
    subject = subject_of(graph, "sequence", *SHAPE)
    sample = torch.randn(SHAPE, generator=torch.Generator().manual_seed(1))
    before = subject.scores(sample[None])
    (found,) = attention(subject, sample)
    torch.testing.assert_close(subject.scores(sample[None]), before)  # nothing is left behind
    (module,) = [each for each in subject.module.modules() if isinstance(each, nn.MultiheadAttention)]
    mask = torch.full((6, 6), -torch.inf).triu(1) if "causal" in name else None
    steps = sample[None]
    _, wanted = nn.MultiheadAttention.forward(
        module, steps, steps, steps, need_weights=True, attn_mask=mask, average_attn_weights=False
    )
    assert wanted is not None
    np.testing.assert_allclose(found.weights, wanted[0].detach().numpy(), atol=1e-6)
    np.testing.assert_allclose(found.weights.sum(axis=2), 1, atol=1e-5)
    assert found.layer.startswith("looking")
    if "causal" in name:
        assert not np.triu(found.weights[0], 1).any()


def test_a_network_without_attention_has_none() -> None:
    subject = of_tokens()
    assert attention(subject, samples_of(subject)[0]) == ()
