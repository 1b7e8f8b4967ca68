"""How a folder of pictures is understood: told in words, set by hand, refused where it may mean two things."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from data_files import write_picture_folder
from PIL import Image

from studio.data import ImageFolder
from studio.data.errors import DataError
from studio.data.left_out import sentences
from studio.data.load import describe, load
from studio.data.samples import Description

SHAPE = (3, 6, 9)


def of(folder: Path, **settings: object) -> Description:
    return describe(ImageFolder.create({"path": str(folder), **settings}))


def loose(folder: Path, count: int = 3) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        Image.new("RGB", (9, 6)).save(folder / f"{number}.png")
    return folder


def test_how_pictures_lie_is_told(tmp_path: Path) -> None:
    plain = write_picture_folder(tmp_path / "plain")
    assert of(plain).notes == ("The pictures lie in one folder for each class.",)
    for split in ("Training", "valid"):
        write_picture_folder(tmp_path / "split" / split)
    told = "The pictures lie in “Training” and “valid”, with one folder for each class."
    assert of(tmp_path / "split").notes == (told,)


@pytest.mark.parametrize("place", ["test", "testing", "test/images", "test/unknown"])
def test_a_test_folder_without_classes_holds_no_test_samples(tmp_path: Path, place: str) -> None:
    data = tmp_path / "data"
    write_picture_folder(data / "train", pictures=10)
    loose(data / place)
    found = of(data)
    assert found.counts == {"train": (10, 10)}
    assert found.notes == ("The pictures lie in “train”, with one folder for each class.",)
    names = " and ".join([", ".join(str(Path(place, f"{n}.png")) for n in range(2)), str(Path(place, "2.png"))])
    assert sentences(found.left_out) == [
        f"3 pictures without a class are no samples, but can be given to the trained network: {names}."
    ]
    dataset = load(ImageFolder(path=str(data)), SHAPE, seed=0)
    assert [len(split) for split in dataset.splits.values()] == [15, 2, 3]


def test_validation_without_classes_is_taken_from_training_too(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write_picture_folder(data / "train", pictures=10)
    write_picture_folder(data / "test", pictures=3)
    loose(data / "val")
    assert of(data).sizes == {"train": 20, "test": 6}


def test_a_class_folder_called_like_a_heap_of_pictures_stays_a_class(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write_picture_folder(data / "train", classes=("all", "none"))
    write_picture_folder(data / "test", classes=("all",))
    assert of(data).counts == {"train": (4, 4), "test": (4, 0)}


def test_pictures_in_no_class_folder_of_their_split_are_not_taken_for_classes(tmp_path: Path) -> None:
    data = write_picture_folder(tmp_path / "data", classes=("train", "test"))
    with pytest.raises(DataError, match="The pictures in “train” and “test” lie in no class folders") as refused:
        of(data)
    assert "choose the layout class_folders" in refused.value.remedy
    assert of(data, layout="class_folders").classes == ("test", "train")


def test_classes_may_have_folders_although_they_are_called_like_splits(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in ("train", "bus"):
        write_picture_folder(data / name, classes=("near", "far"))
    assert of(data).classes == ("far", "near")
    assert of(data, layout="class_folders").counts == {"train": (8, 8)}


def test_splits_that_are_not_there_are_asked_for(tmp_path: Path) -> None:
    data = write_picture_folder(tmp_path / "data")
    with pytest.raises(DataError, match="has no folder called “train”"):
        of(data, layout="split_folders")


def test_a_folder_that_holds_nothing_but_one_folder_is_gone_into(tmp_path: Path) -> None:
    write_picture_folder(tmp_path / "archive" / "archive")
    (tmp_path / "readme.md").write_text("how it was made")
    found = of(tmp_path)
    assert found == replace(of(tmp_path / "archive" / "archive"), notes=found.notes)
    assert f"“archive/archive” is read, as nothing else lies in “{tmp_path.name}”." in " ".join(found.notes)


def test_one_class_is_not_gone_into(tmp_path: Path) -> None:
    loose(tmp_path / "cat")
    with pytest.raises(DataError, match="1 class folder"):
        of(tmp_path)
