"""The summary as CSV has the numbers of the JSON one, and the rows inside blocks."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

from studio.project.file import save
from studio.project.templates import template


def test_csv_has_the_numbers_of_the_json_summary(studio, lenet: Path) -> None:
    nodes = json.loads(studio("summary", lenet, "--json").out)["nodes"]
    result = studio("summary", lenet, "--csv")
    found = list(csv.DictReader(StringIO(result.out)))
    assert result.status == 0
    assert [row["name"] for row in found] == [node["name"] for node in nodes]
    for row, node in zip(found, nodes, strict=True):
        assert int(row["parameters"]) == node["parameters"]
        assert int(row["MACs"]) == node["macs"]
        assert int(row["activation memory"]) == node["activation_bytes"]
    assert found[1]["output shape"] == "6x28x28"


def test_layers_inside_a_block_follow_it_and_add_up_to_it(studio, tmp_path: Path) -> None:
    path = tmp_path / "resnet.nns"
    save(template("resnet18").load(), path)
    found = {row["name"]: row for row in csv.DictReader(StringIO(studio("summary", path, "--csv").out))}
    tops = [name for name in found if "." not in name]
    inner = {name for name in found if "." in name}
    assert inner
    assert sum(int(found[name]["parameters"]) for name in tops) == 11_689_512
    leaves = [name for name in found if not any(other.startswith(f"{name}.") for other in found)]
    assert sum(int(found[name]["parameters"]) for name in leaves) == 11_689_512
