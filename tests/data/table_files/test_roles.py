"""What a table's columns are for, and what is learnt of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from table_data import table

from studio.data import TableFile
from studio.data.errors import DataError
from studio.data.load import describe, load
from studio.data.overview import overview
from studio.data.sources import source_of
from studio.layers import ParameterError


def targets(config: TableFile) -> list[object]:
    return source_of(config).read(config).train.targets.tolist()


def test_numbers_among_the_examples_have_no_more_digits_than_the_file(tmp_path: Path) -> None:
    config = table(tmp_path, "x,y\n52.8,a\n140.1,b\n0.3,a\n", roles={"y": "class"})
    assert describe(config).columns[0].examples == ("52.8", "140.1", "0.3")


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ({"a": "classes"}, "“classes” for “a” is no role"),
        ({"a": "class", "b": "class"}, "only one column can have the role class, not “a” and “b”"),
        ({"a": "group", "b": "group"}, "only one column can have the role group"),
        ({"a": "class", "b": "number"}, "class and number cannot be learnt together"),
        ("a", "written by columns"),
        ("{", "no JSON object"),
        (7, "written by columns"),
    ],
)
def test_roles_that_contradict_are_refused_at_their_field(roles: object, told: str) -> None:
    with pytest.raises(ParameterError) as refused:
        TableFile.create({"path": "x.csv", "roles": roles})
    assert told in str(refused.value)


@pytest.mark.parametrize("written", ["a=class, b=ignore", '{"a": "class", "b": "ignore"}'])
def test_roles_are_read_as_they_are_written_on_a_line(written: str) -> None:
    made = TableFile.create({"path": "x.csv", "roles": written})
    assert made.roles == (("a", "class"), ("b", "ignore"))
    assert made.params()["roles"] == {"a": "class", "b": "ignore"}
    assert TableFile.create(made.params()) == made


def test_a_class_written_in_numbers_is_in_their_order(tmp_path: Path) -> None:
    config = table(tmp_path, "x,y\n1,10\n2,9\n3,10\n4,100\n")
    assert describe(config).classes == ("9", "10", "100")
    assert targets(config) == [1, 0, 1, 2]


def test_names_that_look_like_numbers_are_kept_as_they_are_written(tmp_path: Path) -> None:
    config = table(tmp_path, "code,y\n007,01\n7,1\n007,01\n", roles={"code": "category", "y": "class"})
    found = describe(config)
    assert found.classes == ("01", "1")
    assert found.rows is not None
    assert found.rows.categories == (("007", "7"),)


def test_whole_numbers_that_networks_cannot_tell_apart_are_told(tmp_path: Path) -> None:
    config = table(tmp_path, "id,y\n1234567890123,a\n1234567890124,b\n")
    assert "last digits networks do not tell apart" in " ".join(describe(config).notes)
    assert describe(config.changed(roles={"id": "category", "y": "class"})).notes == ()


def test_several_numbers_are_learnt_each_on_its_own_scale(tmp_path: Path) -> None:
    lines = "".join(f"{at},{at * 1000},{at / 10}\n" for at in range(40))
    config = table(tmp_path, f"x,big,small\n{lines}", roles={"big": "number", "small": "number"})
    dataset = load(config, (1,), seed=0)
    assert (dataset.task, dataset.classes) == ("numbers", ("big", "small"))
    torch.testing.assert_close(dataset.train.targets.mean(dim=0), torch.zeros(2), atol=1e-5, rtol=0)
    finish = dataset.preparation.finish()
    assert finish is not None
    plain = load(config.changed(scale_target=False), (1,), seed=0)
    torch.testing.assert_close(finish(dataset.test.targets), plain.test.targets)
    assert "big (" in dataset.note


def test_labels_stand_in_one_column_with_a_separator(tmp_path: Path) -> None:
    config = table(tmp_path, 'x,y\n1,"dog; cat"\n2,cat\n3,\n4,dog\n', roles={"y": "labels"}, test=0.0, validation=0.0)
    assert describe(config).classes == ("cat", "dog")
    assert targets(config) == [[1.0, 1.0], [1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]
    assert overview(config, 0).class_counts["train"] == {"cat": 2, "dog": 2}


def test_labels_stand_in_columns_of_0_and_1(tmp_path: Path) -> None:
    config = table(tmp_path, "x,sweet,round\n1,0,true\n2,1,no\n3,,yes\n", roles={"sweet": "labels", "round": "labels"})
    assert describe(config).classes == ("sweet", "round")
    assert targets(config) == [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    wrong = table(tmp_path, "x,sweet,round\n1,0,1\n2,2,0\n", roles={"sweet": "labels", "round": "labels"})
    with pytest.raises(DataError, match=r"“2” \(row 3\), neither 0 nor 1"):
        describe(wrong)


def test_a_number_can_be_a_category_and_switches_are_numbers(tmp_path: Path) -> None:
    config = table(tmp_path, "code,on,y\n10,true,a\n9,FALSE,b\n10,True,a\n", roles={"code": "category", "y": "class"})
    found = describe(config)
    assert found.rows is not None
    assert found.rows.categories == (("9", "10"), ())
    assert found.sample_shape == (3,)
    assert source_of(config).read(config).train.inputs.tolist() == [[1, 1], [0, 0], [1, 1]]


def test_columns_are_told_with_role_type_and_examples(tmp_path: Path) -> None:
    config = table(tmp_path, None, roles={"n": "ignore", "y": "class"})
    found = {column.name: column for column in describe(config).columns}
    assert {name: (column.role, column.type) for name, column in found.items()} == {
        "n": ("ignore", "number"), "x": ("feature", "number"), "colour": ("feature", "text"), "y": ("class", "text"),
    }  # fmt: skip
    assert (found["colour"].distinct, found["colour"].examples) == (2, ("red", "red", "blue"))
    assert describe(config).features == ("x", "colour")


@pytest.mark.parametrize(
    ("roles", "told", "remedy"),
    [
        ({"yy": "class"}, "has no column “yy”", "It has “y”"),
        ({}, "No column says what is to be learnt", "Give a column the role class"),
        ({"y": "class", "colour": "text"}, "has the role text", "ignore or category"),
        ({"colour": "number"}, "is to be a number, but is text such as “red”", "ignore"),
        (
            {"y": "class", "n": "ignore", "x": "ignore", "colour": "ignore"},
            "No column is left to learn from",
            "feature",
        ),
    ],
)
def test_roles_that_the_table_cannot_fill_are_sentences(
    roles: dict[str, str], told: str, remedy: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as refused:
        describe(table(tmp_path, None, roles=roles))
    assert told in refused.value.message
    assert remedy in refused.value.remedy


def test_tokens_are_one_vocabulary_for_all_columns(tmp_path: Path) -> None:
    text = "a,b,y\n" + "".join(f"{'pqr'[at % 3]},{'uv'[at % 2]},{at % 2}\n" for at in range(12))
    config = table(tmp_path, text, categories="tokens")
    found = describe(config)
    assert (found.vocabulary, found.sample_shape) == (5, (2,))
    dataset = load(config, (2,), seed=0)
    assert dataset.train.inputs.dtype == torch.int64
    assert set(dataset.train.inputs[:, 0].tolist()) <= {0, 1, 2}
    assert set(dataset.train.inputs[:, 1].tolist()) <= {3, 4}
    with pytest.raises(DataError, match="numbers are in “n” and “x”"):
        describe(table(tmp_path, None, categories="tokens"))


GAPS = "n,colour,y\n" + "".join(
    f"{'' if at % 5 == 0 else at},{'' if at % 4 == 0 else 'rb'[at % 2]},{'ab'[at % 2]}\n" for at in range(40)
)


def test_missing_numbers_are_the_mean_of_training_rows(tmp_path: Path) -> None:
    config = table(tmp_path, GAPS, missing="mean", normalize=False)
    dataset = load(config, (4,), seed=0)
    raw = source_of(config).read(config).train.inputs[:, 0]
    assert sum(len(split) for split in dataset.splits.values()) == 40
    trained = dataset.train.inputs[:, 0]
    present = trained[torch.from_numpy(np.isin(trained.numpy(), raw[~np.isnan(raw)]))]
    filled = [value for value in trained.tolist() if value not in raw]
    assert len(set(filled)) == 1
    assert filled[0] == pytest.approx(present.mean().item(), rel=1e-5)
    assert dataset.preparation.categories == ((), ("b", "r", ""))


def test_missing_values_can_be_a_category_and_a_mark_of_their_own(tmp_path: Path) -> None:
    config = table(tmp_path, GAPS, missing="category", normalize=False)
    found = describe(config)
    assert found.sample_shape == (5,)
    dataset = load(config, (5,), seed=0)
    mean = dataset.preparation.steps[0].values[0]  # type: ignore[union-attr]
    for split in dataset.splits.values():
        marks = split.inputs[:, -1]
        assert torch.equal(marks == 1, split.inputs[:, 0] == mean)
        assert torch.equal(split.inputs[:, 1:4].sum(dim=1), torch.ones(len(split)))


def test_categories_are_not_scaled(tmp_path: Path) -> None:
    dataset = load(table(tmp_path, None), (4,), seed=0)
    assert set(dataset.train.inputs[:, 2:].unique().tolist()) == {0.0, 1.0}
    torch.testing.assert_close(dataset.train.inputs[:, :2].mean(dim=0), torch.zeros(2), atol=1e-5, rtol=0)


def test_words_for_a_missing_value_in_a_column_of_text_are_told(tmp_path: Path) -> None:
    countries = "country,y\n" + "".join(f"{'NA' if at % 4 == 0 else 'DE'},{at % 2}\n" for at in range(12))
    config = table(tmp_path, countries, missing="mean")
    assert "3 values are words" in " ".join(describe(config).notes)
    named = describe(config.changed(missing_words=""))
    assert named.rows is not None
    assert named.rows.categories == (("DE", "NA"),)


@pytest.mark.parametrize("value", ["{}%", "€{}", "-{},5 €", "$ {}"])
def test_numbers_with_a_sign_are_no_categories_unless_asked_for(value: str, tmp_path: Path) -> None:
    rows = [f'"{value.format(at)}",{"ab"[at % 2]}' for at in range(30)]
    written = "\n".join(["x,kind", *rows])
    with pytest.raises(DataError, match="holds numbers with a sign"):
        describe(table(tmp_path, written, roles={"kind": "class"}))
    assert describe(table(tmp_path, written, roles={"kind": "class", "x": "category"})).sample_shape == (30,)
