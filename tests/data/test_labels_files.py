"""Pictures with a table beside them: how it names them, what it says of them, and what is refused."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.data import ImageFolder
from studio.data.errors import DataError
from studio.data.left_out import sentences
from studio.data.load import describe, described, load
from studio.data.samples import Description

SHAPE = (1, 4, 5)


def picture(path: Path, brightness: int = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (5, 4), brightness).save(path)


def pictures(folder: Path, count: int = 6, ending: str = ".png") -> Path:
    for number in range(count):
        picture(folder / f"{number}{ending}", number * 10)
    return folder


def table(path: Path, rows: Sequence[Sequence[object]], separator: str = ",") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(separator.join(map(str, row)) + "\n" for row in rows), encoding="utf-8")


def classes(count: int = 6, names: Sequence[str] = ("cat", "dog"), ending: str = ".png") -> list[list[object]]:
    return [["filename", "class"], *[[f"{number}{ending}", names[number % len(names)]] for number in range(count)]]


def of(folder: Path, **settings: object) -> Description:
    return describe(ImageFolder.create({"path": str(folder), **settings}))


def held(folder: Path, **settings: object) -> dict[int, object]:
    """What is learnt of each picture, by its number."""
    config = ImageFolder.create({"path": str(folder), "test": 0.0, "validation": 0.0, **settings})
    split = load(config, SHAPE, seed=0).train
    numbers = (split.inputs[:, 0, 0, 0] * 255 / 10).round().long().tolist()
    return dict(zip(numbers, split.targets.tolist(), strict=True))


@pytest.mark.parametrize("ending", [".png", "", ".PNG"])
@pytest.mark.parametrize("inside", ["", "images", "train"])
def test_a_table_says_the_class_of_pictures_wherever_they_lie(tmp_path: Path, ending: str, inside: str) -> None:
    folder = pictures(tmp_path / "data" / inside) and tmp_path / "data"
    table(folder / "labels.csv", classes(ending=ending))
    found = of(folder)
    assert (found.classes, found.counts) == (("cat", "dog"), {"train": (3, 3)})
    assert found.notes == ("“labels.csv” names each picture in “filename”, and its class in “class”.",)
    assert found.left_out == ()
    assert held(folder) == {number: number % 2 for number in range(6)}


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_found(tmp_path: Path, separator: str) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "train_labels.csv", classes(), separator)
    assert of(folder).counts == {"train": (3, 3)}


def test_paths_of_another_machine_are_understood(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for name in ("a", "b"):
        pictures(folder / name, 3)
    rows = [["image", "label"], *[[rf"C:\here\{name}\{number}.png", name * 2] for name in "ab" for number in range(3)]]
    table(folder / "t.csv", rows)
    found = of(folder, layout="labels_file")
    assert (found.classes, found.counts) == (("aa", "bb"), {"train": (3, 3)})


def test_a_table_without_a_header_is_read(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "labels.csv", classes()[1:])
    assert of(folder).counts == {"train": (3, 3)}


def test_classes_that_are_numbers_stand_in_their_order(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data", 12)
    table(folder / "labels.csv", [["id", "level"], *[[number, (10, 9, 2)[number % 3]] for number in range(12)]])
    assert of(folder).classes == ("2", "9", "10")


def test_a_competition_has_a_table_for_training_and_pictures_to_answer(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    pictures(folder / "train")
    pictures(folder / "test", 2, ".jpg")
    table(folder / "train.csv", [["id", "breed"], *classes(ending="")[1:]])
    table(folder / "test.csv", [["id"], [0], [1]])
    table(folder / "sample_submission.csv", [["id", "breed"], [0, "cat"], [1, "cat"]])
    found = of(folder)
    assert found.counts == {"train": (3, 3)}
    assert [part.reason for part in found.left_out if part.reason != "suffix"] == ["unlabelled"]
    assert next(part.count for part in found.left_out if part.reason == "unlabelled") == 2


def test_each_split_may_have_a_table(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for split, count in (("train", 6), ("valid", 4)):
        pictures(folder / split, count)
        table(folder / split / "_classes.csv", classes(count))
    assert of(folder).counts == {"train": (3, 3), "validation": (2, 2)}


def test_a_column_may_say_the_split(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data", 8)
    rows = [
        ["file", "kind", "split"],
        *[[f"{n}.png", "ab"[n % 2], ("train", "Val", "test")[max(0, n - 5)]] for n in range(8)],
    ]
    table(folder / "labels.csv", rows)
    assert of(folder).counts == {"train": (3, 3), "validation": (1, 0), "test": (0, 1)}


def test_columns_of_0_and_1_are_labels(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "labels.csv", [["file", "red", "blue"], *[[f"{n}.png", n % 2, int(n > 2)] for n in range(6)]])
    found = of(folder)
    assert (found.task, found.classes, found.counts) == ("labels", ("red", "blue"), {"train": (3, 3)})
    assert held(folder) == {n: [n % 2, n > 2] for n in range(6)}


@pytest.mark.parametrize(("no", "yes"), [("-1", "1"), ("False", "True")])
def test_yes_and_no_may_be_written_otherwise(tmp_path: Path, no: str, yes: str) -> None:
    folder = pictures(tmp_path / "data")
    rows = [["file", "red", "blue"], *[[f"{n}.png", (no, yes)[n % 2], (no, yes)[n > 2]] for n in range(6)]]
    table(folder / "labels.csv", rows)
    assert held(folder) == {n: [n % 2, n > 2] for n in range(6)}


def test_one_1_in_each_row_is_a_class(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "labels.csv", [["file", "red", "blue"], *[[f"{n}.png", n % 2, 1 - n % 2] for n in range(6)]])
    assert (of(folder).task, of(folder).classes) == ("classes", ("red", "blue"))
    assert held(folder) == {n: 1 - n % 2 for n in range(6)}
    assert of(folder, layout="label_sets").task == "labels"


@pytest.mark.parametrize(("column", "separator"), [("tags", " "), ("labels", "|"), ("anything", ";")])
def test_labels_may_stand_together_in_a_column(tmp_path: Path, column: str, separator: str) -> None:
    folder = pictures(tmp_path / "data")
    cells = ["sun", separator.join(("sun", "haze")), separator.join(("haze", "road")), "road", "sun", "haze"]
    table(folder / "labels.csv", [["file", column], *[[f"{n}.png", cell] for n, cell in enumerate(cells)]])
    found = of(folder)
    assert (found.task, found.classes, found.counts) == ("labels", ("haze", "road", "sun"), {"train": (3, 2, 3)})
    assert held(folder)[1] == [1, 0, 1]


def test_a_class_of_two_words_stays_one(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "labels.csv", classes(names=("golden retriever", "pug")))
    assert of(folder).classes == ("golden retriever", "pug")


def test_what_is_missing_and_what_is_left_over_is_told(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data", 8)
    rows = classes(6)
    rows[3][1] = ""
    table(folder / "labels.csv", [*rows, ["gone.png", "cat"]])
    found = of(folder)
    assert found.counts == {"train": (2, 3)}
    assert sentences(found.left_out) == [
        "1 picture that is named is not there: “gone.png” in row 8 of “labels.csv”.",
        "3 pictures without a class are no samples, but can be given to the trained network: 2.png, 6.png and 7.png.",
    ]


def test_rows_that_contradict_each_other_are_refused_by_number(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "labels.csv", [*classes(), ["0.png", "cat"], ["1.png", "cat"]])
    with pytest.raises(DataError, match=r"row 3 of “labels.csv” and in row 9 of “labels.csv”, which say different"):
        of(folder)


def test_a_name_that_may_mean_two_pictures_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for name in ("a", "b"):
        pictures(folder / name)
    table(folder / "labels.csv", classes())
    with pytest.raises(
        DataError, match=r"“0\.png” in row 2 of “labels.csv” may be “a/0\.png” and “b/0\.png”".replace("/", os.sep)
    ):
        of(folder)


def test_several_columns_that_may_be_the_class_are_asked_for(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(
        folder / "labels.csv", [["file", "colour", "size"], *[[f"{n}.png", "rg"[n % 2], "sl"[n > 2]] for n in range(6)]]
    )
    with pytest.raises(DataError, match="“colour” and “size”") as refused:
        of(folder)
    assert "Choose one as column" in refused.value.remedy
    assert of(folder, column="size").classes == ("l", "s")
    with pytest.raises(DataError, match="no column “weight”"):
        of(folder, column="weight")


def test_a_column_of_numbers_is_no_class(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data", 30)
    table(folder / "labels.csv", [["file", "age"], *[[f"{n}.png", n * 1.5] for n in range(30)]])
    with pytest.raises(DataError, match="has 30 different values in 30 rows"):
        of(folder)


def test_class_folders_that_a_table_confirms_are_read_as_such(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for name in ("cat", "dog"):
        pictures(folder / name, 3)
    rows = [["path", "class"], *[[f"{name}/{number}.png", name] for name in ("cat", "dog") for number in range(3)]]
    table(folder / "list.csv", rows)
    assert of(folder).notes == ("The pictures lie in one folder for each class.",)


def test_class_folders_that_a_table_contradicts_are_asked_about(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for name in ("part1", "part2"):
        pictures(folder / name, 3)
    rows = [["path", "class"], *[[f"part{part}/{n}.png", "ab"[n % 2]] for part in (1, 2) for n in range(3)]]
    table(folder / "list.csv", rows)
    with pytest.raises(DataError, match="may be read in two ways") as refused:
        of(folder)
    assert "labels_file" in refused.value.remedy
    assert of(folder, layout="labels_file").classes == ("a", "b")
    assert of(folder, layout="class_folders").classes == ("part1", "part2")


def test_one_of_several_tables_is_chosen_by_name(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "old.csv", classes())
    table(folder / "new.csv", classes(names=("x", "y")))
    with pytest.raises(DataError, match="say different things"):
        of(folder)
    assert of(folder, labels="new.csv").classes == ("x", "y")
    with pytest.raises(DataError, match=r"has no table “gone\.csv”"):
        of(folder, labels="gone.csv")


def test_a_table_asked_for_that_names_nothing_is_refused(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "labels.csv", [["file", "class"], ["a", "b"], ["c", "d"]])
    with pytest.raises(DataError, match=r"No column of “labels\.csv” names pictures"):
        of(folder, layout="labels_file")


def test_a_test_class_that_training_lacks_is_named_by_row(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    pictures(folder / "train")
    pictures(folder / "test", 2)
    table(folder / "train.csv", classes())
    table(folder / "test.csv", classes(2, ("cat", "cow")))
    with pytest.raises(DataError, match=r"The class “cow” in row 3 of “test.csv” does not occur in training"):
        of(folder)


def test_a_table_that_is_changed_in_its_place_is_noticed(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "labels.csv", classes())
    config = ImageFolder(path=str(folder))
    assert described(config).classes == ("cat", "dog")
    table(folder / "labels.csv", classes(names=("cow", "pig")))
    os.utime(folder / "labels.csv", ns=(1, 1))
    assert described(config).classes == ("cow", "pig")


def test_other_classes_are_other_data(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "labels.csv", classes())
    before = load(ImageFolder(path=str(folder)), SHAPE, seed=0).fingerprint
    rows = classes()
    rows[1][1], rows[2][1] = rows[2][1], rows[1][1]
    table(folder / "labels.csv", rows)
    assert load(ImageFolder(path=str(folder)), SHAPE, seed=0).fingerprint != before


def test_the_class_may_stand_in_the_names_of_pictures(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for name in ("cat.0", "cat.1", "dog_17", "dog_18", "999"):
        picture(folder / "train" / f"{name}.jpg")
    found = of(folder, layout="file_names")
    assert (found.classes, found.counts) == (("cat", "dog"), {"train": (2, 2)})
    assert [part.examples for part in found.left_out] == [(str(Path("train", "999.jpg")),)]
    assert found.notes == ("The name of each picture begins with its class, such as “cat”.",)


def test_names_without_classes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="begin with less than two classes"):
        of(pictures(tmp_path / "data"), layout="file_names")


def test_targets_are_numbers_of_the_kind_that_losses_take(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "labels.csv", [["file", "red", "blue"], *[[f"{n}.png", n % 2, int(n > 2)] for n in range(6)]])
    config = ImageFolder(path=str(folder))
    assert load(config, SHAPE, seed=0).train.targets.numpy().dtype == np.float32


def texts(count: int = 8) -> list[str]:
    """Texts of three letters, each of which holds the letters of its number in twos."""
    return ["".join("ab"[number >> place & 1] for place in range(3)) for number in range(count)]


@pytest.mark.parametrize("told_by", ["table", "names"])
def test_each_letter_of_a_text_may_be_a_class_at_its_position(tmp_path: Path, told_by: str) -> None:
    folder = tmp_path / "data"
    for number, text in enumerate(texts()):
        picture(folder / (f"{text}_{number}.png" if told_by == "names" else f"{number}.png"), number * 10)
    if told_by == "table":
        table(folder / "labels.csv", [["file", "text"], *[[f"{n}.png", text] for n, text in enumerate(texts())]])
    found = of(folder, letters=True)
    assert (found.task, found.classes, found.positions) == ("positions", ("a", "b"), 3)
    assert found.counts == {"train": (12, 12)}
    assert held(folder, letters=True) == {n: [n >> place & 1 for place in range(3)] for n in range(8)}


def test_a_text_of_another_length_is_named(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    rows = [["file", "text"], *[[f"{n}.png", text] for n, text in enumerate(texts(6))]]
    rows[4][1] = "abab"
    table(folder / "labels.csv", rows)
    with pytest.raises(DataError, match=r"“abab” in row 5 of “labels\.csv” has 4 letters, where most texts have 3"):
        of(folder, letters=True)


def test_a_validation_text_may_be_new_but_not_its_letters(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for place, names in (("train", ["aa", "bb"]), ("val", ["ab"])):
        for name in names:
            picture(folder / place / f"{name}.png")
    assert of(folder, layout="file_names", letters=True).sizes == {"train": 2, "validation": 1}
    picture(folder / "val" / "ac.png")
    with pytest.raises(DataError, match="of a class “c”, which does not occur in training"):
        of(folder, layout="file_names", letters=True)


def test_letters_of_class_folders_are_refused_with_the_layouts_that_have_texts(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has no texts") as refused:
        of(pictures(tmp_path / "data"), layout="class_folders", letters=True)
    assert "labels_file or file_names" in refused.value.remedy


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"\x00\x01\x02", b"a,a\n1,2\n", "größe,x\n1,2\n".encode("latin-1")])
def test_a_table_of_something_else_beside_class_folders_changes_nothing(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "data"
    for name in ("cat", "dog"):
        pictures(folder / name, 3)
    (folder / "notes.csv").write_bytes(content)
    found = of(folder)
    assert found.counts == {"train": (3, 3)}
    assert sentences(found.left_out) == ["1 file was left out: .csv."]


@pytest.mark.parametrize("content", [b"", b"file,class\n", b"\x00\x01\x02"])
def test_a_table_that_cannot_be_read_is_the_reason_where_there_is_nothing_else(tmp_path: Path, content: bytes) -> None:
    folder = pictures(tmp_path / "data")
    (folder / "labels.csv").write_bytes(content)
    with pytest.raises(DataError, match=r"labels\.csv"):
        of(folder)


def test_rows_of_another_length_are_told(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "labels.csv", [*classes()[:4], ["3.png", "dog", "more"], *classes()[5:]])
    found = of(folder)
    assert found.counts == {"train": (3, 2)}
    assert any("row 5" in sentence for sentence in sentences(found.left_out))


def test_a_damaged_picture_in_a_table_is_left_out_of_counts(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data")
    table(folder / "labels.csv", classes())
    (folder / "2.png").write_bytes(b"no picture")
    found = of(folder)
    assert found.counts == {"train": (2, 3)}
    assert "1 picture cannot be read, and no training begins before it is removed or replaced: 2.png." in sentences(
        found.left_out
    )


def test_pictures_that_were_moved_into_a_test_folder_are_no_longer_trained_on(tmp_path: Path) -> None:
    folder = pictures(tmp_path / "data" / "train") and tmp_path / "data"
    table(folder / "labels.csv", classes())
    (folder / "test").mkdir()
    for number in (4, 5):
        (folder / "train" / f"{number}.png").rename(folder / "test" / f"{number}.png")
    assert of(folder).counts == {"train": (2, 2), "test": (1, 1)}


def test_a_table_to_train_on_takes_no_picture_of_the_test_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    pictures(folder / "train", 6)
    pictures(folder / "test", 8)
    table(folder / "train.csv", classes(8))
    found = of(folder)
    assert found.counts == {"train": (3, 3)}
    assert next(part.count for part in found.left_out if part.reason == "absent") == 2


def test_label_columns_may_stand_in_another_order_but_not_be_missing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for split in ("train", "val"):
        pictures(folder / split)
    rows = [[f"{n}.png", n % 2, int(n > 2)] for n in range(6)]
    table(folder / "train.csv", [["file", "red", "blue"], *rows])
    table(folder / "val.csv", [["file", "blue", "red"], *[[name, blue, red] for name, red, blue in rows]])
    assert of(folder).counts == {"train": (3, 3), "validation": (3, 3)}
    table(folder / "val.csv", [["file", "red", "green"], *rows])
    with pytest.raises(DataError, match=r"“val\.csv” has not the same columns"):
        of(folder)
