"""`studio cache` tells what is kept of decoded pictures, limits it and removes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from data_files import project_of_data as project
from pictures_on_disk import SHAPE, on_disk

from studio.data.load import load


def told(studio, *options: str) -> dict[str, object]:
    result = studio("cache", *options, "--json")
    assert (result.status, result.err) == (0, "")
    return json.loads(result.out)


def test_what_is_kept_is_told_limited_and_removed(studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(studio)["caches"] == []
    folder = tmp_path / "data"
    assert len(load(on_disk(folder, monkeypatch), SHAPE, 0).train.inputs) > 30
    file = project(tmp_path / "pets.nns", kind="image_folder", path="data")
    assert "decoded, are kept in the cache" in studio("data", file).out
    (kept,) = told(studio)["caches"]
    assert kept["of"] == str(folder)
    assert kept["bytes"] > 30 * 3 * 8 * 8
    assert "samples of" in studio("cache").out
    assert told(studio, "--limit", "0.5")["limit"] == 2**29
    assert told(studio)["limit"] == 2**29
    assert told(studio, "--usual-limit")["limit"] != 2**29
    assert [each["of"] for each in told(studio, "--clear")["caches"]] == [str(folder)]
    load(on_disk(tmp_path / "other", monkeypatch).changed(target="input"), SHAPE, 0)
    assert told(studio, "--clear")["caches"] == []


@pytest.mark.parametrize("limit", ["-1", "much", "nan", "inf"])
def test_a_limit_that_is_none_is_refused(studio, limit: str) -> None:
    result = studio("cache", "--limit", limit)
    assert result.status != 0
    assert result.err
    assert "Traceback" not in result.err
