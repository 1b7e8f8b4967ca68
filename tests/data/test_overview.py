"""An overview of data says exactly what a training sees, for every kind of data by its being declared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from data_kinds_prepared import KINDS, prepared
from table_data import table

from studio.data import Data, Digits
from studio.data.load import describe, load
from studio.data.overview import overview


@pytest.fixture(params=KINDS, scope="module")
def config(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Each kind, set to data that are there."""
    return prepared(request.param, tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize("seed", [0, 5])
def test_the_splits_are_those_of_a_training(config: Data, seed: int) -> None:
    found = overview(config, seed)
    dataset = load(config, describe(config).sample_shape, seed)
    assert found.splits == {name: len(split) for name, split in dataset.splits.items()}
    assert (found.task, found.classes) == (dataset.task, dataset.classes)
    counts = dataset.counts
    if dataset.task == "positions":
        width = len(dataset.classes)
        each = {name: split.targets.flatten().bincount(minlength=width) for name, split in dataset.splits.items()}
        counts = {name: tuple(found.tolist()) for name, found in each.items()}
    counted = {split: dict(zip(dataset.classes, numbers, strict=True)) for split, numbers in counts.items()}
    assert found.class_counts == counted or dataset.task == "labels"


def test_an_overview_is_plain_json(config: Data) -> None:
    found = overview(config, 0).to_json()
    assert json.loads(json.dumps(found)) == found
    assert found["kind"] == config.kind
    assert set(found) >= {"kind", "shape", "classes", "splits", "class_counts", "left_out", "columns", "notes"}


def test_labels_are_counted_where_several_may_hold() -> None:
    config = Digits(target="properties")
    found, dataset = overview(config, 3), load(config, (1, 8, 8), 3)
    for name, split in dataset.splits.items():
        assert list(found.class_counts[name].values()) == torch.sum(split.targets, dim=0).tolist()


def test_nothing_is_counted_where_the_input_itself_is_learnt() -> None:
    assert overview(Digits(target="input"), 0).class_counts == {}


def test_classes_that_differ_in_capital_letters_alone_are_told(tmp_path: Path) -> None:
    lines = "".join(f"{at},{['cat', 'Cat', 'dog'][at % 3]}\n" for at in range(30))
    told = overview(table(tmp_path, f"x,y\n{lines}"), seed=0).notes
    assert told == ("“Cat” and “cat” are classes of their own, and differ in capital letters or spaces alone.",)
