"""Which data a project trains on: one declaration a kind, as the project file has it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from studio.layers import Declaration, by_kind

Task = Literal["classes", "labels", "numbers", "pixels", "input"]
"""What is to be learnt of a sample: one of several classes, labels that each hold or not, numbers, a class for
each pixel, or the sample itself."""

Share = Annotated[float, Field(ge=0.0, le=0.9)]
SampleCount = Annotated[int, Field(ge=20, le=100_000)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Data(Declaration):
    """What every kind of data is. `sample` is the word for one of its samples."""

    sample: ClassVar[str] = "sample"

    @property
    def asks(self) -> str:
        """What a person has to choose before these data can be read, as a button says it; empty where nothing."""
        return ""


class Divisible(Data):
    """Data of which a share of the training samples can be kept aside. Shares count only where the source has none."""

    validation: Share = Field(0.1, description="Share of the training samples kept for validation")


class Measured(Divisible):
    """Data of measured values, which may be shifted and scaled."""

    normalize: bool = Field(
        False,
        description="Shift and scale each channel to mean 0 and deviation 1, measured on the training split",
    )


class Undivided(Divisible):
    """Data that can come in one piece, of which a share is kept for the final test."""

    test: Share = Field(0.15, description="Share of all samples kept for the final test")


class Pictures(Measured):
    """Data of pictures, from which a network can learn more than their classes."""

    sample = "picture"
    foremost = ("target",)

    target: Literal["class", "input"] = Field(
        "class", description="What to learn: the class, or the input itself (for an auto-encoder)"
    )


class Kept(Data):
    """Data in a folder of this machine; `wanted` says what to choose where none is chosen yet."""

    wanted: ClassVar[str]

    path: str = ""

    @property
    def asks(self) -> str:
        """The folder, where none is chosen."""
        return "" if self.path.strip() else self.wanted


class Digits(Undivided, Pictures):
    """1,797 handwritten digits scanned at 8×8 pixels, ten classes (scikit-learn); always at hand.

    Besides its class, a network can learn the digit's properties (even, greater than 4, closed loop, prime: several
    may hold at once), the ink (for each pixel whether it is brighter than half) or the picture itself.
    """

    name = "digits"
    title = "Handwritten digits (8×8)"

    target: Literal["class", "properties", "ink", "input"] = Field(  # type: ignore[assignment]
        "class", description="What to learn: the class, its properties, the ink pixel by pixel, or the input itself"
    )


class Idx(Kept, Pictures):
    """A folder of the MNIST family (MNIST, Fashion-MNIST, KMNIST …): the four IDX files, gzipped or not."""

    name = "idx"
    title = "IDX files (MNIST family)"
    essential = ("path",)
    wanted = "Choose the folder of IDX files"

    path: str = Field("", description="Folder with train-images-idx3-ubyte and its companions")


class ImageFolder(Kept, Undivided, Pictures):
    """Pictures in one folder a class, or in train, validation and test folders with one folder a class in each.

    Read are BMP, GIF, JPEG, PNG, PPM, TIFF, WebP and AVIF files in class folders and in the folders below them, upright
    as the camera noted, with white for transparent places. Other files, hidden and system folders and links out of the
    folder are left out and told; a picture that is damaged, or whose range of numbers is not known, is named.
    """

    name = "image_folder"
    title = "Folder of images"
    essential = ("path",)
    wanted = "Choose a folder of pictures"

    path: str = Field("", description="Folder with one folder of pictures for each class")


class LogicGates(Data):
    """The truth table of a gate with two inputs: four rows, which are training, validation and test alike.

    There are no other rows that could be kept aside; 100 % means that the network has learnt the whole table.
    """

    name = "logic_gates"
    title = "Logic gates"
    sample = "row"
    essential = ("gate",)

    gate: Literal["AND", "NAND", "OR", "XOR"] = Field("AND", description="Which gate: its answer is 0 or 1")


class Toys(Undivided):
    """Points of a plane in two classes, made by chance that a seed fixes: what a boundary has to be like."""

    name = "toys"
    title = "Points in the plane"
    sample = "point"
    essential = ("pattern",)

    pattern: Literal["circles", "moons", "spirals", "xor"] = Field(
        "moons", description="How the two classes lie: a ring around another, two half moons, two spirals, four corners"
    )
    samples: SampleCount = Field(500, description="Number of points")
    noise: float = Field(0.1, ge=0.0, le=1.0, description="Standard deviation of the chance added to each coordinate")
    seed: Seed = Field(0, description="Start of the chance that makes the points")


class Table(Undivided, Measured):
    """Rows of measured numbers, one number a feature."""

    sample = "row"

    normalize: bool = Field(
        True,
        description="Shift and scale each feature to mean 0 and deviation 1, measured on the training split",
    )


class Iris(Table):
    """150 iris flowers of three species by the lengths and widths of their sepals and petals in cm (scikit-learn)."""

    name = "iris"
    title = "Iris flowers"


class Wine(Table):
    """178 Italian wines of three growers by 13 results of a chemical analysis (scikit-learn)."""

    name = "wine"
    title = "Wines"


class BreastCancer(Table):
    """569 tumours, malignant or benign, by 30 measurements of their cell nuclei (scikit-learn)."""

    name = "breast_cancer"
    title = "Breast cancer"


class Diabetes(Table):
    """442 patients by ten numbers such as age and blood pressure; to tell is how far the disease goes in a year.

    The target is one number from 25 to 346 (scikit-learn): regression, for a loss such as the mean squared error.
    """

    name = "diabetes"
    title = "Diabetes (regression)"

    scale_target: bool = Field(
        True, description="Shift and scale the target to mean 0 and deviation 1, measured on the training split"
    )


class Sequences(Undivided):
    """Rows of tokens made by chance: each holds one token 1 and one token 2, and the class says which comes first.

    The other tokens, from 3 on, mean nothing. Only the order decides, so a network that merely counts tokens stays
    at one half. For an Input of int64 numbers before an Embedding.
    """

    name = "sequences"
    title = "Token sequences (generated)"
    sample = "sequence"
    essential = ("length", "vocabulary")

    length: int = Field(20, ge=2, le=1_000, description="Tokens in a sequence: the Input's shape is (length)")
    vocabulary: int = Field(16, ge=4, le=100_000, description="Number of different tokens, from 0 on")
    samples: SampleCount = Field(2_000, description="Number of sequences")
    seed: Seed = Field(0, description="Start of the chance that makes the sequences")


data_kinds = by_kind(
    Digits, Idx, ImageFolder, LogicGates, Toys, Iris, Wine, BreastCancer, Diabetes, Sequences
)  # fmt: skip
"""Data declarations by their name in the project file."""
