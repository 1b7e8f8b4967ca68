"""What a training in another process is asked to do reaches it through the run's folder."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from studio.training.control import Stopped
from studio.training.launch import requests
from studio.training.launch.requests import REQUEST, Asked, RequestedControl, RequestingControl, ask, asked, withdraw


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look is due at once."""
    monkeypatch.setattr(requests, "LOOK_SECONDS", 0.0)


@pytest.mark.usefixtures("looking")
def test_what_one_side_asks_the_other_does(tmp_path: Path) -> None:
    here, there = RequestingControl(tmp_path), RequestedControl(tmp_path)
    assert not there.paused
    here.pause()
    assert there.paused
    here.resume()
    assert not there.paused
    there.check()
    here.stop()
    assert there.stopped
    with pytest.raises(Stopped):
        there.check()


@pytest.mark.usefixtures("looking")
def test_a_pause_lasts_until_it_is_ended_from_outside(tmp_path: Path) -> None:
    here, there = RequestingControl(tmp_path), RequestedControl(tmp_path)
    here.pause()
    waits, went_on = threading.Event(), threading.Event()

    def train() -> None:
        waits.set()
        there.check()
        went_on.set()

    thread = threading.Thread(target=train)
    thread.start()
    assert waits.wait(60)
    assert not went_on.is_set()
    here.resume()
    assert went_on.wait(60)
    thread.join()


@pytest.mark.usefixtures("looking")
def test_a_stop_ends_a_pause_and_is_final(tmp_path: Path) -> None:
    here, there = RequestingControl(tmp_path), RequestedControl(tmp_path)
    here.pause()
    assert there.paused
    here.stop()
    here.pause()
    here.resume()
    assert asked(tmp_path).request == "stop"
    with pytest.raises(Stopped):
        there.check()


@pytest.mark.parametrize("content", [b"", b"[]", b'{"request": 3}', b'{"request": "dance"}', b"\xff", b"[" * 100_000])
def test_what_is_no_request_asks_for_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / REQUEST).write_bytes(content)
    assert asked(tmp_path) == Asked()
    control = RequestedControl(tmp_path)
    assert not control.paused
    assert not control.stopped


@pytest.mark.usefixtures("looking")
def test_another_learning_rate_is_there_when_the_pause_ends(tmp_path: Path) -> None:
    here, there = RequestingControl(tmp_path), RequestedControl(tmp_path)
    here.pause()
    assert there.paused
    here.change_rate(0.25)
    here.resume()
    there.check()
    assert there.take_rate() == 0.25
    here.pause()
    here.resume()
    there.check()
    assert there.take_rate() is None


@pytest.mark.parametrize("rate", ["NaN", "Infinity", "-0.1", "0", "true", '"fast"', "[1]", "1e999"])
def test_what_is_no_rate_changes_none(tmp_path: Path, rate: str) -> None:
    (tmp_path / REQUEST).write_text(f'{{"request": "run", "learning_rate": {rate}}}')
    assert asked(tmp_path) == Asked("run")


def test_a_request_can_be_withdrawn(tmp_path: Path) -> None:
    withdraw(tmp_path)
    ask(tmp_path, "stop")
    withdraw(tmp_path)
    assert asked(tmp_path) == Asked()
