"""Which metrics a training is told by: those of what the data ask for, each with a check mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from studio.data import Data
from studio.text import tr
from studio.training.config import TrainingConfig
from studio.training.metrics import METRICS, USUAL, offered
from studio.training.metrics.suiting import unsuited
from studio.ui.background.data_descriptions import DataDescriptions
from studio.ui.widgets.check_list import CheckList, Offer
from studio.ui.widgets.choice import Parameters

if TYPE_CHECKING:
    from studio.data.samples import Description


class MetricChoice(Parameters):
    """The metrics of the training; there is nothing to choose from until the data are known."""

    def __init__(self, training: TrainingConfig, descriptions: DataDescriptions, parent: QWidget | None = None) -> None:
        super().__init__(training, ("metrics",), parent=parent)
        self._descriptions = descriptions
        self._data: Data | None = None
        self.hide()
        descriptions.ready.connect(self._offer)

    @property
    def list(self) -> CheckList:
        """The check marks."""
        found = self.forms[0].editor("metrics")
        assert isinstance(found, CheckList)
        return found

    @property
    def error(self) -> str:
        """What is said of those that these data do not have; empty where all are fine."""
        return self.forms[0].error("metrics")

    def show_for(self, data: Data) -> None:
        """Offer what can be told of these data."""
        self._data = data
        self._offer()

    def _offer(self) -> None:
        found = self._descriptions.of(self._data, MetricChoice) if self._data is not None else None
        self.setVisible(found is not None)
        if found is not None:
            self._offer_for(found)

    def _offer_for(self, found: Description) -> None:
        from studio.training.mismatch import LEARNT

        task, classes = found.task, len(found.classes)
        words = {name: Offer(metric.title, metric.summary()) for name, metric in METRICS.items()}
        self.list.offer({name: words[name] for name in offered(task, classes)}, USUAL[task], words)
        wrong = unsuited(self.list.value(), task, LEARNT[task], classes)
        told = "" if wrong is None else tr("{problem} Take its mark away.", problem=wrong.message)
        self.forms[0].show_error("metrics", told)
