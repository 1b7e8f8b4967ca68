"""Data sets: what to load, how it is split, and the batches that training sees."""

from studio.data.config import (
    BreastCancer,
    Data,
    Diabetes,
    DigitRows,
    Digits,
    Functions,
    Idx,
    ImageFolder,
    Iris,
    LogicGates,
    PhotoTiles,
    Sequences,
    Toys,
    Wine,
    data_kinds,
)

__all__ = [
    "BreastCancer",
    "Data",
    "Diabetes",
    "DigitRows",
    "Digits",
    "Functions",
    "Idx",
    "ImageFolder",
    "Iris",
    "LogicGates",
    "PhotoTiles",
    "Sequences",
    "Toys",
    "Wine",
    "data_kinds",
]
