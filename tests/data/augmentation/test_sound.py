"""What chance does to recordings is what it says, in decibels, places and lengths."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from augmented import recordings
from torch import Tensor

from studio.data import Arrays, Waveforms
from studio.data.augmentation.chance import Chance
from studio.data.augmentation.worker import Drawn, Lot
from studio.data.augmentation.workers import worker_of
from studio.data.config.transforms import transforms
from studio.data.errors import DataError
from studio.data.load import load
from studio.data.transforms.counterparts import steps_of

COUNT, LENGTH = 64, 500


def recorded() -> Tensor:
    """Recordings (N, 2, L) within -1 and 1, the first of them silent."""
    found = torch.rand(COUNT, 2, LENGTH, generator=torch.Generator().manual_seed(0)) * 2 - 1
    found[0] = 0
    return found


def changed(kind: str, inputs: Tensor, **settings: Any) -> tuple[Tensor, Drawn, list[str]]:
    """The recordings after a transform, what was drawn, and its words."""
    worker = worker_of(transforms[kind].create(settings))
    shape = tuple(inputs.shape[1:])
    drawn = worker.draw(Chance(1, 0, np.arange(len(inputs))).of(0), shape)
    found = worker.apply(Lot(inputs, torch.zeros(len(inputs))), drawn).inputs
    return found, drawn, [worker.words(drawn, place, shape) for place in range(len(inputs))]


def test_noise_is_as_far_below_each_channel_as_the_ratio_says() -> None:
    inputs = recorded()
    noisy, drawn, words = changed("AddNoise", inputs, snr=[5, 20])
    noise = noisy - inputs
    ratio = 10 * torch.log10(inputs[1:].square().sum(-1) / noise[1:].square().sum(-1))
    wanted = torch.from_numpy(drawn["ratio"][1:]).float()[:, None].expand(-1, 2)
    torch.testing.assert_close(ratio, wanted, rtol=0, atol=0.01)
    assert 5 <= wanted.min() < wanted.max() < 20
    assert torch.equal(noisy[0], inputs[0])
    assert words[1] == f"noise {drawn['ratio'][1]:.1f} dB below it"


def test_a_gain_of_six_decibels_doubles() -> None:
    inputs = recorded()
    louder, _, words = changed("RandomGain", inputs, gain=[6.0206, 6.0206])
    torch.testing.assert_close(louder, inputs * 2, rtol=1e-4, atol=0)
    assert words[0] == "+6.0 dB"


@pytest.mark.parametrize("rollover", [False, True])
def test_a_shift_moves_all_channels_by_what_is_told(rollover: bool) -> None:
    inputs = recorded()
    found, drawn, words = changed("RandomTimeShift", inputs, shift=0.2, rollover=rollover)
    assert {word.split()[-1] for word in words if word} == {"later", "earlier"}
    for place, steps in enumerate(drawn["steps"].tolist()):
        assert abs(steps) <= 0.2 * LENGTH
        wanted = inputs[place].roll(steps, dims=-1)
        if not rollover:
            wanted[:, slice(0, steps) if steps >= 0 else slice(steps, None)] = 0
        assert torch.equal(found[place], wanted)


def test_a_stretch_is_silent_and_nothing_else_changes() -> None:
    inputs = recorded()[1:]
    found, drawn, words = changed("TimeMasking", inputs, time_mask_param=100)
    assert max(drawn["size"]) <= 100
    for place, (first, size) in enumerate(zip(drawn["first"], drawn["size"], strict=True)):
        wanted = inputs[place].clone()
        wanted[:, first : first + size] = 0
        assert torch.equal(found[place], wanted)
        assert words[place] == (f"{size} silent from place {first}" if size else "")


def test_what_does_not_happen_leaves_recordings_as_they_are() -> None:
    inputs = recorded()
    for kind in ("AddNoise", "RandomGain", "RandomTimeShift", "TimeMasking"):
        found, _, words = changed(kind, inputs, p=0.0)
        assert torch.equal(found, inputs)
        assert not any(words)


@pytest.mark.parametrize(
    ("settings", "factor"), [({"gain": 3}, 3.0), ({"gain": 4, "gain_type": "power"}, 2.0),
                             ({"gain": -20, "gain_type": "db"}, 0.1)]
)  # fmt: skip
def test_a_volume_multiplies_and_cuts(settings: dict[str, Any], factor: float) -> None:
    inputs = recorded()
    (step,) = steps_of(transforms["Vol"].create(settings), (2, LENGTH))
    torch.testing.assert_close(step.module()(inputs), (inputs * factor).clamp(-1, 1))


def test_a_gain_that_turns_over_or_silences_is_refused() -> None:
    with pytest.raises(ValueError, match="gain is above 0"):
        transforms["Vol"].create({"gain": -1})


def test_a_length_cuts_at_the_end_and_fills_up() -> None:
    inputs = recorded()
    (shorter,) = steps_of(transforms["PadTrim"].create({"max_len": 300}), (2, LENGTH))
    (longer,) = steps_of(transforms["PadTrim"].create({"max_len": 700, "fill_value": 0.25}), (2, LENGTH))
    assert torch.equal(shorter.module()(inputs), inputs[..., :300])
    filled = longer.module()(inputs)
    assert torch.equal(filled[..., :LENGTH], inputs)
    assert (filled[..., LENGTH:] == 0.25).all()


def test_a_volume_stands_before_what_scales() -> None:
    with pytest.raises(ValueError, match="Vol counts in numbers from -1 to 1, so it has to stand before Normalize"):
        Waveforms.create({"transforms": [{"kind": "Normalize"}, {"kind": "Vol"}]})


def test_recordings_are_cut_by_chance_to_train_and_in_the_middle_to_test() -> None:
    chosen = [{"kind": "RandomSequenceCrop", "size": 40}, {"kind": "AddNoise"}, {"kind": "Normalize"}]
    found = load(Waveforms.create({"path": recordings(), "normalize": False, "transforms": chosen}), (1, 40), seed=0)  # type: ignore[arg-type]
    plain = load(Waveforms.create({"path": recordings(), "normalize": False}), (1, 60), seed=0)  # type: ignore[arg-type]
    normal = found.preparation.normalization
    assert normal is not None
    wanted = (plain.test.inputs[..., 10:50] - normal.mean[0]) / normal.deviation[0]
    torch.testing.assert_close(found.test.inputs, wanted)
    assert found.train.store.shape == (1, 60)


def test_arrays_with_moments_in_front_are_cut_along_them(tmp_path: Any) -> None:
    values = np.arange(40 * 9 * 4, dtype=np.float32).reshape(40, 9, 4)
    np.savez(tmp_path / "x.npz", x=values, y=np.arange(40) % 2)
    settings = {"path": str(tmp_path / "x.npz"), "normalize": False}
    crop = {"kind": "RandomSequenceCrop", "size": 5, "axis": "first"}
    found = load(Arrays.create({**settings, "transforms": [crop]}), (5, 4), seed=0)  # type: ignore[arg-type]
    plain = load(Arrays.create(settings), (9, 4), seed=0)  # type: ignore[arg-type]
    assert torch.equal(found.test.inputs, plain.test.inputs[:, 2:7])
    assert found.train.augmentation is not None
    stored = found.train.store.between(0, len(found.train))
    drawn, _ = found.train.augmentation(stored, found.train.targets, Chance(0, 0, np.arange(len(stored))))
    starts = ((drawn[:, 0, 0] - stored[:, 0, 0]) / 4).tolist()
    assert set(starts) == {0, 1, 2, 3, 4}
    with pytest.raises(DataError, match="rows of numbers, but samples have 2 axes"):
        load(Arrays.create({**settings, "transforms": [{"kind": "FeatureNoise"}]}), (9, 4), seed=0)  # type: ignore[arg-type]
