"""What pages about ideas say is what torch computes."""

from __future__ import annotations

import pytest
import torch
from torch.distributions import Bernoulli, Categorical, Laplace, Normal, kl_divergence

from studio.explanation import ideas
from studio.explanation.page import page
from studio.explanation.plain import text
from studio.explanation.subject import subject
from studio.training.optimizers import Optimizer

T, Z = torch.tensor([0.2, 0.5, 0.3]).double(), torch.tensor([0.4, -1.0, 2.0]).double()


def test_cross_entropy_is_entropy_and_divergence() -> None:
    p = Z.softmax(dim=0)
    values = {"t_k": T.tolist(), "p_k": p.tolist()}
    entropy, cross = ideas.ENTROPY.work_out(values), ideas.CROSS_ENTROPY.work_out(values)
    assert entropy == pytest.approx(Categorical(T).entropy().item())
    assert cross == pytest.approx(torch.nn.functional.cross_entropy(Z, T).item())
    wanted = pytest.approx(kl_divergence(Categorical(T), Categorical(p)).item())
    assert ideas.DIVERGENCE.work_out(values) == wanted
    assert ideas.DIFFERENCE.work_out({"H_tp": cross, "H_t": entropy}) == wanted


def test_the_gradient_by_a_score_is_that_of_torch() -> None:
    z = Z.clone().requires_grad_()
    torch.nn.functional.cross_entropy(z, T).backward()
    told = [
        ideas.BY_SCORE.work_out({"p_k": p, "t_k": t}) for p, t in zip(Z.softmax(0).tolist(), T.tolist(), strict=True)
    ]
    assert z.grad is not None
    assert told == pytest.approx(z.grad.tolist())


def test_losses_are_negative_logarithms_of_likelihoods() -> None:
    z, t, s = torch.tensor([0.7, -1.2, 3.0]).double().unbind()
    told = {"z": z.item(), "t": t.item(), "s": s.item()}
    assert ideas.NORMAL.work_out(told) == pytest.approx(-Normal(z, s).log_prob(t).item())
    assert ideas.LAPLACE.work_out(told) == pytest.approx(-Laplace(z, s).log_prob(t).item())
    assert ideas.BERNOULLI.work_out({"p": 0.7, "t": 1}) == pytest.approx(-Bernoulli(z).log_prob(torch.ones(())).item())
    chances = [0.2, 0.9, 0.5]
    product = ideas.LIKELIHOOD.work_out({"p_i": chances})
    assert product == pytest.approx(0.09)
    assert ideas.LOGARITHM.work_out({"p_i": chances}) == pytest.approx(-torch.tensor(0.09).double().log().item())


@pytest.mark.parametrize("optimizer", ideas.made(), ids=lambda each: each.label() or each.kind)
def test_the_steps_of_each_optimizer_are_those_of_torch(optimizer: Optimizer) -> None:
    weight = torch.nn.Parameter(torch.tensor(ideas.START, dtype=torch.float64))
    stepping, passed = optimizer.build([weight]), []
    for _ in range(ideas.STEPS):
        stepping.zero_grad()
        (weight**2).backward()
        stepping.step()
        passed.append(weight.item())
    assert ideas.descent(optimizer) == pytest.approx(passed, rel=1e-9)


@pytest.mark.parametrize("kind", ideas.IDEAS)
def test_each_idea_has_a_page_with_formulas(kind: str) -> None:
    told = text(page(subject(kind)))
    assert ideas.IDEAS[kind].title in told
    assert " = " in told
