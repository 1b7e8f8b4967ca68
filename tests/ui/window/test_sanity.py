"""Tests of a network before it is trained, from the menu: one batch learnt by heart, and ways to begin."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from studio.insight.depths import SCHEMES
from studio.training.optimizers import SGD
from studio.ui.widgets.histogram import Histogram
from studio.ui.window.main_window import MainWindow

LONG = 120_000


@pytest.fixture
def shown(window: MainWindow) -> MainWindow:
    window.documents.open_template("two-layer-net")
    return window


@pytest.mark.slow
def test_a_batch_that_is_learnt_and_one_that_is_not_are_told(qtbot: QtBot, shown: MainWindow) -> None:
    before = shown.session.project
    shown.action["train.one_batch"].trigger()
    dialog = shown.values.one_batch
    assert dialog is not None
    assert dialog.isModal()
    qtbot.waitUntil(lambda: not dialog.trial.is_active, timeout=LONG)
    found = dialog.trial.found
    assert found is not None
    assert found.words in dialog.outcome.text
    assert list(dialog.plot.lines[0].y) == pytest.approx(list(found.losses))
    assert shown.session.project is before
    dialog.close()
    still = before.training.changed(optimizer=SGD(lr=1e-9))
    shown.session.apply("Still", replace(before, training=still))
    shown.values.learn_one_batch()
    second = shown.values.one_batch
    assert second is not None
    qtbot.waitUntil(lambda: not second.trial.is_active, timeout=LONG)
    assert "did not move" in second.outcome.text
    second.close()


def test_closed_while_it_works_it_leaves_no_thread(shown: MainWindow) -> None:
    shown.action["train.one_batch"].trigger()
    dialog = shown.values.one_batch
    assert dialog is not None
    dialog.reject()
    assert not dialog.trial.is_active


def test_ways_to_begin_have_a_histogram_for_each_activation(qtbot: QtBot, shown: MainWindow) -> None:
    shown.action["train.beginnings"].trigger()
    dialog = shown.values.beginnings
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.found is not None or bool(dialog.message.text), timeout=LONG)
    assert dialog.message.text == ""
    found = dialog.found
    assert found is not None
    cells = dialog.findChildren(Histogram)
    assert len(cells) == len(SCHEMES) * len(found.schemes["he"])
    depth = found.schemes["normal-0.01"][0]
    assert any(f"mean {depth.mean:.3g}"[:8] in cell.words for cell in cells)
    dialog.close()
