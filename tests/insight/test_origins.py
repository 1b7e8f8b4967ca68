"""How one number comes about: every explained sum, window and share is the number that torch gives."""

from __future__ import annotations

import itertools

import pytest
import torch
from torch import Tensor, nn

from studio.insight.origins import explainer

CASES: dict[str, tuple[nn.Module, tuple[int, ...]]] = {
    "dense": (nn.Linear(3, 2), (3,)),
    "dense of a sequence": (nn.Linear(3, 2, bias=False), (4, 3)),
    "convolution": (nn.Conv2d(2, 4, 3), (2, 5, 6)),
    "strided": (nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2)), (2, 7, 6)),
    "grouped": (nn.Conv2d(4, 4, 3, groups=2, bias=False), (4, 5, 5)),
    "same": (nn.Conv2d(1, 2, 4, padding="same", padding_mode="reflect"), (1, 6, 6)),
    "maximum": (nn.MaxPool2d(3, stride=2, padding=1), (2, 7, 7)),
    "mean": (nn.AvgPool2d(2), (2, 6, 6)),
    "softmax": (nn.Softmax(dim=1), (5,)),
    "softmax of maps": (nn.Softmax(dim=1), (3, 2, 2)),
    "softmax of the last axis": (nn.Softmax(dim=-1), (3, 4)),
    "batch norm": (nn.BatchNorm2d(3), (3, 2, 2)),
    "batch norm of a row": (nn.BatchNorm1d(3, affine=False), (3,)),
    "dropout": (nn.Dropout(), (3,)),
    "activation": (nn.GELU(), (3, 2)),
}


def drawn(module: nn.Module, shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for tensor in (*module.parameters(), *module.buffers()):
            if tensor.is_floating_point():
                tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.1)
        given = torch.randn(1, *shape, generator=generator)
        return given[0], module.eval()(given)[0]


@pytest.mark.parametrize("case", CASES)
def test_the_calculation_ends_with_the_number_of_torch(case: str) -> None:
    module, shape = CASES[case]
    given, made = drawn(module, shape)
    explain = explainer(module, [given], made)
    assert explain is not None
    for place in itertools.product(*map(range, made.shape)):
        assert explain(place).result == pytest.approx(float(made[place]), rel=1e-4, abs=1e-6)


def test_a_dense_unit_has_its_weighted_sum() -> None:
    unit = nn.Linear(2, 1)
    with torch.no_grad():
        unit.weight.copy_(torch.tensor([[0.1, 0.2]]))
        unit.bias.copy_(torch.tensor([0.1]))
    explain = explainer(unit, [torch.tensor([1.0, 0.5])], torch.tensor([0.3]))
    assert explain is not None
    assert explain((0,)).formula == "0.1·1 + 0.2·0.5 + 0.1 = 0.3"


def test_a_convolution_has_its_window_and_its_kernel() -> None:
    module = nn.Conv2d(1, 1, 2, bias=False)
    given, made = drawn(module, (1, 3, 3))
    explain = explainer(module, [given], made)
    assert explain is not None
    found = explain((0, 1, 1))
    assert found.window is not None
    assert found.kernel is not None
    torch.testing.assert_close(torch.tensor(found.window), given[:, 1:, 1:].double())
    torch.testing.assert_close(torch.tensor(found.kernel), module.weight.detach()[0].double())


def test_softmax_is_shifted_so_that_large_scores_do_no_harm() -> None:
    given = torch.tensor([1000.0, 999.0])
    explain = explainer(nn.Softmax(dim=1), [given], given.softmax(0))
    assert explain is not None
    assert "exp(1000 − 1000)" in explain((0,)).formula
    assert explain((1,)).result == pytest.approx(0.26894142)


def test_dropout_shows_its_mask_in_training() -> None:
    module = nn.Dropout(0.5).train()
    given = torch.tensor([3.0, 3.0])
    explain = explainer(module, [given], torch.tensor([6.0, 0.0]))
    assert explain is not None
    assert explain((0,)).formula == "3·1 / (1 − 0.5) = 6"
    assert explain((1,)).formula == "3·0 / (1 − 0.5) = 0"


def test_what_has_no_calculation_of_its_own_has_none() -> None:
    assert explainer(nn.LSTM(2, 2), [torch.ones(3, 2)], torch.ones(3, 2)) is None
