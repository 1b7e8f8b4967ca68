"""An export ignores the warnings of its own thread; those of a training beside it are heard as ever."""

from __future__ import annotations

import threading
import warnings

import pytest
import torch
from torch import nn

from studio.compiler.onnx.conversion import converted
from studio.compiler.onnx.export import OPSET
from studio.compiler.quiet_thread import quiet_thread


def warned_elsewhere() -> list[str]:
    """What a warning on another thread comes to: it is an error here, as all warnings are in tests."""
    heard: list[str] = []

    def warn() -> None:
        try:
            warnings.warn("of a training", UserWarning, stacklevel=1)
        except UserWarning as error:
            heard.append(str(error))

    thread = threading.Thread(target=warn)
    thread.start()
    thread.join()
    return heard


def test_only_the_thread_that_asks_is_quiet_and_only_meanwhile() -> None:
    with quiet_thread():
        warnings.warn("of an export", UserWarning, stacklevel=1)
        with quiet_thread():
            assert warned_elsewhere() == ["of a training"]
        warnings.warn("of an export", UserWarning, stacklevel=1)
    with pytest.raises(UserWarning, match="of an export"):
        warnings.warn("of an export", UserWarning, stacklevel=1)


def test_the_filters_of_others_stay_and_what_was_heard_once_is_not_heard_again() -> None:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("default")
        before = list(warnings.filters)
        for _ in range(2):
            with quiet_thread():
                pass
            warnings.warn("once", UserWarning, stacklevel=1)
        assert [entry for entry in warnings.filters if entry in before] == before
        assert len(warnings.filters) == len(before) + (warnings.filters[0] not in before)
    assert [str(each.message) for each in heard] == ["once"]


def test_warnings_of_a_training_are_heard_while_a_network_is_exported() -> None:
    heard: list[str] = []

    class Meanwhile(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            warnings.warn("of an export", UserWarning, stacklevel=1)
            heard.extend(warned_elsewhere())
            return x * 2

    converted(Meanwhile().eval(), [torch.rand(2, 3)], ["input"], ["output"], {0: "batch"}, OPSET)
    assert set(heard) == {"of a training"}
