"""Lines become samples that look as those of the training do, wherever and however large they were drawn."""

from __future__ import annotations

import torch
from sklearn.datasets import load_digits
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from torch.nn.functional import interpolate, pad

from studio.evaluation.drawing import Look, drawn, is_inverted

SEVEN = ((0.2, 0.2), (0.8, 0.2), (0.45, 0.9)), ((0.3, 0.55), (0.75, 0.5))
SCANS = torch.tensor(load_digits().images / 16, dtype=torch.float32)[:, None]
LARGE = pad(interpolate(SCANS, size=(20, 20), mode="bilinear"), (4, 4, 4, 4))


def test_digits_of_both_sizes_are_looked_at() -> None:
    small, large = Look.of(SCANS), Look.of(LARGE)
    assert (small.light_ground, small.height) == (False, 1.0)
    assert 0.65 < large.height < 0.8
    assert Look.of(1 - LARGE).light_ground


def test_the_same_lines_drawn_elsewhere_give_the_same_picture() -> None:
    look = Look.of(LARGE)
    moved = tuple(tuple((0.3 * x + 0.5, 0.3 * y) for x, y in stroke) for stroke in SEVEN)
    torch.testing.assert_close(drawn(SEVEN, 28, 28, look), drawn(moved, 28, 28, look), atol=0.06, rtol=0)


def test_what_is_drawn_is_as_high_and_as_dark_as_samples_are() -> None:
    for pictures, side in ((SCANS, 8), (LARGE, 28), (1 - LARGE, 28)):
        look = Look.of(pictures)
        found = drawn(SEVEN, side, side, look)
        assert found.shape == (1, side, side)
        assert Look.of(found[None]).light_ground == look.light_ground
        assert abs(Look.of(found[None]).height - look.height) < 0.15


def test_nothing_drawn_is_an_empty_picture() -> None:
    assert drawn((), 8, 8, Look()).sum() == 0
    assert drawn((), 8, 8, Look(light_ground=True)).min() == 1


def test_a_dot_and_a_straight_line_are_drawn() -> None:
    for stroke in (((0.5, 0.5),), ((0.5, 0.1), (0.5, 0.9)), ((0.1, 0.5), (0.9, 0.5))):
        assert 0 < drawn((stroke,), 28, 28, Look()).sum() < 300


def test_digits_drawn_by_hand_are_recognised() -> None:
    """By the nearest of all scans, which are what any network learns of."""
    zero = (((0.5, 0.1), (0.25, 0.3), (0.25, 0.7), (0.5, 0.9), (0.75, 0.7), (0.75, 0.3), (0.5, 0.1)),)
    labels = load_digits().target
    for pictures, side in ((SCANS, 8), (LARGE, 28)):
        look = Look.of(pictures)
        for strokes, digit in ((SEVEN, 7), (zero, 0)):
            distances = (pictures - drawn(strokes, side, side, look)).square().sum((1, 2, 3))
            assert (labels[distances.topk(9, largest=False).indices.numpy()] == digit).mean() > 0.5


SEVENS = (
    (((0.22, 0.12), (0.78, 0.12), (0.45, 0.9)),),
    (((0.22, 0.25), (0.24, 0.12), (0.78, 0.12), (0.56, 0.5), (0.48, 0.9)),),
    (((0.25, 0.15), (0.5, 0.12), (0.75, 0.13), (0.6, 0.45), (0.52, 0.9)),),
    SEVEN,
)


def test_a_plain_seven_is_a_seven_however_it_leans() -> None:
    """Scans have hardly any but crossed and slanted ones, so that plain ones were often taken for a 3."""
    judge = LinearDiscriminantAnalysis().fit(load_digits().data / 16, load_digits().target)
    look = Look.of(SCANS)
    leaning = [
        tuple(tuple((x * wide + slant * y, y) for x, y in line) for line in strokes)
        for strokes in SEVENS
        for slant in (-0.2, 0.0, 0.2)
        for wide in (0.8, 1.0)
    ]
    answers = judge.predict(torch.stack([drawn(strokes, 8, 8, look) for strokes in leaning]).flatten(1).numpy())
    assert (answers == 7).mean() > 0.9


def test_lines_of_the_found_pen_are_as_thick_as_those_of_scans() -> None:
    for pictures, side in ((SCANS, 8), (LARGE, 28)):
        look = Look.of(pictures)
        again = Look.of(torch.stack([drawn(strokes, side, side, look) for strokes in SEVENS]))
        assert abs(again.pen - look.pen) < 0.05


def test_few_or_large_pictures_do_not_say_how_others_lean() -> None:
    assert Look.of(SCANS[:50]).likeness is None
    assert Look.of(SCANS).likeness is not None
    assert Look.of(torch.zeros(3, 1, 8, 8)).size == (8, 8)


def test_a_picture_that_is_the_other_way_round_is_told() -> None:
    look, light = Look.of(SCANS), Look.of(1 - LARGE)
    assert not any(is_inverted(picture, look) for picture in SCANS[:50])
    assert all(is_inverted(1 - picture, look) for picture in LARGE[:50])
    assert is_inverted(LARGE[0], light)
    assert not is_inverted(1 - LARGE[0], light)
    assert not is_inverted(torch.ones(1, 8, 8), look)
    assert not is_inverted(1 - LARGE[0], Look.of(torch.cat([LARGE[:50], 1 - LARGE[:50]])))
    assert not is_inverted(1 - LARGE[0], Look())
