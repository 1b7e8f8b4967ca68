"""Training on a folder of pictures, against a Dataset that opens its files with Pillow and torch's DataLoader.

Both do the same to each picture and give their batches to the same network, which is so small that the data decide.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from time import perf_counter

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from studio.data import ImageFolder
from studio.data.augmentation.augmentation import Augmentation
from studio.data.augmentation.chance import Chance
from studio.data.load import load
from studio.training.batches import Batches
from studio.training.device import CORES, Compute
from tests.benchmarks.result import Benchmark, Result

PICTURES, SIZE, INPUT, BATCH_SIZE = 5_000, 256, 224, 64
CLASSES = 2
WORKERS = os.cpu_count() or 1
TRANSFORMS = [
    {"kind": "RandomHorizontalFlip"},
    {"kind": "RandomRotation", "degrees": 20, "fill_mode": "nearest"},
    {"kind": "RandomZoom", "range": [0.8, 1.2]},
]


def first_epoch_of_pictures() -> Result:
    """Until all have been seen once, nothing being decoded before."""
    return Result(f"{_title()}: the first epoch", *_speeds()[:2], "images/s", 1.0)


def later_epoch_of_pictures() -> Result:
    """From the second epoch on."""
    ours, reference = _speeds()[2:]
    return Result(f"{_title()}: later epochs", ours, reference, "images/s", 4.0)


def _title() -> str:
    return f"{PICTURES:,} JPEG files of {SIZE}×{SIZE} at {INPUT}×{INPUT}, batch {BATCH_SIZE}, against a DataLoader"


@cache
def _speeds() -> tuple[float, float, float, float]:
    """Ours and the reference in the first epoch, and in later ones; each between two epochs of the reference."""
    torch.set_num_threads(CORES)
    folder = Path(mkdtemp(prefix="pictures"))
    os.environ["NN_STUDIO_HOME"] = str(folder / "home")
    write_pictures(folder / "pictures")
    data = ImageFolder(path=str(folder / "pictures"), validation=0.0, test=0.0).changed(transforms=TRANSFORMS)
    split = load(data, (3, INPUT, INPUT), seed=0).train
    assert split.augmentation is not None
    batches = Batches(split, BATCH_SIZE, Compute(torch.device("cpu")))
    files = Files(folder / "pictures", split.augmentation)
    loader = DataLoader(files, BATCH_SIZE, shuffle=True, num_workers=WORKERS)
    theirs = [_speed(loader)]
    ours = []
    for epoch in range(3):
        with closing(batches.shuffled(0, epoch)) as epoch_batches:
            ours.append(_speed(epoch_batches))
        theirs.append(_speed(loader))
    return ours[0], (theirs[0] + theirs[1]) / 2, (ours[1] + ours[2]) / 2, sum(theirs[1:]) / 3


def _speed(batches: Iterable[tuple[Tensor, Tensor]]) -> float:
    """Pictures a second of an epoch, each batch being a step of a network that costs nothing."""
    model = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, CLASSES))
    optimizer, loss_of = torch.optim.SGD(model.parameters(), lr=0.01), nn.CrossEntropyLoss()
    seen, started = 0, perf_counter()
    for inputs, targets in batches:
        optimizer.zero_grad()
        loss_of(model(inputs), targets).backward()
        optimizer.step()
        seen += len(targets)
    return seen / (perf_counter() - started)


class Files(Dataset[tuple[Tensor, int]]):
    """Pictures in class folders, each opened and changed by chance as one writes it by hand."""

    def __init__(self, folder: Path, augment: Augmentation) -> None:
        self._augment = augment
        classes = sorted(folder.iterdir())
        self._files = [(file, label) for label, each in enumerate(classes) for file in sorted(each.iterdir())]

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, place: int) -> tuple[Tensor, int]:
        file, label = self._files[place]
        with Image.open(file) as image:
            pixels = np.array(image.convert("RGB").resize((INPUT, INPUT), Image.Resampling.BILINEAR))
        picture = torch.from_numpy(pixels).permute(2, 0, 1).contiguous().float().div(255)
        changed, _ = self._augment(picture[None], torch.tensor([label]), Chance(0, 0, np.array([place])))
        return changed[0], label


def write_pictures(folder: Path, count: int = PICTURES, size: int = SIZE) -> None:
    """Noise over soft colours as JPEG files, in folders of two classes."""
    for label in range(CLASSES):
        (folder / f"class{label}").mkdir(parents=True)
    for number, pixels in enumerate(_pictures(count, size)):
        Image.fromarray(pixels).save(folder / f"class{number % CLASSES}" / f"{number:06}.jpg", quality=88)


def _pictures(count: int, size: int) -> Iterator[np.ndarray]:
    chance = np.random.default_rng(0)
    for _ in range(count):
        soft = Image.fromarray(chance.integers(0, 256, (size // 16, size // 16, 3), dtype=np.uint8))
        colours = np.asarray(soft.resize((size, size), Image.Resampling.BICUBIC)).astype(np.int16)
        yield (colours + chance.integers(-12, 13, (size, size, 1))).clip(0, 255).astype(np.uint8)


BENCHMARKS: tuple[Benchmark, ...] = (first_epoch_of_pictures, later_epoch_of_pictures)
