"""What the trap lists claim is what torch does."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from networks import chain
from torch import Tensor, nn
from torch.nn import functional

from studio.compiler.freezing import begin_training
from studio.compiler.measure import Measurement, Refusal, measure
from studio.compiler.module import compile_graph
from studio.compiler.tensors import TensorSpec
from studio.data.config import Diabetes
from studio.data.load import load
from studio.data.preview import peek
from studio.explanation.notes import TRAPS
from studio.layers import catalogue, consent, layer
from studio.layers.block_edits import freeze
from studio.project.exporters.onnx import Onnx, surroundings
from studio.training.config import TrainingConfig
from studio.training.device import Compute
from studio.training.footprint import state_bytes
from studio.training.losses import losses
from studio.training.optimizers import optimizers
from studio.training.step_progress import Progress
from studio.training.trainer import Trainer

EXPERIENCE = (
    "below 8 or so, GroupNorm does better",
    "Gradients through long sequences vanish or explode",
    "It has gone out of use",
    "Where one class is frequent",
)
"""Parts of what people have found, and no run of a moment can show."""

CHECKS: dict[str, Callable[[], None]] = {}


def holds(*parts: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """The check of every trap that has one of these parts."""

    def register(check: Callable[[], None]) -> Callable[[], None]:
        CHECKS.update(dict.fromkeys(parts, check))
        return check

    return register


def built(kind: str, *shapes: tuple[int, ...], **params: Any) -> nn.Module:
    torch.manual_seed(0)
    return catalogue[kind].create(params).build(*shapes)


def costs(kind: str, *shapes: tuple[int, ...], **params: Any) -> Measurement | Refusal:
    return measure(catalogue[kind].create(params), tuple(TensorSpec(shape) for shape in shapes))


def outputs(kind: str, *shapes: tuple[int, ...], **params: Any) -> tuple[int, ...]:
    found = costs(kind, *shapes, **params)
    assert isinstance(found, Measurement)
    return found.outputs[0].shape


@holds("Sizes count without the batch and channels first")
def _() -> None:
    found = costs("Conv2d", (3, 20, 24), kernel_size=1, bias=False)
    assert isinstance(found, Measurement)
    assert found.parameters == 16 * 3


@holds("what forward makes is new")
def _() -> None:
    code = "class Late(nn.Module):\n    def forward(self, x):\n        return nn.Linear(x.shape[-1], 3)(x)\n"
    consent.allow([code])
    late = built("Custom", (5,), code=code)
    assert list(late.parameters()) == []
    assert not torch.equal(late(torch.ones(2, 5)), late(torch.ones(2, 5)))


@holds("shrinks its input by F − 1")
def _() -> None:
    assert outputs("Conv2d", (3, 20, 20), kernel_size=5) == (16, 16, 16)


@holds("“same” works with stride 1 only")
def _() -> None:
    assert isinstance(costs("Conv2d", (3, 20, 20), padding="same", stride=2), Refusal)
    for size in (20, 21):
        assert outputs("Conv1d", (3, size), kernel_size=5, stride=3, padding=2)[1] == math.ceil(size / 3)


@holds("Its bias has no effect before a BatchNorm")
def _() -> None:
    images, norm = torch.randn(8, 3, 6, 6), nn.BatchNorm2d(4)
    conv = built("Conv2d", (3, 6, 6), out_channels=4)
    without = functional.conv2d(images, conv.weight)  # type: ignore[arg-type]
    assert torch.allclose(norm(conv(images)), norm(without), atol=1e-5)


@holds("behaves differently in training and in use")
def _() -> None:
    norm, images = built("BatchNorm2d", (3, 6, 6)), torch.randn(8, 3, 6, 6) + 2
    assert not torch.allclose(norm(images), norm.eval()(images), atol=0.1)


@holds("Dropout before it changes the variance", "Before a BatchNorm it shifts the variance")
def _() -> None:
    numbers = torch.randn(100_000)
    dropped = functional.dropout(numbers, 0.5)
    assert dropped.var().item() == pytest.approx(2 * numbers.var().item(), rel=0.05)


@holds("momentum is the share of the new batch")
def _() -> None:
    norm = built("BatchNorm1d", (3, 6), momentum=0.1)
    norm(torch.full((4, 3, 6), 10.0))
    assert torch.allclose(norm.running_mean, torch.ones(3))  # type: ignore[arg-type]


@holds("is the matrix that the last history_size pairs make")
def _() -> None:
    """Nocedal and Wright: Numerical Optimization (2006), formula 7.19, begun with the curvature of the last pair."""
    weights, identity = nn.Parameter(torch.tensor([3.0, -2.0]).double()), torch.eye(2).double()
    curved = torch.tensor([[4.0, 1.0], [1.0, 2.0]]).double()
    stepping = optimizers["LBFGS"](max_iter=1, line_search_fn="none", history_size=2).build([weights])
    pairs: list[tuple[Tensor, Tensor]] = []
    for number in range(5):
        before, slope = weights.detach().clone(), curved @ weights.detach()
        inverse = identity
        if pairs:
            s, y = pairs[-1]
            inverse = identity * (y @ s) / (y @ y)
        for s, y in pairs[-2:]:
            part = identity - torch.outer(s, y) / (y @ s)
            inverse = part @ inverse @ part.T + torch.outer(s, s) / (y @ s)
        weights.grad = slope.clone()
        stepping.step(lambda: 0.0)
        length = 1.0 if number else min(1.0, 1 / slope.abs().sum().item())
        assert torch.allclose(weights.detach(), before - length * inverse @ slope)
        pairs.append((weights.detach() - before, curved @ (weights.detach() - before)))


@holds("It takes the losses of all batches for one")
def _() -> None:
    """Two batches of one curvature, 1, whose lowest points lie apart: it takes that for a curvature of 6."""
    weight = nn.Parameter(torch.tensor(2.0))
    stepping = optimizers["LBFGS"](max_iter=1, line_search_fn="none").build([weight])
    passed = []
    for lowest in (0.0, 5.0):
        weight.grad = weight.detach() - lowest
        stepping.step(lambda: 0.0)
        passed.append(weight.item())
    assert passed == pytest.approx([1.0, 1.0 + 4 / 6])  # at the lowest point, 5, had the loss been one


@holds("keeps 2 · history_size numbers for each weight")
def _() -> None:
    few, many = (state_bytes(optimizers["LBFGS"](history_size=size)) for size in (5, 15))
    assert many - few == pytest.approx(4 * 2 * 10, rel=0.05)


@holds("Running statistics count each batch once")
def _() -> None:
    graph = chain(
        input=layer("Input", shape=[3]), norm=layer("BatchNorm1d"), fc=layer("Linear", out_features=2),
        output=layer("Output"),
    )  # fmt: skip
    model = begin_training(compile_graph(graph, seed=0))
    trainer = Trainer(model, TrainingConfig(optimizer=optimizers["LBFGS"]()), Compute.choose("cpu"), Progress())
    batch = torch.randn(16, 3) + 5
    trainer.step(batch, torch.arange(16) % 2)
    assert trainer.optimizer.state_dict()["state"][0]["func_evals"] > 2
    assert torch.allclose(model.get_buffer("norm.running_mean"), 0.1 * batch.mean(0))
    assert model.get_buffer("norm.num_batches_tracked") == 1


@holds("Frozen, it normalises by its running statistics")
def _() -> None:
    graph = freeze(
        chain(input=layer("Input", shape=[3, 6]), norm=layer("BatchNorm1d"), output=layer("Output")), ["norm"]
    )
    model = begin_training(compile_graph(graph, seed=0))
    numbers = torch.randn(4, 3, 6) + 10
    assert torch.allclose(model(numbers), numbers, rtol=1e-4)
    assert not model.get_buffer("norm.running_mean").any()


@holds("Far from 0 its slope is nearly 0")
def _() -> None:
    for kind in ("Sigmoid", "Tanh", "Softsign", "Hardsigmoid", "Hardtanh"):
        assert slope(kind, 10.0) < 0.01 < slope(kind, 0.0)


def slope(kind: str, place: float) -> float:
    at = torch.tensor([place], requires_grad=True)
    (found,) = torch.autograd.grad(built(kind, (1,)).eval()(at).sum(), at, allow_unused=True)
    return 0.0 if found is None else abs(found.item())


@holds("It acts in training only")
def _() -> None:
    for kind in ("Dropout", "AlphaDropout"):
        layer, numbers = built(kind, (50,), p=0.5), torch.randn(4, 50)
        assert not torch.equal(layer(numbers), numbers)
        assert torch.equal(layer.eval()(numbers), numbers)


@holds("what stays is divided by 1 − p")
def _() -> None:
    kept = built("Dropout", (1000,), p=0.25)(torch.ones(2, 1000))
    assert {round(value, 4) for value in kept.unique().tolist()} == {0.0, round(1 / 0.75, 4)}


@holds("It keeps mean and variance where they are 0 and 1")
def _() -> None:
    layer, numbers = built("AlphaDropout", (100_000,), p=0.3), torch.randn(1, 100_000)
    assert layer(numbers).mean().item() == pytest.approx(0, abs=0.03)
    assert layer(numbers).var().item() == pytest.approx(1, abs=0.05)
    assert layer(numbers + 5).var().item() > 2


@holds("loss never gets below 1.46", "It applies Softmax itself", "apply Softmax and Sigmoid themselves")
def _() -> None:
    sure = torch.zeros(1, 10).index_fill(1, torch.tensor([3]), 1.0)
    assert functional.cross_entropy(sure, torch.tensor([3])).item() == pytest.approx(1.461, abs=0.001)
    scores = torch.randn(6, 10)
    by_hand = -scores.softmax(1).log()[torch.arange(6), torch.arange(6)].mean()
    assert losses["CrossEntropyLoss"].create({}).build()(scores, torch.arange(6)).item() == pytest.approx(
        by_hand.item()
    )  # type: ignore[attr-defined]


@holds("before that loss it changes nothing")
def _() -> None:
    scores, answers = torch.randn(6, 10), torch.arange(6)
    again = functional.cross_entropy(scores.log_softmax(1), answers)
    assert again.item() == pytest.approx(functional.cross_entropy(scores, answers).item(), rel=1e-5)


@holds("dropout acts between stacked layers only")
def _() -> None:
    alone, stacked = (built("LSTM", (5, 3), dropout=0.9, num_layers=count) for count in (1, 2))
    numbers = torch.randn(2, 5, 3)
    assert torch.equal(alone(numbers), alone(numbers))
    assert not torch.equal(stacked(numbers), stacked(numbers))


@holds("A unit whose input stays negative gets no gradient")
def _() -> None:
    assert [slope(kind, -2.0) for kind in ("ReLU", "ReLU6", "Threshold")] == [0, 0, 0]


@holds("gives a checkerboard pattern")
def _() -> None:
    def inside(kernel: int) -> Tensor:
        return functional.conv_transpose1d(torch.ones(1, 1, 20), torch.ones(1, 1, kernel), stride=2)[0, 0, 8:-8]

    assert inside(4).unique().numel() == 1
    assert inside(3).unique().numel() == 2


@holds("Several input sizes of the strided convolution")
def _() -> None:
    assert outputs("Conv1d", (3, 11), stride=2) == outputs("Conv1d", (3, 12), stride=2) == (16, 5)
    back = [outputs("ConvTranspose1d", (16, 5), kernel_size=3, stride=2, output_padding=added)[1] for added in (0, 1)]
    assert back == [11, 12]


@holds("Work and memory grow with the square of the length")
def _() -> None:
    for kind in ("MultiheadAttention", "TransformerEncoderLayer"):
        one, two, four = (worked(kind, length) for length in (1024, 2048, 4096))
        assert four - 2 * two == 4 * (two - 2 * one) > 0


def worked(kind: str, length: int) -> int:
    found = costs(kind, (length, 16))
    assert isinstance(found, Measurement)
    return found.macs


@holds("It does not know the order of its steps")
def _() -> None:
    for kind in ("MultiheadAttention", "TransformerEncoderLayer"):
        layer, steps, order = built(kind, (6, 16)).eval(), torch.randn(2, 6, 16), torch.randperm(6)
        assert torch.allclose(layer(steps)[:, order], layer(steps[:, order]), atol=1e-5)


@holds("windows overlap", "ONNX holds it only where", "ONNX holds it only with output_size 1")
def _() -> None:
    looked_at = costs("AdaptiveAvgPool1d", (1, 8), output_size=3)
    assert isinstance(looked_at, Measurement)
    assert looked_at.connections > 8
    assert not catalogue["AdaptiveAvgPool1d"].create({"output_size": 3}).onnx_obstacle((1, 8))
    assert catalogue["AdaptiveMaxPool1d"].create({"output_size": 3}).onnx_obstacle((1, 8))
    assert not catalogue["AdaptiveMaxPool1d"].create({"output_size": 4}).onnx_obstacle((1, 8))
    assert catalogue["AdaptiveAvgPool3d"].create({"output_size": 2}).onnx_obstacle((1, 8, 8, 8))


@holds("A stride larger than the window skips numbers")
def _() -> None:
    numbers = torch.arange(9.0).reshape(1, 1, 9).requires_grad_()
    (used,) = torch.autograd.grad(built("MaxPool1d", (1, 9), kernel_size=1, stride=3)(numbers).sum(), numbers)
    assert used.sum().item() == 3


@holds("the zeros count in the mean")
def _() -> None:
    ones = torch.ones(1, 1, 4, 4)
    counted, left_out = (
        built("AvgPool2d", (1, 4, 4), kernel_size=3, stride=1, padding=1, count_include_pad=counts)(ones)
        for counts in (True, False)
    )
    assert counted[0, 0, 0, 0].item() == pytest.approx(4 / 9)
    assert left_out[0, 0, 0, 0].item() == 1


@holds("Behind a convolution it wants a Flatten")
def _() -> None:
    assert outputs("Linear", (16, 5, 5), out_features=10) == (16, 5, 10)
    flat, conv = costs("Linear", (400,), out_features=120), costs("Conv2d", (6, 14, 14))
    assert isinstance(flat, Measurement)
    assert isinstance(conv, Measurement)
    assert flat.parameters > 10 * conv.parameters


@holds("Two of them without an activation between")
def _() -> None:
    first, second, numbers = nn.Linear(5, 7), nn.Linear(7, 3), torch.randn(4, 5)
    one = numbers @ (second.weight @ first.weight).T + second(first.bias)
    assert torch.allclose(second(first(numbers)), one, atol=1e-5)


@holds("Its slope is 0 everywhere")
def _() -> None:
    assert [slope("Step", place) for place in (-2.0, 0.0, 2.0)] == [0, 0, 0]


@holds("whole numbers below num_embeddings")
def _() -> None:
    with pytest.raises(IndexError):
        built("Embedding", (3,), num_embeddings=10)(torch.tensor([[10]]))


@holds("only with LeCun's initialisation")
def _() -> None:
    torch.manual_seed(0)
    kept, lost = torch.randn(500, 400), torch.randn(500, 400)
    for _layer in range(8):
        weights = torch.randn(400, 400)
        kept, lost = functional.selu(kept @ weights / 20), functional.selu(lost @ weights / 40)
    assert kept.var().item() == pytest.approx(1, abs=0.2)
    assert lost.var().item() < 0.1


@holds("It fixes the image size")
def _() -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(64, 3))
    network(torch.zeros(1, 1, 8, 8))
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        network(torch.zeros(1, 1, 9, 9))


@holds("It keeps the order of the numbers")
def _() -> None:
    numbers = torch.arange(6.0).reshape(1, 2, 3)
    reshaped, exchanged = (
        built("Reshape", (2, 3), shape=[3, 2])(numbers),
        built("Permute", (2, 3), dims=[0, 2, 1])(numbers),
    )
    assert reshaped.flatten().tolist() == numbers.flatten().tolist()
    assert exchanged.flatten().tolist() == [0, 3, 1, 4, 2, 5]


@holds("It adds up channels")
def _() -> None:
    assert outputs("Concat", (3, 4, 4), (5, 4, 4)) == (8, 4, 4)


@holds("Branches of different width do not add")
def _() -> None:
    assert isinstance(costs("Add", (3, 4, 4), (5, 4, 4)), Refusal)


@holds("A zero in the second input gives infinity")
def _() -> None:
    assert built("Divide", (1,), (1,))(torch.ones(1, 1), torch.zeros(1, 1)).item() == math.inf


@holds("It mixes no channels")
def _() -> None:
    images = torch.randn(1, 3, 6, 6, requires_grad=True)
    (used,) = torch.autograd.grad(built("DepthwiseConv2d", (3, 6, 6))(images)[:, 0].sum(), images)
    assert used[:, 0].abs().sum() > 0
    assert used[:, 1:].abs().sum() == 0


@holds("It sees one pixel only")
def _() -> None:
    images = torch.randn(1, 3, 6, 6, requires_grad=True)
    (used,) = torch.autograd.grad(built("PointwiseConv2d", (3, 6, 6))(images)[..., 2, 2].sum(), images)
    assert (used.abs().sum(dim=1) > 0).sum() == 1


@holds("it falls below 0 without end")
def _() -> None:
    assert functional.nll_loss(torch.full((1, 3), 1000.0), torch.tensor([0])).item() == -1000


@holds("It wants logarithms of probabilities")
def _() -> None:
    goal = torch.tensor([[0.2, 0.8]])
    assert losses["KLDivLoss"].create({}).build()(goal.log(), goal).item() == pytest.approx(0)  # type: ignore[attr-defined]


@holds("keeps the loss of a right answer above 0.31")
def _() -> None:
    best = functional.binary_cross_entropy_with_logits(torch.tensor([100.0]).sigmoid(), torch.ones(1))
    assert best.item() == pytest.approx(0.3133, abs=1e-4)


@holds("counts a hundred times")
def _() -> None:
    small, large = (functional.mse_loss(torch.tensor([error]), torch.zeros(1)).item() for error in (0.3, 3.0))
    assert large == pytest.approx(100 * small)


@holds("Its slope is as steep close to the goal")
def _() -> None:
    for error in (0.001, 100.0):
        at = torch.tensor([error], requires_grad=True)
        (found,) = torch.autograd.grad(functional.l1_loss(at, torch.zeros(1)), at)
        assert found.item() == 1


@holds("It is delta times SmoothL1Loss")
def _() -> None:
    scores, goals = torch.randn(50) * 3, torch.randn(50)
    huber, smooth = functional.huber_loss(scores, goals, delta=2.5), functional.smooth_l1_loss(scores, goals, beta=2.5)
    assert huber.item() == pytest.approx(2.5 * smooth.item(), rel=1e-5)


def stepped(kind: str, gradient: float, steps: int, **params: Any) -> list[float]:
    """A weight that begins at 1, after each step."""
    weight = nn.Parameter(torch.ones(1, dtype=torch.float64))
    optimizer = optimizers[kind].create(params).build([weight])  # type: ignore[attr-defined]
    found = []
    for _ in range(steps):
        weight.grad = torch.full_like(weight, gradient)
        optimizer.step()
        found.append(weight.item())
    return found


@holds("the steps add up to lr / (1 − momentum)")
def _() -> None:
    *_before, last_but_one, last = stepped("SGD", 1.0, 300, lr=0.01, momentum=0.9)
    assert last_but_one - last == pytest.approx(0.1)


@holds("Its first steps are as long as lr")
def _() -> None:
    for gradient in (1e-3, 1e3):
        assert 1 - stepped("Adam", gradient, 1, lr=0.05)[0] == pytest.approx(0.05, rel=1e-4)


@holds("Its weight_decay passes through the gradient")
def _() -> None:
    weak, strong = (stepped("Adam", 0.0, 1, lr=0.05, weight_decay=decay)[0] for decay in (0.001, 0.1))
    assert weak == pytest.approx(strong, rel=1e-4)


@holds("Each step shrinks a weight by lr·weight_decay of itself")
def _() -> None:
    assert stepped("AdamW", 0.0, 2, lr=0.1, weight_decay=0.2) == pytest.approx([0.98, 0.98**2])


@holds("has the preparation of samples inside", "answers numbers in the units of the data")
def _() -> None:
    preparation = load(Diabetes(), (10,), 0).preparation
    inside = surroundings(preparation)
    rows = peek(Diabetes(), 5).batch
    assert 60 < rows.max() < 400, "rows of the source are not scaled"
    assert inside.prepare(rows).abs().max() < 5
    assert inside.finish is not None
    assert inside.finish(torch.zeros(1, 1)).item() == pytest.approx(152, abs=5)
    assert Onnx().preparation


@pytest.mark.parametrize("part", CHECKS)
def test_the_claim_holds(part: str) -> None:
    assert any(part in trap for traps in TRAPS.values() for trap in traps), "the claim is made"
    CHECKS[part]()


def test_every_claim_is_checked_or_is_experience() -> None:
    for trap in {trap for traps in TRAPS.values() for trap in traps}:
        assert any(part in trap for part in (*CHECKS, *EXPERIENCE)), trap
