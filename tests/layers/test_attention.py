"""Attention equals torch's and its own formula: to itself, to a memory, causal; and the waves of positions."""

from __future__ import annotations

import math

import torch
from torch import nn
from trials import built, measured, refused

from studio.layers import layer

X = torch.rand(2, 6, 8, generator=torch.Generator().manual_seed(0))
MEMORY = torch.rand(2, 4, 5, generator=torch.Generator().manual_seed(1))


def test_a_sequence_attends_to_itself_as_the_formula_says() -> None:
    module = built("MultiheadAttention", (6, 8), num_heads=2)
    query, key, value = (X @ module.in_proj_weight.T + module.in_proj_bias).chunk(3, dim=-1)
    heads = []
    for q, k, v in zip(query.chunk(2, -1), key.chunk(2, -1), value.chunk(2, -1), strict=True):
        heads.append((q @ k.mT / math.sqrt(4)).softmax(-1) @ v)
    torch.testing.assert_close(module(X), module.out_proj(torch.cat(heads, -1)))


def test_keys_and_values_of_another_width_are_torchs() -> None:
    module = built("MultiheadAttention", (6, 8), (4, 5), num_heads=2, attends_to="memory")
    reference = nn.MultiheadAttention(8, 2, kdim=5, vdim=5, batch_first=True)
    reference.load_state_dict(module.state_dict(), strict=True)
    torch.testing.assert_close(module(X, MEMORY), reference(X, MEMORY, MEMORY)[0])


def test_ports_follow_from_what_it_attends_to() -> None:
    assert layer("MultiheadAttention").inputs == ("query",)
    assert layer("MultiheadAttention", attends_to="memory").inputs == ("query", "memory")
    separate = layer("MultiheadAttention", attends_to="key and value", need_weights=True)
    assert separate.inputs == ("query", "key", "value")
    assert separate.outputs == ("output", "weights")
    outputs = measured(
        "MultiheadAttention", (6, 8), (4, 5), (4, 3), attends_to="key and value", num_heads=2, need_weights=True
    ).outputs
    assert [spec.shape for spec in outputs] == [(6, 8), (6, 4)]


def test_its_weights_and_cost_are_those_of_four_projections_and_two_products() -> None:
    found = measured("MultiheadAttention", (6, 8), num_heads=2)
    assert found.parameters == 4 * (8 * 8 + 8)
    assert found.macs == 6 * 4 * 8 * 8 + 2 * 6 * 6 * 8


def test_a_causal_one_does_not_see_the_future() -> None:
    for kind, params in (("MultiheadAttention", {"num_heads": 2}), ("TransformerEncoderLayer", {"nhead": 2})):
        module = built(kind, (6, 8), is_causal=True, **params)
        changed = X.clone()
        changed[:, 4:] += 1.0
        torch.testing.assert_close(module(X)[:, :4], module(changed)[:, :4])
        assert not torch.allclose(module(X)[:, 4:], module(changed)[:, 4:])


def test_an_encoder_layer_is_torchs_with_its_weights() -> None:
    module = built("TransformerEncoderLayer", (6, 8), nhead=2, dim_feedforward=16, activation="gelu", norm_first=True)
    reference = nn.TransformerEncoderLayer(8, 2, 16, activation="gelu", batch_first=True, norm_first=True).eval()
    reference.load_state_dict(module.state_dict(), strict=True)
    torch.testing.assert_close(module(X), reference(X))
    found = measured("TransformerEncoderLayer", (6, 8), nhead=2, dim_feedforward=16)
    assert found.parameters == 4 * (8 * 8 + 8) + (8 * 16 + 16) + (16 * 8 + 8) + 2 * 2 * 8
    assert found.macs == 6 * (4 * 8 * 8 + 2 * 8 * 16) + 2 * 6 * 6 * 8


def test_positions_are_sines_and_cosines_of_many_wavelengths() -> None:
    module = built("PositionalEncoding", (50, 7))
    added = module(torch.zeros(1, 50, 7))[0]
    for position in (0, 1, 49):
        for feature in range(7):
            angle = position / 10_000 ** ((feature - feature % 2) / 7)
            wave = math.cos(angle) if feature % 2 else math.sin(angle)
            assert math.isclose(float(added[position, feature]), wave, abs_tol=1e-5)
    assert not module.state_dict()


def test_heads_that_do_not_divide_the_features_are_refused() -> None:
    for kind, name in (("MultiheadAttention", "num_heads"), ("TransformerEncoderLayer", "nhead")):
        refusal = refused(kind, (6, 10))
        assert f"{name} is 4, which does not divide the 10 features of the input (6, 10)" in refusal.message


def test_keys_and_values_of_different_length_are_refused() -> None:
    refusal = refused("MultiheadAttention", (6, 8), (4, 5), (3, 5), attends_to="key and value")
    assert "(4, 5) and (3, 5) have different numbers of steps" in refusal.message
