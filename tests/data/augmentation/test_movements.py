"""Movements of pictures, against numpy, Pillow, scipy and cases worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from scipy import ndimage
from torch import Tensor

from studio.data.augmentation.augmentation import Augmentation
from studio.data.augmentation.chance import Chance
from studio.data.config.transforms import transforms
from studio.data.transforms.course import Part


def augmented(*chosen: dict[str, Any], task: Any = "classes") -> Augmentation:
    """What transforms do one after the other."""
    made = [transforms[each["kind"]].create({k: v for k, v in each.items() if k != "kind"}) for each in chosen]
    return Augmentation([Part((), each) for each in made], task, 10)


def changed(pictures: Tensor, *chosen: dict[str, Any], epoch: int = 0) -> Tensor:
    """Pictures (N, C, H, W) so changed."""
    targets = torch.zeros(len(pictures), dtype=torch.int64)
    return augmented(*chosen)(pictures, targets, Chance(0, epoch, np.arange(len(pictures))))[0]


def pictures(count: int = 2, height: int = 7, width: int = 7, channels: int = 2) -> Tensor:
    return torch.rand(count, channels, height, width, generator=torch.Generator().manual_seed(0))


def turned(degrees: float, **more: Any) -> dict[str, Any]:
    return {"kind": "RandomRotation", "degrees": [degrees, degrees], **more}


def test_flips_are_exactly_the_same_pixels_in_another_order() -> None:
    given = pictures(height=5, width=8)
    assert torch.equal(changed(given, {"kind": "RandomHorizontalFlip", "p": 1.0}), given.flip(-1))
    assert torch.equal(changed(given, {"kind": "RandomVerticalFlip", "p": 1.0}), given.flip(-2))
    both = changed(given, {"kind": "RandomHorizontalFlip", "p": 1.0}, {"kind": "RandomVerticalFlip", "p": 1.0})
    assert torch.equal(both, given.flip(-1, -2))
    assert torch.equal(changed(given, {"kind": "RandomHorizontalFlip", "p": 0.0}), given)


@pytest.mark.parametrize("quarters", [1, 2, 3, -1])
def test_a_positive_angle_turns_counter_clockwise(quarters: int) -> None:
    given = pictures()
    wanted = torch.rot90(given, quarters, (-2, -1))
    torch.testing.assert_close(changed(given, turned(90 * quarters)), wanted, atol=1e-5, rtol=0)


def test_a_rotation_is_that_of_pillow() -> None:
    values = np.random.default_rng(0).random((24, 30)).astype(np.float32)
    wanted = np.array(Image.fromarray(values).rotate(17, Image.Resampling.BILINEAR))
    found = changed(torch.from_numpy(values)[None, None], turned(17))[0, 0].numpy()
    # At the border Pillow leaves pixels black that are only partly beyond it.
    inside = np.array(Image.new("L", (30, 24), 255).rotate(17)) == 255
    inside = ndimage.binary_erosion(inside, iterations=2)
    np.testing.assert_allclose(found[inside], wanted[inside], atol=1e-3)


def test_an_affine_movement_turns_clockwise_and_shifts_by_whole_pixels() -> None:
    given = pictures()
    quarter = changed(given, {"kind": "RandomAffine", "degrees": [90, 90]})
    torch.testing.assert_close(quarter, torch.rot90(given, -1, (-2, -1)), atol=1e-5, rtol=0)
    shifts = {"kind": "RandomAffine", "degrees": 0, "translate": [0.4, 0.4]}
    found = changed(given.repeat(20, 1, 1, 1), shifts)
    for each, original in zip(found, given.repeat(20, 1, 1, 1), strict=True):
        best = min(
            float((each - _shifted(original, x, y)).abs().max()) for x in range(-3, 4) for y in range(-3, 4)
        )  # fmt: skip
        assert best < 1e-5


def _shifted(picture: Tensor, x: int, y: int) -> Tensor:
    moved = torch.zeros_like(picture)
    height, width = picture.shape[-2:]
    moved[:, max(y, 0) : height + min(y, 0), max(x, 0) : width + min(x, 0)] = picture[
        :, max(-y, 0) : height + min(-y, 0), max(-x, 0) : width + min(-x, 0)
    ]
    return moved


def test_a_scale_above_one_makes_things_larger_and_keeps_the_middle() -> None:
    given = pictures(height=9, width=9)
    found = changed(given, {"kind": "RandomAffine", "degrees": 0, "scale": [2, 2]})
    torch.testing.assert_close(found[..., 4, 4], given[..., 4, 4], atol=1e-5, rtol=0)
    torch.testing.assert_close(found[..., 2, 6], given[..., 3, 5], atol=1e-5, rtol=0)
    zoomed = changed(given, {"kind": "RandomZoom", "range": [0.5, 0.5]})
    torch.testing.assert_close(zoomed, found, atol=1e-5, rtol=0)


def test_a_shear_of_an_affine_movement_leaves_rows_in_place() -> None:
    given = pictures(height=5, width=9)
    found = changed(given, {"kind": "RandomAffine", "degrees": 0, "shear": [45, 45]})
    # With y down, a point goes to x - y tan(s), measured from the middle.
    torch.testing.assert_close(found[..., 2, :], given[..., 2, :], atol=1e-5, rtol=0)
    torch.testing.assert_close(found[..., 1, 1:], given[..., 1, :-1], atol=1e-5, rtol=0)
    torch.testing.assert_close(found[..., 3, :-1], given[..., 3, 1:], atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("mode", "scipy_mode", "fill"),
    [("constant", "grid-constant", 0.25), ("nearest", "nearest", 0.0), ("reflect", "reflect", 0.0)],
)
def test_what_is_beyond_the_edges_is_what_scipy_has_there(mode: str, scipy_mode: str, fill: float) -> None:
    given = pictures(count=1, height=11, width=13, channels=1)
    more = {"fill_mode": mode, **({"fill": fill} if mode == "constant" else {})}
    found = changed(given, turned(30, **more), {"kind": "RandomZoom", "range": [1.4, 1.4], "fill_mode": mode} | more)
    angle = np.deg2rad(30)
    back = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) * 1.4
    middle = np.array([5.0, 6.0])
    wanted = ndimage.affine_transform(
        given[0, 0].numpy().astype(np.float64), back, middle - back @ middle, order=1, mode=scipy_mode, cval=fill
    )
    np.testing.assert_allclose(found[0, 0].numpy(), wanted, atol=1e-4)


def test_the_generator_of_keras_composes_its_matrices_so() -> None:
    """x_in = R T S Z x_out about the middle, with rows first, by scipy, as its affine transform is made."""
    given = pictures(count=4, height=12, width=10, channels=1)
    chosen = (
        {"kind": "RandomRotation", "degrees": 20, "fill_mode": "nearest"},
        {"kind": "RandomShift", "width": 0.2, "height": 0.2},
        {"kind": "RandomShear", "degrees": 15},
        {"kind": "RandomZoom", "range": 0.5},
    )
    found = changed(given, *chosen)
    draws = [Chance(0, 0, np.arange(4)).of(place) for place in range(4)]
    theta = np.deg2rad(-draws[0].uniform(-20, 20))
    across, down = draws[1].uniform(-2, 2), draws[1].uniform(-2.4, 2.4)
    shear = np.deg2rad(draws[2].uniform(-15, 15))
    tall, wide = draws[3].uniform(0.5, 1.5), draws[3].uniform(0.5, 1.5)
    for row in range(4):
        turn = np.array([[np.cos(theta[row]), -np.sin(theta[row])], [np.sin(theta[row]), np.cos(theta[row])]])
        slant = np.array([[1, -np.sin(shear[row])], [0, np.cos(shear[row])]])
        back = turn @ slant @ np.diag([tall[row], wide[row]])
        offset = turn @ np.array([-down[row], -across[row]])
        middle = np.array([5.5, 4.5])
        wanted = ndimage.affine_transform(
            given[row, 0].numpy().astype(np.float64), back, offset + middle - back @ middle, order=1, mode="nearest"
        )
        np.testing.assert_allclose(found[row, 0].numpy(), wanted, atol=1e-4)


def test_movements_that_follow_each_other_blur_once_and_cut_nothing_off() -> None:
    given = pictures(height=9, width=9)
    there_and_back = changed(given, turned(33), turned(-33))
    torch.testing.assert_close(there_and_back, given, atol=1e-5, rtol=0)
    apart = changed(given, turned(33), turned(-33, fill_mode="nearest"))
    assert (apart - given).abs().max() > 0.05


def test_classes_of_pixels_follow_exactly_and_are_never_blended() -> None:
    given = pictures(count=6, height=8, width=8, channels=1)
    classes = torch.randint(0, 5, (6, 8, 8), generator=torch.Generator().manual_seed(1))
    crop = {"kind": "RandomCrop", "size": [6, 6], "padding": 1}
    flip = {"kind": "RandomHorizontalFlip"}
    jitter = {"kind": "ColorJitter", "brightness": 0.0, "contrast": 0.0}
    augment = augmented(flip, crop, jitter, turned(90), task="pixels")
    # A picture of the classes themselves shows where each pixel went.
    shown = (classes.float() / 4)[:, None]
    found, followed = augment(shown, classes, Chance(0, 0, np.arange(6)))
    assert followed.dtype == torch.int64
    assert followed.shape == (6, 6, 6)
    torch.testing.assert_close(followed.float() / 4, found[:, 0], atol=1e-5, rtol=0)
    _, tilted = augmented(turned(30), task="pixels")(given, classes, Chance(0, 0, np.arange(6)))
    assert set(tilted.unique().tolist()) <= set(classes.unique().tolist())


def test_a_picture_that_is_learnt_itself_is_moved_with_it_but_stays_clean() -> None:
    given = pictures(height=8, width=8, channels=1)
    augment = augmented({"kind": "RandomHorizontalFlip", "p": 1.0}, {"kind": "GaussianNoise"}, task="input")
    found, wanted = augment(given, given, Chance(0, 0, np.arange(2)))
    assert torch.equal(wanted, given.flip(-1))
    assert not torch.equal(found, wanted)
