"""The training panel: settings are edits of the project, and Train, Pause and Stop do what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from data_files import write_picture_folder
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from studio.data import Idx, ImageFolder, data_kinds
from studio.graph import Graph, Node, Source
from studio.graph.edits import add, disconnect
from studio.layers.dense import Linear
from studio.layers.io import Output
from studio.project import Project
from studio.training.early_stopping import EarlyStopping
from studio.training.events import Event, RateChanged, RunFinished
from studio.training.losses import MSELoss, losses
from studio.training.optimizers import SGD, optimizers
from studio.training.runs import Run
from studio.training.schedules import schedules
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.results.results import ResultsPanel
from studio.ui.panels.training.length import RunLength
from studio.ui.panels.training.training import TrainingPanel
from studio.ui.session import Session
from studio.ui.widgets.segmented import Segmented
from studio.ui.widgets.value import is_wrong

LONG = 60_000


@pytest.fixture
def session(qtbot: QtBot, digits_project: Project) -> Iterator[Session]:
    opened = Session(digits_project)
    qtbot.waitUntil(lambda: opened.analysis is not None, timeout=LONG)
    yield opened
    opened.close()


@pytest.fixture
def panel(qtbot: QtBot, session: Session, job: TrainingJob) -> TrainingPanel:
    made = TrainingPanel(session, job, ResultsPanel(job))
    qtbot.addWidget(made)
    made.resize(360, 900)
    made.show()
    return made


def type_into(editor: object, text: str) -> None:
    field = editor if isinstance(editor, QLineEdit) else editor.findChild(QLineEdit)  # type: ignore[attr-defined]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_what_bounds_the_loss_is_told_beside_it(panel: TrainingPanel, session: Session, qtbot: QtBot) -> None:
    assert panel.loss_facts.isHidden()
    session.apply(
        "Smooth",
        replace(
            session.project,
            training=session.project.training.changed(loss=losses["CrossEntropyLoss"](label_smoothing=0.1)),
        ),
    )
    qtbot.waitUntil(lambda: "10 classes" in panel.loss_facts.text, timeout=LONG)
    assert "cannot fall below 0.5003" in panel.loss_facts.text
    assert not panel.loss_facts.isHidden()
    session.undo()
    assert panel.loss_facts.isHidden()


def test_a_learning_rate_typed_in_is_one_step_that_undo_takes_back(panel: TrainingPanel, session: Session) -> None:
    assert panel.optimizer.parameters is not None
    type_into(panel.optimizer.parameters.forms[0].editor("lr"), "0.01")
    assert session.project.training.optimizer.lr == 0.01
    assert session.undo_label == "Change learning rate"
    session.undo()
    assert session.project.training.optimizer.lr == 0.001
    assert panel.optimizer.parameters.forms[0].values()["lr"] == 0.001


def test_epochs_and_batch_size_are_edits_of_the_training(panel: TrainingPanel, session: Session) -> None:
    type_into(panel.length.numbers["epochs"].forms[0].editor("epochs"), "7")
    type_into(panel.amount.forms[0].editor("batch_size"), "32")
    assert (session.project.training.epochs, session.project.training.batch_size) == (7, 32)
    assert session.undo_label == "Change batch size"
    session.undo()
    assert session.undo_label == "Change epochs"


def test_the_length_in_steps_takes_the_place_of_that_in_epochs(
    qtbot: QtBot, panel: TrainingPanel, session: Session
) -> None:
    qtbot.waitUntil(lambda: session.descriptions.of(session.runnable.data, RunLength) is not None, timeout=LONG)
    epochs = session.project.training.epochs
    assert epochs is not None
    panel.length.unit.choose("steps")
    training = session.project.training
    assert (training.epochs, training.steps) == (None, 22 * epochs)
    assert session.undo_label == "Change length"
    assert panel.length.numbers["epochs"].isHidden()
    type_into(panel.length.numbers["steps"].forms[0].editor("steps"), "45")
    assert session.project.training.steps == 45
    panel.length.unit.choose("epochs")
    assert (session.project.training.epochs, session.project.training.steps) == (3, None)
    assert panel.length.numbers["steps"].isHidden()
    field = panel.length.numbers["epochs"].forms[0].editor("epochs")
    assert isinstance(field, QLineEdit)
    field.clear()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "neither" in panel.length.numbers["epochs"].forms[0].error("epochs")


def test_early_stopping_is_switched_on_and_watches_what_is_told(
    qtbot: QtBot, panel: TrainingPanel, session: Session
) -> None:
    settings = panel.early_stopping
    assert not settings.monitor.isVisibleTo(panel)
    qtbot.waitUntil(lambda: settings.monitor.count() == 4, timeout=LONG)
    settings.switch.click()
    assert session.project.training.early_stopping == EarlyStopping()
    assert session.undo_label == "Switch early stopping on"
    assert settings.monitor.isVisibleTo(panel)
    words = [settings.monitor.itemText(place) for place in range(settings.monitor.count())]
    assert words == ["Validation loss", "Validation accuracy", "Training loss", "Training accuracy"]
    settings.monitor.setCurrentIndex(1)
    settings.monitor.activated.emit(1)
    type_into(settings.numbers.forms[0].editor("patience"), "7")
    assert session.project.training.early_stopping == EarlyStopping(monitor="validation_accuracy", patience=7)
    assert settings.error == ""
    session.undo()
    settings.switch.click()
    assert session.project.training.early_stopping is None


def test_early_stopping_by_a_value_that_is_not_told_is_said_at_its_field(
    qtbot: QtBot, panel: TrainingPanel, session: Session
) -> None:
    qtbot.waitUntil(lambda: panel.early_stopping.monitor.count() == 4, timeout=LONG)
    panel.early_stopping.switch.click()
    fields = [panel.early_stopping.monitor, panel.early_stopping.numbers]
    QApplication.processEvents()
    before = [field.mapTo(panel, QPoint(0, 0)).y() for field in fields]
    training = session.project.training.changed(early_stopping=EarlyStopping(monitor="validation_f1"))
    session.apply("Watch F1", replace(session.project, training=training))
    QApplication.processEvents()
    assert [field.mapTo(panel, QPoint(0, 0)).y() for field in fields] == before
    assert is_wrong(panel.early_stopping.monitor)
    assert "“validation_f1” (early_stopping.monitor)" in panel.early_stopping.error
    assert "validation_accuracy" in panel.early_stopping.error
    session.apply("Tell F1", replace(session.project, training=training.changed(metrics=("accuracy", "f1"))))
    assert panel.early_stopping.error == ""
    assert not is_wrong(panel.early_stopping.monitor)


def test_the_weight_of_further_outputs_is_asked_for_where_there_are_some(
    panel: TrainingPanel, session: Session
) -> None:
    assert panel.further_outputs.isHidden()
    session.edit("Add Output", lambda graph: add(graph, "early", Output(), (Source("fc1"),)))
    assert panel.further_outputs.isVisible()
    type_into(panel.further_outputs.forms[0].editor("auxiliary_weight"), "0.5")
    assert session.project.training.auxiliary_weight == 0.5
    session.undo()
    session.undo()
    assert panel.further_outputs.isHidden()


@pytest.mark.parametrize("kind", [kind for kind, declared in data_kinds.items() if "target" in declared.foremost])
def test_what_pictures_are_to_teach_is_asked_up_front_but_written_only_when_chosen(
    panel: TrainingPanel, session: Session, kind: str
) -> None:
    panel.data.kind_field.edited.emit(kind)
    assert panel.data.parameters is not None
    assert "target" in panel.data.parameters.forms[0].names
    assert "target" not in session.project.data.params()
    panel.data.parameters.forms[0].changed.emit("target", "input")
    assert session.project.data.params()["target"] == "input"


def test_a_value_out_of_range_is_refused_in_place(panel: TrainingPanel, session: Session) -> None:
    type_into(panel.length.numbers["epochs"].forms[0].editor("epochs"), "0")
    assert session.project.training.epochs == 2
    assert "1" in panel.length.numbers["epochs"].forms[0].error("epochs")


def test_every_optimizer_can_be_chosen_and_has_its_form(panel: TrainingPanel, session: Session) -> None:
    for kind in optimizers:
        panel.optimizer.kind_field.edited.emit(kind)
        assert session.project.training.optimizer.kind == kind
        assert panel.optimizer.parameters is not None
        shown = [name for form in panel.optimizer.parameters.forms for name in form.names]
        assert set(shown) == set(type(session.project.training.optimizer).model_fields)
        assert "lr" in panel.optimizer.parameters.forms[0].names, kind


def test_every_loss_can_be_chosen(panel: TrainingPanel, session: Session) -> None:
    for kind in losses:
        panel.loss.kind_field.edited.emit(kind)
        assert session.project.training.loss.kind == kind


def test_every_kind_of_data_can_be_chosen_and_keeps_what_it_shares(panel: TrainingPanel, session: Session) -> None:
    before = replace(session.project, data=session.project.data.changed(validation=0.25))
    for kind in data_kinds:
        session.apply("", before)
        panel.data.kind_field.edited.emit(kind)
        assert session.project.data.kind == kind
        assert getattr(session.project.data, "validation", 0.25) == 0.25, kind


def test_the_data_are_described_with_their_classes(qtbot: QtBot, panel: TrainingPanel, session: Session) -> None:
    session.analysis_changed.emit(session.analysis)
    qtbot.waitUntil(lambda: "10 classes: 0, 1, 2" in panel.data_facts.text, timeout=LONG)
    assert "1 797 pictures of 1 × 8 × 8" in panel.data_facts.text.replace("\u202f", " ")


def test_data_that_are_not_there_are_told_before_training(qtbot: QtBot, panel: TrainingPanel, session: Session) -> None:
    session.apply("", replace(session.project, data=Idx(path="/no/such/folder")))
    qtbot.waitUntil(lambda: "/no/such/folder" in panel.data_facts.text, timeout=LONG)


def test_the_panel_says_what_auto_is_on_this_machine(qtbot: QtBot, panel: TrainingPanel, session: Session) -> None:
    session.analysis_changed.emit(session.analysis)
    qtbot.waitUntil(lambda: panel.device_facts.text.startswith("“auto” is"), timeout=LONG)
    kinds = panel.device_facts.kinds
    assert kinds is not None
    field = panel.machine.forms[0].editor("device")
    assert isinstance(field, Segmented)
    assert set(field._words) == {"auto", *kinds}, "only what the machine has is offered"
    lacking = next(each for each in ("mps", "cuda") if each not in kinds)
    training = session.project.training.changed(device=lacking)
    session.apply("Train elsewhere", replace(session.project, training=training))
    assert field.value() == lacking, "what a file asks for is shown all the same"
    session.undo()
    assert set(field._words) == {"auto", *kinds}


def test_training_shows_progress_and_ends_with_the_test_accuracy(
    qtbot: QtBot, panel: TrainingPanel, job: TrainingJob
) -> None:
    assert panel.results.isHidden()
    with qtbot.waitSignal(job.finished, timeout=LONG):
        qtbot.mouseClick(panel.controls.train_button, Qt.MouseButton.LeftButton)
        assert not panel.controls.train_button.isEnabled()
        assert panel.controls.stop_button.isEnabled()
    assert panel.controls.progress.share == 1.0
    assert panel.controls.train_button.isEnabled()
    assert panel.results.isVisible()
    assert panel.results.title == "Test accuracy"
    assert 20 < float(panel.results.value.split("\u202f")[0]) <= 100


def test_a_stopped_training_is_continued_or_begun_anew(
    qtbot: QtBot, panel: TrainingPanel, session: Session, job: TrainingJob
) -> None:
    session.apply("", replace(session.project, training=session.project.training.changed(epochs=100_000)))
    with qtbot.waitSignal(job.state_changed, timeout=LONG, check_params_cb=lambda state: state == "running"):
        panel.train()
    qtbot.waitUntil(lambda: panel.controls.rate_text == "Learning rate 0.001", timeout=LONG)
    panel.toggle_pause()
    assert panel.controls.pause_button.text() == "Resume"
    assert panel.controls.rate_text == "Learning rate 0.001"
    panel.toggle_pause()
    assert panel.controls.pause_button.text() == "Pause"
    with qtbot.waitSignal(job.finished, timeout=LONG):
        qtbot.mouseClick(panel.controls.stop_button, Qt.MouseButton.LeftButton)
    assert panel.controls.train_button.text() == "Continue"
    assert panel.controls.restart_button.isVisible()
    assert panel.controls.time_text.startswith("Stopped after")
    folder = job.folder
    with qtbot.waitSignal(job.state_changed, timeout=LONG, check_params_cb=lambda state: state == "running"):
        qtbot.mouseClick(panel.controls.train_button, Qt.MouseButton.LeftButton)
    assert job.folder == folder
    with qtbot.waitSignal(job.finished, timeout=LONG):
        panel.stop()
    with qtbot.waitSignal(job.state_changed, timeout=LONG, check_params_cb=lambda state: state == "running"):
        qtbot.mouseClick(panel.controls.restart_button, Qt.MouseButton.LeftButton)
    assert job.folder != folder


def test_a_learning_rate_changed_in_a_pause_is_told_taken_and_recorded(
    qtbot: QtBot, panel: TrainingPanel, session: Session, job: TrainingJob
) -> None:
    session.apply("", replace(session.project, training=session.project.training.changed(epochs=100_000)))
    with qtbot.waitSignal(job.state_changed, timeout=LONG, check_params_cb=lambda state: state == "running"):
        panel.train()
    told: list[Event] = []
    job.happened.connect(told.append)
    panel.toggle_pause()
    assert "another learning rate can be set" in panel.controls.intention
    training = session.project.training
    slower = training.changed(optimizer=training.optimizer.changed(lr=0.5), batch_size=7)
    session.apply("", replace(session.project, training=slower))
    assert "with the learning rate 0.5 in place of 0.001" in panel.controls.intention
    assert "Other changes take effect in a new run." in panel.controls.intention
    panel.toggle_pause()
    assert panel.controls.intention == ""
    qtbot.waitUntil(lambda: any(isinstance(event, RateChanged) for event in told), timeout=LONG)
    panel.toggle_pause()
    assert "another learning rate can be set" in panel.controls.intention
    with qtbot.waitSignal(job.finished, timeout=LONG):
        panel.stop()
    assert job.folder is not None
    assert Run.open(job.folder).config()["training"]["optimizer"]["lr"] == 0.5
    session.apply("", replace(session.project, training=slower.changed(batch_size=training.batch_size)))
    assert panel.controls.train_button.text() == "Continue"


def test_a_training_on_data_beside_the_project_file_is_continued(
    qtbot: QtBot, job: TrainingJob, digits_project: Project, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    write_picture_folder(tmp_path / "data", pictures=20, size=(8, 8))
    graph = Graph({**digits_project.graph, "fc2": Node(Linear(out_features=2), (Source("relu"),))})
    project = replace(digits_project, graph=graph, data=ImageFolder(path="data"))
    opened = Session(project, tmp_path / "digits.nns")
    request.addfinalizer(opened.close)
    qtbot.waitUntil(lambda: opened.analysis is not None, timeout=LONG)
    panel = TrainingPanel(opened, job, ResultsPanel(job))
    qtbot.addWidget(panel)
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        panel.train()
    assert isinstance(ended.args[0], RunFinished), ended.args[0]
    opened.apply("", replace(project, training=project.training.changed(epochs=3)))
    assert panel.controls.train_button.text() == "Continue"
    with qtbot.waitSignal(job.finished, timeout=LONG) as ended:
        panel.train()
    assert isinstance(ended.args[0], RunFinished)
    assert ended.args[0].epoch == 3


def test_other_settings_begin_a_new_training_and_more_epochs_continue_the_last(
    qtbot: QtBot, panel: TrainingPanel, session: Session, job: TrainingJob
) -> None:
    with qtbot.waitSignal(job.finished, timeout=LONG):
        panel.train()
    assert panel.controls.train_button.text() == "Train"
    type_into(panel.length.numbers["epochs"].forms[0].editor("epochs"), "3")
    assert panel.controls.train_button.text() == "Continue"
    type_into(panel.amount.forms[0].editor("batch_size"), "32")
    assert panel.controls.train_button.text() == "Train"
    session.undo()
    folder = job.folder
    with qtbot.waitSignal(job.finished, timeout=LONG):
        panel.train()
    assert job.folder == folder
    assert panel.controls.progress.position_words == "Epoch 3 of 3"


def test_another_project_begins_without_the_results_of_the_last(
    qtbot: QtBot, panel: TrainingPanel, job: TrainingJob
) -> None:
    with qtbot.waitSignal(job.finished, timeout=LONG):
        panel.train()
    job.forget()
    assert panel.results.isHidden()
    assert panel.controls.train_button.text() == "Train"
    assert job.folder is None


def test_a_wrong_network_is_not_trained_but_explained_and_selected(
    qtbot: QtBot, panel: TrainingPanel, session: Session, job: TrainingJob
) -> None:
    with qtbot.waitSignal(session.analysis_changed, timeout=LONG):
        session.edit("Disconnect", lambda graph: disconnect(graph, "fc2", 0))
    qtbot.mouseClick(panel.controls.train_button, Qt.MouseButton.LeftButton)
    assert not job.is_active
    assert "cannot be trained yet" in panel.message.text
    assert "fc2" in panel.message.text
    assert session.selection == {"fc2"}


@pytest.fixture
def failing(session: Session) -> Callable[[], None]:
    def make_loss_explode() -> None:
        training = session.project.training.changed(optimizer=SGD(lr=1000.0), loss=MSELoss(), epochs=50)
        session.apply("", replace(session.project, training=training))

    return make_loss_explode


def test_a_training_that_diverges_ends_with_cause_and_remedy(
    qtbot: QtBot, panel: TrainingPanel, session: Session, job: TrainingJob, failing: Callable[[], None]
) -> None:
    failing()
    before = session.project
    with qtbot.waitSignal(job.finished, timeout=LONG):
        panel.train()
    assert "learning rate" in panel.message.text
    assert session.project is before
    assert panel.controls.train_button.isEnabled()
    failing_again = panel.message.text
    session.apply("", replace(session.project, training=session.project.training.changed(optimizer=SGD(), epochs=1)))
    with qtbot.waitSignal(job.finished, timeout=LONG):
        panel.train()
    assert failing_again
    assert panel.message.isHidden()


def test_the_export_button_of_the_result_asks_for_the_export(
    qtbot: QtBot, panel: TrainingPanel, job: TrainingJob
) -> None:
    with qtbot.waitSignal(job.finished, timeout=LONG):
        panel.train()
    with qtbot.waitSignal(panel.results.export_wanted):
        panel.results.export_button.click()


def test_metrics_are_chosen_by_marks_and_those_of_other_data_are_told_at_their_field(
    qtbot: QtBot, panel: TrainingPanel, session: Session
) -> None:
    qtbot.waitUntil(panel.metrics.isVisible, timeout=LONG)
    assert {"accuracy", "f1", "auroc"} < set(panel.metrics.list.boxes)
    assert "mae" not in panel.metrics.list.boxes
    qtbot.keyClick(panel.metrics.list.boxes["auroc"], Qt.Key.Key_Space)
    assert session.project.training.metrics == ("accuracy", "auroc")
    assert session.undo_label == "Change metrics"
    session.apply("", replace(session.project, training=session.project.training.changed(metrics=("f1", "mae"))))
    assert panel.metrics.error.startswith("Mean absolute error is no metric of what the data ask for")
    qtbot.keyClick(panel.metrics.list.boxes["mae"], Qt.Key.Key_Space)
    assert session.project.training.metrics == ("f1",)
    assert panel.metrics.error == ""


def with_schedule(session: Session, kind: str, **settings: object) -> None:
    chosen = session.project.training.changed(schedule=schedules[kind].create({}), **settings)
    session.apply("", replace(session.project, training=chosen))


def test_the_rate_over_the_run_is_drawn_as_settings_change(
    qtbot: QtBot, panel: TrainingPanel, session: Session
) -> None:
    before, picture = session.project, panel.rate_picture
    for kind in schedules:
        session.apply("", before)
        assert picture.isHidden()
        with_schedule(session, kind, warmup_steps=3)
        qtbot.waitUntil(lambda: "steps (2 epochs)" in picture.words, timeout=LONG)
        (line,) = picture.plot.lines
        batches = panel._batches()
        assert line.x[-1] == 2 * (batches or 0)
        assert f"in {line.x[-1]} steps (2 epochs)." in picture.words
        assert ("depends on the loss" in picture.words) == (kind == "ReduceLROnPlateau"), kind
        session.apply("", replace(session.project, training=session.project.training.changed(epochs=3)))
        qtbot.waitUntil(lambda: "steps (3 epochs)" in picture.words, timeout=LONG)
        assert picture.plot.lines[0].x[-1] == 3 * (batches or 0)
        assert not picture.grab().isNull()


def test_without_known_data_the_picture_says_so(qtbot: QtBot, panel: TrainingPanel, session: Session) -> None:
    session.apply("", replace(session.project, data=Idx()))
    with_schedule(session, "StepLR")
    assert "once the data are known" in panel.rate_picture.plot.instead
    with_schedule(session, "ConstantLR")
    assert panel.rate_picture.isHidden()
