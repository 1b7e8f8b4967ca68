"""Rows of a table are divided by chance, by groups, by a column or by files of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from table_data import rows, table

from studio.data import TableFile
from studio.data.errors import DataError
from studio.data.load import describe, load
from studio.data.overview import overview
from studio.data.sources import source_of

HEADER = "n,x,colour,y\n"
PEOPLE = "who,n,y\n" + "".join(f"p{at // 4},{at},{'ab'[at % 2]}\n" for at in range(200))


def grouped(folder: Path, **settings: object) -> TableFile:
    return table(folder, PEOPLE, roles={"who": "group", "y": "class"}, normalize=False, **settings)


@pytest.mark.parametrize("seed", range(3))
def test_no_group_is_in_two_splits(seed: int, tmp_path: Path) -> None:
    config = grouped(tmp_path, validation=0.2, test=0.2)
    dataset = load(config, (1,), seed)
    people = {name: {int(n) // 4 for n in split.inputs[:, 0]} for name, split in dataset.splits.items()}
    assert not people["train"] & people["validation"]
    assert not people["train"] & people["test"]
    assert not people["validation"] & people["test"]
    assert set().union(*people.values()) == set(range(50))
    assert len(dataset.test) == pytest.approx(40, abs=2)
    assert dataset.counts["test"] == (len(dataset.test) // 2,) * 2


def test_groups_are_divided_by_the_seed_alone(tmp_path: Path) -> None:
    config = grouped(tmp_path)
    assert overview(config, 1).splits == overview(config, 1).splits
    first, other = (load(config, (1,), seed).train.inputs[:, 0].tolist() for seed in (1, 2))
    assert first != other


def test_a_single_group_cannot_be_divided(tmp_path: Path) -> None:
    config = table(tmp_path, "who,n,y\n" + "".join(f"one,{at},{'ab'[at % 2]}\n" for at in range(9)),
                   roles={"who": "group", "y": "class"})  # fmt: skip
    with pytest.raises(DataError, match="Only 1 group is there"):
        load(config, (1,), 0)


def test_a_column_gives_the_splits_under_any_usual_word(tmp_path: Path) -> None:
    words = ["train", "Training", "val", "dev", "TEST"]
    text = "part,n,y\n" + "".join(f"{words[at % 5]},{at},{'ab'[at // 5 % 2]}\n" for at in range(40))
    config = table(tmp_path, text, roles={"part": "split", "y": "class"}, normalize=False)
    dataset = load(config, (1,), seed=0)
    for name, rests in (("train", (0, 1)), ("validation", (2, 3)), ("test", (4,))):
        split = dataset.splits[name]
        assert {int(n) % 5 for n in split.inputs[:, 0]} == set(rests)
    assert describe(config).sizes == {"train": 16, "validation": 16, "test": 8}


@pytest.mark.parametrize("word", ["", "exam"])
def test_a_word_that_is_no_split_is_named(word: str, tmp_path: Path) -> None:
    config = table(tmp_path, f"part,n,y\ntrain,1,a\ntrain,2,b\n{word},3,b\n", roles={"part": "split", "y": "class"})
    with pytest.raises(DataError, match=rf"“{word}” \(row 4\), which is no split"):
        describe(config)


def with_test(folder: Path, test: str, **settings: object) -> TableFile:
    (folder / "test.csv").write_text(test)
    return table(folder, None, test_path=str(folder / "test.csv"), **settings)


def test_a_file_of_its_own_is_the_test(tmp_path: Path) -> None:
    config = with_test(tmp_path, HEADER + rows(6), validation=0.25)
    assert overview(config, 0).splits == {"train": 15, "validation": 5, "test": 6}
    assert describe(config).sizes == {"train": 20, "test": 6}


def test_columns_may_stand_in_another_order_in_another_file(tmp_path: Path) -> None:
    config = with_test(tmp_path, "y,colour,extra,n,x\na,red,9,1,0.25\nb,blue,9,2.5,1\n", normalize=False)
    reading = source_of(config).read(config)
    assert reading.test.inputs.tolist() == [[1.0, 0.25, 1.0], [2.5, 1.0, 0.0]]


def test_a_column_that_the_test_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"“test.csv” lacks the column “colour” of “table.csv”"):
        describe(with_test(tmp_path, "n,x,y\n1,2,a\n"))


def test_a_category_that_only_the_test_has_is_left_out_and_told(tmp_path: Path) -> None:
    config = with_test(tmp_path, f"{HEADER}1,2,violet,a\n1,2,red,b\n")
    (left,) = describe(config).left_out
    assert (left.reason, left.kind, left.count) == ("unknown", "colour", 1)
    assert left.examples == ("row 2 of “test.csv”: “violet”",)
    assert len(load(config, (4,), 0).test) == 1


def test_a_class_that_only_the_test_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"“c” \(row 3 of “test.csv”\), which no row has that is trained on"):
        describe(with_test(tmp_path, f"{HEADER}1,2,red,a\n1,2,red,c\n"))


def test_splits_are_not_given_twice(tmp_path: Path) -> None:
    config = with_test(tmp_path, HEADER + rows(6), roles={"colour": "split", "y": "class"})
    with pytest.raises(DataError, match="Splits are given twice"):
        describe(config)


def test_a_group_in_two_given_splits_is_refused(tmp_path: Path) -> None:
    text = "part,who,n,y\n" + "".join(
        f"{['train', 'test'][at % 2]},p{at // 4},{at},{'ab'[at // 2 % 2]}\n" for at in range(16)
    )
    config = table(tmp_path, text, roles={"part": "split", "who": "group", "y": "class"})
    with pytest.raises(DataError, match="The group “p0” of the column “who” is in two"):
        describe(config)
