"""Every sample of a split is known by its place in the data, and by its file or row where it has one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from data_files import write_picture_folder
from data_kinds_prepared import KINDS, prepared

from studio.data import Data, ImageFolder, data_kinds
from studio.data.load import load
from studio.data.sources import source_of


def loaded(config: Data):
    description = source_of(config).describe(config)
    return load(config, description.sample_shape, seed=0)


@pytest.mark.parametrize("kind", KINDS)
def test_places_are_those_of_the_samples_as_they_were_read(kind: str, tmp_path: Path) -> None:
    config = prepared(kind, tmp_path)
    reading = source_of(config).read(config)
    dataset = loaded(config)
    own = dict.fromkeys(("train", "validation", "test"), reading.train) | dict(reading.parts)
    divided: list[int] = []
    for name, split in dataset.splits.items():
        assert split.origins is not None
        places = split.origins.places
        assert len(set(places.tolist())) == len(places) == len(split)
        divided += [] if name in reading.parts and name != "train" else places.tolist()
        if dataset.task == "classes":
            assert (np.asarray(own[name].targets)[places] == split.targets.numpy()).all()
    assert len(set(divided)) == len(divided)


@pytest.mark.parametrize("kind", ["image_folder", "text", "waveforms"])
def test_files_are_named_within_their_folder(kind: str, tmp_path: Path) -> None:
    config = prepared(kind, tmp_path)
    names = [
        split.origins.source(at, config.path) for split in loaded(config).splits.values() for at in range(len(split))
    ]
    assert len(set(names)) == len(names) > 10
    assert all((Path(config.path) / name).is_file() for name in names)


def test_a_file_lies_in_the_folder_of_its_class(tmp_path: Path) -> None:
    folder = write_picture_folder(tmp_path / "pictures", pictures=20)
    dataset = loaded(ImageFolder(path=str(folder)))
    for at in range(len(dataset.test)):
        name = dataset.test.origins.source(at, str(folder))
        assert name.split("/")[-2] == dataset.classes[int(dataset.test.targets[at])]


def test_rows_are_counted_as_a_spreadsheet_does_whatever_is_left_out(tmp_path: Path) -> None:
    lines = ["a,b,kind", *(f"{at},{'' if at == 3 else at / 10},{'xy'[at % 2]}" for at in range(40))]
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "later.csv").write_text("a,b,kind\n100,1.5,x\n101,,x\n102,2.5,y\n", encoding="utf-8")
    settings = {
        "path": str(tmp_path / "t.csv"), "test_path": str(tmp_path / "later.csv"), "roles": {"kind": "class"},
        "normalize": False, "missing": "drop",
    }  # fmt: skip
    dataset = loaded(data_kinds["table"].create(settings))
    for split, name in (("train", "t.csv"), ("validation", "t.csv"), ("test", "later.csv")):
        part = dataset.splits[split]
        file = (tmp_path / name).read_text(encoding="utf-8").splitlines()
        for at, values in enumerate(part.inputs):
            told, _, row = part.origins.source(at).rpartition(":")
            assert told == name
            assert file[int(row) - 1].startswith(f"{int(values[0])},")
            assert part.origins.places[at] == int(row) - 2
    assert dataset.test.origins.rows.tolist() == [2, 4]


def test_rows_of_texts_are_known_too(tmp_path: Path) -> None:
    lines = ["said,kind", *(f'"{"good" if at % 2 else "bad"} words number {at}",{at % 2}' for at in range(40))]
    lines[5] = '"",1'
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    settings = {"path": str(tmp_path / "t.csv"), "text": "said", "target": "kind", "length": 4, "vocabulary": 50}
    config = data_kinds["text_table"].create(settings)
    samples = source_of(config).read(config).train
    for at, text in enumerate(samples.inputs):
        row = int(samples.origins.source(at).rpartition(":")[2])
        assert text in lines[row - 1]
    assert len(samples) == 39


def test_arrays_are_numbered_before_any_sample_is_left_out(tmp_path: Path) -> None:
    values = np.arange(60.0, dtype=np.float32).reshape(20, 3)
    values[4, 1] = np.nan
    np.savez(tmp_path / "a.npz", x=values, y=np.arange(20) % 2)
    config = data_kinds["arrays"].create({"path": str(tmp_path / "a.npz"), "normalize": False})
    dataset = loaded(config)
    for split in dataset.splits.values():
        assert (split.inputs[:, 0].numpy() == values[split.origins.places, 0]).all()
