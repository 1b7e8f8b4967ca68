"""Keeps the average of the weights: taken in as they change, judged and saved in their place, set back exactly."""

from __future__ import annotations

from typing import Any

from torch import nn
from torch.optim.swa_utils import AveragedModel

from studio.text import tr
from studio.training.averages import Average
from studio.training.callbacks.callback import Callback
from studio.training.callbacks.moment import Steps, UnderWay
from studio.training.running_statistics import renew
from studio.training.saved_state import check_like, damaged


class Averaging(Callback):
    """Takes the weights of `model` into `average`, which is what counts of a training from the first of them on.

    A checkpoint's weights are then the averaged ones; those of the moment are in its state.
    """

    name = "average_weights"

    def __init__(self, declared: Average, model: nn.Module, average: AveragedModel) -> None:
        self._declared, self._model, self._average = declared, model, average

    def after_change(self, trainer: Steps) -> None:
        """Take in the weights of this step."""
        if self._declared.by_step:
            self._take_in(trainer)

    def batches_done(self, training: UnderWay) -> None:
        """Take in the weights of a whole epoch, and have statistics that fit the average.

        Nothing is taken in twice where a training goes on from between this and the end of its epoch, and nothing of an
        epoch within which a run ends for now.
        """
        trainer = training.trainer
        is_whole = trainer.progress.batch == len(training.train)
        wanted = self._declared.wanted(trainer.progress.epoch + is_whole)
        if wanted is not None and int(self._average.n_averaged) < wanted:
            self._take_in(trainer)
        if self._declared.renews_statistics and trainer.group.leads and trainer.result is self._average.module:
            renew(trainer.result, training.train, trainer.compute, trainer.progress.step)

    def state(self) -> dict[str, Any]:
        """Of how many weights the average is made, and the weights of the moment where it stands in for them."""
        taken = int(self._average.n_averaged)
        return {"taken": taken, "weights": dict(self._model.state_dict()) if taken else {}}

    def restore(self, state: Any, trainer: Steps) -> None:
        """Tell the average, which the checkpoint's weights are, and the weights of the moment apart again."""
        if not isinstance(state, dict) or type(taken := state.get("taken")) is not int or taken < 0:
            raise damaged(tr("it has no average of the weights"))
        averaged = self._model.state_dict()
        check_like(state.get("weights"), averaged if taken else {}, tr("weights of the moment"))
        if taken:
            self._average.module.load_state_dict(averaged)
            self._average.n_averaged.fill_(taken)
            self._model.load_state_dict(state["weights"])
            trainer.result = self._average.module

    def _take_in(self, trainer: Steps) -> None:
        self._average.update_parameters(self._model)
        trainer.result = self._average.module
