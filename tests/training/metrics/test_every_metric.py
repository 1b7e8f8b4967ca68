"""Each declared metric, over batches of any size, is what scikit-learn says of all samples together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import sklearn.metrics
import torch
from torch import Tensor

from studio.data.config import Task
from studio.training.accumulator import Accumulator
from studio.training.errors import TrainingError
from studio.training.losses import losses
from studio.training.metrics import METRICS, USUAL, chosen, figure
from studio.training.objective import Objective
from studio.training.saved_state import check_like
from studio.training.scores import Scores

SAMPLES, CLASSES = 61, 7
CPU = torch.device("cpu")
Truth = Callable[[Any, Any], float]
MACRO: dict[str, Any] = {"average": "macro", "zero_division": 0}
CASES = [(name, task) for name, metric in METRICS.items() for task in sorted(metric.tasks)]


def some(task: Task) -> tuple[Tensor, Tensor]:
    """Outputs that are often right, and targets of which some classes are rare."""
    random = torch.Generator().manual_seed(0)
    shape = (SAMPLES, CLASSES, 3, 2) if task in ("pixels", "input") else (SAMPLES, CLASSES)
    outputs = torch.randn(shape, generator=random)
    if task == "positions":
        # Each score is of a position, one after the other; seldom wrong, so that a sample may be right as a whole.
        outputs = torch.randn(SAMPLES, 3 * CLASSES, generator=random)
        noise = torch.randn(SAMPLES, 3 * CLASSES, generator=random) / 4
        return outputs, (outputs + noise).reshape(SAMPLES, 3, CLASSES).argmax(2)
    if task in ("classes", "pixels"):
        outputs[:, -1] -= 9  # a class that is never answered
        return outputs, (outputs + torch.randn(shape, generator=random)).argmax(1)
    targets = outputs + torch.randn(shape, generator=random)
    return outputs, (targets > 0.8).float() if task == "labels" else targets + 100


def flat(task: Task, outputs: Tensor, targets: Tensor) -> tuple[Any, Any]:
    """Targets and answers as scikit-learn takes them."""
    if task in ("classes", "pixels"):
        return targets.flatten().numpy(), outputs.argmax(1).flatten().numpy()
    if task == "positions":
        return targets.flatten().numpy(), outputs.reshape(-1, CLASSES).argmax(1).numpy()
    if task == "labels":
        return targets.int().numpy(), (outputs > 0.5).int().numpy()
    return targets.flatten(1).double().numpy(), outputs.flatten(1).double().numpy()


def top5(outputs: Tensor, targets: Tensor) -> float:
    rows = outputs.movedim(1, -1).reshape(-1, CLASSES).numpy()
    found: float = sklearn.metrics.top_k_accuracy_score(targets.flatten().numpy(), rows, k=5, labels=range(CLASSES))
    return found


TRUTHS: dict[str, Truth] = {
    "accuracy": lambda targets, answers: float(np.mean(targets == answers)),
    "exact_match": lambda targets, answers: float(np.mean((targets == answers).reshape(SAMPLES, -1).all(axis=1))),
    "balanced_accuracy": lambda targets, answers: sklearn.metrics.recall_score(
        targets, answers, average="macro", labels=np.unique(targets)
    ),
    "precision": partial(sklearn.metrics.precision_score, **MACRO),
    "recall": partial(sklearn.metrics.recall_score, **MACRO),
    "f1": partial(sklearn.metrics.f1_score, **MACRO),
    "dice": partial(sklearn.metrics.f1_score, **MACRO),
    "iou": partial(sklearn.metrics.jaccard_score, **MACRO),
    "cohen_kappa": sklearn.metrics.cohen_kappa_score,
    "matthews": sklearn.metrics.matthews_corrcoef,
    "mae": sklearn.metrics.mean_absolute_error,
    "mse": sklearn.metrics.mean_squared_error,
    "rmse": lambda targets, answers: float(np.sqrt(np.mean((targets - answers) ** 2))),
    "mape": sklearn.metrics.mean_absolute_percentage_error,
    "r2": sklearn.metrics.r2_score,
    "pearson": lambda targets, answers: float(
        np.mean([np.corrcoef(*each)[0, 1] for each in zip(targets.T, answers.T, strict=True)])
    ),
}
ORDERED = {"auroc": sklearn.metrics.roc_auc_score, "average_precision": sklearn.metrics.average_precision_score}


def truth(name: str, task: Task, outputs: Tensor, targets: Tensor) -> float:
    """What all samples together come to."""
    if name == "top5_accuracy":
        return top5(outputs, targets)
    if name not in ORDERED:
        return TRUTHS[name](*flat(task, outputs, targets))
    wanted = targets if task == "labels" else torch.nn.functional.one_hot(targets, CLASSES)
    occurs = [column for column in range(CLASSES) if 0 < wanted[:, column].sum() < len(wanted)]
    found = [ORDERED[name](wanted[:, each].numpy(), outputs[:, each].double().numpy()) for each in occurs]
    return float(np.mean(found))


def scores_of(name: str, task: Task) -> Scores:
    return Scores([METRICS[name]], Objective.of(losses["MSELoss"](), task), CLASSES, CPU)


@pytest.mark.parametrize("size", [1, 7, 60, SAMPLES])
@pytest.mark.parametrize(("name", "task"), CASES)
def test_a_metric_over_batches_is_that_of_all_samples_together(name: str, task: Task, size: int) -> None:
    outputs, targets = some(task)
    scores = scores_of(name, task)
    for first in range(0, SAMPLES, size):
        scores.update(outputs[first : first + size], targets[first : first + size])
    assert scores.values()[name] == pytest.approx(truth(name, task, outputs, targets), rel=1e-6)


@pytest.mark.parametrize(("name", "task"), CASES)
def test_pictures_whose_channels_come_last_are_measured_alike(name: str, task: Task) -> None:
    outputs, targets = some(task)
    plain, last = scores_of(name, task), scores_of(name, task)
    plain.update(outputs, targets)
    if outputs.dim() == 4:
        outputs = outputs.contiguous(memory_format=torch.channels_last)
    last.update(outputs, targets)
    assert last.values() == plain.values()


@pytest.mark.parametrize(("name", "task"), CASES)
def test_a_metric_goes_on_from_what_was_saved(name: str, task: Task) -> None:
    outputs, targets = some(task)
    whole, first, second = (scores_of(name, task) for _ in range(3))
    whole.update(outputs, targets)
    first.update(outputs[:20], targets[:20])
    check_like(first.state(), second.state(), "metrics")
    second.restore(first.state())
    assert second.values() == first.values()
    second.update(outputs[20:], targets[20:])
    assert second.values()[name] == pytest.approx(whole.values()[name], rel=1e-9)


@pytest.mark.parametrize(("name", "task"), CASES)
def test_an_accumulator_hands_on_what_it_holds_however_much_it_is(
    name: str, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs, targets = some(task)
    found = []
    for limit in (0, 10**9):
        monkeypatch.setattr("studio.training.accumulator.HELD_BYTES", limit)
        scores = scores_of(name, task)
        gathered = Accumulator(scores)
        for first in range(0, SAMPLES, 7):
            part = outputs[first : first + 7]
            gathered.add(torch.zeros(()), len(part), (part, part + 1), targets[first : first + 7])
        gathered.read()
        found.append(scores.values()[name])
    assert found[0] == pytest.approx(found[1], rel=1e-9)


@pytest.mark.parametrize("task", sorted(USUAL))
def test_every_task_is_told_by_a_metric_that_is_for_it(task: Task) -> None:
    assert [metric.name for metric in chosen(task, 0 if task == "input" else 3)] == [USUAL[task]]


def test_the_five_most_likely_answers_are_told_of_more_than_five_classes() -> None:
    wanted = ("accuracy", "top5_accuracy")
    assert [metric.name for metric in chosen("classes", 5, wanted)] == ["accuracy"]
    assert [metric.name for metric in chosen("classes", 6, wanted)] == ["accuracy", "top5_accuracy"]
    assert chosen("numbers", 6, wanted) == ()


@pytest.mark.parametrize("outputs", [torch.tensor([[0.2]]), torch.tensor([[float("nan")], [1.0]])])
def test_a_value_that_cannot_be_told_is_left_out(outputs: Tensor) -> None:
    scores = Scores([METRICS["r2"]], Objective.of(losses["MSELoss"](), "numbers"), 1, CPU)
    assert scores.values() == {}
    scores.update(outputs, torch.rand(len(outputs), 1))
    assert scores.values() == {}


def test_half_an_epoch_without_what_came_before_has_no_values() -> None:
    scores = scores_of("accuracy", "classes")
    scores.restore(None)
    scores.update(*some("classes"))
    assert scores.values() == {}
    scores.reset()
    scores.update(*some("classes"))
    assert set(scores.values()) == {"accuracy"}


def test_one_score_for_two_classes_is_measured_as_the_loss_takes_it() -> None:
    outputs, targets = torch.tensor([[0.3], [0.7], [-2.0], [0.6]]), torch.tensor([0, 1, 0, 0])
    for loss, right in (("BCEWithLogitsLoss", 0.5), ("MSELoss", 0.75)):
        scores = Scores([METRICS["accuracy"]], Objective.of(losses[loss]()), 2, CPU)
        scores.update(outputs, targets)
        assert scores.values()["accuracy"] == right


@pytest.mark.parametrize("name", [*METRICS, "loss"])
def test_every_figure_has_a_title_and_tells_its_values(name: str) -> None:
    found = figure(name)
    assert found.label
    assert found.told(0.5).startswith(found.label)
    assert ("%" in found.words(0.5)) == (found.unit == "share")


def test_a_figure_that_is_not_known_is_told_under_its_name() -> None:
    assert figure("novelty").told(0.25, inline=True) == "novelty 0.25"


def test_names_of_people_stay_large_within_a_sentence() -> None:
    assert [figure(name).inline for name in ("accuracy", "f1", "matthews", "cohen_kappa")] == [
        "accuracy", "F1 (macro)", "Matthews correlation", "Cohen's kappa",
    ]  # fmt: skip


OF_CLASSES = [(name, task) for name, task in CASES if task in ("classes", "pixels")]
IGNORED = 2


def ignoring(name: str, task: Task) -> Scores:
    """Scores for a loss that one of the classes counts for nothing in."""
    objective = Objective.of(losses["CrossEntropyLoss"](ignore_index=IGNORED), task)
    return Scores([METRICS[name]], objective, CLASSES, CPU)


def truth_without_ignored(name: str, outputs: Tensor, targets: Tensor) -> float:
    """What scikit-learn says of the targets that count. The intersection is not told of the class that does not."""
    counts = targets != IGNORED
    rows, wanted = outputs.movedim(1, -1)[counts], targets[counts]
    if name == "top5_accuracy":
        return top5(rows, wanted)
    if name in ORDERED:
        return truth(name, "classes", rows.double().softmax(1), wanted)
    answers = rows.argmax(1).numpy()
    if name != "iou":
        return TRUTHS[name](wanted.numpy(), answers)
    labels = sorted({*wanted.tolist(), *answers.tolist()} - {IGNORED})
    found: float = sklearn.metrics.jaccard_score(wanted.numpy(), answers, average="macro", labels=labels)
    return found


@pytest.mark.parametrize("size", [1, 7, SAMPLES])
@pytest.mark.parametrize(("name", "task"), OF_CLASSES)
def test_targets_that_the_loss_ignores_are_counted_by_no_metric(name: str, task: Task, size: int) -> None:
    outputs, targets = some(task)
    assert (targets == IGNORED).any()
    scores = ignoring(name, task)
    for first in range(0, SAMPLES, size):
        scores.update(outputs[first : first + size], targets[first : first + size])
    wanted = truth_without_ignored(name, outputs, targets)
    assert scores.values()[name] == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize(("name", "task"), OF_CLASSES)
def test_where_no_target_counts_there_is_no_value(name: str, task: Task) -> None:
    outputs, targets = some(task)
    scores = ignoring(name, task)
    scores.update(outputs, targets.new_full(targets.shape, IGNORED))
    assert scores.values() == {}
    check_like(scores.state(), ignoring(name, task).state(), "metrics")
    scores.update(outputs, targets)
    wanted = truth_without_ignored(name, outputs, targets)
    assert scores.values()[name] == pytest.approx(wanted, rel=1e-6)


def test_the_order_of_scores_does_not_run_into_certainty() -> None:
    """In single precision all of these probabilities are 1."""
    outputs = torch.zeros(40, 3)
    outputs[:, 0] = torch.linspace(20, 60, 40)
    targets = (torch.arange(40) < 13).long()
    scores = Scores([METRICS["auroc"]], Objective.of(losses["CrossEntropyLoss"]()), 3, CPU)
    scores.update(outputs[:25], targets[:25])
    scores.update(outputs[25:], targets[25:])
    assert scores.values() == {"auroc": 1.0}


def ordered_by(outputs: Tensor, loss: str = "CrossEntropyLoss") -> dict[str, float]:
    scores = Scores([METRICS[name] for name in ORDERED], Objective.of(losses[loss]()), 2, CPU)
    scores.update(outputs, torch.tensor([0, 0, 1, 1, 1]))
    return scores.values()


def test_of_two_classes_the_second_is_looked_for_whether_by_one_score_or_two() -> None:
    one = torch.tensor([[0.1], [0.7], [0.7], [0.9], [0.2]])
    told = ordered_by(one, "BCEWithLogitsLoss")
    assert told == ordered_by(torch.cat([0 * one, one], 1))
    targets = [0, 0, 1, 1, 1]
    assert told == {name: pytest.approx(found(targets, one[:, 0].numpy())) for name, found in ORDERED.items()}


def test_what_cannot_be_kept_has_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.training.metrics.ordered.MOST_HELD", 30 * CLASSES)
    outputs, targets = some("classes")
    scores = scores_of("auroc", "classes")
    scores.update(outputs[:30], targets[:30])
    assert set(scores.values()) == {"auroc"}
    scores.update(outputs[30:], targets[30:])
    assert scores.values() == {}
    scores.reset()
    scores.update(outputs[:30], targets[:30])
    assert set(scores.values()) == {"auroc"}


NO_VALUE = {
    "auroc": "classes", "average_precision": "classes", "cohen_kappa": "classes", "matthews": "classes",
    "r2": "numbers", "pearson": "numbers", "mape": "numbers",
}  # fmt: skip


@pytest.mark.parametrize(("name", "task"), NO_VALUE.items())
def test_a_metric_that_has_no_value_for_some_targets_says_when_and_leaves_it_out(name: str, task: Task) -> None:
    assert {name for name, metric in METRICS.items() if metric.undefined} == set(NO_VALUE)
    outputs, targets = some(task)
    constant = torch.zeros_like(targets) if name == "mape" else torch.full_like(targets, 0)
    scores = scores_of(name, task)
    scores.update(outputs * 0, constant if task == "classes" or name == "mape" else constant + 100.1)
    assert scores.values() == {}


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
@pytest.mark.parametrize("name", ["r2", "pearson", "mape"])
def test_shares_of_numbers_do_not_depend_on_their_unit(name: str, scale: float) -> None:
    outputs, targets = some("numbers")
    plain, scaled = scores_of(name, "numbers"), scores_of(name, "numbers")
    plain.update(outputs, targets)
    scaled.update(outputs * scale, targets * scale)
    assert scaled.values()[name] == pytest.approx(plain.values()[name], rel=1e-4)


@pytest.mark.parametrize(("name", "task"), CASES)
def test_values_lie_where_a_metric_says(name: str, task: Task) -> None:
    outputs, targets = some(task)
    scores = scores_of(name, task)
    scores.update(outputs, targets)
    assert METRICS[name].lowest <= scores.values()[name] <= METRICS[name].highest


def test_kept_scores_of_another_network_are_refused() -> None:
    outputs, targets = some("classes")
    scores, other = scores_of("auroc", "classes"), scores_of("auroc", "classes")
    scores.update(outputs, targets)
    state = scores.state()
    for part, damaged in {"scores": [outputs[:, :3]], "targets": [targets[:-1]]}.items():
        with pytest.raises(TrainingError, match="not of the same samples"):
            other.restore({**state, "auroc": {**state["auroc"], part: damaged}})


@pytest.mark.parametrize("task", sorted(USUAL))
def test_metrics_that_gather_the_same_do_so_once_and_each_tells_its_own(task: Task) -> None:
    names = [name for name, metric in METRICS.items() if task in metric.tasks]
    outputs, targets = some(task)
    together = Scores([METRICS[name] for name in names], Objective.of(losses["MSELoss"](), task), CLASSES, CPU)
    for _ in range(2):
        together.reset()
        for part in (slice(0, 30), slice(30, SAMPLES)):
            together.update(outputs[part], targets[part])
            together.values()
        apart = {}
        for name in names:
            alone = scores_of(name, task)
            alone.update(outputs, targets)
            apart |= alone.values()
        assert together.values() == pytest.approx(apart, rel=1e-12)
    gathered = {metric.gathers or name for name, metric in METRICS.items() if name in names}
    assert len(together.state()) == 1 + len(gathered)


@pytest.mark.parametrize("task", sorted(USUAL))
def test_what_parts_have_gathered_counts_as_if_one_had_gathered_it(task: Task) -> None:
    chosen = [metric for metric in METRICS.values() if task in metric.tasks]
    outputs, targets = some(task)
    whole, part, parts = (Scores(chosen, Objective.of(losses["MSELoss"](), task), CLASSES, CPU) for _ in range(3))
    whole.update(outputs, targets)
    for each in (slice(0, 10), slice(10, 30), slice(30, SAMPLES)):
        part.reset()
        part.update(outputs[each], targets[each])
        parts.take(part)
    assert set(parts.values()) == {metric.name for metric in chosen}
    assert parts.values() == pytest.approx(whole.values(), rel=1e-12)


def test_scores_that_are_too_many_to_keep_have_no_value_in_parts_either(monkeypatch: pytest.MonkeyPatch) -> None:
    outputs, targets = some("classes")
    monkeypatch.setattr("studio.training.metrics.ordered.MOST_HELD", outputs.numel() - 1)
    whole, part = scores_of("auroc", "classes"), scores_of("auroc", "classes")
    for each in (slice(0, 10), slice(10, SAMPLES)):
        part.reset()
        part.update(outputs[each], targets[each])
        assert part.values()
        whole.take(part)
    assert whole.values() == {}


def test_of_equal_scores_as_many_are_among_the_likeliest_as_there_is_room() -> None:
    scores = scores_of("top5_accuracy", "classes")
    scores.update(torch.zeros(CLASSES, CLASSES), torch.arange(CLASSES))
    assert scores.values()["top5_accuracy"] == pytest.approx(5 / CLASSES)


def test_a_score_that_is_no_number_is_not_among_the_likeliest() -> None:
    scores = scores_of("top5_accuracy", "classes")
    scores.update(torch.full((2, CLASSES), torch.nan), torch.tensor([0, 1]))
    assert scores.values()["top5_accuracy"] == 0


@pytest.mark.parametrize("name", ["f1", "precision", "recall", "top5_accuracy"])
def test_counts_of_an_earlier_version_are_told_from_damage(name: str) -> None:
    scores = scores_of(name, "classes")
    counts = {part: torch.zeros(CLASSES, dtype=torch.int64) for part in ("tp", "fp", "tn", "fn")}
    assert scores.is_of_earlier_version({"samples": 3, name: counts})
    assert not scores.is_of_earlier_version(scores.state())
    assert not scores.is_of_earlier_version({"samples": 3, name: {"tp": counts["tp"]}})
