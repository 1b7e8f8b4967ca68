"""Settings chosen by Optuna: each follows from how the ones before did, and hopeless runs are given up early."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from statistics import fmean
from threading import RLock
from typing import Any

from studio.project.sweeps.axes import Axis, written
from studio.project.sweeps.plan import Trial, not_installed
from studio.project.sweeps.record import Record
from studio.project.sweeps.running import Ending
from studio.training.events import EpochDone
from studio.training.metrics import LOSS, VALIDATION

MEASURES = (f"{VALIDATION}{LOSS.name}", LOSS.name)
"""What is to be small: the loss on the validation samples, or on the training samples where there are none."""

Key = tuple[tuple[str, str], ...]


class Optimizing:
    """Asks Optuna for settings until `count` have been tried, each with all seeds. Raises TrainingError without it."""

    def __init__(self, record: Record, count: int, base: int) -> None:
        self._optuna = _optuna()
        self._record, self._count, self._base = record, count, base
        self._axes = record.plan.axes
        self._lock = RLock()
        sampler = self._optuna.samplers.TPESampler(seed=base, constant_liar=True)
        pruner = self._optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=1)
        self._study = self._optuna.create_study(direction="minimize", sampler=sampler, pruner=pruner)
        self._asked: dict[Key, Any] = {}
        self._pruned: set[Key] = set()
        self._waiting = deque(record.missing())
        self._tried = {_key(trial.settings) for trial in record.plan.trials}
        self._asks = len(self._tried)
        for key in self._tried:
            self._learn(key)

    def next(self) -> Trial | None:
        """The next run: what is missing of settings already tried, then further ones."""
        with self._lock:
            while self._waiting:
                trial = self._waiting.popleft()
                if _key(trial.settings) not in self._pruned:
                    return trial
            if self._asks >= self._count:
                return None
            asked = self._study.ask(_distributions(self._optuna, self._axes))
            settings = {axis.name: _text(asked.params[axis.name]) for axis in self._axes}
            key = _key(settings)
            self._asks += 1
            if key in self._tried:  # drawn once more: nothing new would come of it
                self._tell(asked, self._value(key))
                return self.next()
            self._tried.add(key)
            self._asked[key] = asked
            self._waiting.extend(self._record.extend(settings, self._base))
            return self._waiting.popleft()

    def is_hopeless(self, trial: Trial, done: EpochDone) -> bool:
        """Whether settings do worse than most before them at this epoch; the first seed tells."""
        with self._lock:
            key = _key(trial.settings)
            asked = self._asked.get(key)
            if key in self._pruned:
                return True
            value = next((done.metrics[name] for name in MEASURES if name in done.metrics), None)
            if asked is None or value is None or trial.seed != self._base:
                return False
            asked.report(value, done.epoch)
            if asked.should_prune():
                self._pruned.add(key)
            return key in self._pruned

    def ended(self, trial: Trial, state: Ending) -> None:
        """Learn from settings of which all seeds are over."""
        with self._lock:
            self._learn(_key(trial.settings))

    def _learn(self, key: Key) -> None:
        """Tell the study of settings that are over: given up, or trained with all seeds."""
        trials = [trial for trial in self._record.plan.trials if _key(trial.settings) == key]
        is_pruned = key in self._pruned or any(trial.mark == "pruned" for trial in trials)
        if not is_pruned and not all(self._is_over(trial) for trial in trials):
            return
        value = None if is_pruned else self._value(key)
        asked = self._asked.pop(key, None)
        if asked is not None:
            self._tell(asked, value)
        elif value is not None:
            self._add(key, value)

    def _is_over(self, trial: Trial) -> bool:
        run = self._record.described(trial)
        return bool(trial.mark) or (run is not None and run.state in ("finished", "failed"))

    def _tell(self, asked: Any, value: float | None) -> None:
        """What came of settings; None where nothing can be said of them."""
        states = self._optuna.trial.TrialState
        self._study.tell(asked, value, state=states.PRUNED if value is None else states.COMPLETE)

    def _add(self, key: Key, value: float) -> None:
        """Have the study know settings of an earlier time, where they lie in the ranges of today."""
        distributions = _distributions(self._optuna, self._axes)
        params = {axis.name: _number(dict(key)[axis.name], axis) for axis in self._axes}
        with suppress(ValueError):
            made = self._optuna.trial.create_trial(params=params, distributions=distributions, value=value)
            self._study.add_trial(made)

    def _value(self, key: Key) -> float | None:
        """The mean over all seeds that have a result."""
        values = []
        for trial in self._record.plan.trials:
            run = self._record.described(trial) if _key(trial.settings) == key else None
            if run is not None and run.state == "finished":
                values += [run.metrics[name] for name in MEASURES if name in run.metrics][:1]
        return fmean(values) if values else None


def _key(settings: Mapping[str, str]) -> Key:
    return tuple(settings.items())


def _distributions(optuna: Any, axes: tuple[Axis, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for axis in axes:
        if axis.range is None:
            found[axis.name] = optuna.distributions.CategoricalDistribution(axis.values)
        elif axis.range.whole:
            ends = int(axis.range.low), int(axis.range.high)
            found[axis.name] = optuna.distributions.IntDistribution(*ends, log=axis.range.logarithmic)
        else:
            found[axis.name] = optuna.distributions.FloatDistribution(
                axis.range.low, axis.range.high, log=axis.range.logarithmic
            )
    return found


def _number(text: str, axis: Axis) -> Any:
    if axis.range is None:
        return text
    return int(text) if axis.range.whole else float(text)


def _text(value: Any) -> str:
    return written(value) if isinstance(value, float) else str(value)


def _optuna() -> Any:
    try:
        import optuna
    except ImportError:
        raise not_installed() from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna
