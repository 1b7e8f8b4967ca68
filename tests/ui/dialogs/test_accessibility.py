"""Every dialog by keyboard and by ear: all that can be used has a name, Tab leads through it in order, Esc leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import numpy as np
import pytest
import torch
from exported import dense, project_of, trained
from networks import chain
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot
from walked import (
    back_and_forth,
    by_tab,
    chance_defaults,
    doubled_letters,
    faint_focus,
    hidden_focus,
    mute,
    nameless,
    on_the_way,
)
from walked import kind as kind_of
from written_runs import written_run

import studio.ui.dialogs
from studio.compiler.first_weights import distribution_of
from studio.data import Iris
from studio.insight.strips import strip
from studio.layers import layer
from studio.project import Project
from studio.project.node_details import Detail
from studio.project.recovery import Recovered
from studio.ui import theme
from studio.ui.background.explanation_work import Question as Why
from studio.ui.background.pool import Pool
from studio.ui.dialogs.about import AboutDialog
from studio.ui.dialogs.answer import AnswerDialog
from studio.ui.dialogs.beginnings import BeginningsDialog
from studio.ui.dialogs.code import CodeDialog
from studio.ui.dialogs.compare import CompareDialog
from studio.ui.dialogs.consent import ConsentDialog
from studio.ui.dialogs.embedding import EmbeddingDialog
from studio.ui.dialogs.explanation import ExplanationDialog
from studio.ui.dialogs.export import ExportDialog
from studio.ui.dialogs.functions import FunctionsDialog
from studio.ui.dialogs.gradient_check import GradientCheckDialog
from studio.ui.dialogs.import_weights import WeightsDialog
from studio.ui.dialogs.importing import ImportDialog
from studio.ui.dialogs.language import LanguageDialog
from studio.ui.dialogs.loss_calculator import LossCalculatorDialog
from studio.ui.dialogs.network_difference import NetworkDifferenceDialog
from studio.ui.dialogs.node_seen import NodeSeenDialog
from studio.ui.dialogs.one_batch import OneBatchDialog
from studio.ui.dialogs.picture import PictureDialog
from studio.ui.dialogs.playgrounds.dialog import PlaygroundsDialog
from studio.ui.dialogs.playgrounds.registry import PLAYGROUNDS
from studio.ui.dialogs.playgrounds.view import Setting
from studio.ui.dialogs.plugins import PluginsDialog
from studio.ui.dialogs.profile import ProfileDialog
from studio.ui.dialogs.question import Answer, Question
from studio.ui.dialogs.rate_finder import RateFinderDialog
from studio.ui.dialogs.restore import RestoreDialog
from studio.ui.dialogs.shortcut_sheet import ShortcutSheet
from studio.ui.dialogs.values import ValuesDialog
from studio.ui.dialogs.variations import VariationsDialog
from studio.ui.dialogs.words import FieldDialog
from studio.ui.session import Session
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.focus_ring import ring_focus

CODE = "def forward(x):\n    return x\n"
WRITTEN = chain(input=layer("Input", shape=(4,)), custom1=layer("Custom", code=CODE), output=layer("Output"))


@dataclass
class Stage:
    """What dialogs are opened over."""

    pool: Pool
    project: Project
    run: Path
    folder: Path
    sessions: list[Session] = field(default_factory=list)

    def session(self, project: Project) -> Session:
        """A session of its own, closed at the end."""
        self.sessions.append(Session(project, analyse=False))
        return self.sessions[-1]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "iris"
    return trained(project_of(dense(4, 8, 3), Iris()), folder).path


@pytest.fixture
def stage(qapp: QApplication, pool: Pool, run: Path, tmp_path: Path) -> Iterator[Stage]:
    theme.apply(qapp)
    made = Stage(pool, project_of(dense(4, 8, 3), Iris()), run, tmp_path)
    yield made
    for session in made.sessions:
        session.close()


def compared(stage: Stage) -> QDialog:
    runs = [written_run(stage.folder / "one"), written_run(stage.folder / "two", lr=0.1)]
    return CompareDialog(runs, stage.pool, lambda _: "#336699")


def weights(stage: Stage) -> QDialog:
    path = stage.folder / "weights.pt"
    torch.save({"fc1.weight": torch.zeros(8, 4), "fc1.bias": torch.zeros(8)}, path)
    return WeightsDialog(path, stage.folder / "net.nns", stage.pool)


def code_of_others(stage: Stage) -> QDialog:
    path = stage.folder / "theirs.py"
    path.write_text("from torch import nn\n\nmodel = nn.Sequential(nn.Linear(4, 3))\n")
    return ImportDialog(path, stage.pool)


def node_seen(stage: Stage) -> QDialog:
    numbers = np.array([0.5, 1.0, -2.0], dtype=np.float32)
    found = Detail("Output", strip(torch.from_numpy(numbers)), numbers, distribution_of(numbers))
    return NodeSeenDialog("fc1", [found], stage.pool)


def unsaved(stage: Stage) -> QDialog:
    (stage.folder / "kept.json").write_text("{}")
    return RestoreDialog([Recovered(stage.project, None, datetime.now(UTC), stage.folder / "kept.json")])


DIALOGS: dict[type[QDialog], Callable[[Stage], QDialog]] = {
    AboutDialog: lambda stage: AboutDialog(stage.pool),
    BeginningsDialog: lambda stage: BeginningsDialog(stage.project, stage.pool),
    CodeDialog: lambda stage: CodeDialog(stage.session(Project("Written", WRITTEN)), "custom1"),
    CompareDialog: compared,
    ConsentDialog: lambda stage: ConsentDialog([("custom1", CODE), ("custom2", CODE)]),
    EmbeddingDialog: lambda stage: EmbeddingDialog(stage.run, stage.pool),
    ExplanationDialog: lambda stage: ExplanationDialog(Why(stage.run, lambda: torch.ones(4)), stage.pool),
    ExportDialog: lambda stage: ExportDialog(stage.project, stage.pool, stage.run, stage.folder),
    FieldDialog: lambda stage: FieldDialog("New name", "It has to be another.", QLineEdit("conv1"), "Keep"),
    FunctionsDialog: lambda stage: FunctionsDialog(),
    GradientCheckDialog: lambda stage: GradientCheckDialog(stage.project, stage.pool),
    ImportDialog: code_of_others,
    LanguageDialog: lambda stage: LanguageDialog(),
    LossCalculatorDialog: lambda stage: LossCalculatorDialog(stage.pool),
    NetworkDifferenceDialog: lambda stage: NetworkDifferenceDialog(stage.session(stage.project)),
    NodeSeenDialog: node_seen,
    OneBatchDialog: lambda stage: OneBatchDialog(stage.project),
    PictureDialog: lambda stage: PictureDialog(stage.project, stage.pool, None, stage.folder),
    PlaygroundsDialog: lambda stage: PlaygroundsDialog(Setting(stage.pool, lambda: stage.project)),
    PluginsDialog: lambda stage: PluginsDialog(stage.pool),
    ProfileDialog: lambda stage: ProfileDialog(stage.project),
    Question: lambda stage: Question("Keep it?", "It is new.", (Answer("keep", "Keep", "primary"), Answer("no", "No"))),
    RateFinderDialog: lambda stage: RateFinderDialog(stage.project),
    RestoreDialog: unsaved,
    ShortcutSheet: lambda stage: ShortcutSheet(),
    ValuesDialog: lambda stage: ValuesDialog("Weights of fc1", (2, 3), [0.0] * 6),
    VariationsDialog: lambda stage: VariationsDialog(stage.project, None, stage.pool),
    WeightsDialog: weights,
}  # fmt: skip
"""How each dialog of the program is opened; those that others are made of are left out."""


def pages(dialog: QDialog) -> Iterator[str]:
    """All that a dialog can show, one after the other."""
    if not isinstance(dialog, PlaygroundsDialog):
        yield ""
        return
    for name in PLAYGROUNDS:
        dialog.choose(name)
        yield f" on {name}"


def faults(dialog: QDialog) -> Iterator[str]:
    """What those find wrong who use keys, or listen."""
    stops = list(on_the_way(dialog))
    checks = {
        "has no name or role": nameless(stops), "looks the same with the keyboard": hidden_focus(stops),
        "says nothing of its drawing": mute(dialog), "share a letter": doubled_letters(dialog),
        "is pressed by Enter by chance": chance_defaults(dialog),
    }  # fmt: skip
    yield from (f"{each} {fault}" for fault, found in checks.items() for each in found)
    if stops:
        way = by_tab(dialog)
        yield from (f"{kind_of(each)} is not reached by Tab" for each in stops if each not in way)
        yield from (f"{each} goes back" for each in back_and_forth(way, dialog))


def test_every_dialog_of_the_program_is_looked_at() -> None:
    for module in walk_packages(studio.ui.dialogs.__path__, "studio.ui.dialogs."):
        import_module(module.name)
    made = {each for each in subclasses(QDialog) if each.__module__.startswith("studio.")}
    assert made - {AnswerDialog, Dialog} == set(DIALOGS)


def subclasses(kind: type[QDialog]) -> Iterator[type[QDialog]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


@pytest.mark.parametrize("kind", DIALOGS, ids=lambda kind: kind.__name__)
def test_a_dialog_is_told_walked_through_and_left_by_keys_alone(
    kind: type[QDialog], stage: Stage, qapp: QApplication, qtbot: QtBot
) -> None:
    dialog = DIALOGS[kind](stage)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.waitUntil(lambda: stage.pool.is_idle)
    begins = QApplication.focusWidget()
    found: list[str] = []
    for page in pages(dialog):
        qtbot.waitUntil(lambda: stage.pool.is_idle)
        found.extend(f"{each}{page}" for each in faults(dialog))
    theme.set_mode("contrast")
    ring_focus(qapp)
    found.extend(f"{each} hardly shows the keyboard in high contrast" for each in faint_focus([*on_the_way(dialog)]))
    if begins is None:
        found.append("nothing has the keyboard when it opens")
    QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=10_000)
    assert not found, "\n".join(found)
