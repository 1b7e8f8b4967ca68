"""`studio profile`: what layers take, as a table or as JSON, and whether budgets are kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio import api
from studio.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("profile") / "small.nns"
    api.document(api.network(4).Linear(64).ReLU().Linear(3), "small").set({"data": "iris"}).save(place)
    return place


def told(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["profile", *map(str, arguments)])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_json_has_each_layer_with_its_figures(capsys: Capture, network: Path) -> None:
    status, out, _ = told(capsys, network, "--batch", 8, "--device", "cpu", "--json", "--budget", "10 s")
    found = json.loads(out)
    assert (status, found["device"], found["batch"], found["repeats"] >= 5) == (0, "cpu", 8, True)
    assert [each["name"] for each in found["layers"]] == ["fc1", "relu1", "fc2"]
    for each in found["layers"]:
        low, high = each["forward_spread_ms"]
        assert low <= each["forward_ms"] <= high
        assert each["backward_ms"] > 0
    assert found["layers"][0]["macs"] == 8 * 4 * 64
    assert found["layers"][1]["kept_bytes"] == 4 * 8 * 64
    assert sum(each["share"] for each in found["layers"]) == pytest.approx(1)
    assert found["roofline"]["ridge"] > 0
    assert found["budgets"][0]["meets"]


def test_a_budget_that_is_not_kept_is_told_with_changes(capsys: Capture, network: Path) -> None:
    status, out, _ = told(capsys, network, "--device", "cpu", "--budget", "20 kB")
    assert status == 1
    assert "20 kB is not kept." in out
    assert "training.batch_size=" in out
    assert "fc1" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--budget", "fast"], "“fast” is no budget"), (["--device", "mps"], "mps"), (["--batch", "0"], "batch")],
)
def test_what_cannot_be_measured_is_told(capsys: Capture, network: Path, arguments: list[str], words: str) -> None:
    status, out, err = told(capsys, network, *arguments)
    assert status != 0
    assert words in err
    assert out == ""


def test_a_network_with_errors_is_told_by_its_problem(capsys: Capture, tmp_path: Path) -> None:
    api.document(api.network(4).Conv2d(8, 3)).save(tmp_path / "broken.nns")
    status, _, err = told(capsys, tmp_path / "broken.nns")
    assert status == 1
    assert "Conv2d" in err
