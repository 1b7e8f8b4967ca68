"""What training scripts carry along to read samples, each function as it stands here."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn import datasets
from sklearn.datasets import load_digits


def read_digits() -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures (N, 1, 8, 8) and classes (N,) of scikit-learn's digits."""
    digits = load_digits()
    pictures = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    return pictures, torch.tensor(digits.target)


def read_bundled(name: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows (N, F) and classes (N,) of a table that scikit-learn carries."""
    found = getattr(datasets, f"load_{name}")()
    return torch.tensor(found.data, dtype=torch.float32), torch.tensor(found.target)


def read_idx(pictures: str, labels: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures (N, 1, H, W) with values in [0, 1] and classes (N,) of two IDX files."""
    found = []
    for name in (pictures, labels):
        content = Path(name).read_bytes()
        content = gzip.decompress(content) if name.endswith(".gz") else content
        sizes = np.frombuffer(content, ">i4", count=content[3], offset=4)
        numbers = np.frombuffer(content, np.uint8, offset=4 + 4 * len(sizes))
        found.append(torch.tensor(numbers.reshape(sizes)))
    return found[0].unsqueeze(1) / 255, found[1].long()


def read_kept(name: str, split: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Samples (N, …), pictures in [0, 1], and targets of a split, of a file beside this one.

    Without targets the samples are these.
    """
    with np.load(Path(__file__).with_name(name)) as kept:
        samples = torch.from_numpy(kept[f"{split}_samples"])
        known = f"{split}_targets" in kept
        targets = torch.from_numpy(kept[f"{split}_targets"]) if known else samples
    samples = samples / 255 if samples.dtype == torch.uint8 else samples
    return samples, targets.long() if targets.dtype == torch.uint8 else targets


def read_arrays(
    inputs: Sequence[str],
    targets: Sequence[str],
    axes: str = "",
) -> tuple[torch.Tensor, torch.Tensor]:
    """Samples (N, …), pictures in [0, 1], and classes (N,), of NPY files or named in NPZ files."""
    loaded = []
    for path, *name in (inputs, targets):
        content = np.load(path)
        loaded.append(content[name[0]] if name else content)
    samples, classes = torch.from_numpy(loaded[0]), loaded[1]
    if axes == "NHW":
        samples = samples.unsqueeze(1)
    elif axes == "NHWC":
        samples = samples.movedim(-1, 1)
    if classes.ndim == 2 and classes.shape[1] > 1:
        classes = classes.argmax(axis=1)
    _, places = np.unique(classes.reshape(len(samples)), return_inverse=True)
    scaled = samples / 255 if samples.dtype == torch.uint8 and axes != "numbers" else samples
    return scaled.long() if axes == "tokens" else scaled.float(), torch.from_numpy(places)


def read_table(
    path: str,
    separator: str,
    features: Sequence[str],
    target: str,
    classes: Sequence[str],
    categories: Sequence[Sequence[str]] = (),
    gaps: Sequence[str] = ("",),
    keep_gaps: bool = False,
    dtype: torch.dtype = torch.float32,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Features (N, F), categories as places and gaps as NaN, and classes (N,) of a text file."""
    with Path(path).open(newline="", encoding="utf-8-sig") as file:
        found = list(csv.DictReader(file, delimiter=separator))
    needed = [target] if keep_gaps else [target, *features]
    read = [{name: value.strip() for name, value in row.items()} for row in found]
    rows = [row for row in read if all(row[name] not in gaps for name in needed)]
    columns = []
    for name, names in zip(features, categories or [()] * len(features), strict=True):
        values = ["" if row[name] in gaps else row[name] for row in rows]
        columns.append([names.index(value) if names else float(value or "nan") for value in values])
    samples = torch.tensor(columns, dtype=dtype).T.contiguous()
    return samples, torch.tensor([classes.index(row[target]) for row in rows])
