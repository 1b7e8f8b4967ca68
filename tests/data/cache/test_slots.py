"""Samples that are kept on the disk come back as they were, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from studio.data.cache.slots import SAMPLES, SUMS, Slots

SHAPE = (3, 32, 40)
BYTES = np.dtype(np.uint8)


def sample(number: int) -> np.ndarray:
    """The sample of a number, unlike all others."""
    return np.random.default_rng(number).integers(0, 256, SHAPE, dtype=np.uint8)


def found(slots: Slots, number: int) -> np.ndarray | None:
    out = np.zeros(SHAPE, np.uint8)
    return out if slots.read(number, out) else None


def test_what_was_written_is_there_for_the_next_who_opens_it(tmp_path: Path) -> None:
    slots = Slots(tmp_path, 5, SHAPE, BYTES)
    for number in (4, 0):
        slots.write(number, sample(number))
    again = Slots(tmp_path, 5, SHAPE, BYTES)
    for each in (slots, again):
        assert [found(each, number) is not None for number in range(5)] == [True, False, False, False, True]
        assert np.array_equal(found(each, 4), sample(4))


def test_who_has_it_open_already_sees_what_another_writes(tmp_path: Path) -> None:
    first, second = (Slots(tmp_path, 2, SHAPE, BYTES) for _ in range(2))
    assert found(first, 1) is None
    second.write(1, sample(1))
    assert np.array_equal(found(first, 1), sample(1))


def test_floats_are_kept_to_the_last_bit(tmp_path: Path) -> None:
    slots = Slots(tmp_path, 1, (7,), np.dtype(np.float32))
    numbers = np.random.default_rng(0).normal(size=7).astype(np.float32)
    slots.write(0, numbers)
    out = np.zeros(7, np.float32)
    assert slots.read(0, out)
    assert np.array_equal(out, numbers)


def test_nothing_is_kept_beyond_the_room_there_is(tmp_path: Path) -> None:
    slots = Slots(tmp_path, 1, SHAPE, BYTES)
    slots.write(1, sample(1))
    assert found(slots, 1) is None
    assert (tmp_path / SAMPLES).stat().st_size == 0


@pytest.mark.parametrize("damage", ["cut short", "changed"])
def test_a_damaged_sample_counts_as_not_there_until_it_is_written_again(tmp_path: Path, damage: str) -> None:
    slots = Slots(tmp_path, 2, SHAPE, BYTES)
    for number in range(2):
        slots.write(number, sample(number))
    file, size = tmp_path / SAMPLES, sample(0).nbytes
    if damage == "cut short":
        os.truncate(file, size + 10)
    else:
        content = bytearray(file.read_bytes())
        content[size + 99] ^= 1
        file.write_bytes(content)
    again = Slots(tmp_path, 2, SHAPE, BYTES)
    assert np.array_equal(found(again, 0), sample(0))
    assert found(again, 1) is None
    again.write(1, sample(1))
    assert np.array_equal(found(Slots(tmp_path, 2, SHAPE, BYTES), 1), sample(1))


WRITER = """
import sys, numpy as np
from pathlib import Path
from studio.data.cache.slots import Slots
slots = Slots(Path(sys.argv[1]), 40, (3, 32, 40), np.dtype(np.uint8))
print("begins", flush=True)
while True:
    for number in np.random.permutation(40).tolist():
        slots.write(number, np.random.default_rng(number).integers(0, 256, (3, 32, 40), dtype=np.uint8))
"""


@pytest.mark.slow
def test_processes_that_are_killed_while_they_fill_it_leave_whole_samples_only(tmp_path: Path) -> None:
    for _ in range(3):
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) for _ in range(2)
        ]
        for writer in writers:
            assert writer.stdout is not None
            writer.stdout.readline()
        slots, there = Slots(tmp_path, 40, SHAPE, BYTES), 0
        while there < 10:
            there = sum(found(slots, number) is not None for number in range(40))
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
        again = Slots(tmp_path, 40, SHAPE, BYTES)
        for number in range(40):
            kept = found(again, number)
            assert kept is None or np.array_equal(kept, sample(number))
        for name in (SAMPLES, SUMS):
            (tmp_path / name).unlink()
