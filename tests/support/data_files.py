"""Small data sets written as files: IDX folders and folders of pictures."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy.io import wavfile

IDX_NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def idx(numbers: npt.NDArray[np.uint8], kind: int = 0x08) -> bytes:
    """Numbers as an IDX file has them."""
    sizes = np.array(numbers.shape, dtype=">u4").tobytes()
    return bytes([0, 0, kind, numbers.ndim]) + sizes + numbers.tobytes()


def write_idx_folder(folder: Path, *, train: int = 60, test: int = 20, zipped: bool = False) -> Path:
    """A folder of the MNIST family: pictures of 7×5 by chance, three classes in turn."""
    folder.mkdir(parents=True)
    chance = np.random.default_rng(0)
    for count, (images, labels) in ((train, IDX_NAMES[:2]), (test, IDX_NAMES[2:])):
        write(folder / images, idx(chance.integers(0, 256, (count, 7, 5), dtype=np.uint8)), zipped)
        write(folder / labels, idx((np.arange(count) % 3).astype(np.uint8)), zipped)
    return folder


def write(path: Path, content: bytes, zipped: bool = False) -> None:
    """A file, or the same with .gz."""
    if zipped:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content))
    else:
        path.write_bytes(content)


def write_picture_folder(
    folder: Path, classes: Sequence[str] = ("cats", "dogs"), pictures: int = 4, size: tuple[int, int] = (9, 6)
) -> Path:
    """One folder a class, with colour PNG files of this width and height by chance."""
    chance = np.random.default_rng(0)
    for name in classes:
        (folder / name).mkdir(parents=True)
        for number in range(pictures):
            pixels = chance.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return folder


def write_tones(
    folder: Path, pitches: Mapping[str, float] | None = None, *, tones: int = 20, length: int = 60, rate: int = 8_000
) -> Path:
    """One folder a class, with WAV files of a tone of its pitch in Hz, at phases and volumes by chance."""
    chance = np.random.default_rng(0)
    for name, pitch in (pitches or {"high": 1_000.0, "low": 300.0}).items():
        (folder / name).mkdir(parents=True)
        for number in range(tones):
            waves = np.sin(2 * np.pi * (pitch * np.arange(length) / rate + chance.random()))
            noisy = chance.uniform(0.3, 0.8) * waves + chance.normal(0.0, 0.05, length)
            wavfile.write(folder / name / f"{number}.wav", rate, (noisy.clip(-1.0, 1.0) * 32_767).astype(np.int16))
    return folder


def project_of_data(at: Path, **data: object) -> Path:
    """A project file of a small network with these data."""
    graph = {"input": {"layer": "Input", "params": {"shape": [4]}}, "output": {"layer": "Output", "inputs": ["input"]}}
    at.write_text(json.dumps({"format": "nn-studio", "version": 1, "graph": graph, "data": data}))
    return at
