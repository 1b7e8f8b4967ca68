"""Folders of pictures as people have them: arranged either way, in many formats, some of them broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from data_files import write_picture_folder
from PIL import Image

from studio.data import ImageFolder
from studio.data.errors import DataError
from studio.data.load import describe, described, load
from studio.data.pictures.decode import decode
from studio.data.transforms.steps import Resize

SHAPE = (3, 6, 9)


def refusal(folder: Path) -> DataError:
    with pytest.raises(DataError) as refused:
        load(ImageFolder(path=str(folder)), SHAPE, seed=0)
    assert refused.value.remedy
    return refused.value


def test_folders_are_the_classes_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", classes=("dogs", "cats", "birds"), pictures=10)
    dataset = load(ImageFolder(path=str(folder)), SHAPE, seed=0)
    assert dataset.classes == ("birds", "cats", "dogs")
    assert [len(split) for split in dataset.splits.values()] == [23, 3, 4]


def test_given_train_validation_and_test_folders_are_kept(tmp_path: Path) -> None:
    for split, pictures in (("train", 4), ("val", 2), ("test", 3)):
        write_picture_folder(tmp_path / "data" / split, pictures=pictures)
    dataset = load(ImageFolder(path=str(tmp_path / "data")), SHAPE, seed=0)
    assert dict(dataset.counts) == {"train": (4, 4), "validation": (2, 2), "test": (3, 3)}


def test_a_split_without_a_folder_is_taken_from_training(tmp_path: Path) -> None:
    write_picture_folder(tmp_path / "data" / "train", pictures=10)
    write_picture_folder(tmp_path / "data" / "test", pictures=3)
    dataset = load(ImageFolder(path=str(tmp_path / "data")), SHAPE, seed=0)
    assert [len(split) for split in dataset.splits.values()] == [18, 2, 6]


def test_a_class_may_be_called_train(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", classes=("bus", "train"), pictures=10)
    assert describe(ImageFolder(path=str(folder))).classes == ("bus", "train")


def test_a_folder_is_listed_again_only_where_pictures_have_come_or_gone(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=5)
    first = described(ImageFolder(path=str(folder)))
    assert described(ImageFolder(path=str(folder))) is first
    next((folder / "cats").iterdir()).unlink()
    assert described(ImageFolder(path=str(folder))).counts == {"train": (4, 5)}


def test_other_files_and_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=5)
    (folder / "cats" / "Thumbs.db").write_bytes(b"x")
    (folder / "readme.txt").write_text("x")
    (folder / ".cache").mkdir()
    assert describe(ImageFolder(path=str(folder))).counts == {"train": (5, 5)}


def test_pictures_of_various_sizes_are_scaled_and_the_note_says_so(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=5)
    Image.new("L", (30, 20)).save(folder / "cats" / "big.png")
    dataset = load(ImageFolder(path=str(folder)), (1, 6, 9), seed=0)
    assert dataset.note == "The pictures are scaled from various sizes to 6×9 and turned to grey to fit the Input."


def test_scaling_averages_instead_of_picking_pixels(tmp_path: Path) -> None:
    pixels = np.tile(np.array([[0, 255], [255, 0]], dtype=np.uint8), (32, 32))
    Image.fromarray(pixels).save(tmp_path / "board.png")
    pixels, original, _ = decode(tmp_path / "board.png", 1)
    assert original == (1, 64, 64)
    scaled = Resize(height=8, width=8).module()(torch.from_numpy(pixels)[None])
    assert (scaled - 0.5).abs().max() <= 0.01


@pytest.mark.parametrize("suffix", ["bmp", "gif", "jpg", "png", "ppm", "tif", "webp"])
def test_every_format_gives_the_colours_it_holds(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    Image.new("RGB", (16, 16), (200, 100, 40)).save(path)
    pixels, original, _ = decode(path, 3)
    assert original == (3, 16, 16)
    assert np.abs(255 * pixels.mean(axis=(1, 2)) - (200, 100, 40)).max() < 12


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
@pytest.mark.parametrize("channels", [1, 3])
def test_every_pixel_format_is_read(tmp_path: Path, mode: str, channels: int) -> None:
    path = tmp_path / ("picture.tif" if mode == "CMYK" else "picture.png")
    picture = (
        Image.fromarray(np.full((8, 8), 65535, np.uint16)) if mode == "I;16" else Image.new("RGB", (8, 8), "white")
    )
    (picture if mode == "I;16" else picture.convert(mode)).save(path)
    pixels = decode(path, channels).pixels
    assert pixels.shape == (channels, 8, 8)
    assert pixels.min() >= 254 / 255


def test_transparent_places_are_white(tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert decode(tmp_path / "clear.png", 3).pixels.min() == 1


def test_a_palette_with_transparency_raises_no_warning(tmp_path: Path) -> None:
    picture = Image.new("P", (4, 4), 0)
    picture.putpalette([0, 0, 0, 255, 255, 255])
    picture.save(tmp_path / "palette.png", transparency=bytes([0, 255]))
    assert decode(tmp_path / "palette.png", 3).pixels.min() == 1


def test_pictures_are_turned_as_the_camera_noted(tmp_path: Path) -> None:
    picture = Image.new("L", (10, 20))
    picture.paste(255, (0, 0, 10, 10))
    exif = Image.Exif()
    exif[0x0112] = 3
    picture.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    pixels = decode(tmp_path / "photo.jpg", 1).pixels
    assert pixels[0, :8].max() < 0.1
    assert pixels[0, 12:].min() > 0.9


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=5)
    path = folder / "dogs" / "3.png"
    path.write_bytes(path.read_bytes()[:90])
    assert str(path) in refusal(folder).message


def test_a_text_under_the_name_of_a_picture_is_named(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=5)
    (folder / "cats" / "0.jpg").write_text("no picture")
    error = refusal(folder)
    assert str(folder / "cats" / "0.jpg") in error.message
    assert "intact copy" in error.remedy


def test_a_class_without_pictures_is_named(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data")
    (folder / "birds").mkdir()
    assert "birds” holds no pictures" in refusal(folder).message


@pytest.mark.parametrize("classes", [(), ("cats",)])
def test_fewer_than_two_classes_are_refused(tmp_path: Path, classes: tuple[str, ...]) -> None:
    (tmp_path / "data").mkdir()
    write_picture_folder(tmp_path / "data", classes=classes)
    error = refusal(tmp_path / "data")
    (tmp_path / "data" / "__MACOSX").mkdir()
    told = refusal(tmp_path / "data").message
    assert ("has 1 class folder," if classes else "has 0 class folders,") in error.message
    assert told == f"{error.message} 1 hidden or system file or folder was left out: __MACOSX."
    assert "one folder for each class" in error.remedy


def test_a_test_class_unknown_to_training_is_named(tmp_path: Path) -> None:
    write_picture_folder(tmp_path / "data" / "train")
    write_picture_folder(tmp_path / "data" / "test", classes=("cats", "cows"))
    assert "“cows”" in refusal(tmp_path / "data").message


def test_a_flat_input_of_another_length_is_refused(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data")
    with pytest.raises(DataError) as refused:
        load(ImageFolder(path=str(folder)), (100,), seed=0)
    assert "(3, 6, 9)" in refused.value.remedy
