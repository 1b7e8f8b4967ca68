"""Arrays of NumPy are samples and targets, meant as their shape and type say, and told where that was a choice."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from studio.data import Arrays
from studio.data.errors import DataError
from studio.data.load import describe, load
from studio.data.overview import overview
from studio.data.sources import source_of

CHANCE = np.random.default_rng(0)
ROWS = CHANCE.normal(size=(40, 3)).astype(np.float32)
CLASSES = (np.arange(40) % 4).astype(np.int64)


def arrays(folder: Path, settings: dict[str, object] | None = None, **found: Any) -> Arrays:
    """An NPZ file with these arrays."""
    np.savez(folder / "data.npz", **found)
    made = Arrays.create({"path": str(folder / "data.npz"), **(settings or {})})
    assert isinstance(made, Arrays)
    return made


def inputs(config: Arrays) -> Any:
    return source_of(config).read(config).train.inputs


def targets(config: Arrays) -> Any:
    return source_of(config).read(config).train.targets


def test_arrays_in_one_file_are_found_by_their_usual_names(tmp_path: Path) -> None:
    found = describe(arrays(tmp_path, x=ROWS, y=CLASSES, other=np.zeros(3)))
    assert (found.sample_shape, found.classes, found.task) == ((3,), ("0", "1", "2", "3"), "classes")
    assert [(column.name, column.role) for column in found.columns] == [
        ("x", "inputs"), ("y", "targets"), ("other", "ignore"),
    ]  # fmt: skip
    assert found.columns[0].examples == ("float32 (40, 3)",)
    assert found.notes == ()


NAMES = (
    "x_train y_train x_test y_test",
    "train_images train_labels test_images test_labels",
    "X_TRAIN Y_TRAIN X_test Y_test",
)


@pytest.mark.parametrize("names", [each.split() for each in NAMES], ids=NAMES)
def test_a_test_of_its_own_stays_one(names: list[str], tmp_path: Path) -> None:
    pictures = CHANCE.integers(0, 256, (60, 28, 28), dtype=np.uint8)
    labels = (np.arange(60) % 3).astype(np.uint8)
    config = arrays(tmp_path, **dict(zip(names, (pictures, labels, pictures[:12], labels[:12]), strict=True)))
    found = describe(config)
    assert (found.sample_shape, found.sizes) == ((1, 28, 28), {"train": 60, "test": 12})
    assert "grey pictures (NHW)" in found.notes[0]
    assert overview(config, 0).splits == {"train": 54, "validation": 6, "test": 12}
    dataset = load(config, (1, 14, 14), seed=0)
    assert dataset.test.inputs.shape == (12, 1, 14, 14)
    assert 0.0 <= float(dataset.train.inputs.min()) < float(dataset.train.inputs.max()) <= 1.0


def test_two_npy_files_are_a_pair_and_the_samples_stay_on_the_disk(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", ROWS)
    np.save(tmp_path / "y.npy", CLASSES)
    config = Arrays(path=str(tmp_path / "x.npy"), targets_path=str(tmp_path / "y.npy"))
    assert isinstance(inputs(config), np.memmap)
    np.testing.assert_array_equal(inputs(config), ROWS)
    assert targets(config).tolist() == CLASSES.tolist()
    with pytest.raises(DataError, match="has only samples"):
        describe(config.changed(targets_path=""))
    assert describe(config.changed(targets_path="", target="input")).task == "input"


@pytest.mark.parametrize(
    ("shape", "axes", "wanted"),
    [
        ((8, 5, 6, 3), "auto", (3, 5, 6)), ((8, 3, 5, 6), "auto", (3, 5, 6)), ((8, 5, 6, 1), "auto", (1, 5, 6)),
        ((8, 5, 6), "auto", (1, 5, 6)), ((8, 3, 5, 3), "NHWC", (3, 3, 5)), ((8, 3, 5, 3), "NCHW", (3, 5, 3)),
        ((8, 5, 6, 3), "numbers", (5, 6, 3)),
    ],
)  # fmt: skip
def test_pictures_have_their_channels_first_in_the_end(
    shape: tuple[int, ...], axes: str, wanted: tuple[int, ...], tmp_path: Path
) -> None:
    pictures = CHANCE.integers(0, 256, shape, dtype=np.uint8)
    config = arrays(tmp_path, {"axes": axes}, x=pictures, y=np.arange(8) % 2)
    found = describe(config)
    assert found.sample_shape == wanted
    assert bool(found.notes) is (axes == "auto")
    last = pictures[..., None] if pictures.ndim == 3 else pictures
    expected = last if axes in ("numbers", "NCHW") or (shape[1] == 3 and axes == "auto") else np.moveaxis(last, -1, 1)
    np.testing.assert_array_equal(inputs(config), expected)


def test_channels_that_may_be_first_or_last_are_asked_for(tmp_path: Path) -> None:
    config = arrays(tmp_path, x=np.zeros((8, 3, 5, 3), np.uint8), y=np.arange(8) % 2)
    with pytest.raises(DataError, match="channels may be first or last") as refused:
        describe(config)
    assert "NCHW or NHWC" in refused.value.remedy


def test_float_pictures_beyond_0_to_1_are_taken_as_they_are_and_told(tmp_path: Path) -> None:
    config = arrays(tmp_path, x=CHANCE.normal(size=(8, 5, 6, 3)) * 100, y=np.arange(8) % 2)
    assert "reach from" in " ".join(describe(config).notes)
    with pytest.raises(DataError, match="Input's shape"):
        load(config, (3, 10, 12), seed=0)


@pytest.mark.parametrize(
    ("array", "value"),
    [
        (ROWS.astype(np.float16), None), (ROWS.astype(np.float64), None), (ROWS.astype(">f4"), None),
        (np.asfortranarray(ROWS), None), (ROWS > 0, None), ((ROWS * 10).astype(np.int16), None), (ROWS[:, 0], None),
        ((ROWS * 50).astype(np.uint8), None),
    ],
    ids=["half", "double", "big-endian", "fortran", "bool", "int16", "one number each", "bytes in rows"],
)  # fmt: skip
def test_numbers_of_any_plain_type_are_float32_in_the_end(array: Any, value: object, tmp_path: Path) -> None:
    config = arrays(tmp_path, x=array, y=CLASSES)
    got = inputs(config)
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got, array.reshape(40, -1).astype(np.float32))
    assert load(config, got.shape[1:], seed=0).train.inputs.dtype == torch.float32


TARGETS: dict[str, tuple[Any, str, tuple[str, ...], Any, str]] = {
    "whole numbers": (CLASSES, "classes", ("0", "1", "2", "3"), CLASSES, ""),
    "a column of them": (CLASSES[:, None], "classes", ("0", "1", "2", "3"), CLASSES, ""),
    "gaps": (CLASSES * 10 - 7, "classes", ("-7", "3", "13", "23"), CLASSES, "count them from 0"),
    "switches": (CLASSES > 1, "classes", ("0", "1"), (CLASSES > 1).astype(int), ""),
    "names": (np.array(list("badc"))[CLASSES], "classes", tuple("abcd"), np.array([1, 0, 3, 2])[CLASSES], ""),
    "names as bytes": (np.array([b"b", b"a"])[CLASSES % 2], "classes", ("a", "b"), 1 - CLASSES % 2, ""),
    "one-hot": (np.eye(4)[CLASSES], "classes", ("0", "1", "2", "3"), CLASSES, "one-hot classes"),
    "labels": ((ROWS > 0).astype(int), "labels", ("y 1", "y 2", "y 3"), ROWS > 0, "labels, of which several"),
    "numbers": (ROWS, "numbers", ("y 1", "y 2", "y 3"), ROWS, ""),
    "one number": (ROWS[:, 0], "numbers", ("y",), ROWS[:, :1], ""),
    "whole floats": (CLASSES.astype(float), "numbers", ("y",), CLASSES[:, None], "set target to class"),
}


@pytest.mark.parametrize(("array", "task", "names", "wanted", "told"), TARGETS.values(), ids=list(TARGETS))
def test_targets_are_what_their_type_says_and_it_is_told_where_that_was_a_choice(
    array: Any, task: str, names: tuple[str, ...], wanted: Any, told: str, tmp_path: Path
) -> None:
    config = arrays(tmp_path, x=ROWS, y=array)
    found = describe(config)
    assert (found.task, found.classes) == (task, names)
    np.testing.assert_array_equal(targets(config), np.asarray(wanted, targets(config).dtype))
    assert told in " ".join(found.notes)
    assert bool(found.notes) is bool(told)
    assert load(config, (3,), seed=0).task == task


def test_whole_floats_can_be_classes_and_classes_numbers(tmp_path: Path) -> None:
    assert describe(arrays(tmp_path, {"target": "class"}, x=ROWS, y=CLASSES * 1.0)).classes == ("0", "1", "2", "3")
    assert describe(arrays(tmp_path, {"target": "number"}, x=ROWS, y=CLASSES)).task == "numbers"


def test_several_targets_stand_beside_each_other(tmp_path: Path) -> None:
    config = arrays(tmp_path, {"targets": "age, size"}, x=ROWS, age=CLASSES, size=ROWS[:, :2])
    assert describe(config).classes == ("age", "size 1", "size 2")
    np.testing.assert_array_equal(targets(config), np.column_stack([CLASSES, ROWS[:, :2]]).astype(np.float32))


def test_classes_at_positions_are_rows_of_whole_numbers(tmp_path: Path) -> None:
    x, y = np.zeros((40, 5), np.float32), np.arange(160).reshape(40, 4) % 63 + 10
    found = describe(arrays(tmp_path, {"target": "class"}, x=x, y=y))
    assert (found.task, found.positions, len(found.classes)) == ("positions", 4, 63)
    assert sum(found.counts["train"]) == 160
    loaded = load(arrays(tmp_path, {"target": "class"}, x=x, y=y), (5,), seed=0)
    assert loaded.train.targets.shape == (len(loaded.train), 4)
    assert loaded.preparation.positions == 4
    # Unasked they are numbers, which is told.
    unasked = describe(arrays(tmp_path, x=x, y=y))
    assert unasked.task == "numbers"
    assert "set target to class if each is a class at its position" in " ".join(unasked.notes)


def test_tokens_are_whole_numbers_with_a_vocabulary(tmp_path: Path) -> None:
    tokens = CHANCE.integers(0, 9, (40, 6))
    tokens[0, 0] = 11
    config = arrays(tmp_path, {"axes": "tokens"}, x=tokens, y=CLASSES)
    found = describe(config)
    assert (found.vocabulary, found.sample_shape) == (12, (6,))
    assert load(config, (6,), seed=0).train.inputs.dtype == torch.int64
    for wrong, told in ((tokens - 1, "the token -1"), (ROWS, "tokens are whole numbers")):
        with pytest.raises(DataError, match=told):
            describe(arrays(tmp_path, {"axes": "tokens"}, x=wrong, y=CLASSES))


def test_samples_that_are_not_finite_are_left_out_and_told(tmp_path: Path) -> None:
    broken, answers = ROWS.astype(np.float64), ROWS[:, 0].copy()
    broken[3, 1], broken[7, 0], broken[9, 2] = np.nan, np.inf, 1e300
    answers[11] = np.nan
    config = arrays(tmp_path, x=broken, y=answers)
    found = describe(config)
    assert [(each.reason, each.count, each.examples) for each in found.left_out] == [
        ("infinite", 3, ("sample 3", "sample 7", "sample 9")), ("untold", 1, ("sample 11",)),
    ]  # fmt: skip
    np.testing.assert_array_equal(inputs(config), np.delete(ROWS, [3, 7, 9, 11], axis=0))


class Trap:
    """Unpickled, it would leave a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return Path.write_text, (self.path, "it ran")


def test_objects_are_never_unpickled(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    trap = np.empty(40, dtype=object)
    trap[:] = [Trap(trace)] * 40
    np.savez(tmp_path / "data.npz", x=trap, y=CLASSES)
    np.save(tmp_path / "data.npy", trap, allow_pickle=True)
    (tmp_path / "bare.npy").write_bytes(pickle.dumps(Trap(trace)))
    for name, told in (("data.npz", "Python objects"), ("data.npy", "Python objects"), ("bare.npy", "neither an NPY")):
        with pytest.raises(DataError, match=told):
            describe(Arrays(path=str(tmp_path / name), targets_path=str(tmp_path / "data.npy")))
    assert not trace.exists()


REFUSED: dict[str, tuple[dict[str, Any], dict[str, object], str]] = {
    "other lengths": ({"x": ROWS, "y": CLASSES[:39]}, {}, "There are 40 samples, but 39 targets in “y”"),
    "a single value": ({"x": np.array(3.0), "y": CLASSES}, {}, "“x” is a single value"),
    "a single target": ({"x": ROWS, "y": np.array(3)}, {}, "“y” is a single value"),
    "nothing": ({"x": np.zeros((0, 3)), "y": np.zeros(0)}, {}, "“x” is empty"),
    "complex": ({"x": ROWS + 1j, "y": CLASSES}, {}, "complex numbers"),
    "dates": ({"x": ROWS, "y": np.array(["2020-01-01"] * 40, "datetime64[D]")}, {}, "no plain numbers"),
    "records": ({"x": np.zeros(40, [("a", "f4"), ("b", "i4")]), "y": CLASSES}, {}, "no plain numbers"),
    "names for inputs": ({"x": np.array(["a"] * 40), "y": CLASSES}, {}, "no numbers"),
    "one class": ({"x": ROWS, "y": np.zeros(40, int)}, {}, "the same class, “0”"),
    "decimals as class": ({"x": ROWS, "y": ROWS[:, 0]}, {"target": "class"}, "have decimals"),
    "rows as class": ({"x": ROWS, "y": ROWS}, {"target": "class"}, "decimals or gaps"),
    "numbers as labels": ({"x": ROWS, "y": ROWS}, {"target": "labels"}, "other numbers than 0 and 1"),
    "pictures as targets": ({"x": ROWS, "y": np.zeros((40, 5, 5), int)}, {}, "“y” are (40, 5, 5)"),
    "an unknown name": ({"x": ROWS, "y": CLASSES}, {"inputs": "z"}, "no array “z”"),
    "no usual name": ({"a": ROWS, "b": CLASSES}, {}, "no array is called so that it is known"),
    "axes it has not": ({"x": ROWS, "y": CLASSES}, {"axes": "NHWC"}, "has not the axes NHWC"),
    "a class the training lacks": (
        {"x_train": ROWS, "y_train": CLASSES, "x_test": ROWS[:2], "y_test": np.array([0, 9])}, {},
        "have the class 9 (sample 1), which training has not",
    ),
    "a test of another shape": (
        {"x_train": ROWS, "y_train": CLASSES, "x_test": ROWS[:, :2], "y_test": CLASSES}, {},
        "those of the test float32 (2)",
    ),
    "too many for classes": (
        {"x": np.zeros((2000, 1)), "y": np.arange(2000)}, {}, "2000 different whole numbers",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("found", "settings", "told"), REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_learnt_from_is_a_sentence_with_a_remedy(
    found: dict[str, Any], settings: dict[str, object], told: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as refused:
        describe(arrays(tmp_path, settings, **found))
    assert told in refused.value.message
    assert refused.value.remedy


@pytest.mark.parametrize("cut", [5, 60, 200, 500])
@pytest.mark.parametrize("suffix", ["npz", "npy"])
def test_a_file_that_is_cut_short_is_a_sentence(suffix: str, cut: int, tmp_path: Path) -> None:
    arrays(tmp_path, x=ROWS, y=CLASSES)
    np.save(tmp_path / "data.npy", ROWS)
    path = tmp_path / f"data.{suffix}"
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DataError, match=r"damaged|neither an NPY"):
        describe(Arrays(path=str(path), target="input"))


def test_files_that_are_not_there_are_sentences(tmp_path: Path) -> None:
    for path, told in ((str(tmp_path / "gone.npz"), "gone.npz"), (str(tmp_path), "no file"), ("", "No file is chosen")):
        with pytest.raises(DataError, match=told):
            describe(Arrays(path=path))


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    before = load(arrays(tmp_path, x=ROWS, y=CLASSES), (3,), seed=0).fingerprint
    assert load(arrays(tmp_path, x=ROWS + 1, y=CLASSES), (3,), seed=0).fingerprint != before
