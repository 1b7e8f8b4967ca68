"""The schemes for a whole network's weights, chosen in the training panel."""

from pytestqt.qtbot import QtBot

from studio.layers.initialization import Default, KaimingNormal, Zeros
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.results.results import ResultsPanel
from studio.ui.panels.training.training import TrainingPanel
from studio.ui.session import Session


def test_choosing_how_weights_begin_is_one_step_that_undo_takes_back(qtbot: QtBot) -> None:
    session = Session(analyse=False)
    job = TrainingJob()
    panel = TrainingPanel(session, job, ResultsPanel(job))
    qtbot.addWidget(panel)
    panel.weights.kind_field.edited.emit("KaimingNormal")
    panel.biases.kind_field.edited.emit("Zeros")
    assert session.project.training.initialization == KaimingNormal()
    assert session.project.training.bias_initialization == Zeros()
    assert panel.weights.kind_field.currentText() == "Kaiming normal"
    session.undo()
    session.undo()
    assert session.project.training.initialization == Default()
    session.close()
