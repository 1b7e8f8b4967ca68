"""What is given as files goes to the network bit for bit as the training's own reader brings it there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from data_files import write_idx_folder, write_picture_folder, write_tones
from PIL import Image
from sklearn.datasets import load_digits
from table_data import table
from text_files import text_table, write_texts
from torch import Tensor

from studio.data import Data, data_kinds
from studio.data.load import first, load
from studio.data.preparation import Preparation
from studio.evaluation.inputs.habits import Habits
from studio.evaluation.inputs.raw_inputs import Given, given, given_row, given_text
from studio.evaluation.inputs.typed import cells
from studio.layers import Shape


def made(kind: str, **settings: object) -> Data:
    return data_kinds[kind].create(settings)  # type: ignore[return-value]


def prepared(found: Sequence[Given], preparation: Preparation) -> Tensor:
    """What the network sees of samples that all could be read."""
    assert [each.error for each in found] == [""] * len(found)
    samples = [each.sample for each in found if each.sample is not None]
    return torch.cat([preparation.prepare()(sample[None]) for sample in samples])


def alike(config: Data, shape: Shape, inputs: Sequence[Path | str], count: int) -> list[Given]:
    """Check the inputs against as many first samples to train on, by a preparation that the training measures."""
    preparation = load(config, shape, 0).preparation
    found = [each for name in inputs for each in given(str(name), preparation, Habits.of(config))][:count]
    assert torch.equal(prepared(found, preparation), first(config, len(found), preparation))
    return found


@pytest.mark.parametrize("shape", [(3, 6, 9), (1, 5, 5), (1, 12, 7)])
def test_pictures_of_a_folder(tmp_path: Path, shape: Shape) -> None:
    folder = write_picture_folder(tmp_path / "pictures", pictures=20)
    config = made("image_folder", path=str(folder), normalize=True)
    names = sorted(folder.glob("cats/*.png"))[:4]
    assert len(alike(config, shape, names, 4)) == 4


def test_a_folder_is_gone_through_in_the_order_of_its_paths(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "pictures", pictures=20)
    (folder / "notes.txt").write_text("no picture", encoding="utf-8")
    config = made("image_folder", path=str(folder))
    found = alike(config, (3, 6, 9), [folder], 99)
    assert [each.name for each in found] == sorted(map(str, folder.glob("*/*.png")))


def test_pictures_of_the_mnist_family_saved_as_files(tmp_path: Path) -> None:
    config = made("idx", path=str(write_idx_folder(tmp_path / "idx")), normalize=True)
    pictures = np.random.default_rng(0).integers(0, 256, (60, 7, 5), dtype=np.uint8)[:3]
    for at, pixels in enumerate(pictures):
        Image.fromarray(pixels).save(tmp_path / f"{at}.png")
    alike(config, (1, 7, 5), sorted(tmp_path.glob("*.png")), 3)
    np.save(tmp_path / "batch.npy", pictures)
    np.save(tmp_path / "first.npy", pictures[0])
    assert [each.name for each in alike(config, (1, 7, 5), [tmp_path / "batch.npy"], 3)] == [
        f"{tmp_path / 'batch.npy'}:{at}" for at in range(3)
    ]
    assert [each.name for each in alike(config, (1, 7, 5), [tmp_path / "first.npy"], 1)] == [
        str(tmp_path / "first.npy")
    ]


def test_digits_as_an_array(tmp_path: Path) -> None:
    np.save(tmp_path / "digits.npy", load_digits().images[:5] / 16)
    alike(made("digits"), (1, 8, 8), [tmp_path / "digits.npy"], 5)


@pytest.mark.parametrize("missing", ["mean", "category", "drop"])
def test_rows_of_a_table_with_gaps_categories_and_targets(tmp_path: Path, missing: str) -> None:
    lines = [
        f"{'' if at % 5 == 4 else at / 7},{'' if at % 7 == 6 else 'rgb'[at % 3]},{at % 2},{at}" for at in range(60)
    ]
    config = table(
        tmp_path,
        "\n".join(["size,colour,sold,price", *lines]),
        roles={"price": "number"},
        missing=missing,
        normalize=True,
    )
    found = alike(config, (7 if missing == "category" else 5 if missing == "drop" else 6,), [tmp_path / "table.csv"], 4)
    assert found[0].name.endswith("table.csv:2")


def test_rows_in_other_columns_with_others_beside_them(tmp_path: Path) -> None:
    config = table(tmp_path)
    preparation = load(config, (4,), 0).preparation
    (tmp_path / "new.tsv").write_text("colour\textra\tx\tn\nred\t?\t0\t0\nred\t\t0.5\t1\nblue\tno\t1\t2\n")
    found = prepared(list(given(str(tmp_path / "new.tsv"), preparation, Habits.of(config))), preparation)
    assert torch.equal(found, first(config, 3, preparation))
    typed = ("n=0,x=0,colour=red", "colour=red, x=0.5 ,n=1", '{"n": 2, "x": 1.0, "colour": "blue"}')
    rows = [given_row("row", cells(text, preparation), preparation, Habits.of(config)) for text in typed]
    assert torch.equal(prepared(rows, preparation), found)


def test_a_parquet_table(tmp_path: Path) -> None:
    import polars as pl

    config = table(tmp_path)
    pl.read_csv(tmp_path / "table.csv").write_parquet(tmp_path / "table.parquet")
    alike(config, (4,), [tmp_path / "table.parquet"], 5)


def test_tokens_of_categories(tmp_path: Path) -> None:
    lines = [f"{'abc'[at % 3]},{'xy'[at % 2]},{at % 2}" for at in range(30)]
    config = table(tmp_path, "\n".join(["one,two,y", *lines]), categories="tokens")
    found = alike(config, (2,), [tmp_path / "table.csv"], 6)
    assert found[0].sample is not None
    assert found[0].sample.dtype == torch.int64


def test_recordings_of_another_rate_and_length(tmp_path: Path) -> None:
    folder = write_tones(tmp_path / "tones")
    config = made("waveforms", path=str(folder), rate=5_000, length=50, normalize=True)
    alike(config, (1, 50), sorted(folder.glob("high/*.wav"))[:4], 4)


@pytest.mark.parametrize("tokens", ["words", "characters", "byte-pairs"])
def test_texts(tmp_path: Path, tokens: str) -> None:
    folder = write_texts(tmp_path / "texts")
    config = made("text", path=str(folder), length=12, vocabulary=60, tokens=tokens)
    names = sorted(folder.glob("sea/*.txt"))[:5]
    alike(config, (12,), names, 5)
    preparation = load(config, (12,), 0).preparation
    typed = [given_text(name.read_text(encoding="utf-8"), preparation) for name in names]
    assert torch.equal(prepared(typed, preparation), first(config, 5, preparation))


def test_texts_in_a_table(tmp_path: Path) -> None:
    path = text_table(tmp_path / "texts")
    config = made("text_table", path=str(path), text="said", target="about", length=12, vocabulary=60)
    alike(config, (12,), [path], 5)


@pytest.mark.parametrize(("axes", "shape"), [("NHWC", (3, 4, 5)), ("NCHW", (3, 4, 5)), ("numbers", (4, 5, 3))])
@pytest.mark.parametrize("kind", [np.uint8, np.float32])
def test_arrays_with_channels_last_and_first(tmp_path: Path, axes: str, shape: Shape, kind: type) -> None:
    chance = np.random.default_rng(0)
    sizes = (40, 3, 4, 5) if axes == "NCHW" else (40, 4, 5, 3)
    values = chance.integers(0, 256, sizes).astype(np.uint8) if kind == np.uint8 else chance.normal(0, 3, sizes)
    np.savez(tmp_path / "all.npz", x=values.astype(kind), y=np.arange(40) % 2)
    np.save(tmp_path / "new.npy", values[:6].astype(kind))
    config = made("arrays", path=str(tmp_path / "all.npz"), axes=axes)
    alike(config, shape, [tmp_path / "new.npy"], 6)
    np.save(tmp_path / "one.npy", values[0].astype(kind))
    alike(config, shape, [tmp_path / "one.npy"], 1)


@pytest.mark.parametrize("kind", ["iris", "wine", "breast_cancer", "diabetes"])
def test_built_in_tables_as_rows(tmp_path: Path, kind: str) -> None:
    config = made(kind, normalize=True)
    preparation = load(config, (len(load(config, (LENGTHS[kind],), 0).preparation.features),), 0).preparation
    raw = [each.sample for each in _rows_of(config, preparation, tmp_path)]
    found = torch.cat([preparation.prepare()(sample[None]) for sample in raw if sample is not None])
    assert torch.equal(found, first(config, 5, preparation))


LENGTHS = {"iris": 4, "wine": 13, "breast_cancer": 30, "diabetes": 10}


def _rows_of(config: Data, preparation: Preparation, folder: Path) -> list[Given]:
    from studio.data.preview import peek

    rows = peek(config, 5, preparation).batch.tolist()
    lines = [",".join(f'"{name}"' for name in preparation.features)]
    lines += [",".join(f"{np.float32(value)!s}" for value in row) for row in rows]
    (folder / "rows.csv").write_text("\n".join(lines), encoding="utf-8")
    return list(given(str(folder / "rows.csv"), preparation, Habits.of(config)))


def test_points_and_gates_have_names_for_their_numbers() -> None:
    points = load(made("toys"), (2,), 0).preparation
    assert given_row("p", {"x": "0.5", "y": "-1"}, points, Habits()).sample is not None
    gates = load(made("logic_gates"), (2,), 0).preparation
    found = given_row("g", {"x1": "1", "x2": "0"}, gates, Habits()).sample
    assert found is not None
    assert found.tolist() == [1.0, 0.0]
