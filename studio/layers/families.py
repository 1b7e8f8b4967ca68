"""What families of layers are called."""

from __future__ import annotations

from collections.abc import Mapping

from studio.layers.spec import Family
from studio.text import tr

FAMILY_TITLES: Mapping[Family, str] = {
    "io": tr("Input and output"),
    "convolution": tr("Convolution"),
    "pooling": tr("Pooling"),
    "dense": tr("Dense"),
    "normalization": tr("Normalisation"),
    "activation": tr("Activation"),
    "regularization": tr("Regularisation"),
    "shape": tr("Shape"),
    "merge": tr("Merge"),
    "recurrent": tr("Recurrent"),
    "attention": tr("Attention"),
    "other": tr("Other"),
}
"""In the order of the palette."""
