"""What is told of losses and optimizers, held against torch."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from studio.explanation.average_formulas import average_rules
from studio.explanation.formula import Rule
from studio.explanation.loss_formulas import loss_rules, lowest_loss, starting_loss
from studio.explanation.metric_formulas import metric_rule
from studio.explanation.optimizer_formulas import clipping_rules, optimizer_rules
from studio.explanation.plan import Plan
from studio.explanation.schedule_formulas import schedule_rules
from studio.explanation.training import chapters
from studio.layers import ParameterError, fields
from studio.training.averages import EMA, SWA, Average, NoAverage
from studio.training.config import TrainingConfig
from studio.training.learning_rate import rates
from studio.training.losses import Loss, floor, losses
from studio.training.metrics import METRICS
from studio.training.objective import Objective
from studio.training.optimizers import Optimizer, optimizers
from studio.training.schedules import CosineAnnealingWarmRestarts, Schedule, schedules
from studio.training.scores import Scores

CHOSEN: dict[str, Any] = {"momentum": 0.9, "weight_decay": 0.1, "lr": 0.03}


STEPS = 12
"""So many that the mean square of RAdam comes to be trusted on the way."""


def settings_of(declared: type[Optimizer]) -> list[Optimizer]:
    """The optimizer by default, with momentum and decay, and with each switch and each number of its own on."""
    if declared.searches:  # what is told is one iteration; how long it is, is only known without a search
        return [declared.create({"max_iter": 1, "line_search_fn": "none", "lr": lr}) for lr in (1.0, 0.3)]
    found = [declared.create({})]
    names = {spec.name: spec.editor for spec in fields(declared)}
    own = {name: value for name, value in CHOSEN.items() if name in names}
    numbers = [spec.name for spec in fields(declared) if spec.editor == "number" and not spec.default]
    switches = [name for name, editor in names.items() if editor == "switch"]
    each = ({**own, name: CHOSEN.get(name, 0.3)} for name in numbers)
    for params in (own, *each, *({**own, switch: True} for switch in switches)):
        try:
            found.append(declared.create(params))
        except ParameterError:
            continue
    return found


@pytest.mark.parametrize("declared", optimizers.values(), ids=optimizers)
def test_the_steps_told_are_those_of_torch(declared: type[Optimizer]) -> None:
    for optimizer in settings_of(declared):
        rules = optimizer_rules(optimizer)
        assert rules
        assert told_steps(optimizer) == pytest.approx(torch_steps(optimizer), rel=1e-9)


@pytest.mark.parametrize("limit", [0.02, 0.5, 30.0])
@pytest.mark.parametrize(
    ("name", "clip"), [("clip_norm", nn.utils.clip_grad_norm_), ("clip_value", nn.utils.clip_grad_value_)]
)
def test_the_limits_of_gradients_told_are_those_of_torch(name: str, clip: Callable[..., Any], limit: float) -> None:
    weight = nn.Parameter(torch.zeros(5, dtype=torch.float64))
    gradients = torch.tensor([-3.0, -0.1, 0.0, 0.4, 7.0], dtype=torch.float64)
    weight.grad = gradients.clone()
    clip([weight], limit)
    (rule,) = clipping_rules(TrainingConfig.create({name: limit}))
    told = [rule.work_out({"g": g, "G": gradients.norm().item()}) for g in gradients.tolist()]
    assert told == pytest.approx(weight.grad.tolist(), rel=1e-12)


def test_only_limits_that_are_set_are_told() -> None:
    assert clipping_rules(TrainingConfig()) == ()


VARIED: dict[str, tuple[dict[str, Any], ...]] = {
    "ConstantLR": ({"factor": 0.4},),
    "MultiStepLR": ({"milestones": [2, 5]},),
    "CosineAnnealingLR": ({"T_max": 7, "eta_min": 0.01},),
    "CosineAnnealingWarmRestarts": ({"T_0": 12, "eta_min": 0.01},),
    "LinearLR": ({"start_factor": 0.2, "end_factor": 0.9, "total_iters": 4},),
    "PolynomialLR": ({"power": 3.0, "total_iters": 7},),
    "OneCycleLR": ({"anneal_strategy": "linear", "pct_start": 0.5},),
}
EVERY_SCHEDULE = [made.create(each) for kind, made in schedules.items() for each in ({}, *VARIED.get(kind, ()))]


@pytest.mark.parametrize("schedule", EVERY_SCHEDULE, ids=lambda one: f"{one.kind} {one.label()}")
def test_the_rates_told_are_those_of_torch(schedule: Schedule) -> None:
    config = TrainingConfig().changed(schedule=schedule, epochs=STEPS, optimizer=optimizers["SGD"].create({}))
    told = []
    for epoch in range(STEPS):
        values: dict[str, Any] = {"lr": 0.05, "e": epoch, "t": epoch, "T": STEPS, "n": 0}
        values |= {"k": sum(epoch >= each for each in getattr(schedule, "milestones", ()))}
        if isinstance(schedule, CosineAnnealingWarmRestarts):
            values |= {"e_r": epoch % schedule.T_0, "T_r": schedule.T_0}
        for rule in schedule_rules(schedule):
            values[rule.symbol] = rule.work_out(values)
        told.append(values[rule.symbol])
    assert told == pytest.approx(list(rates(config, 1)), rel=1e-9, abs=1e-12)


def gradient(weight: float) -> float:
    return 2 * (weight - 0.7) ** 3


def told_steps(optimizer: Optimizer) -> list[float]:
    values: dict[str, Any] = dict.fromkeys(("m", "v", "v_max", "u", "s", "b", "g_b"), 0.0) | {"w": 2.0, "p": 1.0}
    passed = []
    for number in range(1, STEPS + 1):
        values |= {"g": gradient(values["w"]), "t": number, "k": number}
        for rule in optimizer_rules(optimizer):
            values[rule.symbol] = rule.work_out(values)
        passed.append(values["w"])
    return passed


def torch_steps(optimizer: Optimizer) -> list[float]:
    weight = torch.nn.Parameter(torch.tensor(2.0, dtype=torch.float64))
    stepping = optimizer.build([weight])
    passed = []

    def slope() -> float:
        weight.grad = torch.tensor(gradient(weight.item()), dtype=torch.float64)
        return 0.0

    for _ in range(STEPS):
        stepping.step(slope)
        passed.append(weight.item())
    return passed


VARIANTS: dict[str, tuple[dict[str, Any], ...]] = {
    "CrossEntropyLoss": (
        {"label_smoothing": 0.2},
        {"weight": [1.0, 2.0, 0.5]},
        {"label_smoothing": 0.2, "weight": [1.0, 2.0, 0.5]},
    ),
    "NLLLoss": ({"weight": [1.0, 2.0, 0.5]},),
    "BCEWithLogitsLoss": ({"pos_weight": [3.0]},),
    "SmoothL1Loss": ({"beta": 0.0}, {"beta": 0.4}),
    "HuberLoss": ({"delta": 2.0},),
}
EVERY_LOSS = [declared.create(params) for kind, declared in losses.items() for params in ({}, *VARIANTS.get(kind, ()))]


def of_each_kind() -> list[Average]:
    return [EMA(decay=0.8), EMA(), SWA(start=0), SWA(start=2), NoAverage()]


@pytest.mark.parametrize("average", of_each_kind(), ids=lambda average: f"{average.kind} {average.label()}")
def test_the_average_told_is_that_of_torch(average: Average) -> None:
    model = nn.Linear(1, 1, bias=False, dtype=torch.float64)
    by_torch = average.build(model)
    rules = average_rules(average)
    if by_torch is None:
        assert rules[0].work_out({"w": 3.0}) == 3.0
        return
    a = math.nan
    for number in range(1, 7):
        w = model.weight.data.fill_(number**2).item()
        wanted = average.wanted(number)
        if wanted == 0:
            continue
        by_torch.update_parameters(model)
        a = float(rules[0].work_out({"w": w, "a": a, "t": number, "e": number}))
        assert a == pytest.approx(by_torch.module.weight.item())


@pytest.mark.parametrize("loss", EVERY_LOSS, ids=lambda loss: f"{loss.kind} {loss.label()}")
def test_the_loss_told_is_that_of_torch(loss: Loss) -> None:
    torch.manual_seed(0)
    scores = torch.randn(5, 3, dtype=torch.float64)
    if loss.targets == "indices" or loss.kind == "KLDivLoss":
        assert_torch_agrees_by_sample(loss, scores)
        return
    targets = torch.rand(5, 3, dtype=torch.float64).round() if loss.own else torch.randn(5, 3, dtype=torch.float64)
    (rule,) = loss_rules(loss)
    told = [rule.work_out({"z": z, "t": t}) for z, t in zip(scores.flatten(), targets.flatten(), strict=True)]
    assert sum(map(float, told)) / 15 == pytest.approx(loss.build()(scores, targets).item())  # type: ignore[arg-type]


def assert_torch_agrees_by_sample(loss: Loss, scores: Tensor) -> None:
    answers = torch.tensor([0, 2, 1, 1, 0])
    factors: tuple[float, ...] = getattr(loss, "weight", None) or (1.0,) * 3
    spread = torch.rand(5, 3, dtype=torch.float64).softmax(1)
    told = [
        sample_loss(loss, row, int(answer), factors, goal)
        for row, answer, goal in zip(scores.tolist(), answers, spread.tolist(), strict=True)
    ]
    counted = [factors[answer] for answer in answers]
    module = loss.build().double()
    by_torch = module(scores, spread if loss.kind == "KLDivLoss" else answers).item()
    assert sum(told) / sum(counted) == pytest.approx(by_torch)


def sample_loss(loss: Loss, row: list[float], answer: int, factors: tuple[float, ...], goal: list[float]) -> float:
    *before, rule = [one for one in loss_rules(loss) if not one.quantity.startswith("loss of a batch")]
    values: dict[str, Any] = {"z_k": row, "z_y": row[answer], "c_k": factors, "c_y": factors[answer], "t_k": goal}
    if before:
        values["p_k"] = [before[0].work_out({"z_k": z, "z_j": row}) for z in row]  # type: ignore[dict-item]
        values["p_y"] = values["p_k"][answer]
    return float(rule.work_out(values))  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("loss", EVERY_LOSS, ids=lambda loss: f"{loss.kind} {loss.label()}")
@pytest.mark.parametrize(("task", "width"), [("classes", 3), ("classes", 1), ("pixels", 3), ("labels", 4)])
def test_the_loss_at_the_start_is_what_torch_gives_to_a_network_that_knows_nothing(
    loss: Loss, task: Any, width: int
) -> None:
    told = starting_loss(loss, Plan(task, width))
    if told is None or task not in loss.tasks:
        return
    axes = (4, 5) if task == "pixels" else ()
    scores = torch.zeros(6, width, *axes)
    if loss.kind in ("NLLLoss", "KLDivLoss"):
        scores = scores.log_softmax(1)
    targets = torch.randint(max(2, width), (6, *axes)) if task != "labels" else torch.ones(6, width).tril()
    assert float(told.value) == pytest.approx(Objective.of(loss, task)(scores, targets).mean.item())  # type: ignore[arg-type]


@pytest.mark.parametrize("smoothing", [0.05, 0.3, 0.9])
@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("weighed", [False, True])
def test_no_answers_have_a_smoothed_loss_below_the_lowest_told(smoothing: float, classes: int, weighed: bool) -> None:
    factors = tuple(0.5 + k for k in range(classes)) if weighed else None
    loss = losses["CrossEntropyLoss"].create({"label_smoothing": smoothing, "weight": factors})
    module, lowest = loss.build().double(), []
    for answer in range(classes):
        scores = torch.zeros(1, classes, dtype=torch.float64, requires_grad=True)
        stepping = torch.optim.LBFGS([scores], max_iter=500, line_search_fn="strong_wolfe", tolerance_grad=1e-12)

        def of_answers(scores: Tensor = scores, answer: int = answer) -> Tensor:
            scores.grad = None
            found: Tensor = module(scores, torch.tensor([answer]))
            found.backward()
            return found

        stepping.step(of_answers)  # type: ignore[arg-type]
        lowest.append(of_answers().item())
    assert loss.lowest(classes) == pytest.approx(min(lowest), rel=1e-9)
    told = lowest_loss(loss, Plan("classes", classes))
    assert (told is None) == weighed
    if told is not None:
        assert told.value == pytest.approx(loss.lowest(classes), rel=1e-9)
    assert f"{loss.lowest(classes):.4g}" in floor(loss, classes)


def test_losses_that_can_be_0_are_told_without_a_bound() -> None:
    for each in EVERY_LOSS:
        if not getattr(each, "label_smoothing", 0):
            assert (each.lowest(3), floor(each, 3), lowest_loss(each, Plan("classes", 3))) == (0.0, "", None)


Z, T = [0.5, 2.0, -1.0, 4.0, 2.0], [1.0, 2.5, -2.0, 3.0, 2.0]
CLASS_OF, ANSWER = [0, 1, 1, 0, 1, 0, 1, 1], [0, 1, 0, 0, 1, 1, 1, 1]
SCORES = [0.1, 0.9, 0.4, 0.4, 0.7, 0.6, 0.8, 0.9]


def counted(of: int) -> tuple[int, int, int]:
    """Right and wrong answers of a class, and targets of it that are answered otherwise."""
    pairs = list(zip(CLASS_OF, ANSWER, strict=True))
    return pairs.count((of, of)), pairs.count((1 - of, of)), pairs.count((of, 1 - of))


def symbols_of_metrics() -> dict[str, Any]:
    """The values of the symbols for the targets and answers above."""
    pairs = [(a, b) for a, is_a in zip(SCORES, CLASS_OF, strict=True) for b, is_b in zip(SCORES, CLASS_OF, strict=True)
             if is_a and not is_b]  # fmt: skip
    thresholds = sorted({*SCORES}, reverse=True)
    hits = [sum(is_of for score, is_of in zip(SCORES, CLASS_OF, strict=True) if score >= each) for each in thresholds]
    false = [sum(score >= each for score in SCORES) - found for each, found in zip(thresholds, hits, strict=True)]
    tp, fp, fn = zip(*(counted(of) for of in (0, 1)), strict=True)
    right = [is_of == told for is_of, told in zip(CLASS_OF, ANSWER, strict=True)]
    return {
        "r_n": sum(map(all, zip(right[::2], right[1::2], strict=True))), "N_n": 4,
        "z_i": Z, "t_i": T, "m_z": sum(Z) / len(Z), "m_t": sum(T) / len(T),
        "n": 8, "r": sum(tp), "r_5": sum(tp), "r_k": tp, "n_k": [CLASS_OF.count(of) for of in (0, 1)],
        "a_k": [ANSWER.count(of) for of in (0, 1)], "TP_k": tp, "FP_k": fp, "FN_k": fn,
        "w": sum(a > b for a, b in pairs), "u": sum(a == b for a, b in pairs), "P": sum(CLASS_OF), "N": 3,
        "h_i": hits, "g_i": [0, *hits[:-1]], "f_i": false,
    }  # fmt: skip


@pytest.mark.parametrize("name", METRICS)
def test_the_metric_told_is_what_a_training_tells(name: str) -> None:
    metric = METRICS[name]
    task = next(task for task in ("classes", "pixels", "positions", "numbers") if task in metric.tasks)
    told = float(metric_rule(metric).work_out(symbols_of_metrics()))  # type: ignore[arg-type]
    outputs, targets = torch.tensor(Z)[:, None], torch.tensor(T)[:, None]
    if task == "numbers":
        scores = Scores([metric], Objective.of(losses["MSELoss"].create({}), task), 1, torch.device("cpu"))  # type: ignore[arg-type]
    else:
        outputs = torch.tensor(SCORES)[:, None] if name in ("auroc", "average_precision") else one_hot(ANSWER)
        targets = torch.tensor(CLASS_OF)
        if task == "pixels":
            outputs, targets = outputs[..., None, None], targets[:, None, None]
        if task == "positions":
            outputs, targets = outputs.reshape(4, 4), targets.reshape(4, 2)
        scores = Scores([metric], Objective.of(losses["BCEWithLogitsLoss"].create({}), task), 2, torch.device("cpu"))  # type: ignore[arg-type]
    if name != "top5_accuracy":  # it is for more than two classes
        scores.update(outputs, targets)
        assert scores.values()[name] == pytest.approx(told)


def one_hot(answers: list[int]) -> Tensor:
    return nn.functional.one_hot(torch.tensor(answers), 2).float()


@pytest.mark.parametrize(
    ("metrics", "told"), [((), ["accuracy"]), (("f1", "matthews"), ["F1 (macro)", "Matthews correlation"])]
)
def test_a_training_is_explained_with_its_own_metrics(metrics: tuple[str, ...], told: list[str]) -> None:
    config = TrainingConfig(metrics=metrics)
    *_, section = [each for each in chapters(config, Plan("classes", 3)) if each.title == "How good it is"]
    rules = [item.quantity for item in section.items if isinstance(item, Rule)]
    assert len(rules) == len(told)
    assert all(quantity.startswith(words) for quantity, words in zip(rules, told, strict=True))


def test_ten_classes_start_at_the_logarithm_of_ten() -> None:
    told = starting_loss(losses["CrossEntropyLoss"].create({}), Plan("classes", 10))  # type: ignore[arg-type]
    assert told is not None
    assert told.line() == "L₀ = −log(1 / C) = −log(1 / 10) = 2.303"


def test_a_step_is_told_with_the_settings_of_the_project() -> None:
    optimizer = optimizers["SGD"].create({"lr": 0.1, "momentum": 0.9, "weight_decay": 0.0001})
    told = [rule.line() for rule in optimizer_rules(optimizer)]  # type: ignore[arg-type]
    assert told == [
        "g ← g + λ·w; g ← g + 0.0001·w",
        "v ← μ·v + g; v ← 0.9·v + g",
        "w ← w − lr·v; w ← w − 0.1·v",
    ]


def test_adam_is_told_as_it_was_published() -> None:
    told = [rule.symbolic() for rule in optimizer_rules(optimizers["Adam"].create({}))]  # type: ignore[arg-type]
    assert told[-1] == "w ← w − lr·m̂ / (√v̂ + ε)"
    assert told[0] == "m ← β₁·m + (1 − β₁)·g"
