"""Folders of recordings: what is read of them, what is done to it, and what is refused by name."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
import torch
from data_files import write_picture_folder, write_tones

from studio.data import Waveforms, data_kinds, memory
from studio.data.cache import folder as caches
from studio.data.choosing import data_at
from studio.data.errors import DataError
from studio.data.left_out import sentences
from studio.data.load import describe, load
from studio.data.samples import Reading
from studio.data.sources import source_of
from studio.data.stores.row_store import RowStore

RATE = 8_000


def tone(length: int = 400, rate: int = RATE, pitch: float = 440.0) -> npt.NDArray[np.float64]:
    """A tone of half the full volume."""
    return 0.5 * np.sin(2 * np.pi * pitch * np.arange(length) / rate)


def write(path: Path, waves: npt.NDArray[np.float64], rate: int = RATE, subtype: str | None = None) -> Path:
    """A recording, by the ending of its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, waves, rate, subtype=subtype)
    return path


def two_classes(folder: Path, **others: npt.NDArray[np.float64]) -> Path:
    """Two recordings of two classes each, and others in the first class."""
    for name, pitch in (("high", 880.0), ("low", 220.0)):
        for number in range(2):
            write(folder / name / f"{number}.wav", tone(pitch=pitch))
    for name, waves in others.items():
        write(folder / "high" / f"{name}.wav", waves)
    return folder


def of(folder: Path, **settings: object) -> Waveforms:
    """The data in a folder."""
    return Waveforms.create({"path": str(folder), **settings})  # type: ignore[return-value]


def read(folder: Path, **settings: object) -> Reading:
    """All that is read of it."""
    return source_of(of(folder)).read(of(folder, **settings))


def refusal(folder: Path, **settings: object) -> DataError:
    """Why it is not read."""
    with pytest.raises(DataError) as refused:
        read(folder, **settings)
    return refused.value


@pytest.mark.parametrize(
    ("name", "subtype", "step"),
    [
        ("x.wav", "PCM_U8", 2**-7),
        ("x.wav", "PCM_16", 2**-15),
        ("x.wav", "PCM_24", 2**-23),
        ("x.wav", "PCM_32", 2**-24),
        ("x.wav", "FLOAT", 2**-24),
        ("x.wav", "DOUBLE", 2**-24),
        ("x.flac", "PCM_16", 2**-15),
        ("x.ogg", "VORBIS", 0.05),
    ],
)
def test_numbers_are_those_that_were_recorded(name: str, subtype: str, step: float, tmp_path: Path) -> None:
    folder = two_classes(tmp_path)
    write(folder / "high" / name, tone(), subtype=subtype)
    found = read(folder).train
    assert isinstance(found.inputs, np.ndarray)
    assert (found.inputs.dtype, found.inputs.shape) == (np.float32, (5, 1, 400))
    np.testing.assert_allclose(found.inputs[2, 0], tone(), atol=2 * step)
    assert found.targets.tolist() == [0, 0, 0, 1, 1]


def test_shorter_ones_are_followed_by_silence_up_to_the_longest(tmp_path: Path) -> None:
    folder = two_classes(tmp_path, long=tone(500), short=tone(100))
    description = describe(of(folder))
    assert (description.sample_shape, description.rate) == ((1, 500), RATE)
    assert "5 recordings are shorter and are followed by silence." in description.notes
    inputs = read(folder).train.inputs
    assert isinstance(inputs, np.ndarray)
    np.testing.assert_allclose(inputs[3, 0, :100], tone(100), atol=1e-4)
    assert not inputs[3, 0, 100:].any()


def test_longer_ones_are_cut_at_the_length_that_is_set_and_the_run_notes_it(tmp_path: Path) -> None:
    folder = two_classes(tmp_path, long=tone(500))
    dataset = load(of(folder, length=450, test=0.0, validation=0.0), (1, 450), seed=0)
    assert "1 recording is longer and is cut at its end." in dataset.note
    assert "4 recordings are shorter" in dataset.note
    assert (dataset.preparation.rate, dataset.preparation.source) == (RATE, (1, 450))
    assert dataset.train.inputs[2, 0, 449].item() == pytest.approx(tone(500)[449], abs=1e-4)


def test_the_longest_is_that_of_the_training_folder_alone(tmp_path: Path) -> None:
    two_classes(tmp_path / "train")
    two_classes(tmp_path / "test", long=tone(900))
    description = describe(of(tmp_path))
    assert (description.sample_shape, dict(description.sizes)) == ((1, 400), {"train": 4, "test": 5})
    assert "1 recording is longer and is cut at its end." in description.notes


def test_rates_that_differ_are_named_and_resampled_where_one_is_set(tmp_path: Path) -> None:
    folder = two_classes(tmp_path)
    write(folder / "low" / "fast.wav", tone(2_205, rate=44_100), rate=44_100)
    refused = refusal(folder)
    assert "has 8000 Hz, but" in refused.message
    assert "fast.wav” has 44100 Hz" in refused.message
    assert refused.setting == "rate"
    assert "1 recording is resampled from another rate." in describe(of(folder, rate=8_000)).notes
    inputs = read(folder, rate=8_000).train.inputs
    assert isinstance(inputs, np.ndarray)
    assert inputs.shape == (5, 1, 400)
    # The edges are smoothed into the silence around a recording.
    np.testing.assert_allclose(inputs[4, 0, 20:380], tone()[20:380], atol=5e-3)


def test_a_cut_recording_is_resampled_as_the_whole_is(tmp_path: Path) -> None:
    folder = two_classes(tmp_path, long=tone(4_000))
    whole, cut = (read(folder, rate=6_000, length=length).train.inputs for length in (3_000, 777))
    assert isinstance(whole, np.ndarray)
    assert isinstance(cut, np.ndarray)
    np.testing.assert_allclose(cut, whole[:, :, :777], atol=1e-6)


def test_channels_stay_where_they_agree_and_are_mixed_where_they_differ(tmp_path: Path) -> None:
    stereo = np.stack([tone(), -0.5 * tone()], axis=1)
    for name in ("high", "low"):
        write(tmp_path / name / "0.wav", stereo)
        write(tmp_path / name / "1.wav", stereo)
    inputs = read(tmp_path).train.inputs
    assert isinstance(inputs, np.ndarray)
    np.testing.assert_allclose(inputs[0], stereo.T, atol=1e-4)
    assert read(tmp_path, channels="mono").train.inputs[0].shape == (1, 400)
    write(tmp_path / "low" / "2.wav", tone())
    assert "The channels of 4 recordings are mixed to one." in describe(of(tmp_path)).notes
    inputs = read(tmp_path).train.inputs
    assert isinstance(inputs, np.ndarray)
    np.testing.assert_allclose(inputs[0, 0], 0.25 * tone(), atol=1e-4)


def test_what_is_no_recording_is_left_out_by_name(tmp_path: Path) -> None:
    folder = two_classes(tmp_path)
    (folder / "high" / "text.wav").write_text("not a recording")
    (folder / "high" / "empty.wav").write_bytes(b"")
    write(folder / "high" / "silent.wav", np.zeros(0))
    (folder / "high" / "notes.txt").write_text("notes")
    write(folder / "stray.wav", tone())
    found = describe(of(folder))
    names = ", ".join(str(Path("high", name)) for name in ("empty.wav", "silent.wav"))
    assert f"3 recordings cannot be read and were left out: {names} and {Path('high', 'text.wav')}." in sentences(
        found.left_out
    )
    assert "1 recording that lies in no class folder was left out: stray.wav." in sentences(found.left_out)
    assert found.sizes == {"train": 4}
    assert len(read(folder).train) == 4


@pytest.mark.parametrize(("ending", "form"), [("wav", "WAV"), ("wav", "RF64"), ("ogg", "OGG")])
def test_a_file_that_is_cut_short_is_left_out(ending: str, form: str, tmp_path: Path) -> None:
    folder = two_classes(tmp_path)
    cut = folder / "low" / f"cut.{ending}"
    soundfile.write(cut, tone(40_000), RATE, format=form)
    assert describe(of(folder)).counts["train"] == (2, 3)
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    assert describe(of(folder)).counts["train"] == (2, 2)
    for number in range(2):
        (folder / "low" / f"{number}.wav").unlink()
    refused = refusal(folder)
    assert "1 recording cannot be read" in refused.message
    assert "(it is cut short)" in refused.message


def test_a_wav_file_that_was_piped_and_knows_no_size_is_read(tmp_path: Path) -> None:
    folder = two_classes(tmp_path)
    piped = folder / "low" / "0.wav"
    content = bytearray(piped.read_bytes())
    at = content.index(b"data") + 4
    content[4:8] = content[at : at + 4] = struct.pack("<I", 0xFFFF_FFFF)
    piped.write_bytes(content)
    assert read(folder).train.inputs[2].shape == (1, 400)
    assert describe(of(folder)).sizes == {"train": 4}


@pytest.mark.parametrize(
    ("waves", "reason"),
    [
        (np.array([0.0, np.nan, 0.5]), "not finite"),
        (np.array([0.0, np.inf, 0.5]), "not finite"),
        (32_768 * tone(), "numbers up to 16,384"),
    ],
)
def test_numbers_that_mean_nothing_are_refused_by_name(
    waves: npt.NDArray[np.float64], reason: str, tmp_path: Path
) -> None:
    folder = two_classes(tmp_path)
    write(folder / "low" / "odd.wav", waves, subtype="FLOAT")
    refused = refusal(folder)
    assert "odd.wav” (it holds" in refused.message
    assert reason in refused.message


def test_a_flac_file_that_is_damaged_further_on_is_refused_by_name(tmp_path: Path) -> None:
    folder = two_classes(tmp_path)
    path = write(folder / "low" / "cut.flac", np.random.default_rng(0).uniform(-0.5, 0.5, 50_000))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "cut.flac” (it is" in refusal(folder).message


def test_only_what_is_needed_of_a_huge_recording_is_decoded(tmp_path: Path) -> None:
    folder = two_classes(tmp_path)
    with open(folder / "low" / "0.wav", "r+b") as file:
        content = bytearray(file.read())
        at = content.index(b"data") + 4
        size = 2**31
        content[4:8], content[at : at + 4] = struct.pack("<I", at + 4 + size - 8), struct.pack("<I", size)
        file.seek(0)
        file.write(content)
        file.truncate(at + 4 + size)
    description = describe(of(folder))
    assert description.sample_shape == (1, 2**20)
    assert read(folder, length=400).train.inputs[2].shape == (1, 400)


def test_more_than_memory_holds_is_refused_before_it_is_read(tmp_path: Path) -> None:
    refused = refusal(write_tones(tmp_path / "many", tones=2_000), length=100_000_000)
    assert "4,000 recordings of 1 × 100,000,000 numbers: too large for the memory" in refused.message


def test_more_than_memory_holds_is_decoded_once_into_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_tones(tmp_path / "tones", tones=20)
    held = load(of(folder, transforms=[{"kind": "Normalize"}]), (1, 60), seed=0)
    monkeypatch.setattr(memory, "MOST_ROWS", 0)
    config = of(folder / ".." / "tones", transforms=[{"kind": "Normalize"}])
    there = load(config, (1, 60), seed=0)
    assert isinstance(there.train.store, RowStore)
    assert (there.preparation, there.fingerprint, there.counts) == (held.preparation, held.fingerprint, held.counts)
    for split, found in there.splits.items():
        kept, wanted = found.store, held.splits[split].store
        assert torch.equal(kept.between(0, len(kept)), wanted.between(0, len(wanted)))
        assert torch.equal(found.targets, held.splits[split].targets)
    (cache,) = [each for each in caches.caches() if each.of == str(folder)]
    made = (cache.folder / "rows").stat().st_mtime_ns
    load(config, (1, 60), seed=1)
    assert (cache.folder / "rows").stat().st_mtime_ns == made


def test_all_that_cannot_be_decoded_are_named_where_they_are_too_many_for_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST_ROWS", 0)
    folder = two_classes(tmp_path / "loud")
    odd = [write(folder / "low" / f"odd{at}.wav", 32_768 * tone(), subtype="FLOAT") for at in range(3)]
    message = refusal(folder).message
    assert all(path.name in message for path in odd)
    assert not [each for each in caches.caches() if each.of == str(folder)]


def test_a_run_takes_only_recordings_of_its_own_rate(tmp_path: Path) -> None:
    slow, fast = write_tones(tmp_path / "slow"), write_tones(tmp_path / "fast", rate=16_000)
    kept = load(of(slow), (1, 60), seed=0).preparation
    with pytest.raises(DataError, match="recordings have 16000 Hz, those of the run 8000 Hz"):
        load(of(fast), (1, 60), seed=0, preparation=kept)
    resampled = of(fast, rate=8_000, length=60)
    assert load(resampled, (1, 60), seed=0, preparation=kept).preparation == kept


def test_a_folder_of_recordings_is_told_from_one_of_pictures(tmp_path: Path) -> None:
    assert data_at(write_tones(tmp_path / "tones", tones=1)).kind == "waveforms"
    assert data_at(write_picture_folder(tmp_path / "pictures")).kind == "image_folder"


def test_a_folder_without_recordings_is_refused_with_what_to_do(tmp_path: Path) -> None:
    refused = refusal(write_picture_folder(tmp_path / "pictures"))
    assert "cats” holds no recordings" in refused.message
    assert ".wav" in refused.remedy
    (tmp_path / "none").mkdir()
    assert "Arrange the recordings in one folder for each class: yes/1.wav" in refusal(tmp_path / "none").remedy
    assert "No folder is chosen for the recordings." in refusal(Path(""), path="").message


def test_what_changes_on_the_disk_is_noticed(tmp_path: Path) -> None:
    folder = two_classes(tmp_path)
    source, before = source_of(of(folder)), source_of(of(folder)).stamp(of(folder))
    write(folder / "low" / "1.wav", tone(300))
    assert source.stamp(of(folder)) != before
    assert str(folder / "low" / "1.wav") in source.files(of(folder))
    assert data_kinds["waveforms"] is Waveforms


@pytest.mark.parametrize(
    ("form", "data", "chunks"),
    [
        (struct.pack("<HHIIHH", 1, 1, RATE, 3 * RATE, 3, 24), b"\x01\x02\x03" * 101, b""),
        (struct.pack("<HHIIHHH", 1, 1, RATE, 2 * RATE, 2, 16, 0) + bytes(22), b"\x01\x02" * 101, b""),
        (struct.pack("<HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16), b"\x01\x02" * 101, b"LIST\x05\0\0\0INFOx\0"),
    ],
    ids=["24 bits of an odd number without padding", "40 bytes of form", "notes of an odd size before the sound"],
)
def test_what_other_programs_write_is_read(form: bytes, data: bytes, chunks: bytes, tmp_path: Path) -> None:
    folder = two_classes(tmp_path)
    parts = b"fmt " + struct.pack("<I", len(form)) + form + chunks + b"data" + struct.pack("<I", len(data)) + data
    path = folder / "low" / "other.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WAVE" + parts)
    assert describe(of(folder)).sizes == {"train": 5}
    loud = read(folder).train.inputs[4]
    assert np.count_nonzero(np.asarray(loud)) == 101


def test_a_rate_that_no_recording_has_is_left_out(tmp_path: Path) -> None:
    folder = two_classes(tmp_path)
    write(folder / "low" / "fast.wav", tone(), rate=2_000_000)
    assert "1 recording cannot be read and was left out" in sentences(describe(of(folder, rate=RATE)).left_out)[0]
