"""Arrays in files of NumPy."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studio.data.config.base import Kept, Measured, Scaled, Undivided
from studio.layers.fields import FileMark


class Arrays(Kept, Undivided, Measured, Scaled):
    """Arrays of NumPy: an NPZ file with samples and targets, or two NPY files.

    The first axis counts samples. Arrays called x and y, or x_train, y_train, x_test and y_test as in Keras' mnist.npz,
    are found by themselves; a test of its own stays one. Targets are class numbers (in any order and with gaps), names
    of classes, one-hot rows, rows of classes at positions, labels of 0 and 1, or numbers; where they are none of one
    kind for sure, the setting says it. Bytes of pictures stand for 0 to 1. Arrays of Python objects are refused, as to
    read them could run code; a sample with a number that is not finite is left out and told. Samples that are too large
    for the memory are read from the file batch by batch; compressed ones, and those that lie column by column, are put
    into the cache for that once.
    """

    name = "arrays"
    title = "Arrays (NPY, NPZ)"
    essential = ("path",)
    foremost = ("inputs", "targets", "axes", "target")
    wanted = "Choose a file of arrays"
    another = "Choose another file of arrays"
    places = ("path", "targets_path")

    path: Annotated[str, FileMark(("npz", "npy"))] = Field("", description="The NPZ file, or the NPY file of samples")
    inputs: str = Field(
        "", max_length=200, description="Name of the array of samples in an NPZ file; found where empty"
    )
    targets: str = Field(
        "", max_length=500, description="Name of the array of targets, or several with commas; found where empty"
    )
    targets_path: Annotated[str, FileMark(("npy",))] = Field(
        "", title="Targets file", description="The NPY file of targets, where samples are in an NPY file"
    )
    axes: Literal["auto", "NHW", "NHWC", "NCHW", "numbers", "tokens"] = Field(
        "auto",
        description="What samples are: pictures with channels last, first or none, numbers as they are, or tokens",
    )
    target: Literal["auto", "class", "number", "labels", "input"] = Field(
        "auto",
        description="What is learnt: one class, or one at each position of a row of whole numbers; numbers; labels of "
        "0 and 1; or the input itself",
    )

    @property
    def has_tokens(self) -> bool:
        """Whether samples are tokens."""
        return self.axes == "tokens"
