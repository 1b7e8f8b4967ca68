"""Recurrent layers equal torch's and a loop written by hand; what comes out is the sequence or the last step."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn
from trials import built, measured, refused

from studio.layers import layer

SEQUENCE = torch.rand(3, 7, 5, generator=torch.Generator().manual_seed(0))

each_kind = pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
TOWERS: list[dict[str, Any]] = [
    {},
    {"num_layers": 2},
    {"bidirectional": True},
    {"num_layers": 3, "bidirectional": True},
]


@each_kind
@pytest.mark.parametrize("tower", TOWERS)
def test_it_is_torchs_layer_with_the_batch_first(kind: str, tower: dict[str, Any]) -> None:
    module = built(kind, (7, 5), hidden_size=4, **tower)
    reference = getattr(nn, kind)(5, 4, batch_first=True, **tower)
    reference.load_state_dict(module.state_dict(), strict=True)
    torch.testing.assert_close(module(SEQUENCE), reference(SEQUENCE)[0])


@each_kind
@pytest.mark.parametrize("tower", TOWERS)
def test_the_last_step_is_the_state_at_each_passs_end(kind: str, tower: dict[str, Any]) -> None:
    module = built(kind, (7, 5), hidden_size=4, returns="last", **tower)
    reference = getattr(nn, kind)(5, 4, batch_first=True, **tower)
    reference.load_state_dict(module.state_dict())
    state = reference(SEQUENCE)[1]
    hidden = state[0] if kind == "LSTM" else state
    passes = 2 if tower.get("bidirectional") else 1
    torch.testing.assert_close(module(SEQUENCE), torch.cat(tuple(hidden[-passes:]), dim=-1))


def test_a_plain_recurrent_layer_is_a_loop() -> None:
    module = built("RNN", (7, 5), hidden_size=4, nonlinearity="relu")
    state = torch.zeros(3, 4)
    for step in SEQUENCE.unbind(1):
        state = torch.relu(
            step @ module.weight_ih_l0.T + module.bias_ih_l0 + state @ module.weight_hh_l0.T + module.bias_hh_l0
        )
    torch.testing.assert_close(module(SEQUENCE)[:, -1], state)


@pytest.mark.parametrize(("kind", "gates"), [("RNN", 1), ("GRU", 3), ("LSTM", 4)])
def test_weights_and_cost_grow_with_the_gates(kind: str, gates: int) -> None:
    found = measured(kind, (7, 5), hidden_size=4)
    assert found.parameters == gates * (4 * 5 + 4 * 4 + 4 + 4)
    assert found.macs == 7 * gates * (4 * 5 + 4 * 4)
    both = measured(kind, (7, 5), hidden_size=4, bidirectional=True)
    assert both.parameters == 2 * found.parameters
    assert both.macs == 2 * found.macs
    assert both.outputs[0].shape == (7, 8)


def test_a_projection_makes_the_output_narrower() -> None:
    found = measured("LSTM", (7, 5), hidden_size=8, proj_size=3, returns="last")
    assert found.outputs[0].shape == (3,)
    assert "smaller than hidden_size, 8" in refused("LSTM", (7, 5), hidden_size=8, proj_size=8).message


def test_dropout_without_a_second_layer_is_told_and_harmless() -> None:
    from studio.layers.spec import Arrival

    advice = layer("GRU", dropout=0.5).advise([Arrival((7, 5))])
    assert advice is not None
    assert advice.severity == "info"
    module = built("GRU", (7, 5), hidden_size=4, dropout=0.5).train()
    torch.testing.assert_close(module(SEQUENCE), module(SEQUENCE))


def test_an_embedding_looks_vectors_up_and_keeps_the_padding_at_zero() -> None:
    module = built("Embedding", (3,), num_embeddings=10, embedding_dim=4, padding_idx=0)
    words = torch.tensor([[0, 7, 9]])
    found = module(words)[0]
    assert torch.equal(found[1], module.weight[7])
    assert not found[0].any()
    assert measured("Embedding", (3,), num_embeddings=10, embedding_dim=4).parameters == 40


def test_a_recurrent_layer_names_its_axes_when_it_gets_a_vector() -> None:
    assert "a sequence (steps, features)" in refused("LSTM", (12,)).message


def test_five_thousand_steps_are_examined_as_fast_as_one() -> None:
    found = measured("LSTM", (5000, 5), hidden_size=4, num_layers=2, bidirectional=True)
    assert found.outputs[0].shape == (5000, 8)
    assert found.macs == 5000 * 2 * 4 * ((4 * 5 + 4 * 4) + (4 * 8 + 4 * 4))
