"""Recordings of sound in files of a person's own."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from studio.data.config.base import Kept, Measured, Undivided

LONGEST = 2**20
"""Numbers of a channel that are taken at most where no length is set: 65 seconds at 16,000 Hz."""


class Waveforms(Kept, Undivided, Measured):
    """Recordings of sound in one folder a class, also inside of train, validation and test folders.

    Read are WAV (8, 16, 24 and 32 bits, or floating point), FLAC and OGG files in class folders and in the folders
    below them. A sample has the shape (channels, length), as a Conv1d takes it, with numbers from -1 to 1. Shorter
    recordings are followed by silence, longer ones are cut at their end; where some have one channel and others more,
    the channels of each are mixed to one. What was done is told, and stays with the run.

    Files whose beginning is damaged or that hold no sound are left out and named. Where one turns out to be damaged or
    cut short further on, or holds numbers that are not finite or far beyond 1, the data are refused with the names of
    all such files. Recordings that are too large for the memory are decoded once into the cache.
    """

    name = "waveforms"
    title = "Folder of recordings (WAV)"
    essential = ("path",)
    foremost = ("rate", "length")
    wanted = "Choose a folder of recordings"

    path: str = Field("", description="Folder with one folder of recordings for each class")
    rate: int = Field(
        0,
        ge=0,
        le=384_000,
        title="Sampling rate",
        description="Numbers a second in Hz, to which recordings of another rate are resampled; 0: that of all files, "
        "which must have the same",
    )
    length: int = Field(
        0,
        ge=0,
        le=100_000_000,
        description="Numbers in each channel of a sample, cut or filled up with silence; 0: as many as the longest "
        "recording to train on has, 1,048,576 at most",
    )
    channels: Literal["auto", "mono"] = Field(
        "auto", description="Channels as the files have them, mixed to one where they differ; or always mixed to one"
    )
