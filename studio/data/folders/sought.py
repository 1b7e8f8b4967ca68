"""What is looked for in a folder that a person chose: pictures, or recordings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from studio.data.left_out import Reason
from studio.data.pictures.formats import SUFFIXES
from studio.data.recordings.formats import SUFFIXES as RECORDING_SUFFIXES
from studio.text import tr


@dataclass(frozen=True)
class Sought:
    """Files of one kind by their suffixes, in small letters.

    `content` is the word for several of them. `loose` and `unlabelled` are the reasons to leave out such files that lie
    in no class folder, or of which nobody says a class.
    """

    suffixes: tuple[str, ...]
    content: Callable[[], str]
    example: str
    loose: Reason
    unlabelled: Reason


PICTURES = Sought(tuple(SUFFIXES), lambda: tr("pictures"), "cats/1.jpg, dogs/1.jpg", "loose", "unlabelled")
RECORDINGS = Sought(
    RECORDING_SUFFIXES, lambda: tr("recordings"), "yes/1.wav, no/1.wav", "loose_recording", "unlabelled_recording"
)
