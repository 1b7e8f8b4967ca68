"""Damages folders of pictures and IDX files at random, and asks that each is read or refused with a sentence.

    python tests/fuzz/data_folders.py --cases 3000 --seed 0

Each case follows from its number alone; `--first` repeats one. Nothing but DataError may come, and no case may take
longer than ten seconds.
"""

from __future__ import annotations

import argparse
import faulthandler
import gzip
import io
import os
import random
import shutil
import struct
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np
from PIL import Image

from studio.data import Data, Idx, ImageFolder
from studio.data.errors import DataError
from studio.data.load import describe, described, load
from studio.data.preview import peek
from studio.data.remarks import remarks

SECONDS = 10.0
FORMATS = {
    ".bmp": "BMP", ".gif": "GIF", ".jpg": "JPEG", ".png": "PNG", ".pgm": "PPM", ".ppm": "PPM", ".tif": "TIFF",
    ".webp": "WEBP", ".avif": "AVIF", ".jfif": "JPEG", ".apng": "PNG",
}  # fmt: skip
MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "YCbCr")
REFUSED_MODES = ("I", "F")
NAMES = (
    "train", "Train", "test", "val", "valid", ".hidden", "__MACOSX", "@eaDir", "caf\u00e9", "cafe\u0301", "a\nb", "~",
    "-rf", "%s{name}", "\u202eabc", "CON", " ", "x" * 200, "\udcff", "lost+found", "\U0001f408", "a.png", "..png",
)  # fmt: skip
WORDS = (
    b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x80\0\0\0", b"IDAT", b"IEND", b"acTL", b"tEXt",
    b"zTXt", b"iCCP", b"tRNS", b"eXIf", b"%!PS-Adobe", b"GIF89a", b"\xff\xd8\xff\xe1", b"\xff\xc0\0\x11", b"II*\0",
    b"MM\0*", b"P5 ", b"P2\n9 9 9\n", b"65535", b"99999999 ", b"Pf\n", b"BM", b"RIFF", b"ftypavif", b"\0\0\x08\x03",
    b"\0\0\x0d\x03",
)  # fmt: skip
IDX_FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def picture(chance: random.Random, suffix: str) -> bytes:
    """A small picture in this format, in one of the modes it can hold."""
    size = (chance.randint(1, 24), chance.randint(1, 24))
    numbers = np.random.default_rng(chance.randrange(2**32)).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    made = Image.fromarray(numbers)
    file = io.BytesIO()
    modes = chance.sample(MODES, len(MODES))
    for mode in [chance.choice(REFUSED_MODES), *modes] if chance.random() < 0.02 else modes:
        try:
            held = made.convert("I").convert(mode) if mode.startswith("I;") else made.convert(mode)
            held.save(file, FORMATS[suffix], **_options(chance, suffix, held))
            return file.getvalue()
        except (OSError, ValueError, KeyError, SystemError, RuntimeError):
            file = io.BytesIO()
    return b""


def _options(chance: random.Random, suffix: str, held: Image.Image) -> dict[str, object]:
    options: dict[str, object] = {}
    if chance.random() < 0.3 and suffix in (".jpg", ".png", ".webp", ".tif", ".avif"):
        exif = Image.Exif()
        exif[0x0112] = chance.randint(1, 8)
        options["exif"] = exif
    if chance.random() < 0.2 and suffix in (".gif", ".png", ".webp", ".tif"):
        options |= {"save_all": True, "append_images": [held, held]}
    if suffix == ".tif":
        options["compression"] = chance.choice([None, "tiff_lzw", "tiff_deflate", "packbits"])
        if held.mode in ("L", "RGB"):
            options["compression"] = chance.choice([None, "jpeg"])
    return options


def write_pictures(root: Path, chance: random.Random) -> None:
    """A folder of pictures, by itself or in splits."""
    splits = chance.choice([("",), ("",), ("train", "test"), ("train", "val", "test")])
    names = ("cats", "dogs", "owls")[: chance.randint(2, 3)]
    for split in splits:
        for name in names:
            folder = root / split / name
            folder.mkdir(parents=True)
            for number in range(chance.randint(1, 6)):
                suffix = chance.choice(list(FORMATS))
                (folder / f"{number}{suffix}").write_bytes(picture(chance, suffix))


def write_idx(root: Path, chance: random.Random) -> None:
    """The four files of the MNIST family, some of them zipped."""
    root.mkdir(parents=True)
    height, width = chance.randint(1, 9), chance.randint(1, 9)
    for name in IDX_FILES:
        count = 30 if name.startswith("train") else 12
        sizes = (count, height, width) if "images" in name else (count,)
        values = bytes(chance.randrange(3 if "labels" in name else 256) for _ in range(int(np.prod(sizes))))
        content = bytes([0, 0, 8, len(sizes)]) + struct.pack(f">{len(sizes)}I", *sizes) + values
        zipped = chance.random() < 0.3
        (root / (f"{name}.gz" if zipped else name)).write_bytes(gzip.compress(content, mtime=0) if zipped else content)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content of a file with something wrong in it."""
    if not content:
        return chance.choice(WORDS)
    made, place = bytearray(content), chance.randrange(len(content))
    match chance.randrange(9):
        case 0:
            return content[:place]
        case 1:
            made[place] ^= 1 << chance.randrange(8)
        case 2:
            for _ in range(chance.randint(1, 20)):
                made[chance.randrange(len(made))] = chance.randrange(256)
        case 3:
            word = chance.choice(WORDS)
            made[place : place + len(word)] = word
        case 4:
            made[place:place] = chance.choice(WORDS)
        case 5:
            # Sizes and offsets stand near the beginning.
            place = chance.randrange(min(64, len(made)))
            made[place : place + 4] = struct.pack(
                chance.choice("<>") + "I", chance.choice([0, 1, 2**16, 2**31 - 1, 2**32 - 1])
            )
        case 6:
            made[place:] = made[place:] * chance.randint(2, 50)
        case 7:
            del made[place : place + chance.randint(1, 40)]
        case _:
            made[place:place] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 300)))
    return bytes(made)


def change(root: Path, chance: random.Random) -> None:
    """One thing that happens to a folder."""
    paths = sorted(root.rglob("*"), key=os.fsencode)
    files = [path for path in paths if path.is_file() and not path.is_symlink()]
    folders = [root, *(path for path in paths if path.is_dir() and not path.is_symlink())]
    somewhere = chance.choice(folders)
    if files and chance.random() < 0.6:
        path = chance.choice(files)
        path.write_bytes(damaged(path.read_bytes(), chance))
        return
    _rearrange(chance.choice(files) if files else None, somewhere, root, chance)


def _rearrange(file: Path | None, folder: Path, root: Path, chance: random.Random) -> None:
    new = folder / chance.choice(NAMES)
    if os.path.lexists(new):
        return
    match chance.randrange(9):
        case 0:
            new.symlink_to(chance.choice(["/", "..", ".", "nowhere", "/dev/zero", "/dev/stdin", str(root), new.name]))
        case 1:
            os.mkfifo(new.with_name(f"{chance.randrange(99)}.png") if chance.random() < 0.7 else new)
        case 2:
            new.mkdir()
        case 3 if folder != root:
            folder.rename(folder.with_name(new.name)) if not os.path.lexists(folder.with_name(new.name)) else None
        case 4 if file:
            file.rename(file.with_suffix(chance.choice([*FORMATS, ".txt", "", ".PNG", ".gz"])))
        case 5 if file:
            file.unlink()
        case 6 if file:
            shutil.copy(file, new)
        case 7 if folder != root:
            shutil.rmtree(folder)
        case _:
            new.write_bytes(b"x" * chance.randrange(3))


def one(number: int, folder: Path) -> Data:
    """The folder of a case, damaged, with the settings that read it."""
    chance = random.Random(number)
    root = folder / "data"
    is_idx = chance.random() < 0.3
    (write_idx if is_idx else write_pictures)(root, chance)
    for _ in range(chance.randint(1, 5)):
        change(root, chance)
    settings: dict[str, object] = {"path": str(root), "normalize": chance.random() < 0.5}
    settings["validation"] = chance.choice([0.0, 0.1, 0.2, 0.5])
    if is_idx:
        return Idx.create(settings)  # type: ignore[return-value]
    return ImageFolder.create({**settings, "test": chance.choice([0.0, 0.15, 0.3])})  # type: ignore[return-value]


def ask_all(config: Data, number: int) -> list[str]:
    """Everything that is asked of data. Gives the names of what was refused."""
    shape = ((1, 8, 8), (3, 5, 7), (64,), (1, 1, 1))[number % 4]
    questions: dict[str, Callable[[], object]] = {
        "describe": lambda: remarks(config, describe(config)),
        "described": lambda: described(config),
        "peek": lambda: [sample.sum() for sample in peek(config, 3).inputs],
        "load": lambda: check(load(config, shape, seed=number)),
    }
    refused = []
    for name, question in questions.items():
        try:
            question()
        except DataError as error:
            tell(error)
            refused.append(name)
    return refused


def tell(error: DataError) -> None:
    """A refusal says what is wrong and what to do, in text that can be written."""
    assert error.message.encode()
    assert error.remedy.encode()


def check(dataset: object) -> None:
    """No sample is anything but a finite number."""
    for split in dataset.splits.values():  # type: ignore[attr-defined]
        assert bool(split.inputs.isfinite().all())
    dataset.note.encode()  # type: ignore[attr-defined]


def run(number: int) -> tuple[float, list[str]]:
    """A case in a folder of its own: the seconds it took, and what was refused."""
    with tempfile.TemporaryDirectory() as folder:
        config = one(number, Path(folder))
        began = time.perf_counter()
        refused = ask_all(config, number)
        return time.perf_counter() - began, refused


def main() -> int:
    """Try many cases, and tell those that failed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--cases", type=int, default=3000)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    warnings.simplefilter("ignore")
    # Splitting loads scikit-learn at its first use, which no case is to pay for.
    import_module("sklearn.model_selection")
    slowest, failed, refused = 0.0, 0, 0
    for number in range(chosen.first, chosen.first + chosen.cases):
        faulthandler.dump_traceback_later(6 * SECONDS, exit=True)
        try:
            seconds, names = run(1_000_003 * chosen.seed + number)
        except Exception as error:
            failed += 1
            print(f"case {number}: {type(error).__name__}: {error}", flush=True)
            continue
        slowest, refused = max(slowest, seconds), refused + bool(names)
        if seconds > SECONDS:
            failed += 1
            print(f"case {number}: {seconds:.1f} s", flush=True)
    print(f"{chosen.cases} cases, {refused} refused with a sentence, {failed} failed, the slowest {slowest:.1f} s")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
