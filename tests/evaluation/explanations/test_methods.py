"""Each way of explaining an answer, held against its definition worked out by hand."""

from __future__ import annotations

import sys

import pytest
import torch
from explained import of_pictures, of_rows, of_tokens, samples_of, subject_of
from networks import chain
from torch.nn.functional import interpolate

from studio.evaluation.explanations.errors import ExplanationError
from studio.evaluation.explanations.methods import METHODS
from studio.evaluation.explanations.subject import Explained
from studio.layers import layer

NETWORKS = {"pictures": of_pictures, "rows": of_rows, "tokens": of_tokens}


def gradient(subject: Explained, samples: torch.Tensor, target: int) -> torch.Tensor:
    given = samples.clone().requires_grad_()
    return torch.autograd.grad(subject.scores(given)[:, target].sum(), given)[0]


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("network", NETWORKS)
def test_each_way_gives_every_place_a_share_or_says_why_not(name: str, network: str) -> None:
    subject = NETWORKS[network]()
    samples, before = samples_of(subject), torch.get_rng_state()
    weights = {key: value.clone() for key, value in subject.module.state_dict().items()}
    method = METHODS[name]()
    if (network == "tokens" and not method.takes_tokens) or (network == "rows" and name == "grad-cam"):
        with pytest.raises(ExplanationError, match=r"\w"):
            method.shares(subject, samples, 1)
        return
    found = method.shares(subject, samples, 1)
    channels = (1,) if name == "grad-cam" else samples.shape[1:2]
    assert found.shape == (len(samples), *channels, *samples.shape[2:])
    assert torch.equal(found, METHODS[name]().shares(subject, samples, 1))
    assert found.requires_grad is False
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(value, weights[key]) for key, value in subject.module.state_dict().items())
    assert not any(each._forward_hooks or each._backward_hooks for each in subject.module.modules())
    assert all(each.grad is None for each in subject.module.parameters())
    if not method.signed:
        assert float(found.min()) >= 0


@pytest.mark.parametrize("make", [of_pictures, of_rows])
def test_saliency_is_the_size_of_the_derivative(make) -> None:
    subject = make()
    samples = samples_of(subject)
    found = METHODS["saliency"]().shares(subject, samples, 2)
    torch.testing.assert_close(found, gradient(subject, samples, 2).abs())


def test_smoothgrad_is_the_derivative_without_noise_and_a_mean_with_it() -> None:
    subject = of_rows()
    samples, method = samples_of(subject), METHODS["smoothgrad"]
    still = method.create({"noise": 0.0, "draws": 3}).shares(subject, samples, 0)
    torch.testing.assert_close(still, gradient(subject, samples, 0))
    one, other = (method.create({"seed": seed}).shares(subject, samples, 0) for seed in (1, 2))
    assert not torch.equal(one, other)
    many = method.create({"draws": 1000, "noise": 0.01}).shares(subject, samples, 0)
    torch.testing.assert_close(many, gradient(subject, samples, 0), atol=5e-3, rtol=0)


@pytest.mark.parametrize("make", [of_pictures, of_rows])
@pytest.mark.parametrize("baseline", [0.0, -0.7])
def test_integrated_gradients_add_up_to_what_the_score_gained(make, baseline: float) -> None:
    subject = make()
    samples = samples_of(subject)
    method = METHODS["integrated-gradients"].create({"steps": 400, "baseline": baseline})
    together = method.shares(subject, samples, 1).flatten(1).sum(1)
    gained = subject.scores(samples) - subject.scores(torch.full_like(samples, baseline))
    torch.testing.assert_close(together, gained[:, 1].detach(), atol=5e-3, rtol=0)


def test_integrated_gradients_of_a_linear_network_are_weight_times_number() -> None:
    graph = chain(input=layer("Input", shape=(4,)), fc=layer("Linear", out_features=3), output=layer("Output"))
    subject = subject_of(graph, "row", 4)
    samples = samples_of(subject)
    weight = subject.module.get_parameter("fc.weight")[2].detach()
    torch.testing.assert_close(METHODS["integrated-gradients"]().shares(subject, samples, 2), samples * weight)


@pytest.mark.parametrize("name", ["conv", "tanh", "pool", ""])
def test_grad_cam_weighs_maps_by_the_means_of_their_derivatives(name: str) -> None:
    subject = of_pictures()
    samples = samples_of(subject)
    kept: list[torch.Tensor] = []
    with subject.module.get_submodule(name or "pool").register_forward_hook(lambda m, i, made: kept.append(made)):
        score = subject.scores(samples)[:, 1].sum()
    (derivative,) = torch.autograd.grad(score, kept[0])
    weights = derivative.mean((2, 3), keepdim=True)
    by_hand = (weights * kept[0]).sum(1, keepdim=True).relu()
    by_hand = interpolate(by_hand, size=(8, 8), mode="bilinear", align_corners=False)
    found = METHODS["grad-cam"].create({"layer": name}).shares(subject, samples, 1)
    torch.testing.assert_close(found, by_hand.detach())


def test_grad_cam_says_which_layers_it_can_look_at() -> None:
    subject = of_pictures()
    with pytest.raises(ExplanationError, match="“pool”"):
        METHODS["grad-cam"].create({"layer": "fc"}).shares(subject, samples_of(subject), 0)


@pytest.mark.parametrize("make", [of_rows, of_tokens])
def test_occlusion_of_a_number_or_token_is_what_the_score_loses_without_it(make) -> None:
    subject = make()
    samples = samples_of(subject)
    found = METHODS["occlusion"].create({"window": 1}).shares(subject, samples, 1)
    for place in range(samples.shape[1]):
        covered = samples.clone()
        covered[:, place] = 0
        lost = (subject.scores(samples) - subject.scores(covered))[:, 1].detach()
        torch.testing.assert_close(found[:, place], lost, check_dtype=False)


def test_occlusion_of_a_picture_covers_all_channels_of_a_window() -> None:
    subject = of_pictures()
    samples = samples_of(subject, 1)
    found = METHODS["occlusion"].create({"window": 4, "stride": 4}).shares(subject, samples, 1)
    covered = samples.clone()
    covered[:, :, 4:, :4] = 0
    lost = float((subject.scores(samples) - subject.scores(covered)).detach()[0, 1])
    torch.testing.assert_close(found[0, :, 4:, :4], torch.full((2, 4, 4), lost))


def test_a_window_larger_than_the_sample_covers_all_of_it() -> None:
    subject = of_pictures()
    found = METHODS["occlusion"].create({"window": 100}).shares(subject, samples_of(subject), 0)
    assert len(found[0].unique()) == 1


def test_one_score_for_two_classes_speaks_for_the_second_and_against_the_first() -> None:
    subject = of_rows(outputs=1)
    samples, method = samples_of(subject), METHODS["integrated-gradients"]()
    assert subject.names == ("a", "b")
    assert torch.equal(method.shares(subject, samples, 0), -method.shares(subject, samples, 1))


def test_numbers_that_are_none_are_told() -> None:
    subject = of_rows()
    subject.module.get_parameter("fc1.weight").data[0, 0] = float("nan")
    with pytest.raises(ExplanationError, match="not finite"):
        METHODS["saliency"]().shares(subject, samples_of(subject), 0)


def test_an_answer_that_is_not_there_is_refused() -> None:
    subject = of_rows()
    with pytest.raises(ExplanationError, match="no answer 3"):
        METHODS["saliency"]().shares(subject, samples_of(subject), 3)


def test_what_knows_samples_again_has_no_answer() -> None:
    graph = chain(input=layer("Input", shape=(4,)), fc=layer("Linear", out_features=4), output=layer("Output"))
    with pytest.raises(ExplanationError, match="the sample itself"):
        subject_of(graph, "row", 4, classes=(), task="input")


def test_scores_of_pixels_are_means_over_the_picture() -> None:
    graph = chain(
        input=layer("Input", shape=(1, 6, 6)),
        conv=layer("Conv2d", out_channels=3, kernel_size=[3, 3], padding=[1, 1]),
        output=layer("Output"),
    )
    subject = subject_of(graph, "picture", 1, 6, 6, task="pixels")
    samples = samples_of(subject)
    torch.testing.assert_close(subject.scores(samples), subject.module(samples).mean((2, 3)))
    assert METHODS["saliency"]().shares(subject, samples, 0).shape == samples.shape


@pytest.mark.slow
def test_captum_is_loaded_only_where_something_is_explained() -> None:
    import subprocess

    code = (
        "import sys; from studio.evaluation.explanations import methods; "
        "from studio.evaluation.explanations import embedding; "
        "assert not {'captum', 'matplotlib', 'sklearn'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
