"""Where samples lie in the space of a layer, brought to two dimensions: PCA, t-SNE or UMAP."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from studio.evaluation.explanations.errors import ExplanationError
from studio.text import tr

Way = Literal["pca", "tsne", "umap"]
Numbers = npt.NDArray[np.float32]

FEWEST = 5
"""Samples that there have to be."""

MOST_FEATURES = 50
"""Wider activations are brought to so many main directions before neighbours are looked for."""

PERPLEXITY = 30.0


class Embedding(NamedTuple):
    """Places (N, 2) of samples; `explained` is the share of the whole variance along each axis, () but for PCA."""

    places: Numbers
    explained: tuple[float, ...] = ()


def embedded(activations: npt.ArrayLike, way: Way, seed: int = 0) -> Embedding:
    """Bring activations (N, F) to two dimensions; the same for the same seed. Raises ExplanationError."""
    values = np.asarray(activations, dtype=np.float32).reshape(len(np.asarray(activations)), -1)
    if len(values) < FEWEST:
        raise ExplanationError(
            tr("Of {count} samples no map can be made.", count=len(values)), tr("Take {fewest} or more.", fewest=FEWEST)
        )
    if not np.isfinite(values).all():
        raise ExplanationError(
            tr("The layer gives numbers that are not finite (NaN or infinite)."),
            tr("Choose a layer before it, or another checkpoint of the run."),
        )
    if way == "pca":
        return _main_directions(values, seed)
    narrow = _narrowed(values, seed)
    return Embedding(_neighbours(narrow, seed) if way == "tsne" else _umap(narrow, seed))


def _main_directions(values: Numbers, seed: int) -> Embedding:
    from sklearn.decomposition import PCA

    wide = values if values.shape[1] > 1 else np.pad(values, ((0, 0), (0, 1)))
    if not np.ptp(wide, axis=0).any():
        return Embedding(np.zeros((len(wide), 2), np.float32), (0.0, 0.0))
    found = PCA(2, random_state=seed)
    places = found.fit_transform(wide)
    return Embedding(places.astype(np.float32), tuple(map(float, found.explained_variance_ratio_)))


def _narrowed(values: Numbers, seed: int) -> Numbers:
    from sklearn.decomposition import PCA

    if min(values.shape) <= MOST_FEATURES:
        return values
    narrow: Numbers = PCA(MOST_FEATURES, random_state=seed).fit_transform(values)
    return narrow


def _neighbours(values: Numbers, seed: int) -> Numbers:
    from sklearn.manifold import TSNE

    if not np.ptp(values, axis=0).any():
        return np.zeros((len(values), 2), np.float32)
    perplexity = min(PERPLEXITY, (len(values) - 1) / 3)
    start: Any = "pca" if values.shape[1] > 1 else "random"
    found: Numbers = TSNE(2, perplexity=perplexity, init=start, random_state=seed, n_jobs=1).fit_transform(values)
    return found


def _umap(values: Numbers, seed: int) -> Numbers:
    if find_spec("umap") is None:
        raise ExplanationError(
            tr("UMAP needs the package umap-learn, which is not installed."),
            tr("Install it with “pip install umap-learn”, or take t-SNE."),
        )
    if not np.ptp(values, axis=0).any():
        return np.zeros((len(values), 2), np.float32)
    # Its own first places come from eigenvectors, of which few samples or features have not enough.
    start: Any = "pca" if min(values.shape) > 1 else "random"
    neighbours = min(15, len(values) - 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what else could be installed, and of samples without neighbours
        from umap import UMAP

        made = UMAP(n_components=2, n_neighbors=neighbours, init=start, random_state=seed, n_jobs=1)
        found: Numbers = made.fit_transform(values)
    return found
