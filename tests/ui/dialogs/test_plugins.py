"""Plug-ins in the window: listed with their origin, loaded once a person allows them, broken ones told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from plugin_made import BROKEN, distribution
from pytestqt.qtbot import QtBot

from studio.project import plugins
from studio.ui.background.pool import Pool
from studio.ui.dialogs.plugins import PluginsDialog

LONG = 60_000


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution(tmp_path, "nn-broken-here", BROKEN, "[nn_studio.layers]\nBad = nn_broken_here:Bad\n", "0.1")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])


@pytest.mark.slow
def test_a_plugin_runs_only_once_it_is_allowed_and_a_broken_one_is_told(
    qtbot: QtBot, pool: Pool, installed: None
) -> None:
    dialog = PluginsDialog(pool)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "nn-broken-here" in dialog.boxes, timeout=LONG)
    box = dialog.boxes["nn-broken-here"]
    assert box.text() == "nn-broken-here 0.1"
    assert not box.isChecked()
    assert not plugins.is_loaded("nn-broken-here")
    box.click()
    qtbot.waitUntil(lambda: "its library is missing" in dialog.message.text, timeout=LONG)
    assert "nn-broken-here" in plugins.allowed()
    box.click()
    qtbot.waitUntil(lambda: "nn-broken-here" not in plugins.allowed(), timeout=LONG)
    dialog.close()
