"""Panels draw what an edit has changed, once, and leave all else as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from networks import chain
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from studio.graph import Graph, edits
from studio.layers.activation import Softmax
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.shape import Flatten
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.inspector.inspector import InspectorPanel
from studio.ui.panels.problems.problems import ProblemsPanel
from studio.ui.panels.results.results import ResultsPanel
from studio.ui.panels.summary.summary import SummaryBar
from studio.ui.panels.training.training import TrainingPanel
from studio.ui.session import Session
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.form_row import FormRow

NETWORK = chain(
    input=Input(shape=(1, 8, 8)), flatten=Flatten(), fc=Linear(out_features=10), soft=Softmax(), output=Output()
)


class Paints(QObject):
    """Counts how often widgets are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.of: Counter[QWidget] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget):
            self.of[watched] += 1
        return False


class Bench:
    """The panels on one session, and what is painted and filled of them."""

    def __init__(self, qtbot: QtBot, session: Session, job: TrainingJob, fills: list[str]) -> None:
        self.qtbot, self.session, self.fills = qtbot, session, fills
        self.inspector, self.problems, self.bar = InspectorPanel(session), ProblemsPanel(session), SummaryBar(session)
        self.training = TrainingPanel(session, job, ResultsPanel(job))
        for panel in self.panels:
            qtbot.addWidget(panel)
            panel.resize(600, 900)
            panel.show()
            qtbot.waitExposed(panel)
        self.paints = Paints()
        QApplication.instance().installEventFilter(self.paints)

    @property
    def panels(self) -> tuple[QWidget, ...]:
        return self.inspector, self.problems, self.bar, self.training

    def rest(self) -> None:
        """Wait until all that is worked out has arrived and is painted; then count anew."""
        self._settle()
        while not self._is_at_rest():
            self._settle()
        self.fills.clear()
        self.paints.of.clear()

    def _settle(self) -> None:
        """Wait for all answers, and have what they show laid out and painted, which may ask for more."""
        self.qtbot.waitUntil(self._is_at_rest, timeout=60_000)
        for _ in range(5):
            QApplication.processEvents()

    def _is_at_rest(self) -> bool:
        session = self.session
        return session.pool.is_idle and not session.further._rest.isActive() and not session.examination.is_waiting

    def painted(self, panel: QWidget) -> int:
        """How often a part of a panel was painted, at most."""
        return max((count for each, count in self.paints.of.items() if panel.isAncestorOf(each)), default=0)


@pytest.fixture
def fills(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Values put into rows of forms, and forms gone through."""
    filled: list[str] = []
    show, fill = FormRow.show_value, DeclarationForm.set_values
    monkeypatch.setattr(FormRow, "show_value", lambda row, value: (filled.append(row.spec.name), show(row, value))[1])
    monkeypatch.setattr(
        DeclarationForm,
        "set_values",
        lambda form, values, *, anew=False: (filled.append("form"), fill(form, values, anew=anew))[1],
    )
    return filled


@pytest.fixture
def bench(
    qtbot: QtBot, open_session: Callable[[Graph], Session], job: TrainingJob, fills: list[str]
) -> Iterator[Bench]:
    made = Bench(qtbot, open_session(NETWORK), job, fills)
    made.rest()
    yield made
    QApplication.instance().removeEventFilter(made.paints)


@pytest.mark.parametrize("selected", [["fc"], ["fc", "flatten"], []], ids=["one", "two", "none"])
def test_moving_a_card_fills_no_form_and_paints_no_panel(bench: Bench, selected: list[str]) -> None:
    bench.session.select(selected)
    bench.rest()
    for step in range(5):
        bench.session.edit("Move", lambda graph, step=step: edits.move(graph, {"fc": (step * 20.0, 40.0)}), merge=True)
        QApplication.processEvents()
    assert bench.fills == []
    assert {panel: bench.painted(panel) for panel in bench.panels if bench.painted(panel)} == {}


def test_a_changed_parameter_fills_its_row_and_no_form_of_the_training(bench: Bench) -> None:
    bench.session.select(["fc"])
    bench.rest()
    bench.session.edit("Change", lambda graph: edits.set_layer(graph, "fc", Linear(out_features=12)))
    assert [name for name in bench.fills if name != "form"] == ["out_features"]
    assert bench.fills.count("form") == 1


def test_an_edit_that_changes_problems_is_shown_once(bench: Bench) -> None:
    bench.session.select(["fc"])
    bench.rest()
    shown: list[object] = []
    bench.session.examined.connect(lambda: shown.append(bench.session.problems))
    bench.session.edit("Unplug", lambda graph: edits.disconnect(graph, "fc", 0))
    bench.qtbot.waitUntil(lambda: len(shown) == 1, timeout=30_000)
    QApplication.processEvents()
    assert any(problem.node == "fc" for problem in bench.session.problems)
    # Once by the edit, once by what came of it.
    assert bench.painted(bench.bar) <= 2
    assert len(shown) == 1


def test_a_renamed_node_fills_no_form_of_the_training(bench: Bench) -> None:
    bench.rest()
    bench.session.edit("Rename", lambda graph: edits.rename(graph, "fc", "head"))
    assert bench.fills == []


def test_a_changed_setting_fills_what_it_changes(bench: Bench) -> None:
    bench.rest()
    training = bench.session.project.training.changed(epochs=7)
    bench.session.apply("Change", replace(bench.session.project, training=training))
    assert [name for name in bench.fills if name != "form"] == ["epochs"]
