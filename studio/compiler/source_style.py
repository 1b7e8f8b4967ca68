"""The ways in which source can be written."""

from typing import Literal

Style = Literal["module", "sequential", "functional"]
"""All layers as modules; chains of layers as an `nn.Sequential`; or what has no weights as functions in `forward`."""
