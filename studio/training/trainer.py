"""A network while it is trained: takes steps, says how they went, and can be saved and set back exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from time import perf_counter, thread_time
from typing import Any

from torch import Tensor, nn

from studio.compiler.turns import a_batch
from studio.data.config import Task
from studio.text import paragraph, tr
from studio.training.accumulator import Accumulator, BatchLoss
from studio.training.activation import Activation
from studio.training.batches import step_seed
from studio.training.callbacks import Callbacks, callbacks_of
from studio.training.captured_step import captured
from studio.training.compiled import compiled
from studio.training.config import TrainingConfig
from studio.training.device import Compute
from studio.training.divergence import diverged
from studio.training.events import BatchesDone
from studio.training.gradients import Gradients
from studio.training.group import ALONE, Group
from studio.training.line_search import search
from studio.training.metrics import LOSS, chosen
from studio.training.objective import Objective, Outputs, WeightedLoss
from studio.training.parameter_groups import trained
from studio.training.saved_state import check_like, check_numbers, check_optimizer
from studio.training.scores import Scores
from studio.training.sharded_tensors import parted_as
from studio.training.step_progress import Progress
from studio.training.usage import UsageMeter


class Trainer:
    """A model on its device with optimizer and progress. The model's weights change in place."""

    note = ""
    """What of that which the settings ask for cannot be done."""

    telling = 0.0
    """Seconds of work that the metrics of the latest report took."""

    reported: tuple[float, ...] = ()
    """The losses of the batches of the latest report."""

    is_sound = True
    """Whether it can go on: no step was broken off, and no loss was infinite or no number."""

    _together: tuple[int, dict[str, Any] | None] = (0, None)

    def __init__(
        self,
        model: nn.Module,
        training: TrainingConfig,
        compute: Compute,
        progress: Progress,
        task: Task = "classes",
        classes: int = 2,
        finish: nn.Module | None = None,
        steps: int = 0,
        callbacks: Callbacks | None = None,
        group: Group = ALONE,
        activation: Activation | None = None,
    ) -> None:
        """`steps` is the length of the whole run, for a schedule that spans it. `callbacks` stand in place of those of
        the settings, `group` are those who train together. `activation` makes probabilities of what the model gives.

        `rate` is the learning rate of the batch before; whoever sets another one has to tell it there.
        """
        self.model = self.result = model
        self.compute = compute
        self.objective = Objective.of(
            training.loss, task, training.auxiliary_weight, compute.device, finish, activation
        )
        self.progress = progress
        self._training = training
        self.group = group
        self._run: Callable[[Tensor], Outputs] = group.joined(model)
        self.optimizer = compute.optimizer(
            training.optimizer, model, decay_biases_and_norms=training.decay_biases_and_norms
        )
        self._scaler = compute.scaler()
        self.weights = trained(model)
        self._gradients = Gradients(self.weights, training.accumulate, self._scaler)
        keeps, monitors = group.leads or group.shards, group.leads and not group.shards
        self.callbacks = callbacks or callbacks_of(training, steps, model, keeps=keeps, monitors=monitors)
        self.rate = training.optimizer.lr
        self.metrics = chosen(task, classes, training.metrics)
        self._recent, self._epoch = self.scores(classes), self.scores(classes)
        self._gathered = Accumulator(self._recent)
        self.usage = UsageMeter(compute.device)
        self._mark = perf_counter()

    def speed_up(self, inputs: Tensor) -> None:
        """Run batches like `inputs` as fast as the settings ask for; `note` says what of that cannot be done.

        The network may be compiled, and on an NVIDIA card its work be recorded. Where several batches make one change
        of the weights, or several losses, nothing is recorded: those runs are not bound by the time between two tasks.
        """
        training = self._training
        notes: list[str] = []
        if training.compile and self.group.size > 1:
            notes.append(tr("The network is not compiled, as several processes train it together."))
        elif training.compile:
            self._run, note = compiled(self.model, inputs, self.compute)
            notes.append(note)
        is_plain = self.group.size == 1 and training.accumulate == 1 and not training.optimizer.searches
        if training.cuda_graph and is_plain and self.compute.device.type == "cuda":
            self._run, note = captured(self.model, self._run, inputs, self.compute)
            notes.append(note)
        self.note = paragraph(*notes)

    def step(self, inputs: Tensor, targets: Tensor, *, is_last: bool = False) -> None:
        """Take in a batch, inputs (B, *shape) and targets (B, ...), and change the weights where it completes a group.

        A group has as many batches as the settings have accumulated, fewer where this one is the last of an epoch.
        """
        self.is_sound = False
        with a_batch():
            own_inputs, own_targets = self.group.share(inputs, targets)

            def judged() -> tuple[WeightedLoss, Outputs]:
                """What the network gives, and its loss; chance is that of the step, however often this is asked."""
                self.compute.seed(step_seed(self._training.seed, self.progress.step, self.group.rank))
                with self.compute.autocast():
                    outputs = self._run(own_inputs)
                return self.group.loss(self.objective, outputs, own_targets, targets), outputs

            loss, outputs = judged()
            self._gradients.add(loss, targets)
            if is_last or self._gradients.are_complete:
                self._change_weights(loss.mean, lambda: judged()[0].mean)
        if not self.group.counts(targets):
            outputs, own_targets = outputs[:0], own_targets[:0]
        self._gathered.add(self.group.mean_later(loss.mean), loss.weight, outputs, own_targets, len(targets))
        self.progress.batch += 1
        self.progress.step += 1
        self.callbacks.after_batch(self)
        self.is_sound = True

    def _change_weights(self, loss: Tensor, again: Callable[[], Tensor]) -> None:
        """Take a step by the gradients of a loss, which `again` computes anew for other weights."""
        self._gradients.finish()
        self._scaler.unscale_(self.optimizer)
        self.callbacks.before_change(self)
        if self._training.optimizer.searches:
            search(self.optimizer, self.model, loss, again, self.group.mean)
        else:
            self._scaler.step(self.optimizer)
            self._scaler.update()
        self._gradients.clear()
        self.callbacks.after_change(self)

    def report(self, run: str) -> Iterator[BatchesDone]:
        """The steps since the last report, when there are any.

        Raises TrainingError when a loss among them is not finite, after reporting the steps before it.
        """
        first = self.progress.step - len(self._gathered) + 1
        losses = self._losses()
        usage, seconds = self.usage.read(), self.tick()
        sound = next((i for i, loss in enumerate(losses) if not math.isfinite(loss.mean)), len(losses))
        self.progress.count(losses[:sound])
        self.reported = tuple(loss.mean for loss in losses)
        metrics = self._metrics(told=sound == len(losses))
        if sound:
            yield BatchesDone(
                run,
                epoch=self.progress.epoch + 1,
                steps=tuple(range(first, first + sound)),
                losses=self.reported[:sound],
                samples_per_second=sum(loss.samples for loss in losses) / max(seconds, 1e-9),
                seconds=self.progress.seconds,
                metrics=metrics,
                learning_rate=self.rate,
                usage=usage,
            )
        if sound < len(losses):
            raise self.diverged(losses[sound].mean, first + sound, changed=first + sound > 1)

    def _losses(self) -> list[BatchLoss]:
        """The losses of the steps since the last report, which the metrics then know."""
        begun = thread_time()
        self._gathered.hand_on()
        self.telling = thread_time() - begun
        with self.usage.blocked():
            self.group.settle()
            return self._gathered.read()

    def _metrics(self, *, told: bool) -> dict[str, float]:
        """Their values over the steps since the last report, none unless `told`; those of the epoch then know them."""
        begun = thread_time()
        values = self._recent.values() if told else {}
        self._epoch.take(self._recent)
        self._recent.reset()
        self.telling += thread_time() - begun
        return values

    def epoch_values(self) -> dict[str, float]:
        """Loss and metrics over the batches of the epoch so far, as reported."""
        progress = self.progress
        known = {LOSS.name: progress.loss_sum / progress.loss_weight} if progress.loss_weight else {}
        return known | self.group.values(self._epoch)

    def bring_together(self) -> None:
        """Have the state that is saved next hold what all of the group took in of the epoch; all have to ask."""
        self._together = self.progress.step, self._epoch.state(together=True)

    def begin_epoch(self) -> None:
        """The epoch is over, the next begins."""
        self.progress.begin_epoch()
        self._epoch.reset()

    def scores(self, classes: int) -> Scores:
        """What the metrics make of batches, nothing taken in yet."""
        return Scores(self.metrics, self.objective, classes, self.compute.device)

    def diverged(self, loss: float, step: int, *, changed: bool = True) -> Exception:
        """The error for a loss from which no step leads on; `changed` says whether the weights had been."""
        self.is_sound = False
        epoch = self.progress.present(self._training.epochs)
        return diverged(loss, epoch, step, self._training, changed=changed)

    def tick(self) -> float:
        """Count the time since the last tick as trained; gives it in seconds."""
        now = perf_counter()
        elapsed, self._mark = now - self._mark, now
        self.progress.seconds += elapsed
        self.usage.restart()
        return elapsed

    def skip_time(self) -> None:
        """Leave the time since the last tick out of account (a pause)."""
        self._mark = perf_counter()
        self.usage.restart()

    def state(self) -> dict[str, Any]:
        """All that the next steps depend on besides the weights. Chance follows from seed and step."""
        return {
            "optimizer": self.optimizer.state_dict(),
            "progress": asdict(self.progress),
            "metrics": self._taken_in(),
            "gradients": self._gradients.state(),
            "scaler": self._scaler.state_dict(),
            **self.callbacks.state(),
        }

    def _taken_in(self) -> dict[str, Any] | None:
        """What metrics took in of the epoch. Within it each of a group has its share, unless just together."""
        if self.group.size == 1 or not self.progress.batch:
            return self._epoch.state()
        step, together = self._together
        return together if step == self.progress.step else None

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to what `state` gave. Raises TrainingError where that is no state of this training."""
        places = [weights for group in self.optimizer.param_groups for weights in group["params"]]
        gathered = check_optimizer(state.get("optimizer"), self._training.optimizer, places)
        scaler = state.get("scaler", {})
        check_like(scaler, self._scaler.state_dict(), tr("scaler"))
        known = state.get("progress")
        if isinstance(known, dict):
            known = _of_earlier_versions(known) | known
        progress = check_numbers(Progress, known)
        metrics = None if self._epoch.is_of_earlier_version(state.get("metrics")) else state.get("metrics")
        if metrics is not None:
            check_like(metrics, self._epoch.state(), tr("metrics"))
        # Its settings are those of the project, which are the run's.
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": _parted(gathered, places), "param_groups": groups})
        self._scaler.load_state_dict(scaler)
        for name, value in vars(progress).items():
            setattr(self.progress, name, value)
        self._epoch.restore(metrics)
        if self._epoch.is_whole and not self.group.leads:
            self._epoch.reset()  # the leading process has what all of them took in
        self._gradients.restore(state.get("gradients"))
        self.callbacks.restore(state, self)


def _parted(gathered: dict[int, dict[str, Any]], places: Sequence[Tensor]) -> dict[int, dict[str, Any]]:
    """What an optimizer has gathered, in parts where its weights are."""
    return {
        place: {
            name: parted_as(value, places[place]) if isinstance(value, Tensor) and value.dim() else value
            for name, value in values.items()
        }
        for place, values in gathered.items()
    }


def _of_earlier_versions(progress: dict[str, Any]) -> dict[str, Any]:
    """What earlier versions did not keep of it: losses counted by their samples, and a run ended with an epoch."""
    step, batch = progress.get("step"), progress.get("batch")
    judged = step - batch if isinstance(step, int) and isinstance(batch, int) else step
    return {"loss_weight": progress.get("samples", 0), "judged": judged}
