"""Trying a run out: its own samples step by step, what an answer hangs on, and sounds that are recorded."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from runs_of_tasks import run_of

from studio.data.folders.existing import file_stamp
from studio.data.recordings.files import Header, header, waveform
from studio.evaluation.making import of
from studio.evaluation.predictions import Predictions
from studio.project import Project
from studio.training.runs import Run
from studio.ui.background.training_job import TrainingJob
from studio.ui.dialogs.explanation import ExplanationDialog
from studio.ui.panels.try_it.microphone import write_wav
from studio.ui.panels.try_it.panel import TryItPanel
from studio.ui.panels.try_it.row_form import RowForm
from studio.ui.session import Session

LONG = 60_000

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["classes", "numbers"])
def evaluated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Predictions]:
    made = run_of(request.param, tmp_path_factory.mktemp("runs") / "run")
    return made.run, of(made.run, made.snapshot)


@pytest.fixture
def panel(qtbot: QtBot, job: TrainingJob) -> Iterator[TryItPanel]:
    session = Session(Project(), analyse=False)
    made = TryItPanel(session, job)
    qtbot.addWidget(made)
    made.resize(900, 420)
    made.show()
    yield made
    session.close()


def test_answers_to_its_own_samples_are_those_of_the_evaluation(
    qtbot: QtBot, panel: TryItPanel, evaluated: tuple[Run, Predictions]
) -> None:
    run, found = evaluated
    with qtbot.waitSignal(panel.network.opened, timeout=LONG):
        panel.network.open(run.path)
    assert panel.ways is not None
    with qtbot.waitSignal(panel.network.answered, timeout=LONG):
        panel.ways.choose("Samples")
    for place in (0, 1, len(found) - 1):
        with qtbot.waitSignal(panel.network.answered, timeout=LONG) as answered:
            if panel.samples.chosen[1] == place:
                panel.samples.edited.emit("test", place)
            elif place == 1:
                panel.samples.next_button.click()
            else:
                panel.samples.number_field.setValue(place + 1)
        entry = answered.args[0].entry
        assert panel.samples.chosen == ("test", place)
        assert found.answers is not None
        assert found.truth is not None
        if found.task == "classes":
            assert entry["prediction"] == found.classes[found.answers[place]]
            assert panel.samples.truth.text() == f"Truth: {found.classes[found.truth[place]]}"
            shares = list(entry["probabilities"].values())
            np.testing.assert_allclose(shares, found.probabilities(np.array([place]))[0], atol=1e-5)
        else:
            assert entry["prediction"] == pytest.approx(float(found.answers[place, 0]), rel=1e-5)
            assert "bmi" in panel.samples.told.text()


def test_why_explains_the_sample_that_is_seen(
    qtbot: QtBot, panel: TryItPanel, evaluated: tuple[Run, Predictions]
) -> None:
    run, _ = evaluated
    with qtbot.waitSignal(panel.network.opened, timeout=LONG):
        panel.network.open(run.path)
    assert panel.ways is not None
    with qtbot.waitSignal(panel.network.answered, timeout=LONG):
        panel.ways.choose("Samples")
    assert panel.answer.why_button.isVisible()
    panel.answer.why_button.click()
    (dialog,) = panel.findChildren(ExplanationDialog)
    qtbot.waitUntil(lambda: dialog.shares is not None, timeout=LONG)
    assert dialog.opened is not None
    assert dialog.answer_field.value() == dialog.opened.likeliest
    with qtbot.waitSignal(dialog.destroyed, timeout=LONG):
        dialog.close()
    panel.answer.clear()
    assert not panel.answer.why_button.isVisible()


def test_a_run_whose_data_are_others_says_so(tmp_path: Path, qtbot: QtBot, panel: TryItPanel) -> None:
    """Answers to drawings and rows go on; the samples are told to be gone."""
    made = run_of("numbers", tmp_path / "run")
    with qtbot.waitSignal(panel.network.opened, timeout=LONG):
        panel.network.open(made.run.path)
    trial = panel.network.trial
    assert trial is not None
    panel.network.trial = replace(trial, own=replace(trial.own, counts={"test": 3}))
    with qtbot.waitSignal(panel.network.failed, timeout=LONG):
        panel.samples.edited.emit("test", 0)
    assert "others by now" in panel.answer.remark.text()


def test_what_is_recorded_is_a_wav_that_is_read_as_any_other(tmp_path: Path) -> None:
    path = tmp_path / "recorded.wav"
    heard = [0, 16384, -16384, 32767]
    write_wav(path, struct.pack("<4h", *heard) + b"\0", 8_000)
    found = header(file_stamp(path))
    assert isinstance(found, Header)
    assert (found.channels, found.rate) == (1, 8_000)
    np.testing.assert_allclose(waveform(path, found, 8_000, 4).ravel(), np.array(heard) / 32768, atol=1e-4)


def test_without_a_microphone_a_sentence_says_what_to_do(qtbot: QtBot, panel: TryItPanel) -> None:
    panel.filing.offer_recording(8_000, 4_000)
    assert not panel.filing.record_button.isHidden()
    with qtbot.waitSignal(panel.filing.refused, timeout=LONG):
        panel.filing.record_button.click()
    assert panel.filing.record_button.text() == "Record"
    assert "WAV" in panel.answer.remark.text()
    panel.filing.offer_recording(0, 0)
    assert panel.filing.record_button.isHidden()


def test_a_row_is_asked_for_anew_where_columns_of_the_same_names_hold_something_else(qtbot: QtBot) -> None:
    form = RowForm()
    qtbot.addWidget(form)
    form.show_columns({"kind": "red"}, {}, {"kind": ("blue", "red")})
    first = form.fields["kind"]
    form.show_columns({"kind": "red"}, {}, {"kind": ("blue", "red")})
    assert form.fields["kind"] is first
    form.show_columns({"kind": "sour"}, {}, {"kind": ("sour", "sweet")})
    assert form.cells == {"kind": "sour"}
