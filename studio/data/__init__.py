"""Data sets: what to load, how it is split, and the batches that training sees."""

from studio.data.config import Data, Digits, Idx, ImageFolder, data_kinds

__all__ = ["Data", "Digits", "Idx", "ImageFolder", "data_kinds"]
