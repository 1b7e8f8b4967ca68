"""Samples that were read once stay on the device that computes."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from pictures_on_disk import SHAPE, on_disk

from studio.data.load import load
from studio.data.stores.picture_store import PictureStore
from studio.data.stores.resident import Resident


def test_all_that_was_read_is_there_and_nothing_else_is_promised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = load(on_disk(tmp_path / "data", monkeypatch), SHAPE, 0).train.store
    assert isinstance(store, PictureStore)
    resident = Resident(store, torch.device("cpu"))
    order = torch.randperm(len(store), generator=torch.Generator().manual_seed(0))
    for places in order.split(7):
        assert not resident.is_complete
        resident.put(places, store.take(places))
        assert torch.equal(resident.take(places), store.take(places))
    assert resident.is_complete
    resident.put(order[:3], store.take(order[:3]))
    assert resident.is_complete
    assert torch.equal(resident.take(torch.arange(len(store))), store.between(0, len(store)))
