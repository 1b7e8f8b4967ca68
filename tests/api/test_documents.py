"""Documents are values: opened, changed and saved by scripts, with errors that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio import api


@pytest.fixture
def flowers() -> api.Document:
    return api.document(api.network(4).Linear(16).ReLU().Linear(3), "flowers").set({"data": "iris"})


def test_an_edit_gives_another_document(flowers: api.Document) -> None:
    assert flowers.rename("fc1", "hidden").nodes == ("input", "hidden", "relu1", "fc2", "output")
    shorter = flowers.remove("relu1")
    assert str(shorter.project.graph["fc2"].inputs[0]) == "fc1"
    assert flowers.nodes == ("input", "fc1", "relu1", "fc2", "output")
    assert str(flowers.connect("fc1", "fc2").project.graph["fc2"].inputs[0]) == "fc1"
    assert flowers.disconnect("fc2").project.graph["fc2"].inputs == (None,)


def test_settings_are_set_by_their_dotted_names(flowers: api.Document) -> None:
    changed = flowers.set(
        {"training.optimizer": "Adam", "training.optimizer.lr": 0.02, "fc1.bias": False, "training.epochs": 3}
    )
    assert (changed.project.training.optimizer.lr, changed.project.training.epochs) == (0.02, 3)
    assert changed.layer("fc1").bias is False
    assert changed.set({"training.early_stopping": True}).project.training.early_stopping is not None


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda each: each.change("fc9", out_features=2), "“fc9”"),
        (lambda each: each.change("fc1", out_features=-1), "out_features of Linear must be"),
        (lambda each: each.connect("fc2", "fc1"), "would form a loop"),
        (lambda each: each.connect("fc1:x", "fc2"), "does not name an output"),
        (lambda each: each.set({"training.optimizer.rate": 1}), "rate"),
        (lambda each: each.set({"training.epochs": 0}), "epochs"),
        (lambda each: each.rename("fc1", "fc2"), "fc2"),
        (lambda each: each.save(), "has no file yet"),
        (lambda each: api.open("nowhere.nns"), "nowhere.nns"),
        (lambda each: api.template("nothing"), "There is no template “nothing”"),
        (lambda each: api.export(each, "flowers.xyz"), "does not say what to write"),
        (lambda each: api.export(each, "flowers.py", colour="red"), "colour"),
        (lambda each: api.evaluate("nowhere"), "nowhere"),
        (lambda each: api.compare(each, "nowhere.nns"), "nowhere.nns"),
    ],
)
def test_what_cannot_be_done_is_told_with_a_sentence(flowers: api.Document, edit: object, told: str) -> None:
    with pytest.raises(api.StudioError) as caught:
        edit(flowers)  # type: ignore[operator]
    assert told in str(caught.value)
    assert caught.value.message


def test_a_document_saved_elsewhere_still_finds_its_data(tmp_path: Path, flowers: api.Document) -> None:
    (tmp_path / "table.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    here = flowers.set({"data": "table"}).save(tmp_path / "one.nns")
    here = here.set({"data.path": "table.csv"}).save()
    (tmp_path / "deeper").mkdir()
    there = here.save(tmp_path / "deeper" / "two.nns")
    assert Path(there.project.data.path) == tmp_path / "table.csv"  # type: ignore[attr-defined]
    assert api.open(there.path or "").project.id == here.project.id


@pytest.mark.slow
def test_a_file_compared_with_a_document(tmp_path: Path, flowers: api.Document) -> None:
    flowers.save(tmp_path / "flowers.nns")
    found = api.compare(tmp_path / "flowers.nns", flowers.remove("relu1").set({"training.seed": 5}))
    assert list(found.removed) == ["relu1"]
    assert any("training.seed" in each for each in found.told)
