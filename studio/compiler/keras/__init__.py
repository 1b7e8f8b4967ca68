"""From a graph to a Python file with a functional model of Keras 3, whose weights are those of the network."""

from __future__ import annotations

from studio.compiler.keras.obstacles import obstacles, refused
from studio.compiler.keras.source import keras_source

__all__ = ["keras_source", "obstacles", "refused"]
