"""Which data a project trains on: one declaration a kind, as the project file has it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from studio.layers import Declaration, by_kind

Share = Annotated[float, Field(ge=0.0, le=0.9)]


class Data(Declaration):
    """Settings all kinds share. Shares count only where the source has no such split of its own."""

    validation: Share = Field(0.1, description="Share of the training samples kept for validation")
    normalize: bool = Field(
        False,
        description="Shift and scale each channel to mean 0 and deviation 1, measured on the training split",
    )


class Undivided(Data):
    """Data that can come in one piece, of which a share is kept for the final test."""

    test: Share = Field(0.15, description="Share of all samples kept for the final test")


class Digits(Undivided):
    """1,797 handwritten digits scanned at 8×8 pixels, ten classes (scikit-learn); always at hand."""

    name = "digits"
    title = "Handwritten digits (8×8)"


class Idx(Data):
    """A folder of the MNIST family (MNIST, Fashion-MNIST, KMNIST …): the four IDX files, gzipped or not."""

    name = "idx"
    title = "IDX files (MNIST family)"
    essential = ("path",)

    path: str = Field("", description="Folder with train-images-idx3-ubyte and its companions")


class ImageFolder(Undivided):
    """Pictures in one folder a class, or in train, validation and test folders with one folder a class in each."""

    name = "image_folder"
    title = "Folder of images"
    essential = ("path",)

    path: str = Field("", description="Folder with one folder of pictures for each class")


data_kinds = by_kind(Digits, Idx, ImageFolder)
"""Data declarations by their name in the project file."""
