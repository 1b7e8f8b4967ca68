"""Maps of samples by what a layer gives for them."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
import torch
from explained import of_pictures, samples_of, subject_of
from networks import chain

from studio.evaluation.explanations.embedding import embedded
from studio.evaluation.explanations.errors import ExplanationError
from studio.layers import layer

has_umap = find_spec("umap") is not None
needs_umap = pytest.mark.skipif(not has_umap, reason="umap-learn is not installed")
WAYS = ("pca", "tsne", pytest.param("umap", marks=needs_umap))


def clusters(count: int = 40, width: int = 60) -> np.ndarray:
    generator = np.random.default_rng(0)
    values = generator.normal(size=(count, width)).astype(np.float32)
    values[count // 2 :, :3] += 12
    return values


def test_main_directions_are_those_of_the_singular_values() -> None:
    values = clusters()
    found = embedded(values, "pca")
    centred = values - values.mean(0)
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    np.testing.assert_allclose(np.abs(found.places), np.abs(u[:, :2] * s[:2]), rtol=1e-3, atol=1e-2)
    np.testing.assert_allclose(found.explained, (s**2 / (s**2).sum())[:2], rtol=1e-3)


@pytest.mark.parametrize("way", WAYS)
def test_each_way_keeps_groups_apart_and_is_the_same_for_a_seed(way) -> None:
    values = clusters()
    found = embedded(values, way, seed=3)
    assert found.places.shape == (40, 2)
    assert np.array_equal(found.places, embedded(values, way, seed=3).places)
    one, other = found.places[:20], found.places[20:]
    apart = np.linalg.norm(one.mean(0) - other.mean(0))
    assert apart > 2 * max(one.std(0).max(), other.std(0).max())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("values", [np.ones((9, 4)), np.arange(9.0)[:, None]], ids=["all alike", "one number"])
def test_a_layer_that_tells_little_has_a_map_too(way, values) -> None:
    places = embedded(values, way).places
    assert places.shape == (9, 2)
    assert np.isfinite(places).all()


def test_what_makes_no_map_is_told() -> None:
    with pytest.raises(ExplanationError, match="3 samples"):
        embedded(np.zeros((3, 4)), "pca")
    if not has_umap:
        with pytest.raises(ExplanationError, match="umap-learn"):
            embedded(np.zeros((9, 4)), "umap")
    with pytest.raises(ExplanationError, match="not finite"):
        embedded(np.full((9, 4), np.nan), "pca")


def test_a_layer_that_is_changed_in_place_by_the_next_is_seen_as_it_was() -> None:
    graph = chain(
        input=layer("Input", shape=(4,)),
        fc=layer("Linear", out_features=6),
        relu=layer("ReLU"),
        out=layer("Linear", out_features=3),
        output=layer("Output"),
    )
    subject = subject_of(graph, "row", 4)
    subject.module.get_submodule("relu").inplace = True
    samples = samples_of(subject, 9)
    assert float(subject.activations("fc", samples).min()) < 0


def test_activations_of_a_layer_are_rows_of_its_numbers() -> None:
    subject = of_pictures()
    samples = samples_of(subject, 7)
    layers = subject.layers(samples[0])
    assert layers == {
        "conv": (4, 6, 6), "tanh": (4, 6, 6), "pool": (4, 3, 3), "flatten": (36,), "fc": (3,),
    }  # fmt: skip
    conv = subject.activations("conv", samples)
    expected = subject.module.get_submodule("conv")(samples).flatten(1)
    torch.testing.assert_close(conv, expected.detach())
    torch.testing.assert_close(subject.activations("fc", samples), subject.scores(samples).detach())
