"""Branches meet in arithmetic and products, and part again; the batch is never mixed in."""

from __future__ import annotations

import torch
from trials import built, measured, refused

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph
from studio.graph import Graph, Node, Source
from studio.layers import layer
from studio.layers.io import Input, Output

A, B = torch.rand(2, 3, 4), torch.rand(2, 3, 4) + 1


def test_arithmetic_goes_number_by_number() -> None:
    shapes = ((3, 4), (3, 4))
    assert torch.equal(built("Add", *shapes)(A, B), A + B)
    assert torch.equal(built("Multiply", *shapes)(A, B), A * B)
    assert torch.equal(built("Subtract", *shapes)(A, B), A - B)
    assert torch.equal(built("Divide", *shapes)(A, B), A / B)
    assert torch.equal(built("Multiply", *shapes, (3, 4))(A, B, B), A * B * B)


def test_a_gate_of_size_one_goes_with_every_pixel() -> None:
    assert measured("Multiply", (8, 5, 5), (8, 1, 1)).outputs[0].shape == (8, 5, 5)


def test_different_numbers_of_axes_are_refused_where_torch_would_mix_the_batch_in() -> None:
    for kind in ("Add", "Multiply", "Subtract", "Divide"):
        assert "(12) and (1, 12)" in refused(kind, (12,), (1, 12)).message
    assert "(1, 4, 5) and (5, 6)" in refused("MatMul", (1, 4, 5), (5, 6)).message


def test_the_product_of_matrices_costs_what_it_should() -> None:
    product = measured("MatMul", (5, 7), (7, 3))
    assert product.outputs[0].shape == (5, 3)
    assert product.macs == 5 * 7 * 3


def test_parts_of_the_channels_go_their_own_ways_and_come_together_again() -> None:
    graph = Graph(
        {
            "image": Node(Input(shape=(6, 4, 4))),
            "split": Node(layer("Split", split_size_or_sections=[1, 2, 3]), (Source("image"),)),
            "joined": Node(layer("Concat"), tuple(Source("split", port) for port in range(3))),
            "output": Node(Output(), (Source("joined"),)),
        }
    )
    assert [spec.shape[0] for spec in analyse(graph).nodes["split"].outputs or ()] == [1, 2, 3]
    images = torch.rand(2, 6, 4, 4)
    assert torch.equal(compile_graph(graph)(images), images)


def test_a_chunk_has_as_many_outputs_as_asked_for() -> None:
    assert layer("Chunk", chunks=3).outputs == ("part 1", "part 2", "part 3")
    assert [spec.shape for spec in measured("Chunk", (9,), chunks=3).outputs] == [(3,), (3,), (3,)]
    assert "cannot be divided into 4 parts" in refused("Chunk", (6,), chunks=4).message


def test_axes_are_summed_up_and_kept_on_request() -> None:
    shape = (3, 4, 5)
    images = torch.rand(2, *shape)
    torch.testing.assert_close(built("Mean", shape, dim=[2, 3])(images), images.mean((2, 3)))
    torch.testing.assert_close(built("Sum", shape, dim=[-1], keepdim=True)(images), images.sum(-1, keepdim=True))
    assert torch.equal(built("Max", shape, dim=1)(images), images.amax(1))
    assert "every axis" in refused("Mean", shape, dim=[1, 2, 3]).message


def test_a_bilinear_layer_weighs_every_pair_of_features() -> None:
    module = built("Bilinear", (3,), (4,), out_features=2)
    first, second = torch.rand(5, 3), torch.rand(5, 4)
    expected = torch.einsum("ni,oij,nj->no", first, module.weight, second) + module.bias
    torch.testing.assert_close(module(first, second), expected)
    assert measured("Bilinear", (3,), (4,), out_features=2).parameters == 2 * 3 * 4 + 2
