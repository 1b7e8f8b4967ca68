"""Pictures with masks: which values are classes, how masks find and follow their pictures, what is left out."""

from __future__ import annotations

import typing
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from studio.data import ImageFolder
from studio.data.errors import DataError
from studio.data.left_out import sentences
from studio.data.load import describe, load
from studio.data.overview import overview
from studio.data.preview import peek
from studio.data.samples import Description
from studio.data.transforms import row_steps, sound_steps
from studio.data.transforms.framing import Crop, Pad, ResizeShorter
from studio.data.transforms.masks import STAYING, followed
from studio.data.transforms.steps import Resize, Step
from studio.layers.errors import ParameterError

SIZE = (6, 9)
Paint = Callable[[np.ndarray], Image.Image]


def of(folder: Path, **settings: object) -> Description:
    return describe(ImageFolder.create({"path": str(folder), **settings}))


def classes_by_chance(count: int = 3, size: tuple[int, int] = SIZE, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, count, size, dtype=np.uint8)


def indexed(classes: np.ndarray, colours: Sequence[int] = (0, 0, 0, 255, 0, 0, 0, 0, 255)) -> Image.Image:
    image = Image.frombytes("P", classes.shape[::-1], classes.tobytes())
    image.putpalette(list(colours))
    return image


def grey(classes: np.ndarray) -> Image.Image:
    return Image.fromarray((classes * 100).astype(np.uint8))


def coloured(classes: np.ndarray) -> Image.Image:
    return Image.fromarray(np.array([[0, 0, 0], [255, 0, 0], [0, 0, 255]], dtype=np.uint8)[classes])


def write(
    folder: Path,
    paint: Paint = grey,
    pictures: int = 12,
    names: tuple[str, str] = ("images", "masks"),
    ending: str = "",
) -> Path:
    """Pictures whose brightness is that of their classes, with masks."""
    for name in names:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number in range(pictures):
        classes = classes_by_chance(seed=number)
        Image.fromarray((classes * 100).astype(np.uint8)).save(folder / names[0] / f"{number}.png")
        paint(classes).save(folder / names[1] / f"{number}{ending}.png")
    return folder


@pytest.mark.parametrize(
    ("paint", "names"),
    [
        (indexed, ("0", "1", "2")),
        (grey, ("0", "100", "200")),
        (coloured, ("#000000", "#0000ff", "#ff0000")),
        (lambda classes: coloured(classes).convert("RGBA"), ("#000000", "#0000ff", "#ff0000")),
        (lambda classes: grey(classes).convert("RGB"), ("0", "100", "200")),
        (lambda classes: Image.fromarray(classes.astype(np.uint16) * 300), ("0", "300", "600")),
    ],
)
def test_each_value_of_a_mask_is_a_class(tmp_path: Path, paint: Paint, names: tuple[str, ...]) -> None:
    folder = write(tmp_path / "data", paint)
    found = of(folder)
    assert (found.task, found.classes) == ("pixels", names)
    assert found.notes == ("Each picture in “images” has a mask in “masks”.",)
    dataset = load(ImageFolder(path=str(folder)), (1, *SIZE), seed=0)
    order = torch.tensor(
        [names.index(name) for name in ("#000000", "#ff0000", "#0000ff")] if "#ff0000" in names else [0, 1, 2]
    )
    for split in dataset.splits.values():
        drawn = (split.inputs[:, 0] * 255 / 100).round().long()
        assert torch.equal(split.targets.long(), order[drawn])


def test_pixels_of_each_class_are_counted_in_each_split(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    config = ImageFolder(path=str(folder))
    dataset = load(config, (1, *SIZE), seed=0)
    for name, counts in overview(config, 0).class_counts.items():
        targets = dataset.splits[name].targets
        assert counts == {label: int((targets == place).sum()) for place, label in enumerate(("0", "100", "200"))}
    assert sum(of(folder).counts["train"]) == 12 * SIZE[0] * SIZE[1]


def test_a_black_and_white_mask_has_two_classes(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", lambda classes: Image.fromarray(classes > 0))
    assert of(folder).classes == ("0", "255")


def test_masks_are_scaled_to_the_nearest_pixel_and_never_blended(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    classes = np.zeros((4, 4), dtype=np.uint8)
    classes[:2, 2:], classes[2:] = 1, 2
    for number in range(12):
        grey(classes).save(folder / "masks" / f"{number}.png")
        grey(classes).save(folder / "images" / f"{number}.png")
    targets = load(ImageFolder(path=str(folder)), (1, 8, 8), seed=0).train.targets
    assert torch.equal(targets[0], torch.from_numpy(classes).repeat_interleave(2, 0).repeat_interleave(2, 1))
    smaller = load(ImageFolder(path=str(folder)), (1, 2, 2), seed=0).train.targets
    assert smaller[0].tolist() == [[0, 1], [2, 2]]


SIZED = {
    Resize: Resize(height=2, width=3),
    ResizeShorter: ResizeShorter(size=2),
    Crop: Crop(height=2, width=3),
    Pad: Pad(edges=(1, 2, 3, 4), mode="constant", fill=1.0),
}
"""Steps with sizes of their own."""


def test_every_step_of_pictures_says_how_masks_follow() -> None:
    for kind in typing.get_args(typing.get_args(Step)[0]):
        if kind.__module__ in (row_steps.__name__, sound_steps.__name__):
            continue
        step = SIZED[kind] if kind in SIZED else kind.model_construct()
        assert (followed(step) is None) == isinstance(step, STAYING)


def test_raw_samples_come_with_the_mask_at_its_own_size(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    found = peek(ImageFolder(path=str(folder)), 2)
    for picture, mask in zip(found.inputs, found.targets, strict=True):
        assert mask.shape == SIZE
        assert torch.equal(mask, (picture[0] * 255 / 100).round().long())


@pytest.mark.parametrize("names", [("Imgs", "Labels"), ("JPEGImages", "SegmentationClass")])
def test_folders_may_be_called_otherwise(tmp_path: Path, names: tuple[str, str]) -> None:
    assert of(write(tmp_path / "data", names=names)).task == "pixels"


def test_splits_may_lie_around_the_two_folders_or_in_them(tmp_path: Path) -> None:
    around, inside = tmp_path / "around", tmp_path / "inside"
    for split, pictures in (("train", 4), ("val", 2)):
        write(around / split, pictures=pictures)
        write(inside, pictures=pictures, names=(f"images/{split}", f"masks/{split}"))
    assert of(around).sizes == of(inside).sizes == {"train": 4, "validation": 2}
    inner = str(Path("val", "images"))
    assert of(around).notes[0].endswith(f"and so have those of “{inner}”.")


def test_a_test_folder_without_masks_is_no_test(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write(folder / "train")
    write(folder / "test", pictures=2, names=("images", "other"))
    found = of(folder)
    assert found.sizes == {"train": 12}
    assert any(part.reason == "maskless" for part in found.left_out)


def test_a_mask_may_be_called_one_in_its_name(tmp_path: Path) -> None:
    assert of(write(tmp_path / "data", ending="_mask")).sizes == {"train": 12}


def test_what_lacks_its_counterpart_is_left_out_and_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    (folder / "masks" / "3.png").unlink()
    (folder / "images" / "5.png").unlink()
    grey(classes_by_chance(size=(9, 6))).save(folder / "masks" / "7.png")
    (folder / "masks" / "notes.txt").write_text("x")
    found = of(folder)
    assert found.sizes == {"train": 9}
    mask, picture = Path("masks", "5.png"), Path("images", "3.png")
    assert sentences(found.left_out) == [
        f"1 picture has no mask: {picture}.",
        f"1 mask has no picture: {mask}.",
        "1 file was left out: .txt.",
        f"1 mask has not the size of its picture, and both were left out: {Path('masks', '7.png')}.",
    ]
    assert sum(len(split) for split in load(ImageFolder(path=str(folder)), (1, *SIZE), seed=0).splits.values()) == 9


def test_values_are_named_and_brought_together(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    settings = {"mask_classes": "100=thing, 0 = ground,200=ground"}
    found = of(folder, **settings)
    assert found.classes == ("thing", "ground")
    split = load(ImageFolder.create({"path": str(folder), **settings}), (1, *SIZE), seed=0).train
    assert torch.equal(split.targets == 0, (split.inputs[:, 0] * 255).round() == 100)


def test_a_value_without_a_name_is_refused_by_name(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    with pytest.raises(DataError, match="holds the value 200, which has no name") as refused:
        of(folder, mask_classes="0=a, 100=b")
    assert "0, 100 and 200" in refused.value.remedy


@pytest.mark.parametrize("text", ["0", "0=a", "a=b", "0=a, 0=b", "0=a, #ff0000=b", "0=a, 1=a", "#f00=a, 1=b"])
def test_names_that_say_nothing_are_refused_at_their_field(text: str) -> None:
    with pytest.raises(ParameterError):
        ImageFolder.create({"mask_classes": text})


def test_palettes_that_differ_are_compared_by_colour(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", indexed)
    classes = classes_by_chance(seed=4)
    swapped = np.array([1, 0, 2], dtype=np.uint8)[classes]
    indexed(swapped, (255, 0, 0, 0, 0, 0, 0, 0, 255)).save(folder / "masks" / "4.png")
    assert of(folder).classes == ("#000000", "#0000ff", "#ff0000")
    split = load(ImageFolder.create({"path": str(folder), "test": 0.0, "validation": 0.0}), (1, *SIZE), seed=0).train
    order = torch.tensor([0, 2, 1])
    assert torch.equal(split.targets.long(), order[(split.inputs[:, 0] * 255 / 100).round().long()])


def test_soft_edges_are_no_classes(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    for number in range(12):
        Image.fromarray(np.random.default_rng(number).integers(0, 256, (*SIZE, 3), dtype=np.uint8)).save(
            folder / "masks" / f"{number}.png"
        )
    with pytest.raises(DataError, match=r"The masks hold \d+ different values") as refused:
        of(folder)
    assert "PNG" in refused.value.remedy


def test_one_value_alone_is_nothing_to_tell_apart(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", lambda classes: grey(np.zeros_like(classes)))
    with pytest.raises(DataError, match="the same single value"):
        of(folder)


def test_a_damaged_mask_is_left_out_of_counts_and_named_when_loading(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    path = folder / "masks" / "2.png"
    path.write_bytes(path.read_bytes()[:60])
    found = of(folder)
    assert found.sizes == {"train": 11}
    assert sentences(found.left_out) == [
        f"1 picture cannot be read, and no training begins before it is removed or replaced: {Path('masks', '2.png')}."
    ]
    with pytest.raises(DataError, match=r"2\.png” cannot be read"):
        load(ImageFolder(path=str(folder)), (1, *SIZE), seed=0)


def test_half_transparent_places_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", lambda classes: coloured(classes).convert("RGBA"))
    Image.new("RGBA", SIZE[::-1], (255, 0, 0, 90)).save(folder / "masks" / "0.png")
    with pytest.raises(DataError, match="half transparent"):
        load(ImageFolder(path=str(folder)), (1, *SIZE), seed=0)


def test_two_files_for_one_name_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    grey(classes_by_chance()).save(folder / "masks" / "0.bmp")
    with pytest.raises(DataError, match="have the same name"):
        of(folder)


def test_masks_asked_for_where_there_are_none_are_missed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(DataError, match="has no folders of pictures and of masks") as refused:
        of(tmp_path / "data", layout="masks")
    assert "“masks”" in refused.value.remedy


def test_the_picture_itself_may_be_learnt_without_reading_masks(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    dataset = load(ImageFolder.create({"path": str(folder), "target": "input"}), (1, *SIZE), seed=0)
    assert dataset.task == "input"
    assert torch.equal(dataset.train.targets, dataset.train.inputs)


def test_another_mask_is_another_data_set(tmp_path: Path) -> None:
    folder = write(tmp_path / "data")
    before = load(ImageFolder(path=str(folder)), (1, *SIZE), seed=0).fingerprint
    mask = classes_by_chance(seed=1)
    mask[0, 0] = (mask[0, 0] + 1) % 3
    grey(mask).save(folder / "masks" / "1.png")
    assert load(ImageFolder(path=str(folder)), (1, *SIZE), seed=0).fingerprint != before
