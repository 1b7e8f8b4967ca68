"""Which data a project trains on: one declaration a kind, as the project file has it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from studio.layers import Declaration, by_kind

Share = Annotated[float, Field(ge=0.0, le=0.9)]


class Data(Declaration):
    """Settings all kinds share. Shares are of the samples that the source does not split itself."""

    given_test: ClassVar[bool] = False

    validation: Share = Field(0.1, description="Share of the training samples kept for validation")
    normalize: bool = Field(
        False,
        description="Shift and scale each channel to mean 0 and deviation 1, measured on the training split",
    )


class Digits(Data):
    """1,797 handwritten digits scanned at 8×8 pixels, ten classes (scikit-learn); always at hand."""

    name = "digits"
    title = "Handwritten digits (8×8)"

    test: Share = Field(0.15, description="Share of the samples kept for the final test")


class Idx(Data):
    """A folder of the MNIST family (MNIST, Fashion-MNIST, KMNIST …): the four IDX files, gzipped or not."""

    name = "idx"
    title = "IDX files (MNIST family)"
    essential = ("path",)

    path: str = Field("", description="Folder with train-images-idx3-ubyte and its companions")


class ImageFolder(Data):
    """Pictures in one folder a class, or in train, validation and test folders with one folder a class in each."""

    name = "image_folder"
    title = "Folder of images"
    essential = ("path",)

    path: str = Field("", description="Folder with one folder of pictures for each class")
    test: Share = Field(0.15, description="Share kept for the final test where there is no test folder")


data_kinds = by_kind(Digits, Idx, ImageFolder)
"""Data declarations by their name in the project file."""
