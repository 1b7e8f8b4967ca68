"""Turns of trainings and exports: torch's exporter switches oneDNN, cuDNN and NNPACK off for the whole process.

A batch that is computed meanwhile comes out a little different, so it waits until the exporter has switched them on
again, and an export waits until the batches under way are done. Trainings do not wait for each other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_changed = threading.Condition()
_batches = 0
_exports = 0
_exporting = False
"""Batches under way, exports under way or waiting, and whether one is under way; all guarded by the condition."""


@contextmanager
def a_batch() -> Iterator[None]:
    """Within this no export changes how torch computes. Not to be held any longer than for one batch."""
    global _batches
    with _changed:
        _changed.wait_for(lambda: not _exports)
        _batches += 1
    try:
        yield
    finally:
        with _changed:
            _batches -= 1
            _changed.notify_all()


@contextmanager
def an_export() -> Iterator[None]:
    """Within this no batch of a training is computed, and no other export is under way."""
    global _exports, _exporting
    with _changed:
        _exports += 1
        _changed.wait_for(lambda: not _batches and not _exporting)
        _exporting = True
    try:
        yield
    finally:
        with _changed:
            _exports -= 1
            _exporting = False
            _changed.notify_all()
