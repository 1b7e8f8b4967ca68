"""Which data a project trains on: one declaration a kind, as the project file has it."""

from __future__ import annotations

from studio.data.config.arrays import Arrays
from studio.data.config.base import Data, Divisible, Kept, Measured, Pictures, Scaled, Task, Undivided
from studio.data.config.drawn import Drawn
from studio.data.config.generated import Functions, LogicGates, Sequences, Toys
from studio.data.config.pictures import DigitRows, Digits, Idx, ImageFolder, PhotoTiles
from studio.data.config.recordings import Waveforms
from studio.data.config.table_files import TableFile
from studio.data.config.tables import BreastCancer, Diabetes, Iris, Table, Wine
from studio.data.config.texts import TextFolder, TextTable, Tokenized
from studio.layers import by_kind

data_kinds = by_kind(
    Digits, DigitRows, PhotoTiles, Idx, Waveforms, TextFolder, ImageFolder, TableFile, TextTable, Arrays, LogicGates,
    Toys, Drawn, Functions, Iris, Wine, BreastCancer, Diabetes, Sequences,
)  # fmt: skip
"""Data declarations by their name in the project file."""

__all__ = [
    "Arrays",
    "BreastCancer",
    "Data",
    "Diabetes",
    "DigitRows",
    "Digits",
    "Divisible",
    "Drawn",
    "Functions",
    "Idx",
    "ImageFolder",
    "Iris",
    "Kept",
    "LogicGates",
    "Measured",
    "PhotoTiles",
    "Pictures",
    "Scaled",
    "Sequences",
    "Table",
    "TableFile",
    "Task",
    "TextFolder",
    "TextTable",
    "Tokenized",
    "Toys",
    "Undivided",
    "Waveforms",
    "Wine",
    "data_kinds",
]
