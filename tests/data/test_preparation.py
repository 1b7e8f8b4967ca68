"""What is done to samples is one value: it is what training applies, what a run keeps, and what an export carries."""

from __future__ import annotations

import gettext
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from data_files import write_idx_folder, write_picture_folder
from data_kinds_prepared import KINDS, NEEDED, prepared
from PIL import Image

from studio.data import Data, Diabetes, Digits, Idx, ImageFolder, Iris, data_kinds
from studio.data.config import Pictures
from studio.data.errors import DataError
from studio.data.load import describe, load
from studio.data.preparation import Preparation
from studio.data.preview import peek
from studio.layers import Shape
from studio.text import language


@pytest.fixture(params=KINDS)
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Data:
    """Each kind of data, scaled wherever it can be, in the order of its source."""
    made = prepared(request.param, tmp_path)
    return made.changed(normalize=True) if hasattr(made, "normalize") else made  # type: ignore[return-value]


def shapes(config: Data) -> list[Shape]:
    """Inputs that take the samples, each in another way."""
    own = describe(config).sample_shape
    if isinstance(config, Pictures):
        return [own, (int(np.prod(own)),), (1, 12, 10), (3, 5, 7)]
    return [own, (1, *own), (*own, 1)]


def everything(config: Data, shape: Shape, preparation: Preparation | None = None) -> list[tuple[bytes, bytes]]:
    """All samples with their targets as training has them, whatever split they are in."""
    dataset = load(config, shape, seed=3, preparation=preparation)
    return sorted(
        (sample.numpy().tobytes(), target.numpy().tobytes())
        for split in dataset.splits.values()
        for sample, target in zip(split.inputs, split.targets, strict=True)
    )


def test_raw_samples_prepared_are_exactly_what_training_sees(config: Data) -> None:
    for shape in shapes(config):
        dataset = load(config, shape, seed=3)
        prepare = dataset.preparation.prepare()
        seen = {sample.tobytes() for split in dataset.splits.values() for sample in split.inputs.numpy()}
        found = peek(config, 7, dataset.preparation)
        assert len(found.inputs) == min(7, describe(config).samples // (3 if config.name == "logic_gates" else 1))
        for raw in found.inputs:
            prepared = prepare(raw[None])
            assert prepared.shape == (1, *shape)
            assert prepared.dtype == dataset.train.inputs.dtype
            assert prepared.numpy().tobytes() in seen


def test_a_batch_of_raw_samples_is_prepared_as_each_of_them(config: Data) -> None:
    shape = shapes(config)[-1]
    preparation = load(config, shape, seed=3).preparation
    prepare = preparation.prepare()
    batch = peek(config, 5, preparation).batch
    assert torch.equal(prepare(batch), torch.cat([prepare(sample[None]) for sample in batch]))


def test_raw_samples_have_the_shape_and_type_that_the_preparation_says(config: Data) -> None:
    preparation = load(config, shapes(config)[0], seed=3).preparation
    for sample in peek(config, 3, preparation).inputs:
        assert len(sample.shape) == len(preparation.source)
        assert all(wanted in (None, size) for wanted, size in zip(preparation.source, sample.shape, strict=True))
        assert sample.dtype == (torch.int64 if preparation.vocabulary else torch.float32)
        if preparation.sample == "picture":
            assert 0 <= sample.min() <= sample.max() <= 1


def test_a_preparation_is_kept_as_json_and_read_again_unchanged(config: Data) -> None:
    for shape in shapes(config):
        preparation = load(config, shape, seed=3).preparation
        assert Preparation.from_json(json.loads(json.dumps(preparation.to_json()))) == preparation


def test_a_kept_preparation_is_applied_exactly_and_nothing_measured_anew(config: Data) -> None:
    shape = shapes(config)[0]
    dataset = load(config, shape, seed=3)
    again = load(config, shape, seed=4, preparation=dataset.preparation)
    assert again.preparation == dataset.preparation
    assert everything(config, shape, dataset.preparation) == everything(config, shape)


def test_another_split_is_scaled_by_the_kept_means_not_its_own() -> None:
    kept = load(Iris(), (4,), seed=0).preparation
    own = load(Iris(), (4,), seed=1)
    under = load(Iris(), (4,), seed=1, preparation=kept)
    assert own.preparation != kept
    assert not torch.equal(own.train.inputs, under.train.inputs)
    prepare = kept.prepare()
    raw = load(Iris(normalize=False), (4,), seed=1).train.inputs
    assert torch.equal(prepare(raw), under.train.inputs)


def test_answers_of_a_scaled_regression_come_back_in_the_units_of_the_target() -> None:
    scaled, own = load(Diabetes(), (10,), seed=0), load(Diabetes(scale_target=False), (10,), seed=0)
    finish = scaled.preparation.finish()
    assert finish is not None
    assert own.preparation.finish() is None
    torch.testing.assert_close(finish(scaled.test.targets), own.test.targets)
    assert torch.equal(peek(Diabetes(), 1).targets[0], torch.tensor([151.0]))


@pytest.mark.parametrize("shape", [(1, 8, 8), (64,), (3, 5, 5)])
def test_answers_that_are_the_normalized_input_come_back_as_pictures(shape: Shape) -> None:
    plain = load(Digits(target="input"), shape, seed=0)
    normal = load(Digits(target="input", normalize=True), shape, seed=0)
    finish = normal.preparation.finish()
    assert finish is not None
    torch.testing.assert_close(finish(normal.test.targets), plain.test.targets)


class Marked(gettext.NullTranslations):
    """A language whose every word is another one."""

    def gettext(self, message: str) -> str:
        return f"¡{message}!"

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return self.gettext(singular)


def test_what_is_kept_of_data_is_the_same_in_every_language(config: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    english = load(config, shapes(config)[1], seed=3)
    monkeypatch.setattr(language, "_catalogue", Marked())
    other = load(config, shapes(config)[1], seed=4, preparation=english.preparation)
    assert load(config, shapes(config)[1], seed=3).preparation == english.preparation
    assert other.fingerprint == english.fingerprint
    with pytest.raises(DataError, match="¡"):
        load(config, (1, 2, 3, 4, 5), seed=3)


def test_rows_know_the_names_of_their_columns() -> None:
    assert load(Iris(), (4,), seed=0).preparation.features[0] == "sepal length (cm)"


def test_pictures_of_any_size_are_taken_where_they_are_resized() -> None:
    resized, own = load(Digits(), (1, 28, 28), seed=0).preparation, load(Digits(), (1, 8, 8), seed=0).preparation
    assert resized.source == (1, None, None)
    assert own.source == (1, 8, 8)
    assert resized.prepare()(torch.rand(2, 1, 50, 40)).shape == (2, 1, 28, 28)


def changed_in(found: dict[str, object], key: str, value: object) -> dict[str, object]:
    return {**found, key: value}


@pytest.mark.parametrize("found", [None, 3, "text", [], {}, {"sample": "picture"}, [[[[]]]], float("nan"), {1: {2}}])
def test_other_json_is_refused_with_a_sentence(found: object) -> None:
    with pytest.raises(DataError, match="damaged") as refused:
        Preparation.from_json(found)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sample", "cow"), ("source", [4.5]), ("source", []), ("source", None), ("source", [0]), ("source", "44"),
        ("shape", [5]), ("shape", [True]), ("shape", ["4"]), ("steps", {}), ("steps", [{"kind": "explode"}]),
        ("steps", [{"kind": "normalize", "mean": [0.0], "deviation": [1.0]}]),
        ("steps", [{"kind": "normalize", "mean": [0, 0, 0, "0"], "deviation": [1.0, 1.0, 1.0, 1.0]}]),
        ("steps", [{"kind": "normalize", "mean": [0.0] * 4, "deviation": [0.0] * 4}]),
        ("steps", [{"kind": "normalize", "mean": [0.0] * 4, "deviation": [float("inf")] * 4}]),
        ("steps", [{"kind": "resize", "height": 4, "width": 4}]), ("steps", [{"kind": "grey"}]),
        ("steps", [{"kind": "reshape", "to": [5]}]), ("steps", [{"kind": "reshape", "to": []}]),
        ("target", 1.0), ("target", {"mean": 0.0}), ("target", {"mean": 0.0, "deviation": -1.0}),
        ("task", "guess"), ("classes", "abc"), ("classes", [1, 2]), ("vocabulary", -1), ("vocabulary", 1.5),
        ("features", ["one"]), ("more", 1),
    ],
)  # fmt: skip
def test_a_damaged_value_is_refused_and_its_place_named(key: str, value: object) -> None:
    whole = load(Iris(), (4,), seed=0).preparation.to_json()
    with pytest.raises(DataError, match="damaged"):
        Preparation.from_json(changed_in(whole, key, value))


def test_each_missing_entry_is_refused() -> None:
    whole = load(Iris(), (4,), seed=0).preparation.to_json()
    for key in ("sample", "source", "shape"):
        with pytest.raises(DataError, match=key):
            Preparation.from_json({name: value for name, value in whole.items() if name != key})


def test_data_of_other_classes_are_not_taken_for_those_of_the_run(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=20)
    config = ImageFolder(path=str(folder))
    kept = load(config, (3, 6, 9), seed=0).preparation
    (folder / "cats").rename(folder / "tabby_cats")
    with pytest.raises(DataError, match="tabby_cats and dogs, those of the run cats and dogs"):
        load(config, (3, 6, 9), seed=0, preparation=kept)


def test_data_of_another_kind_are_not_taken_for_those_of_the_run() -> None:
    kept = load(Digits(target="input"), (1, 8, 8), seed=0).preparation
    with pytest.raises(DataError, match="not those"):
        load(Digits(), (1, 8, 8), seed=0, preparation=kept)
    with pytest.raises(DataError, match="the Input is"):
        load(Digits(target="input"), (1, 9, 9), seed=0, preparation=kept)


def fingerprint(config: Data) -> str:
    return load(config, describe(config).sample_shape, seed=0).fingerprint


def test_a_fingerprint_is_of_the_content_and_not_of_split_shape_or_settings(config: Data) -> None:
    first = fingerprint(config)
    assert len(first) == 32
    for shape in shapes(config):
        assert load(config, shape, seed=5).fingerprint == first
    if hasattr(config, "normalize"):
        assert fingerprint(config.changed(normalize=False)) == first


@pytest.mark.parametrize("kind", sorted(NEEDED))
def test_a_fingerprint_stays_where_data_are_copied_and_touched(kind: str, tmp_path: Path) -> None:
    config = prepared(kind, tmp_path / "here")
    before = fingerprint(config)
    shutil.copytree(tmp_path / "here", tmp_path / "elsewhere" / "copy")
    for path in (tmp_path / "elsewhere").rglob("*.*"):
        os.utime(path, (1, 1))
    place = Path(config.path).relative_to(tmp_path / "here")  # type: ignore[attr-defined]
    assert fingerprint(config.changed(path=str(tmp_path / "elsewhere" / "copy" / place))) == before


def test_a_fingerprint_stays_where_files_are_unzipped(tmp_path: Path) -> None:
    plain, zipped = (write_idx_folder(tmp_path / str(each), zipped=each) for each in (False, True))
    assert fingerprint(Idx(path=str(plain))) == fingerprint(Idx(path=str(zipped)))


def test_a_fingerprint_changes_with_one_pixel_one_label_or_one_name(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=8)
    config = ImageFolder(path=str(folder))
    seen = [fingerprint(config)]
    with Image.open(folder / "cats" / "3.png") as picture:
        picture.load()
    red, green, blue = picture.getpixel((0, 0))  # type: ignore[misc]
    picture.putpixel((0, 0), (red ^ 1, green, blue))
    picture.save(folder / "cats" / "3.png")
    seen.append(fingerprint(config))
    (folder / "cats" / "4.png").rename(folder / "dogs" / "9.png")
    seen.append(fingerprint(config))
    (folder / "cats").rename(folder / "lions")
    seen.append(fingerprint(config))
    assert len(set(seen)) == len(seen)


def test_a_fingerprint_changes_with_what_makes_the_data() -> None:
    toys = data_kinds["toys"]
    seeds = {fingerprint(toys.create({"seed": seed})) for seed in range(3)}  # type: ignore[arg-type]
    assert len(seeds) == 3


def test_peeking_decodes_only_what_is_shown(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=9)
    for path in (folder / "dogs").iterdir():
        path.write_bytes(path.read_bytes()[:200])
    found = peek(ImageFolder(path=str(folder)), 4)
    assert [sample.shape for sample in found.inputs] == [(3, 6, 9)] * 4
    assert [int(target) for target in found.targets] == [0] * 4


def test_peeking_shows_pictures_at_their_own_size(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=3)
    Image.new("RGB", (40, 30)).save(folder / "cats" / "00.png")
    found = peek(ImageFolder(path=str(folder)), 3)
    assert [sample.shape[1:] for sample in found.inputs] == [(6, 9), (30, 40), (6, 9)]
    assert found.batch.shape == (2, 3, 6, 9)


def test_peeking_follows_a_kept_preparation(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "data", pictures=8)
    config = ImageFolder(path=str(folder))
    kept = load(config, (3, 6, 9), seed=0).preparation
    for path in folder.rglob("*.png"):
        with Image.open(path) as picture:
            picture.convert("L").save(path)
    assert peek(config, 1).inputs[0].shape == (1, 6, 9)
    assert peek(config, 1, kept).inputs[0].shape == (3, 6, 9)
