"""Folders as they lie on disks: links, pipes, what systems leave behind, names in any letters."""

from __future__ import annotations

import os
import socket
import unicodedata
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest
import torch
from data_files import IDX_NAMES, write_idx_folder, write_picture_folder
from PIL import Image

from studio.data import Idx, ImageFolder
from studio.data.errors import DataError
from studio.data.load import describe, described, load
from studio.data.preview import peek
from studio.data.remarks import remarks
from studio.data.samples import Description, carry_on
from studio.data.sources import source_of
from studio.data.transforms.fitting import fit
from studio.graph import Graph
from studio.ui.panels.training.facts import data_sentences

SHAPE = (3, 6, 9)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_picture_folder(tmp_path / "data", pictures=5)


def of(folder: Path) -> Description:
    return describe(ImageFolder(path=str(folder)))


def left_out(folder: Path) -> dict[tuple[str, str], int]:
    return {(part.reason, part.kind): part.count for part in of(folder).left_out}


def told(folder: Path) -> str:
    """What panel and run say."""
    config = ImageFolder(path=str(folder))
    said = " ".join(remarks(config, of(folder)))
    assert said in load(config, SHAPE, seed=0).note
    assert said in data_sentences(config, of(folder), Graph()).replace("\n", " ")
    return said


def copies(folder: Path, count: int, suffix: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number}{suffix}").write_bytes(b"x")


def test_files_of_unread_suffixes_are_left_out_and_told(folder: Path) -> None:
    copies(folder / "cats", 40, ".heic")
    assert of(folder).counts == {"train": (5, 5)}
    assert left_out(folder) == {("suffix", ".heic"): 40}
    assert told(folder) == "40 files were left out: .heic."


def test_several_suffixes_are_told_with_their_numbers(folder: Path) -> None:
    copies(folder / "cats", 3, ".txt")
    copies(folder / "dogs" / "more", 2, ".HEIC")
    copies(folder / "dogs" / "more", 1, "")
    assert told(folder) == "6 files were left out: .txt (3), .heic (2) and no suffix (1)."
    assert next(part.examples for part in of(folder).left_out if part.kind == ".heic") == (
        os.path.join("dogs", "more", "0.HEIC"),
        os.path.join("dogs", "more", "1.HEIC"),
    )


def test_a_class_folder_without_pictures_says_what_lies_in_it(folder: Path) -> None:
    copies(folder / "birds", 40, ".heic")
    with pytest.raises(DataError, match=r"birds” holds no pictures\. 40 files were left out: \.heic"):
        of(folder)


@pytest.mark.parametrize(
    "name",
    [
        ".ipynb_checkpoints", ".git", ".cache", "@eaDir", ".Trash-1000", "__MACOSX", "$RECYCLE.BIN", "$Recycle.Bin",
        "lost+found", "System Volume Information", "#recycle", "@Recycle", ".@__thumb", "__pycache__",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["", "cats", "cats/deep/deeper"])
def test_hidden_and_system_folders_are_left_out_at_any_depth_and_told(folder: Path, name: str, place: str) -> None:
    before = load(ImageFolder(path=str(folder)), SHAPE, seed=0).fingerprint
    hidden = folder / place / name / "cats"
    hidden.mkdir(parents=True)
    Image.new("RGB", (9, 6)).save(hidden / "hidden.png")
    Image.new("RGB", (9, 6)).save(hidden.parent / "hidden.png")
    assert of(folder).classes == ("cats", "dogs")
    assert of(folder).counts == {"train": (5, 5)}
    assert load(ImageFolder(path=str(folder)), SHAPE, seed=0).fingerprint == before
    assert told(folder) == f"1 hidden or system file or folder was left out: {name}."


@pytest.mark.parametrize("name", ["Thumbs.db", "desktop.ini", ".DS_Store", "._0.png", "ehthumbs.db", "Icon\r"])
def test_files_that_systems_make_are_no_pictures(folder: Path, name: str) -> None:
    (folder / "cats" / name).write_bytes(b"x")
    (folder / name).write_bytes(b"x")
    assert of(folder).counts == {"train": (5, 5)}
    assert left_out(folder) == {("system", name): 2}


def test_system_folders_beside_and_in_splits_change_nothing(tmp_path: Path) -> None:
    for split in ("train", "test"):
        write_picture_folder(tmp_path / "data" / split, pictures=4)
        (tmp_path / "data" / split / "@eaDir" / "cats").mkdir(parents=True)
    (tmp_path / "data" / "__MACOSX" / "train").mkdir(parents=True)
    assert of(tmp_path / "data").counts == {"train": (4, 4), "test": (4, 4)}


def test_a_class_called_train_with_only_a_thumbnail_folder_stays_a_class(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", classes=("bus", "train"))
    (folder / "train" / "@eaDir").mkdir()
    assert of(folder).classes == ("bus", "train")


def test_pictures_in_no_class_and_folders_beside_splits_are_told(tmp_path: Path) -> None:
    for split in ("train", "val"):
        write_picture_folder(tmp_path / "data" / split, pictures=10)
    write_picture_folder(tmp_path / "data" / "extra")
    Image.new("RGB", (9, 6)).save(tmp_path / "data" / "stray.png")
    Image.new("RGB", (9, 6)).save(tmp_path / "data" / "train" / "stray.png")
    (tmp_path / "data" / "labels.csv").write_text("x")
    said = told(tmp_path / "data")
    assert "1 folder beside those of the splits was left out: extra." in said
    assert f"2 pictures that lie in no class folder were left out: stray.png and {Path('train', 'stray.png')}." in said
    assert "1 file was left out: .csv." in said


@pytest.mark.parametrize("names", [("val", "valid"), ("test", "testing"), ("Train", "train"), ("train", "training")])
def test_two_folders_for_one_split_are_refused_by_name(tmp_path: Path, names: tuple[str, str]) -> None:
    for name in {"train", *names}:
        write_picture_folder(tmp_path / "data" / name)
    if len(os.listdir(tmp_path / "data")) < len({"train", *names}):
        pytest.skip("The disk does not tell capitals apart.")
    with pytest.raises(DataError, match=f"{names[0]} and {names[1]}") as refused:
        of(tmp_path / "data")
    assert refused.value.remedy


def test_class_folders_that_differ_in_capitals_are_two_classes(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", classes=("Cats", "cats"))
    assert of(folder).classes == ("Cats", "cats")


@pytest.mark.parametrize("name", ["café", "Ångström", "ひが", "한국", "ñandú"])
def test_two_unicode_forms_of_a_name_are_one_class(tmp_path: Path, name: str) -> None:
    composed, taken_apart = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert composed != taken_apart
    folder = write_picture_folder(tmp_path / "data", classes=(composed, "dogs"), pictures=3)
    write_picture_folder(tmp_path / "data" / "more", classes=(taken_apart,), pictures=4)
    (tmp_path / "data" / "more" / taken_apart).rename(folder / taken_apart)
    (tmp_path / "data" / "more").rmdir()
    assert of(folder).classes == tuple(sorted((composed, "dogs")))
    assert sorted(of(folder).counts["train"]) == [3, 7]


def test_a_split_may_write_a_class_in_another_unicode_form(tmp_path: Path) -> None:
    composed, taken_apart = (unicodedata.normalize(form, "café") for form in ("NFC", "NFD"))
    write_picture_folder(tmp_path / "data" / "train", classes=(composed, "dogs"))
    write_picture_folder(tmp_path / "data" / "test", classes=(taken_apart, "dogs"))
    assert of(tmp_path / "data").counts == {"train": (4, 4), "test": (4, 4)}


def test_names_that_are_no_text_are_written_out(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=10)
    try:
        os.rename(folder / "cats", os.fsencode(folder) + b"/caf\xe9")
    except OSError:
        pytest.skip("The disk has only names that are text.")
    broken = os.fsencode(folder) + b"/caf\xe9/\xff.png"
    assert load(ImageFolder(path=str(folder)), SHAPE, seed=0).classes == ("caf\\xe9", "dogs")
    Path(os.fsdecode(broken)).write_bytes(b"x")
    with pytest.raises(DataError, match=r"caf\\xe9.*\\xff\.png") as refused:
        load(ImageFolder(path=str(folder)), SHAPE, seed=0)
    refused.value.message.encode()


def test_pipes_sockets_and_devices_are_left_out_and_never_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "cats" / "pipe.png")
    os.mkfifo(folder / "pipe")
    (folder / "cats" / "zero.png").symlink_to("/dev/zero")
    listening = socket.socket(socket.AF_UNIX)
    try:
        with chdir(folder / "dogs"):  # as the path of a socket has to be short
            listening.bind("socket.png")
    finally:
        listening.close()
    assert of(folder).counts == {"train": (5, 5)}
    assert left_out(folder) == {("special", ""): 3, ("link", ""): 1}
    assert "3 pipes and devices were left out" in told(folder)


def read_after(folder: Path, change: Callable[[Path], None]) -> DataError:
    """Reads a folder of which a picture changes once the folder has been listed."""
    reading = source_of(ImageFolder(path=str(folder))).read(ImageFolder(path=str(folder)))
    change(folder / "dogs" / "4.png")
    fit(reading.train, torch.nn.Identity(), SHAPE, carry_on)
    with pytest.raises(DataError) as refused:
        reading.check_read()
    assert str(folder / "dogs" / "4.png") in refused.value.message
    return refused.value


def test_a_picture_that_vanishes_while_pictures_are_read_is_named(folder: Path) -> None:
    assert "not there any more" in read_after(folder, Path.unlink).message


def test_a_pipe_put_in_the_place_of_a_picture_is_never_waited_for(folder: Path) -> None:
    def swap(path: Path) -> None:
        path.unlink()
        os.mkfifo(path)

    assert "it is no file" in read_after(folder, swap).message


@pytest.mark.parametrize("whole", [False, True])
def test_links_that_lead_nowhere_or_in_a_circle_are_left_out(folder: Path, whole: bool) -> None:
    place = folder if whole else folder / "cats"
    (place / "nowhere.png").symlink_to("no/such/file.png")
    (place / "itself.png").symlink_to("itself.png")
    (place / "one").symlink_to("two")
    (place / "two").symlink_to("one")
    (place / "up").symlink_to("..", target_is_directory=True)
    (place / "here").symlink_to(".", target_is_directory=True)
    assert of(folder).counts == {"train": (5, 5)}
    assert left_out(folder) == {("link", ""): 6}
    assert "6 links that lead nowhere, in a circle or out of the folder were left out" in told(folder)


def test_links_out_of_the_folder_are_left_out(folder: Path, tmp_path: Path) -> None:
    elsewhere = write_picture_folder(tmp_path / "elsewhere", pictures=9)
    (folder / "cats" / "out.png").symlink_to(elsewhere / "cats" / "0.png")
    (folder / "cats" / "relative.png").symlink_to("../../elsewhere/cats/0.png")
    (folder / "cats" / "far").symlink_to(elsewhere / "cats", target_is_directory=True)
    (folder / "lions").symlink_to(elsewhere / "cats", target_is_directory=True)
    (folder / "disk").symlink_to("/", target_is_directory=True)
    (folder / "cats" / "disk").symlink_to("/", target_is_directory=True)
    assert of(folder).classes == ("cats", "dogs")
    assert of(folder).counts == {"train": (5, 5)}
    assert left_out(folder) == {("link", ""): 6}


def test_a_neighbour_whose_name_begins_alike_is_not_inside(folder: Path, tmp_path: Path) -> None:
    write_picture_folder(tmp_path / "data2", pictures=9)
    (folder / "cats" / "out.png").symlink_to(tmp_path / "data2" / "cats" / "0.png")
    assert left_out(folder) == {("link", ""): 1}


def test_links_inside_the_folder_are_followed(folder: Path) -> None:
    (folder / "cats" / "again.png").symlink_to("0.png")
    (folder / "lions").symlink_to("cats", target_is_directory=True)
    assert of(folder).counts == {"train": (6, 5, 6)}
    assert len(peek(ImageFolder(path=str(folder)), 20).inputs) == 17


def test_the_chosen_folder_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    assert of(tmp_path / "link").counts == {"train": (5, 5)}
    assert of(tmp_path / "link").left_out == ()


@pytest.mark.parametrize("name", IDX_NAMES)
def test_an_idx_file_that_is_a_pipe_or_leads_away_is_refused(tmp_path: Path, name: str) -> None:
    folder = write_idx_folder(tmp_path / "data")
    (folder / name).rename(tmp_path / name)
    os.mkfifo(folder / name)
    with pytest.raises(DataError, match="1 pipe or device was left out"):
        describe(Idx(path=str(folder)))
    (folder / name).unlink()
    (folder / name).symlink_to(tmp_path / name)
    with pytest.raises(DataError, match="1 link that leads nowhere, in a circle or out of the folder"):
        load(Idx(path=str(folder)), (1, 7, 5), seed=0)


@pytest.mark.parametrize("path", ["/dev/null", "~nobody-of-this-name/data", "a\0b", "x" * 5000, "/proc/self/mem"])
def test_a_path_that_is_no_folder_is_refused_with_a_sentence(path: str) -> None:
    for config in (ImageFolder(path=path), Idx(path=path)):
        for ask in (describe, described):
            with pytest.raises(DataError) as refused:
                ask(config)
            assert refused.value.remedy


def test_the_whole_disk_is_not_walked_through(tmp_path: Path) -> None:
    (tmp_path / "disk").symlink_to("/")
    for path in ("/", "/tmp/..", str(tmp_path / "disk")):
        with pytest.raises(DataError, match="is the whole disk"):
            describe(ImageFolder(path=path))


@pytest.mark.skipif(os.geteuid() == 0, reason="Everything is open to the superuser.")
def test_a_folder_that_may_not_be_opened_is_named(folder: Path) -> None:
    (folder / "cats").chmod(0)
    try:
        with pytest.raises(DataError, match=r"cats” cannot be read: Permission denied"):
            of(folder)
    finally:
        (folder / "cats").chmod(0o700)


def test_a_class_of_one_picture_is_told_by_name_and_the_others_stay_in_proportion(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=40)
    write_picture_folder(folder, classes=("owls",), pictures=1)
    assert told(folder) == "The class “owls” has too few samples to be in every split."
    dataset = load(ImageFolder(path=str(folder)), SHAPE, seed=0)
    assert dict(dataset.counts) == {"train": (30, 31, 1), "validation": (4, 3, 0), "test": (6, 6, 0)}


def test_several_small_classes_are_told_together(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=40)
    write_picture_folder(folder, classes=("owls", "newts"), pictures=1)
    assert told(folder) == "The classes “newts” and “owls” have too few samples to be in every split."


def test_counts_that_are_too_small_to_divide_are_told_as_they_are(tmp_path: Path) -> None:
    pairs = ImageFolder(path=str(write_picture_folder(tmp_path / "pairs", pictures=2)))
    assert "has too few samples to be in every split." in load(pairs, SHAPE, seed=0).note
    single = ImageFolder(path=str(write_picture_folder(tmp_path / "single", pictures=1)))
    with pytest.raises(DataError, match="Only 1 sample is there to train on, too few to keep 10% of it for validation"):
        load(single, SHAPE, seed=0)


def test_many_folders_one_in_the_other_are_walked_through(folder: Path) -> None:
    deep = folder / "cats"
    for _ in range(300):
        deep = deep / "d"
    deep.mkdir(parents=True)
    Image.new("RGB", (9, 6)).save(deep / "deep.png")
    assert of(folder).counts == {"train": (6, 5)}
