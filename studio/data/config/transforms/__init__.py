"""What is done to samples before a network sees them, in an ordered list: one declaration a kind of transform."""

from studio.data.config.transforms.listing import Transforms
from studio.data.config.transforms.registry import transforms
from studio.data.config.transforms.transform import Transform

__all__ = ["Transform", "Transforms", "transforms"]
