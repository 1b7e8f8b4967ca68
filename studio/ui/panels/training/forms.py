"""The forms of the training panel: what a person chooses for data, training, schedule, first weights and machine."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, get_args

from PySide6.QtWidgets import QWidget

from studio.data import data_kinds
from studio.explanation.plan import batches_in_epoch
from studio.layers import Declaration
from studio.layers.initialization import bias_initializers, network_initializers
from studio.project import Project
from studio.text import tr
from studio.training.averages import averages
from studio.training.config import DeviceChoice
from studio.training.losses import losses
from studio.training.optimizers import optimizers
from studio.training.schedules import schedules
from studio.ui.panels.training.early_stopping import EarlyStoppingSettings
from studio.ui.panels.training.facts import DataFacts, DeviceFacts, LossFacts
from studio.ui.panels.training.further_outputs import has_several_outputs
from studio.ui.panels.training.kept_facts import KeptFacts
from studio.ui.panels.training.length import RunLength
from studio.ui.panels.training.metric_choice import MetricChoice
from studio.ui.panels.training.rate_picture import RatePicture
from studio.ui.panels.training.rate_search import RateSearch
from studio.ui.panels.training.table_columns import TableColumns
from studio.ui.session import Session
from studio.ui.widgets.choice import Choice, Parameters
from studio.ui.widgets.layouts import stacked
from studio.ui.widgets.section import Section
from studio.ui.widgets.segmented import Segmented
from studio.ui.widgets.transform_list import TransformList


class TrainingForms(QWidget):
    """Shows data and training settings of a session's project, and hands each change on as a step of undo."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.data = Choice(tr("Source"), data_kinds, carries=True)
        self.transforms = TransformList(session.project.data)
        self.data_facts = DataFacts(session.descriptions)
        self.columns = TableColumns(session, self.data)
        self.optimizer = Choice(tr("Optimizer"), optimizers)
        self.rate_search = RateSearch(session)
        self.rate_picture = RatePicture(session.pool, session.descriptions, self._batches)
        self.schedule = Choice(tr("Learning rate"), schedules)
        self.loss = Choice(tr("Loss"), losses)
        self.loss_facts = LossFacts(session.descriptions)
        self.average = Choice(tr("Average"), averages)
        training = session.project.training
        self.weights = Choice(tr("Weights"), network_initializers)
        self.biases = Choice(tr("Biases"), bias_initializers)
        self.length = RunLength(training, self._batches)
        self.early_stopping = EarlyStoppingSettings(training, session.descriptions)
        self.amount = Parameters(training, ("batch_size", "accumulate"))
        self.kept = Parameters(training, ("keep_every",))
        self.kept_facts = KeptFacts(self._batches)
        self.limits = Parameters(training, ("clip_norm", "clip_value"))
        self.warmup = Parameters(training, ("warmup_steps",))
        self.metrics = MetricChoice(training, session.descriptions)
        self.further_outputs = Parameters(training, ("auxiliary_weight",))
        self.decay = Parameters(training, ("decay_biases_and_norms",))
        self.machine = Parameters(training, ("device", "precision", "deterministic", "compile", "cuda_graph", "seed"))
        self.device_facts = DeviceFacts(session.pool)
        self._connect_forms()

    def sections(self, *machine: QWidget) -> tuple[Section, ...]:
        """The forms under their headings; `machine` stands behind those of the machine."""
        amount = (self.length, self.amount, self.early_stopping, self.kept, self.kept_facts)
        steps = (self.optimizer, self.rate_search, self.decay, self.limits)
        answers = (self.loss, self.loss_facts, self.further_outputs, self.metrics, self.average)
        return (
            Section(tr("Data"), stacked(self.data, self.data_facts)),
            Section(tr("Transforms"), self.transforms),
            Section(tr("Training"), stacked(*amount, *steps, *answers)),
            Section(tr("Schedule"), stacked(self.schedule, self.warmup, self.rate_picture)),
            Section(tr("Initialisation"), stacked(self.weights, self.biases)),
            Section(tr("Machine"), stacked(self.machine, self.device_facts, *machine)),
        )

    def choices(self) -> dict[str, Choice]:
        """The settings that are one of several kinds, by their names."""
        return {
            "optimizer": self.optimizer,
            "schedule": self.schedule,
            "loss": self.loss,
            "average_weights": self.average,
            "initialization": self.weights,
            "bias_initialization": self.biases,
        }

    def _connect_forms(self) -> None:
        self.data.edited.connect(self._change_data)
        self.transforms.edited.connect(self._change_data)
        for name, choice in self.choices().items():
            choice.edited.connect(partial(self._change_choice, name))
        for parameters in self._parameters():
            parameters.edited.connect(self._change_training)
        self._session.project_changed.connect(self._follow)
        self._session.analysis_changed.connect(self._find_facts)
        self.device_facts.found.connect(self._offer_devices)

    def _parameters(self) -> tuple[Parameters | RunLength | EarlyStoppingSettings, ...]:
        """The other settings."""
        settings = (self.decay, self.limits, self.warmup, self.further_outputs, self.metrics, self.machine)
        return self.length, self.amount, self.early_stopping, self.kept, *settings

    def _follow(self, before: Project, now: Project) -> None:
        """Fill only the forms of what an edit has changed."""
        if now.training is not before.training or now.data is not before.data:
            self._show(now)
        elif now.graph is not before.graph:
            self._follow_graph(now)

    def _show(self, project: Project) -> None:
        self.data.show_value(project.data)
        self.transforms.show_value(project.data)
        for name, choice in self.choices().items():
            choice.show_value(getattr(project.training, name))
        for parameters in self._parameters():
            parameters.show_value(project.training)
        self._offer_devices()
        self.decay.setVisible("weight_decay" in dict(project.training.optimizer))
        self._follow_graph(project)

    def _offer_devices(self) -> None:
        """Only what this machine has can be chosen."""
        field = self.machine.forms[0].editor("device")
        assert isinstance(field, Segmented)
        field.offer(self.device_facts.offered(self._session.project.training.device, get_args(DeviceChoice)))

    def _follow_graph(self, project: Project) -> None:
        self.further_outputs.setVisible(has_several_outputs(project.graph))
        if self._session.analysis is not None:
            self._find_facts()
        else:
            self.data_facts.forget()

    def _batches(self) -> int | None:
        """Batches in an epoch, None while it is not known."""
        project = self._session.runnable
        description = self._session.descriptions.of(project.data, RunLength)
        return batches_in_epoch(project.data, description, project.training.batch_size)

    def _find_facts(self) -> None:
        """Torch is imported by now, so looking things up is quick."""
        self.columns.show()
        self.data_facts.show_for(self._session.runnable.data, self._session.project.graph)
        self.metrics.show_for(self._session.runnable.data)
        self.early_stopping.show_for(self._session.runnable.data)
        self.loss_facts.show_for(self._session.runnable)
        self.rate_picture.show_for(self._session.project.training)
        self.kept_facts.show_for(self._session.project.training, self._session.analysis)
        self.device_facts.find_out()

    def _change_data(self, step: str, data: Any, going_on: bool) -> None:
        self._session.apply(step, replace(self._session.project, data=data), merge=going_on)

    def _change_choice(self, name: str, step: str, choice: Declaration, going_on: bool) -> None:
        self._change_training(step, self._session.project.training.changed(**{name: choice}), going_on)

    def _change_training(self, step: str, training: Any, going_on: bool) -> None:
        self._session.apply(step, replace(self._session.project, training=training), merge=going_on)
